"""A schema made of what was seen: a first word that people correct, not a last one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from oblik.collect.arrival.schema import MOST_PROPERTIES, Kind, Property, Schema
from oblik.collect.dictionary import OTHER
from oblik.collect.seen import SeenProperty
from oblik.kernel.personal import kind_of

_ALWAYS = 0.999  # filled at least this often: required
_LEAST_EVENTS = 20  # before anything is called always
_TYPE_SHARE = 0.01  # a rarer type is a mistake rather than a habit
_LEAST_PER_VALUE = 10  # times that each of a few values came, on average, to be a fixed choice
MOST_CHOICES = 12
_TYPES: Mapping[str, Kind] = {
    "string": "string",
    "number": "number",
    "boolean": "boolean",
    "array": "array",
    "object": "object",
}


@dataclass(frozen=True, slots=True)
class Observed:
    """What the latest events say of one property: how many of them had it, its values where they are few (None otherwise),
    the least number, whether every text is a date, whether every number is whole."""

    count: int
    values: Sequence[str] | None
    least: float | None
    dates: bool
    whole: bool


def suggested(properties: Sequence[SeenProperty], observed: Mapping[str, Observed], events: int) -> Schema:
    """What is expected of events that are as those of the past: `events` is how many there were."""
    known = [p for p in properties if p.name != OTHER and set(p.types) - {"null"}]
    return Schema(
        properties=tuple(_property(p, observed.get(p.name), events) for p in known[:MOST_PROPERTIES])
    )


def _property(seen: SeenProperty, observed: Observed | None, events: int) -> Property:
    filled = seen.count - seen.types.get("null", 0)
    types: list[Kind] = [
        _TYPES[name]
        for name, count in sorted(seen.types.items(), key=lambda item: -item[1])
        if name in _TYPES and count >= _TYPE_SHARE * filled
    ]
    allowed: Sequence[str] = ()
    least = None
    if observed is not None and types == ["string"]:
        if observed.dates:
            types = ["date"]
        elif _is_choice(seen.name, observed):
            allowed = sorted(observed.values or ())
    if observed is not None and types == ["number"]:
        types = ["integer"] if observed.whole else types
        least = 0.0 if observed.least is not None and observed.least >= 0 else None
    required = events >= _LEAST_EVENTS and filled >= _ALWAYS * events
    return Property(
        name=seen.name, required=required, types=tuple(types), allowed=tuple(allowed), minimum=least
    )


def _is_choice(name: str, observed: Observed) -> bool:
    values = observed.values
    if not values or "" in values or kind_of(name, of_person=True) is not None:
        return False
    return observed.count >= max(_LEAST_EVENTS, _LEAST_PER_VALUE * len(values))
