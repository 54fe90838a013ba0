"""Measures of people's data, one a day, so that a page can show how they went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from oblik.govern.quality.people import Measure, People
from oblik.store.state import upsert
from oblik.store.state.schema import quality_days

DAY_MS = 86_400_000
_KEPT_DAYS = 400


@dataclass(frozen=True, slots=True)
class Measured:
    """Measures by their name and day (ms), the oldest first."""

    days: Mapping[str, Mapping[int, Measure]]

    def of(self, name: str) -> Sequence[Measure]:
        """All of one."""
        return list(self.days.get(name, {}).values())


def keep(conn: Connection, people: People, now: int) -> None:
    """Writes down today's; the last of a day stays."""
    day = now - now % DAY_MS
    named = {f"complete:{trait}": m for trait, m in people.complete.items()}
    named |= {f"unusable:{trait}": m for trait, m in people.unusable.items()} | {"alike": people.alike}
    rows = [{"day": day, "measure": name, "value": m.value, "total": m.total} for name, m in named.items()]
    upsert(conn, quality_days, rows, update=("value", "total"))
    conn.execute(sa.delete(quality_days).where(quality_days.c.day < day - _KEPT_DAYS * DAY_MS))


def read(conn: Connection, *, since: int) -> Measured:
    """All from a moment (ms) on."""
    query = sa.select(quality_days).where(quality_days.c.day >= since).order_by(quality_days.c.day)
    found: dict[str, dict[int, Measure]] = {}
    for row in conn.execute(query):
        found.setdefault(row.measure, {})[row.day] = Measure(row.value, row.total)
    return Measured(found)
