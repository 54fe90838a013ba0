"""Knowing an event that was already stored: by its `messageId`, per source.

Bloom filters in memory answer for almost all events without a look-up; what they may have seen is then looked up exactly among
the stored events. A live event's id is remembered for a window (7 days), an imported one's for ever, so that the same file
imported again a year later still changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rbloom import Bloom

from oblik.collect.event import Event
from oblik.store.warehouse import Warehouse

IMPORTED = "imported"
"""The flag of an event that came from a file."""

_DAY_MS = 86_400_000
_FALSE_HITS = 1e-5  # 24 bits an id; one batch of 10,000 in ten looks something up in vain
_SMALLEST = 1 << 18
_LARGEST = 1 << 24

_LOOK_UP = """
SELECT source_id, message_id
FROM events
WHERE message_id IN {ids:Array(String)}
  AND offset < {before:UInt64}
  AND (received_at >= fromUnixTimestamp64Milli({since:Int64}) OR has(flags, 'imported'))
"""

_RECENT = """
SELECT source_id, message_id, has(flags, 'imported') AS imported, toUnixTimestamp64Milli(received_at) AS received
FROM events
WHERE received_at >= fromUnixTimestamp64Milli({since:Int64}) OR has(flags, 'imported')
"""

Key = tuple[int, str]


@dataclass
class _Generation:
    bloom: Bloom
    capacity: int
    count: int = 0
    newest: int = 0  # ms


@dataclass
class _Memory:
    """Bloom filters, the newest last, each twice as large as the one before; the old ones are dropped whole."""

    generations: list[_Generation] = field(default_factory=list)

    def __contains__(self, key: Key) -> bool:
        return any(key in g.bloom for g in self.generations)

    def add(self, key: Key, at: int) -> None:
        last = self.generations[-1] if self.generations else None
        if last is None or last.count >= last.capacity:
            capacity = min(2 * last.capacity, _LARGEST) if last else _SMALLEST
            last = _Generation(Bloom(capacity, _FALSE_HITS), capacity)
            self.generations.append(last)
        last.bloom.add(key)
        last.count += 1
        last.newest = max(last.newest, at)

    def forget(self, before: int) -> None:
        self.generations = [g for g in self.generations if g.newest >= before]


class Repeats:
    """Tells repeats from new events. One instance a pipeline; `load` it before the first batch."""

    def __init__(self, warehouse: Warehouse, window_days: int = 7) -> None:
        self._warehouse = warehouse
        self._window_ms = window_days * _DAY_MS
        self._live = _Memory()
        self._imported = _Memory()

    def load(self, now: int) -> int:
        """Reads the ids that are still remembered from the stored events; returns how many."""
        self._live, self._imported = _Memory(), _Memory()
        count = 0
        for block in self._warehouse.stream(_RECENT, {"since": now - self._window_ms}):
            columns = (
                block.column(n).to_pylist() for n in ("source_id", "message_id", "imported", "received")
            )
            for source_id, message_id, imported, received in zip(*columns, strict=True):
                (self._imported if imported else self._live).add((source_id, message_id), received)
            count += block.num_rows
        return count

    def split(self, events: Sequence[Event]) -> tuple[list[Event], list[Event]]:
        """The new ones and the repeats of a batch in arrival order. What it decides depends on the batch and on what is
        stored before it alone, so that the same batch tried again is split the same way."""
        known = self._stored(events)
        new: list[Event] = []
        repeats: list[Event] = []
        seen: set[Key] = set()
        for event in events:
            key = (event.source_id, event.message_id)
            if key in seen or key in known:
                repeats.append(event)
            else:
                seen.add(key)
                new.append(event)
        return new, repeats

    def remember(self, events: Iterable[Event]) -> None:
        """Adds what was stored."""
        newest = 0
        for event in events:
            memory = self._imported if IMPORTED in event.flags else self._live
            memory.add((event.source_id, event.message_id), event.received_at)
            newest = max(newest, event.received_at)
        self._live.forget(newest - self._window_ms)

    def _stored(self, events: Sequence[Event]) -> set[Key]:
        suspects = list(self._suspects(events))
        if not suspects:
            return set()
        rows = self._warehouse.rows(
            _LOOK_UP,
            {
                "ids": sorted({message_id for _, message_id in suspects}),
                "before": events[0].offset,
                "since": events[0].received_at - self._window_ms,
            },
        )
        return {(row["source_id"], row["message_id"]) for row in rows}

    def _suspects(self, events: Sequence[Event]) -> Iterator[Key]:
        for event in events:
            key = (event.source_id, event.message_id)
            if key in self._live or key in self._imported:
                yield key
