"""Conditions on traits, as SQL over the warehouse's snapshots. Names and values come from outside: all are bound."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from oblik.kernel.errors import Invalid

Filter = tuple[str, str, Any]
"""A trait, an operator and a value; `exists` and `not_exists` take none, `in` a list."""

TraitTypes = Mapping[str, Collection[str]]
"""The JSON types that the data dictionary saw for each trait."""

MAX_FILTERS = 20
MAX_VALUES = 1000  # of one `in`
_TEXT = {
    "eq": "{text} = {{{v}:String}}",
    "ne": "{text} != {{{v}:String}}",
    "gt": "{text} > {{{v}:String}}",
    "gte": "{text} >= {{{v}:String}}",
    "lt": "{text} < {{{v}:String}}",
    "lte": "{text} <= {{{v}:String}}",
    "contains": "positionCaseInsensitiveUTF8({text}, {{{v}:String}}) > 0",
    "starts_with": "startsWithUTF8(lowerUTF8({text}), lowerUTF8({{{v}:String}}))",
    "in": "{text} IN {{{v}:Array(String)}}",
}
_NUMBER = {
    "eq": "{number} = {{{v}:Float64}}",
    "ne": "{number} IS DISTINCT FROM {{{v}:Float64}}",
    "gt": "{number} > {{{v}:Float64}}",
    "gte": "{number} >= {{{v}:Float64}}",
    "lt": "{number} < {{{v}:Float64}}",
    "lte": "{number} <= {{{v}:Float64}}",
    "in": "{number} IN {{{v}:Array(Float64)}}",
}
OPERATORS = (*_TEXT, "exists", "not_exists")


@dataclass
class Clauses:
    """Conditions that must all hold, and the values they bind."""

    sql: list[str] = field(default_factory=list)
    params: dict[str, Any] = field(default_factory=dict)


def clauses_of(filters: Sequence[Filter], types: TraitTypes) -> Clauses:
    """The filters as conditions on a row of `profiles`.

    Raises:
        Invalid: an unknown operator, a value that it cannot compare with, or too many of them.
    """
    if len(filters) > MAX_FILTERS:
        raise Invalid(f"Expected at most {MAX_FILTERS} filters, got {len(filters)}.", code="invalid_filter")
    clauses = Clauses()
    for index, (trait, operator, value) in enumerate(filters):
        clauses.params[f"trait_{index}"] = trait
        clauses.sql.append(_clause(index, trait, operator, value, types.get(trait, ()), clauses.params))
    return clauses


def has_trait(name: str) -> str:
    """Whether a row of `profiles` has the trait that is bound as `name`."""
    return f"mapContains(traits, {{{name}:String}})"


def _clause(
    index: int, trait: str, operator: str, value: Any, types: Collection[str], params: dict[str, Any]
) -> str:
    if operator == "exists":
        return has_trait(f"trait_{index}")
    if operator == "not_exists":
        return f"NOT {has_trait(f'trait_{index}')}"
    if operator not in _TEXT:
        known = ", ".join(OPERATORS)
        raise Invalid(f"Expected an operator of {known}; got {operator!r:.60}.", code="invalid_filter")
    text, name = f"traits[{{trait_{index}:String}}]", f"value_{index}"
    numbers = _as_numbers(value, types) if operator in _NUMBER else None
    if numbers is not None:
        params[name] = numbers if operator == "in" else numbers[0]
        return _NUMBER[operator].format(number=f"toFloat64OrNull({text})", v=name)
    texts = [_as_text(trait, one) for one in _values(trait, operator, value)]
    params[name] = texts if operator == "in" else texts[0]
    return _TEXT[operator].format(text=text, v=name)


def _values(trait: str, operator: str, value: Any) -> list[Any]:
    """One value, or those of an `in`."""
    if operator == "in":
        if not isinstance(value, list) or not 0 < len(value) <= MAX_VALUES:
            raise Invalid(
                f"Expected a list of 1 to {MAX_VALUES} values for {trait!r:.100}.", code="invalid_filter"
            )
        return value
    return [value]


def _as_numbers(value: Any, types: Collection[str]) -> list[float] | None:
    """The value as numbers, where it is one, or is written as one and the trait holds numbers."""
    values = value if isinstance(value, list) else [value]
    texts_count = "number" in types and "string" not in types
    numbers = [_as_number(one, texts_count=texts_count) for one in values]
    found = [one for one in numbers if one is not None]
    return found if found and len(found) == len(values) else None


def _as_number(value: Any, *, texts_count: bool) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str) and not texts_count:
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if abs(number) < 1e300 else None


def _as_text(trait: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise Invalid(
        f"Expected a text, a number, true or false to compare {trait!r:.100} with; got {type(value).__name__}.",
        code="invalid_filter",
    )
