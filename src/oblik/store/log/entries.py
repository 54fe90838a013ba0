"""The log: accepted requests, durable before the sender gets an answer, ordered, read at least once.

An entry is one request and holds `count` events; its sequence number is given by the engine and only grows.
The place of one event in history is its *offset*: `sequence * EVENTS_PER_ENTRY + index`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

EVENTS_PER_ENTRY = 4096  # more than a request may hold (2,500), a power of two


@dataclass(frozen=True, slots=True)
class Entry:
    """One accepted request, as it goes into the log.

    Attributes:
        source_id: who sent it.
        count: how many events it holds, at most `EVENTS_PER_ENTRY`.
        data: the bytes that the pipeline will decode; the log does not look inside.
    """

    source_id: int
    count: int
    data: bytes


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry with the sequence number that the log gave it."""

    sequence: int
    source_id: int
    count: int
    data: bytes


class Log(Protocol):
    """What collection and the pipeline need of a log engine. Safe to call from any thread."""

    @property
    def identity(self) -> str:
        """Which log this is; another file or stream has another identity, and its sequences start again."""
        ...

    async def append(self, entry: Entry) -> int:
        """Makes the entry durable and returns its sequence number.

        Raises:
            Overloaded: the bounded queue is full.
            Unavailable: the engine cannot store it now (disk full, server away); nothing was accepted.
        """
        ...

    def append_all(self, entries: Sequence[Entry]) -> int:
        """Makes the entries durable together, waiting for room; returns the last one's sequence number. For
        imports and the pipeline's own events, from a thread of their own."""
        ...

    def read(
        self, after: int, upto: int | None = None, *, events: int, wait: float = 0.0
    ) -> list[StoredEntry]:
        """Entries with `after < sequence <= upto`, in order, until they hold `events` events (at least one
        entry if there is one). Waits up to `wait` seconds when there is none."""
        ...

    def pending(self, after: int) -> Mapping[int, int]:
        """Events that wait after `after`, by source id."""
        ...

    def last_sequence(self) -> int:
        """The highest sequence number given so far, 0 when there is none."""
        ...

    def prune(self, upto: int, older_than_ms: int) -> int:
        """Forgets processed entries (`sequence <= upto`) stored before `older_than_ms`; returns how many."""
        ...

    def check(self) -> None:
        """Raises Unavailable when the engine does not answer."""
        ...

    def close(self) -> None:
        """Finishes what was accepted and lets go of the engine."""
        ...
