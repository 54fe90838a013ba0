"""What the checks found: opened when it is first seen, closed when it is no longer so, kept for a while after that."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from oblik.kernel import ids
from oblik.kernel.errors import NotFound
from oblik.kernel.page import Page, Position
from oblik.store.state import insert, upsert
from oblik.store.state.schema import findings

Severity = Literal["high", "medium", "low"]
SEVERITIES: Final[tuple[Severity, ...]] = ("high", "medium", "low")

KEPT_DAYS: Final = 90
_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Found:
    """What a check saw. `object` tells it from others of its kind; `facts` are what its sentence says."""

    kind: str
    object: str
    severity: Severity
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is kept of it. Times are ms; one that nobody acknowledged or that is not over has None."""

    id: int
    kind: str
    object: str
    severity: Severity
    facts: Mapping[str, Any]
    opened_at: int
    closed_at: int | None
    acknowledged_at: int | None
    acknowledged_by: str | None
    snoozed_until: int | None

    def calls(self, now: int) -> bool:
        """Whether it asks for attention: open, and nobody has said that they know."""
        quiet = self.acknowledged_at is not None and (self.snoozed_until is None or now < self.snoozed_until)
        return self.closed_at is None and not quiet


def renew(conn: Connection, found: Sequence[Found], kinds: Collection[str], now: int) -> tuple[int, int]:
    """Writes down what is so now, of the kinds that were looked at; how many findings opened and closed."""
    c = findings.c
    query = sa.select(findings).where(c.closed_at.is_(None), c.kind.in_(kinds))
    known = {(row.kind, row.object): row for row in conn.execute(query)}
    seen = {(one.kind, one.object): one for one in found}
    changed = [
        dict(row._mapping) | {"severity": one.severity, "facts": dict(one.facts)}
        for key, one in seen.items()
        if (row := known.get(key)) is not None and (row.severity, row.facts) != (one.severity, one.facts)
    ]
    opened = [_row(one, now) for key, one in seen.items() if key not in known]
    closed = [row.id for key, row in known.items() if key not in seen]
    upsert(conn, findings, changed, update=("severity", "facts"))
    insert(conn, findings, opened)
    if closed:
        conn.execute(sa.update(findings).where(c.id.in_(closed)).values(closed_at=now))
    return len(opened), len(closed)


def all_open(conn: Connection) -> list[Finding]:
    """Everything that is open: the severest first, then the latest."""
    found = [_read(row) for row in conn.execute(sa.select(findings).where(findings.c.closed_at.is_(None)))]
    return sorted(found, key=lambda one: (SEVERITIES.index(one.severity), -one.opened_at, one.id))


def past(conn: Connection, *, limit: int, after: Position | None = None) -> Page[Finding]:
    """What is closed, the latest first."""
    c = findings.c
    query = sa.select(findings).where(c.closed_at.is_not(None))
    if after is not None:
        query = query.where(sa.tuple_(c.closed_at, c.id) < sa.tuple_(*after))
    rows = conn.execute(query.order_by(c.closed_at.desc(), c.id.desc()).limit(limit + 1)).all()
    items = [_read(row) for row in rows[:limit]]
    more = len(rows) > limit
    return Page(items, next=(items[-1].closed_at, items[-1].id) if more else None)


def get(conn: Connection, finding_id: int) -> Finding:
    """One of them.

    Raises:
        NotFound: there is none with that id.
    """
    row = conn.execute(sa.select(findings).where(findings.c.id == finding_id)).one_or_none()
    if row is None:
        raise NotFound(f"There is no finding {ids.show(finding_id)}.", code="finding_not_found")
    return _read(row)


def acknowledge(conn: Connection, finding_id: int, *, who: str, at: int, until: int | None) -> Finding:
    """Somebody knows: it stays open and asks no more, for good or until a moment (ms)."""
    return _set(conn, finding_id, {"acknowledged_at": at, "acknowledged_by": who, "snoozed_until": until})


def raise_again(conn: Connection, finding_id: int) -> Finding:
    """Takes an acknowledgement back."""
    nobody = {"acknowledged_at": None, "acknowledged_by": None, "snoozed_until": None}
    return _set(conn, finding_id, nobody)


def forget(conn: Connection, now: int) -> None:
    """Deletes what was closed long ago."""
    conn.execute(sa.delete(findings).where(findings.c.closed_at < now - KEPT_DAYS * _DAY_MS))


def _set(conn: Connection, finding_id: int, values: Mapping[str, Any]) -> Finding:
    conn.execute(sa.update(findings).where(findings.c.id == finding_id).values(**values))
    return get(conn, finding_id)


def _row(one: Found, now: int) -> dict[str, Any]:
    return {
        "id": ids.random_id(now),
        "kind": one.kind,
        "object": one.object[:700],
        "severity": one.severity,
        "facts": dict(one.facts),
        "opened_at": now,
        "closed_at": None,
        "acknowledged_at": None,
        "acknowledged_by": None,
        "snoozed_until": None,
    }


def _read(row: sa.Row[Any]) -> Finding:
    return Finding(**row._mapping)
