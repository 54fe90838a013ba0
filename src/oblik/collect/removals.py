"""Stored events that shall go: those of one name that happened before a moment, because nobody wants them any more.

Not every event can go without changing people. One by which somebody became known or merged, or that says something
of a person, is marked as a *foundation* when it is stored, and stays: without it a rebuild would find other people
than there are. The work is asked for here and done by the pipeline between two batches.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy import Connection

from oblik.collect.event import Event
from oblik.store.state import upsert
from oblik.store.state.schema import removals

FOUNDATION: Final = "people:foundation"
"""The flag of an event on which people stand. Like those of moved events it has a colon, which people never see."""

CAN_GO: Final = (
    "name = {name:String} AND timestamp < fromUnixTimestamp64Milli({before:Int64})"
    " AND NOT arrayExists(flag -> position(flag, ':') > 0, flags)"
)
"""In SQL: the rows of `events` and `timeline` that a removal takes. An event that an unmerge has moved stays as well."""

LATEST_MS: Final = 10_413_791_999_999  # 2299, what the warehouse holds: everything

_STATEMENTS: Final = frozenset({"identify", "group", "alias"})
_CONSENT: Final = "Consent Changed"


def is_statement(event: Event) -> bool:
    """Whether the event says something of a person that must not be forgotten."""
    return event.type in _STATEMENTS or event.name == _CONSENT or event.context.get("generated") is True


@dataclass(frozen=True, slots=True)
class Removal:
    """One removal that was asked for; `before` and `requested_at` in ms."""

    name: str
    before: int
    who: str
    requested_at: int


def request(conn: Connection, name: str, *, before: int, who: str, at: int) -> None:
    """Asks for the removal; asking twice is asking once."""
    upsert(conn, removals, [{"name": name, "before": before, "who": who, "requested_at": at}])


def waiting(conn: Connection) -> Removal | None:
    """The one that was asked for first and is not done."""
    row = conn.execute(
        sa.select(removals).order_by(removals.c.requested_at, removals.c.name).limit(1)
    ).first()
    return None if row is None else Removal(**row._mapping)


def is_waiting(conn: Connection, name: str) -> bool:
    """Whether something of an event is still to be removed."""
    return (
        conn.execute(sa.select(removals.c.name).where(removals.c.name == name).limit(1)).first() is not None
    )


def done(conn: Connection, removal: Removal) -> None:
    """Notes that it is done."""
    c = removals.c
    conn.execute(sa.delete(removals).where(c.name == removal.name, c.before == removal.before))
