"""How events broke what is expected of them: counted for each property, until something else is expected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from operator import itemgetter
from typing import Final

import sqlalchemy as sa
from sqlalchemy import Connection

from oblik.collect.arrival.entry import Verdict
from oblik.collect.limits import NAME
from oblik.store.state import inserted, upsert
from oblik.store.state.schema import violations

EVENT: Final = "event"

_MOST = 2_000  # rows that one batch adds: names of unexpected properties are made up by strangers


@dataclass(frozen=True, slots=True)
class Breach:
    """One property of one event that was not as expected; `property` "" stands for all that are not listed. With `broken`
    `EVENT` it is the event as a whole, whatever is wrong with it; otherwise as in `schema.Broken`. Times are ms."""

    event: str
    source_id: int
    property: str
    broken: str
    count: int
    first_at: int
    last_at: int
    reason: str


@dataclass
class _Tally:
    count: int = 0
    first_at: int = 0
    last_at: int = 0
    reason: str = ""

    def see(self, at: int, reason: str) -> None:
        self.first_at = min(self.first_at, at) if self.count else at
        self.last_at = max(self.last_at, at)
        self.count, self.reason = self.count + 1, reason


def add(conn: Connection, verdicts: Iterable[Verdict]) -> None:
    """Adds what a batch broke, one statement for all."""
    found: dict[tuple[str, int, str, str], _Tally] = {}
    for verdict in verdicts:
        event = verdict.event
        # Properties that nobody listed are counted together: their names are the sender's.
        wrong: dict[tuple[str, str], str] = {
            ("" if v.broken == "unknown" else v.property[:NAME], v.broken): v.reason
            for v in verdict.violations
        }
        if wrong:
            wrong["", EVENT] = verdict.violations[0].reason
        for (name, kind), reason in wrong.items():
            key = (event.name, event.source_id, name, kind)
            if key in found or len(found) < _MOST:
                found.setdefault(key, _Tally()).see(event.received_at, reason)
    names = ("event", "source_id", "property", "broken")
    rows = [
        dict(zip(names, key, strict=True)) | asdict(tally)
        for key, tally in sorted(found.items(), key=itemgetter(0))
    ]
    new, c = inserted(violations), violations.c
    later = sa.case((new.c.last_at > c.last_at, new.c.last_at), else_=c.last_at)
    update = {"count": c.count + new.c.count, "last_at": later, "reason": new.c.reason}
    upsert(conn, violations, rows, update=update)


def of(conn: Connection, event: str) -> Sequence[Breach]:
    """Which properties of one event are broken, the most frequent first."""
    c = violations.c
    query = (
        sa.select(violations)
        .where(c.event == event, c.broken != EVENT)
        .order_by(c.count.desc(), c.property, c.source_id)
    )
    return [Breach(**row._mapping) for row in conn.execute(query)]


def since(conn: Connection, moment: int) -> Sequence[Breach]:
    """What was broken since a moment, ms."""
    c = violations.c
    query = sa.select(violations).where(c.last_at >= moment).order_by(c.event, c.count.desc(), c.property)
    return [Breach(**row._mapping) for row in conn.execute(query)]


def forget(conn: Connection, event: str) -> None:
    """Begins anew for one event: something else is expected of it now, or it is gone."""
    conn.execute(sa.delete(violations).where(violations.c.event == event))
