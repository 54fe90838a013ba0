"""The data-quality board: looks every few seconds, measures people now and then, and keeps what was found."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection, func, select

from oblik.collect import volumes
from oblik.govern.quality import findings, measures, people, scene
from oblik.govern.quality.checks import CHECKS, PEOPLE_CHECKS, kinds_of
from oblik.identity import repository as identity
from oblik.kernel.clock import Clock
from oblik.store.state import State, upsert
from oblik.store.state.schema import cursors, settings
from oblik.store.warehouse import Warehouse

KEY = "quality"
_MINUTE_MS, HOUR_MS = 60_000, 3_600_000
_SHARE = 0.001  # of the time may go into measuring people: each minute where they are few, each hour where they are millions
_WEEK_MS = 7 * measures.DAY_MS

_logger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Looked:
    """When the board last looked at events, and at people, ms; 0 for never.

    `people_took` is how long that took, ms, and `people_place` how far the pipeline was in its log.
    """

    events_at: int = 0
    people_at: int = 0
    people_took: int = 0
    people_place: int = 0

    def people_are_due(self, now: int, place: int) -> bool:
        """Whether to measure people again: something came, and it costs little."""
        pause = min(max(round(self.people_took / _SHARE), _MINUTE_MS), HOUR_MS)
        return place != self.people_place and now >= self.people_at + pause


class QualityBoard:
    """Does the looking. One process at a time."""

    def __init__(
        self, state: State, warehouse: Warehouse, clock: Clock, zone: Callable[[], ZoneInfo]
    ) -> None:
        self._state, self._warehouse, self._clock, self._zone = state, warehouse, clock, zone

    def look(self) -> None:
        """Looks at what arrived; at people too when it is time."""
        now = self._clock.now_ms()
        zone = self._zone()
        with self._state.read() as conn:
            looked = last_look(conn)
            seen = scene.read(conn, now, zone)
            place = _place(conn)
        found = [each for check in CHECKS for each in check.look(seen)]
        with self._state.write() as conn:
            opened, closed = findings.renew(conn, found, kinds_of(CHECKS), now)
            _write(conn, replace(looked, events_at=now))
        if opened or closed:
            _logger.info("quality_changed", opened=opened, closed=closed)
        if looked.people_are_due(now, place):
            self.look_at_people()

    def look_at_people(self) -> None:
        """Measures everybody, and tidies up."""
        now, began = self._clock.now_ms(), time.perf_counter()
        with self._state.read() as conn:
            rules, place = identity.current_rules(conn), _place(conn)
            before = measures.read(conn, since=now - _WEEK_MS)
        measured = people.measure(self._warehouse, rules)
        found = [each for check in PEOPLE_CHECKS for each in check.look(measured, before)]
        with self._state.write() as conn:
            findings.renew(conn, found, kinds_of(PEOPLE_CHECKS), now)
            measures.keep(conn, measured, now)
            findings.forget(conn, now)
            volumes.forget(conn, now - volumes.KEPT_DAYS * measures.DAY_MS)
            took = round((time.perf_counter() - began) * 1000)
            looked = last_look(conn)
            _write(conn, replace(looked, people_at=now, people_took=took, people_place=place))


def last_look(conn: Connection) -> Looked:
    """When the board last looked."""
    row = conn.execute(select(settings.c.value).where(settings.c.key == KEY)).first()
    said: dict[str, Any] = dict(row[0]) if row else {}
    return Looked(**said)


def _place(conn: Connection) -> int:
    return conn.execute(select(func.max(cursors.c.base + cursors.c.position))).scalar() or 0


def _write(conn: Connection, looked: Looked) -> None:
    upsert(conn, settings, [{"key": KEY, "value": asdict(looked)}], update=("value",))
