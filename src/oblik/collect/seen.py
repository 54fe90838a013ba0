"""Reading the data dictionary that `dictionary.py` keeps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from oblik.collect.arrival.plan import Plan
from oblik.collect.described import Status
from oblik.collect.sources_repository import source_names
from oblik.collect.standard import STANDARD
from oblik.kernel.page import Page, Position
from oblik.store.state.schema import dictionary_events, seen_events, seen_properties

MOST_TYPES = 10  # of one name; there are six

_EventRow = sa.Row[str, str, int, int, int]


@dataclass(frozen=True, slots=True)
class SeenEvent:
    """One event name of one type. Times are ms since the epoch, `sources` their names."""

    name: str
    type: str
    count: int
    first_seen: int
    last_seen: int
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeenProperty:
    """One property or trait: how often with which JSON type, and a few samples."""

    name: str
    types: Mapping[str, int]
    count: int
    first_seen: int
    last_seen: int
    examples: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Which:
    """Which events a list shows: those of one status, or without one all but hidden and blocked ones."""

    status: Status | None = None
    refused: Sequence[str] = ()
    named: Sequence[str] = ()

    @classmethod
    def of(cls, plan: Plan, status: Status | None = None) -> Which:
        """Under a tracking plan."""
        return cls(
            status,
            [name for name, said in plan.events.items() if said.refused],
            sorted(plan.named()),
        )

    def condition(self) -> sa.ColumnElement[bool]:
        """In SQL, beside `seen_events` and what is said of them."""
        name, said = seen_events.c.name, dictionary_events.c
        blocked, hidden = name.in_(self.refused), sa.func.coalesce(said.hidden, sa.false())
        known = sa.func.coalesce(said.expected, sa.false()) | name.in_(STANDARD) | name.in_(self.named)
        return {
            None: ~blocked & ~hidden,
            "blocked": blocked,
            "hidden": ~blocked & hidden,
            "expected": ~blocked & ~hidden & known,
            "unknown": ~blocked & ~hidden & ~known,
        }[self.status]


def events(
    conn: Connection,
    *,
    limit: int,
    after: Position | None = None,
    search: str | None = None,
    which: Which | None = None,
) -> Page[SeenEvent]:
    """Event names, the most frequent first; `search` keeps those that hold it."""
    total = sa.cast(sa.func.sum(seen_events.c.count), sa.BigInteger)
    query = (
        sa.select(
            seen_events.c.name,
            seen_events.c.type,
            total.label("count"),
            sa.func.min(seen_events.c.first_seen).label("first_seen"),
            sa.func.max(seen_events.c.last_seen).label("last_seen"),
        )
        .outerjoin(dictionary_events, dictionary_events.c.name == seen_events.c.name)
        .where((which or Which()).condition())
        .group_by(seen_events.c.name, seen_events.c.type)
        .order_by(total.desc(), seen_events.c.name, seen_events.c.type)
        .limit(limit + 1)
    )
    if search:
        query = query.where(seen_events.c.name.icontains(search, autoescape=True))
    if after is not None:
        count, name, kind = after
        later = (total == count) & (sa.tuple_(seen_events.c.name, seen_events.c.type) > sa.tuple_(name, kind))
        query = query.having((total < count) | later)
    return _event_page(conn, conn.execute(query).all(), limit)


def _event_page(
    conn: Connection, rows: Sequence[sa.Row[str, str, int, int, int]], limit: int
) -> Page[SeenEvent]:
    by_name = _sources_of(conn, [row.name for row in rows[:limit]])
    found = [
        SeenEvent(name, kind, count, first, last, by_name.get((name, kind), ()))
        for name, kind, count, first, last in rows[:limit]
    ]
    end = found[-1] if len(rows) > limit else None
    return Page(found, next=(end.count, end.name, end.type) if end else None)


def _sources_of(conn: Connection, names: Sequence[str]) -> dict[tuple[str, str], tuple[str, ...]]:
    """The names of those who sent each event and type, sorted."""
    known = source_names(conn)
    c = seen_events.c
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, kind, source in conn.execute(sa.select(c.name, c.type, c.source_id).where(c.name.in_(names))):
        if source in known:
            found[name, kind].append(known[source])
    return {event: tuple(sorted(senders)) for event, senders in found.items()}


def event(conn: Connection, name: str) -> Sequence[SeenEvent]:
    """One event, for each type that it came with."""
    c = seen_events.c
    total = sa.cast(sa.func.sum(c.count), sa.BigInteger)
    query = (
        sa.select(c.name, c.type, total, sa.func.min(c.first_seen), sa.func.max(c.last_seen))
        .where(c.name == name)
        .group_by(c.name, c.type)
        .order_by(total.desc())
    )
    return _event_page(conn, conn.execute(query).all(), MOST_TYPES).items


def event_count(conn: Connection, name: str) -> int:
    """How often an event of that name came, 0 for one that never did."""
    query = sa.select(sa.func.coalesce(sa.func.sum(seen_events.c.count), 0)).where(seen_events.c.name == name)
    return int(conn.execute(query).scalar_one())


def properties(conn: Connection, owner: str) -> list[SeenProperty]:
    """The properties of an event, or the traits with `dictionary.TRAITS`, the most frequent first."""
    query = (
        sa.select(seen_properties).where(seen_properties.c.owner == owner).order_by(seen_properties.c.type)
    )
    by_name: dict[str, list[sa.RowMapping]] = defaultdict(list)
    for row in conn.execute(query).mappings():
        by_name[row["name"]].append(row)
    found = [_property(name, rows) for name, rows in by_name.items()]
    return sorted(found, key=lambda one: (-one.count, one.name))


def _property(name: str, rows: Sequence[sa.RowMapping]) -> SeenProperty:
    return SeenProperty(
        name=name,
        types={row["type"]: row["count"] for row in rows},
        count=sum(row["count"] for row in rows),
        first_seen=min(row["first_seen"] for row in rows),
        last_seen=max(row["last_seen"] for row in rows),
        examples=tuple(example for row in rows for example in row["examples"]),
    )
