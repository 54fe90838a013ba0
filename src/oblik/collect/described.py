"""What people say of events and properties: whose they are, what they mean, whether they are personal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from oblik.collect.arrival.plan import Plan
from oblik.collect.standard import STANDARD
from oblik.store.state import given, upsert
from oblik.store.state.schema import dictionary_events, dictionary_properties

Status = Literal["expected", "unknown", "hidden", "blocked"]


@dataclass(frozen=True, slots=True)
class EventNote:
    """What people said of one event; `expected` that it belongs here though there is no schema for it."""

    name: str
    owner_id: int | None = None
    description: str = ""
    expected: bool = False
    hidden: bool = False
    retention_days: int | None = None


@dataclass(frozen=True, slots=True)
class PropertyNote:
    """What people said of one property; of a trait when `owner` is ""."""

    owner: str
    name: str
    description: str = ""
    personal: bool = False


def status_of(name: str, note: EventNote, plan: Plan, named: frozenset[str]) -> Status:
    """How things stand with an event: expected by somebody or by the tracking spec, or seen and not known; `named` is
    `plan.named()`."""
    said = plan.of(name)
    if said.refused:
        return "blocked"
    if note.hidden:
        return "hidden"
    return "expected" if note.expected or name in STANDARD or name in named else "unknown"


def notes(conn: Connection, names: Sequence[str]) -> Mapping[str, EventNote]:
    """What is said of each of some events; those of which nothing is said are there too."""
    c = dictionary_events.c
    wanted = given(conn, [(name,) for name in names], c.name)
    query = sa.select(*_event_columns()).join(wanted, wanted.c.name == c.name)
    found = {row.name: EventNote(**row._mapping) for row in conn.execute(query)}
    return {name: found.get(name) or EventNote(name) for name in names}


def note(conn: Connection, name: str) -> EventNote:
    """What is said of one event."""
    return notes(conn, [name])[name]


def all_notes(conn: Connection) -> Mapping[str, EventNote]:
    """Everything that was said of events."""
    return {row.name: EventNote(**row._mapping) for row in conn.execute(sa.select(*_event_columns()))}


def update(conn: Connection, name: str, changes: Mapping[str, Any], at: int) -> EventNote:
    """Sets those fields of an event's note that are in `changes`; the note after it."""
    after = replace(note(conn, name), **changes)
    columns = ("owner_id", "description", "expected", "hidden", "retention_days", "updated_at")
    upsert(conn, dictionary_events, [asdict(after) | {"updated_at": at}], update=columns)
    return after


def property_notes(conn: Connection, owner: str) -> Mapping[str, PropertyNote]:
    """What is said of the properties of one event, or of traits with ""."""
    c = dictionary_properties.c
    query = sa.select(c.owner, c.name, c.description, c.personal).where(c.owner == owner)
    return {row.name: PropertyNote(**row._mapping) for row in conn.execute(query)}


def update_property(
    conn: Connection, owner: str, name: str, changes: Mapping[str, Any], at: int
) -> tuple[PropertyNote, PropertyNote]:
    """Sets those fields of a property's note that are in `changes`; the note before and after it."""
    before = property_notes(conn, owner).get(name) or PropertyNote(owner, name)
    after = replace(before, **changes)
    columns = ("description", "personal", "updated_at")
    upsert(conn, dictionary_properties, [asdict(after) | {"updated_at": at}], update=columns)
    return before, after


def personal_names(conn: Connection) -> frozenset[str]:
    """The names of properties and traits that people marked as personal, whichever event carries them."""
    c = dictionary_properties.c
    return frozenset(conn.execute(sa.select(c.name).where(c.personal.is_(True)).distinct()).scalars())


def with_retention(conn: Connection) -> Mapping[str, int]:
    """For how many days events are kept, by name, where not for ever."""
    c = dictionary_events.c
    query = sa.select(c.name, c.retention_days).where(c.retention_days.is_not(None))
    return {row.name: row.retention_days for row in conn.execute(query)}


def _event_columns() -> Sequence[sa.Column[Any]]:
    return [dictionary_events.c[field] for field in EventNote.__slots__]
