"""The data-quality board: looks every few seconds, measures people every hour, and keeps what was found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection, select

from oblik.collect import volumes
from oblik.govern.quality import findings, measures, people, scene
from oblik.govern.quality.checks import CHECKS, PEOPLE_CHECKS, kinds_of
from oblik.identity import repository as identity
from oblik.kernel.clock import Clock
from oblik.store.state import State, upsert
from oblik.store.state.schema import settings
from oblik.store.warehouse import Warehouse

KEY = "quality"
HOUR_MS = 3_600_000
_WEEK_MS = 7 * measures.DAY_MS

_logger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Looked:
    """When the board last looked at events, and at people, ms; 0 for never."""

    events_at: int = 0
    people_at: int = 0


class QualityBoard:
    """Does the looking. One process at a time."""

    def __init__(
        self, state: State, warehouse: Warehouse, clock: Clock, zone: Callable[[], ZoneInfo]
    ) -> None:
        self._state, self._warehouse, self._clock, self._zone = state, warehouse, clock, zone

    def look(self) -> None:
        """Looks at what arrived; at people too when that was an hour ago."""
        now = self._clock.now_ms()
        zone = self._zone()
        with self._state.read() as conn:
            looked = last_look(conn)
            seen = scene.read(conn, now, zone)
        found = [each for check in CHECKS for each in check.look(seen)]
        with self._state.write() as conn:
            opened, closed = findings.renew(conn, found, kinds_of(CHECKS), now)
            _write(conn, Looked(now, looked.people_at))
        if opened or closed:
            _logger.info("quality_changed", opened=opened, closed=closed)
        if now - looked.people_at >= HOUR_MS:
            self.look_at_people()

    def look_at_people(self) -> None:
        """Measures everybody, and tidies up."""
        now = self._clock.now_ms()
        with self._state.read() as conn:
            rules = identity.current_rules(conn)
            before = measures.read(conn, since=now - _WEEK_MS)
        measured = people.measure(self._warehouse, rules)
        found = [each for check in PEOPLE_CHECKS for each in check.look(measured, before)]
        with self._state.write() as conn:
            findings.renew(conn, found, kinds_of(PEOPLE_CHECKS), now)
            measures.keep(conn, measured, now)
            findings.forget(conn, now)
            volumes.forget(conn, now - volumes.KEPT_DAYS * measures.DAY_MS)
            _write(conn, Looked(last_look(conn).events_at, now))


def last_look(conn: Connection) -> Looked:
    """When the board last looked."""
    row = conn.execute(select(settings.c.value).where(settings.c.key == KEY)).first()
    said: dict[str, Any] = dict(row[0]) if row else {}
    return Looked(**said)


def _write(conn: Connection, looked: Looked) -> None:
    value = {"events_at": looked.events_at, "people_at": looked.people_at}
    upsert(conn, settings, [{"key": KEY, "value": value}], update=("value",))
