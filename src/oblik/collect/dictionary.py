"""The data dictionary: every event name, property and trait that was ever seen, with JSON types, counts and
times.

An `Observer` counts a batch by its *shapes*. Events of one name mostly carry the same properties of the same
types, so counting how often each (name, properties, types) occurs is one look-up in a dict for an event, and
the counts of single properties, exact all the same, are added up once for each shape. What strangers can make
up is bounded: beyond the limits, names are counted together as `OTHER`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import Connection

from oblik.collect.event import Event
from oblik.kernel.masks import mask_value
from oblik.store.state import given, inserted, upsert
from oblik.store.state.schema import seen_events, seen_properties

OTHER: Final = "(other)"
TRAITS: Final = ""  # the owner of traits, where a property has its event's name
MOST_EVENTS = 5_000
MOST_PROPERTIES = 500  # of one event
MOST_IN_ALL = 100_000

_EXAMPLES = 3
_EXAMPLE_LENGTH = 60
_NAME_LENGTH = 300
_TYPES: Final[dict[type, str]] = {
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    type(None): "null",
    list: "array",
    dict: "object",
}

_Shape = tuple[str, tuple[str, ...], tuple[type, ...]]


class _Tally:
    """How often something came, and the first and last moment (ms)."""

    __slots__ = ("count", "first", "last", "sample")

    def __init__(self, at: int, sample: Any = None) -> None:
        self.count = 0
        self.first = at
        self.last = at
        self.sample = sample

    def add(self, other: _Tally) -> None:
        self.count += other.count
        self.first = min(self.first, other.first)
        self.last = max(self.last, other.last)


@dataclass(frozen=True)
class Seen:
    """What one batch added: by (name, type, source id), and by (owner, property, JSON type)."""

    events: Mapping[tuple[str, str, int], _Tally]
    properties: Mapping[tuple[str, str, str], _Tally]


@dataclass
class _Known:
    """Which names the dictionary holds, so that it stays within its limits."""

    properties: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    events: set[str] = field(default_factory=set)
    in_all: int = 0

    def event(self, name: str) -> str:
        if name in self.events:
            return name
        if len(self.events) >= MOST_EVENTS:
            return OTHER
        self.events.add(name)
        return name

    def property(self, owner: str, name: str) -> str:
        names = self.properties[owner]
        if name in names:
            return name
        if len(names) >= MOST_PROPERTIES or self.in_all >= MOST_IN_ALL:
            return OTHER
        names.add(name)
        self.in_all += 1
        return name


class Observer:
    """Counts batches. One for each pipeline; nothing is carried over between batches but which names are
    known."""

    def __init__(self) -> None:
        self._known: _Known | None = None

    def flush(self, conn: Connection, events: Sequence[Event]) -> None:
        """Adds a batch to the dictionary: one statement for all names and one for all properties, in the
        transaction of the batch. A batch whose transaction failed is given again."""
        if not events:
            return
        if self._known is None:
            self._known = _known(conn)
        seen = self.observe(events)
        new = inserted(seen_events)
        upsert(conn, seen_events, _event_rows(seen), update=_added(seen_events, new))
        new = inserted(seen_properties)
        rows = _property_rows(seen, _kept_examples(conn, seen))
        upsert(
            conn, seen_properties, rows, update=_added(seen_properties, new) | {"examples": new.c.examples}
        )

    def name_of(self, event: str) -> str:
        """The name under which events are counted: their own, or `OTHER` beyond the limit."""
        known = self._known or _Known()
        return known.event(event[:_NAME_LENGTH])

    def forget(self) -> None:
        """Reads anew which names are known; after the tables were emptied."""
        self._known = None

    def observe(self, events: Sequence[Event]) -> Seen:
        """What a batch holds. The same batch gives the same again, so one that is done twice is observed
        twice."""
        names: dict[tuple[str, str, int], _Tally] = {}
        shapes: dict[_Shape, _Tally] = {}
        for event in events:
            at = event.received_at
            _count(names, (event.name, event.type, event.source_id), at, None)
            said = event.properties
            if event.type == "identify":
                _count(shapes, (TRAITS, tuple(said), tuple(map(type, said.values()))), at, said)
                continue
            if said:
                _count(shapes, (event.name, tuple(said), tuple(map(type, said.values()))), at, said)
            if "traits" in event.context and (traits := event.traits):
                _count(shapes, (TRAITS, tuple(traits), tuple(map(type, traits.values()))), at, traits)
        known = self._known or _Known()
        return Seen(_bounded(names, known), _expanded(shapes, known))


def _known(conn: Connection) -> _Known:
    known = _Known()
    names = sa.select(seen_events.c.name).where(seen_events.c.name != OTHER).distinct()
    for (name,) in conn.execute(names):
        known.event(name)
    c = seen_properties.c
    for owner, name in conn.execute(sa.select(c.owner, c.name).where(c.name != OTHER).distinct()):
        known.property(owner, name)
    return known


def _bounded(
    names: Mapping[tuple[str, str, int], _Tally], known: _Known
) -> dict[tuple[str, str, int], _Tally]:
    bounded: dict[tuple[str, str, int], _Tally] = {}
    for (name, kind, source_id), tally in names.items():
        _merge(bounded, (known.event(name[:_NAME_LENGTH]), kind, source_id), tally)
    return bounded


def _expanded(shapes: Mapping[_Shape, _Tally], known: _Known) -> dict[tuple[str, str, str], _Tally]:
    found: dict[tuple[str, str, str], _Tally] = {}
    for (name, keys, types), shape in shapes.items():
        owner = known.event(name[:_NAME_LENGTH]) if name else TRAITS
        for key, kind in zip(keys, types, strict=True):
            kept = known.property(owner, key[:_NAME_LENGTH])
            tally = _merge(found, (owner, kept, _TYPES.get(kind, "number")), shape)
            if tally.sample is None and kept != OTHER:
                tally.sample = _example(key, shape.sample[key], of_person=not owner)
    return found


def _count(tallies: dict[Any, _Tally], key: Any, at: int, sample: Any) -> None:
    tally = tallies.get(key)
    if tally is None:
        tally = tallies[key] = _Tally(at, sample)
    elif at > tally.last:
        tally.last = at
    elif at < tally.first:
        tally.first = at
    tally.count += 1


def _merge(tallies: dict[Any, _Tally], key: Any, tally: _Tally) -> _Tally:
    mine = tallies.get(key)
    if mine is None:
        mine = tallies[key] = _Tally(tally.first)
    mine.add(tally)
    return mine


def _example(key: str, value: Any, *, of_person: bool) -> Any:
    """A short sample without personal data: the dictionary outlives the people in it."""
    if isinstance(value, dict | list) or value is None or value == "":
        return None
    if mask_value(key, value, of_person=of_person) != value:
        return None
    return value[:_EXAMPLE_LENGTH] if isinstance(value, str) else value


def _event_rows(seen: Seen) -> list[dict[str, Any]]:
    return [
        {"name": name, "type": kind, "source_id": source_id} | _numbers(tally)
        for (name, kind, source_id), tally in sorted(seen.events.items())
    ]


def _property_rows(seen: Seen, kept: Mapping[tuple[str, str, str], list[Any]]) -> list[dict[str, Any]]:
    return [
        {"owner": key[0], "name": key[1], "type": key[2]}
        | _numbers(tally)
        | {"examples": _with_example(kept.get(key, []), tally.sample)}
        for key, tally in sorted(seen.properties.items(), key=lambda item: item[0])
    ]


def _numbers(tally: _Tally) -> dict[str, int]:
    return {"count": tally.count, "first_seen": tally.first, "last_seen": tally.last}


def _with_example(kept: list[Any], sample: Any) -> list[Any]:
    if sample is None or sample in kept or len(kept) >= _EXAMPLES:
        return kept
    return [*kept, sample]


def _kept_examples(conn: Connection, seen: Seen) -> dict[tuple[str, str, str], list[Any]]:
    c = seen_properties.c
    wanted = given(conn, list(seen.properties), c.owner, c.name, c.type)
    same = (c.owner == wanted.c.owner) & (c.name == wanted.c.name) & (c.type == wanted.c.type)
    query = sa.select(c.owner, c.name, c.type, c.examples).join(wanted, same)
    return {(owner, name, kind): examples for owner, name, kind, examples in conn.execute(query)}


def _added(table: sa.Table, new: sa.FromClause) -> dict[str, sa.ColumnElement[Any]]:
    earlier = sa.case((new.c.first_seen < table.c.first_seen, new.c.first_seen), else_=table.c.first_seen)
    later = sa.case((new.c.last_seen > table.c.last_seen, new.c.last_seen), else_=table.c.last_seen)
    return {"count": table.c.count + new.c.count, "first_seen": earlier, "last_seen": later}
