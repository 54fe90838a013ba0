"""One micro-batch on its way through the steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, field

from oblik.collect.arrival.entry import Verdict
from oblik.collect.event import Envelope, Event, Rejection, offset_of
from oblik.identity.graph import Graph
from oblik.identity.rules import Rules
from oblik.profiles.repository import Stored
from oblik.store.log import EVENTS_PER_ENTRY, StoredEntry


@dataclass(frozen=True, slots=True)
class Span:
    """A range of one log: the entries with `first <= sequence <= last`. `base` makes offsets grow over all logs.

    `rules` is the version of the identity rules it is processed under, `arrival` that of the tracking plan, also when it is
    processed again.
    """

    log: str
    base: int
    first: int
    last: int
    rules: int
    arrival: int = 0

    @property
    def token(self) -> str:
        """Names the batch to the warehouse: the same rows under the same token are stored once."""
        return f"{self.log}:{self.first}-{self.last}"

    @property
    def offset(self) -> int:
        """The greatest offset that an event of the batch can have."""
        return offset_of(self.base + self.last, EVENTS_PER_ENTRY - 1)


@dataclass
class Batch:
    """What the steps fill, one after the other.

    Attributes:
        requests: each entry's envelope with its good events, as decoded.
        events: what will be stored, in arrival order.
        verdicts: the events that are not as expected, whether they are stored or not.
        repeats: what was stored before; `replayed`: quarantined rows that get another try in this batch.
        graph: who they belong to, and what that changed.
        profiles: documents that changed; `lost`: those that merged away.
        identifiers: of each changed profile, as they are after the batch.
        inserts: rows that the warehouse is taking.
    """

    span: Span
    entries: Sequence[StoredEntry]
    rules: Rules
    requests: list[tuple[Envelope, list[Event]]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    repeats: list[Event] = field(default_factory=list)
    replayed: list[int] = field(default_factory=list)
    accepted: Counter[tuple[int, int]] = field(default_factory=Counter)
    graph: Graph | None = None
    profiles: dict[int, Stored] = field(default_factory=dict)
    lost: dict[int, Stored] = field(default_factory=dict)
    identifiers: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    merged: dict[int, int] = field(default_factory=dict)
    inserts: list[Future[None]] = field(default_factory=list)

    def wait_until_stored(self) -> None:
        """Until the warehouse has all rows, or has refused some: then raises what it said, after the others came to their end."""
        wait(self.inserts)
        for insert in self.inserts:
            insert.result()

    def reject(self, events: Iterable[tuple[Event, str, str]]) -> None:
        """Takes events out, each with a code and a reason; they are kept as they came, to come again."""
        bad = {
            e.offset: Rejection(e.offset, e.source_id, e.received_at, code, why, e.sent or e.raw)
            for e, code, why in events
        }
        self.rejections.extend(bad.values())
        self.events = [e for e in self.events if e.offset not in bad]
