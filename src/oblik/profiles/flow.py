"""What moves at this moment: what waits in the log, what came in the last hour, when each source was last heard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from oblik.collect.event import Envelope
from oblik.kernel.clock import Clock
from oblik.profiles.fresh import Fresh
from oblik.profiles.progress import progress_of
from oblik.store.log import Log
from oblik.store.state import State
from oblik.store.state.schema import seen_events
from oblik.store.warehouse import Warehouse

MINUTE_MS = 60_000
MINUTES = 60
_KEPT_MS = 2_000
_decode_envelope = msgspec.msgpack.Decoder(Envelope).decode

_PER_MINUTE = """
SELECT source_id, intDiv(toUnixTimestamp64Milli(received_at), 60000) AS minute, count() AS events
FROM events
WHERE received_at >= fromUnixTimestamp64Milli({since:Int64})
GROUP BY source_id, minute
"""


@dataclass(frozen=True, slots=True)
class Lag:
    """How far the pipeline is behind: events that wait, and how long the oldest of them has."""

    events: int
    seconds: float


class EventFlow:
    """By source id. Safe to use from any thread; figures are at most two seconds old."""

    def __init__(self, state: State, warehouse: Warehouse, log: Log, clock: Clock) -> None:
        self._state = state
        self._warehouse = warehouse
        self._log = log
        self._clock = clock
        self._minutes = Fresh(self._count_minutes, clock, _KEPT_MS)

    def pending(self) -> Mapping[int, int]:
        """Events in the log that the pipeline has not done yet."""
        return self._log.pending(self._position())

    def per_minute(self) -> Mapping[int, Sequence[int]]:
        """Events of each of the last 60 minutes, this one included, oldest first."""
        return self._minutes.get().value

    def last_event_at(self) -> Mapping[int, int]:
        """When the latest event was received, ms."""
        latest = sa.func.max(seen_events.c.last_seen)
        query = sa.select(seen_events.c.source_id, latest).group_by(seen_events.c.source_id)
        with self._state.read() as conn:
            return {row[0]: row[1] for row in conn.execute(query)}

    def lag(self) -> Lag:
        """How far the pipeline is behind the log."""
        position = self._position()
        waiting = sum(self._log.pending(position).values())
        oldest = self._log.read(position, events=1) if waiting else []
        if not oldest:
            return Lag(waiting, 0.0)
        waited = self._clock.now_ms() - _decode_envelope(oldest[0].data).received_at
        return Lag(waiting, max(0, waited) / 1000)

    def _position(self) -> int:
        with self._state.read() as conn:
            return progress_of(conn, self._log.identity).position

    def _count_minutes(self) -> dict[int, list[int]]:
        first = self._clock.now_ms() // MINUTE_MS - MINUTES + 1
        counted: dict[int, list[int]] = {}
        for row in self._warehouse.rows(_PER_MINUTE, {"since": first * MINUTE_MS}):
            minutes = counted.setdefault(row["source_id"], [0] * MINUTES)
            minutes[min(row["minute"] - first, MINUTES - 1)] += row["events"]
        return counted
