"""The table of people: a page of millions, sorted by a figure or the name, filtered by traits.

Figures are added up from `facts`; snapshots are read for filters and names only; the rows shown come from the state. The
latest seen, which is what everybody opens the table with, are found without adding up everybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from oblik.kernel.errors import Invalid
from oblik.kernel.page import Position
from oblik.profiles.filters import Clauses, has_trait
from oblik.store.warehouse import Warehouse

_TODAY = (
    "if(joinGet('merged', 'winner', profile_id) = 0, profile_id, joinGet('merged', 'winner', profile_id))"
)
"""Who the profile of a row is today."""

_LIVING = "SELECT profile_id FROM profiles FINAL WHERE NOT deleted{conditions}"

_FILLED = "SELECT count() AS people, {counted} FROM profiles FINAL WHERE NOT deleted"

_BY_FIGURE = """
SELECT id, value
FROM (SELECT {today} AS id, {figure} AS value FROM facts{restriction} GROUP BY id)
{after}
ORDER BY value {order}, id {order}
LIMIT {{rows:UInt64}}
"""

_BY_NAME = """
SELECT profile_id AS id, name = '' AS nameless, lowerUTF8(name) AS folded
FROM profiles FINAL
WHERE NOT deleted{conditions}{after}
ORDER BY nameless, folded {order}, id {order}
LIMIT {{rows:UInt64}}
"""

# Row by row, nothing added up: whoever is met first has that value, unless a page before has shown a further one.
_EXTREME = """
SELECT {today} AS id, toUnixTimestamp64Milli({column}) AS value
FROM facts
{after}
ORDER BY {column} {order}
LIMIT {{candidates:UInt64}}
"""

_TRUE_VALUES = """
SELECT {today} AS id, {figure} AS value
FROM facts
WHERE profile_id IN (
    SELECT arrayJoin({{ids:Array(UInt64)}}) UNION ALL SELECT loser FROM merged WHERE winner IN {{ids:Array(UInt64)}}
)
GROUP BY id
"""

_MAIN_CURRENCY = "SELECT currency FROM facts GROUP BY currency ORDER BY sum(orders) DESC, currency LIMIT 1"

_FIGURES = {
    "last_seen": "toUnixTimestamp64Milli(max(last_seen))",
    "first_seen": "toUnixTimestamp64Milli(min(first_seen))",
    "events": "sum(events)",
    "orders": "sum(orders)",
    # Rounded: a sum of floats differs in its last digits each time, and pages would not meet. In the money that most orders
    # are in: amounts of different money have no order.
    "revenue": "round(sumIf(revenue, currency = {main_currency:String}), 2)",
}
_EXTREMES = {("last_seen", True), ("first_seen", False)}
_VALUE_TYPES = {"revenue": "Float64"}
SORTS = (*_FIGURES, "name")


@dataclass(frozen=True, slots=True)
class Sort:
    """By what, and whether falling."""

    by: str
    falling: bool

    @property
    def order(self) -> str:
        """As SQL says it."""
        return "DESC" if self.falling else "ASC"


@dataclass(frozen=True)
class Scope:
    """Whose rows: of everybody, those that all `clauses` hold for, and of `ids` only when these are given."""

    clauses: Clauses = field(default_factory=Clauses)
    ids: Sequence[int] | None = None

    @property
    def conditions(self) -> str:
        """What a row of `profiles` must fulfil, to be put behind another condition."""
        given = [] if self.ids is None else ["profile_id IN {ids:Array(UInt64)}"]
        return "".join(f" AND {sql}" for sql in (*given, *self.clauses.sql))

    @property
    def params(self) -> dict[str, Any]:
        """What the conditions bind."""
        return self.clauses.params | ({} if self.ids is None else {"ids": list(self.ids)})


Found = tuple[int, Position]
"""A profile's id and where the list goes on behind it."""


def sort_of(text: str) -> Sort:
    """The order that `-last_seen` or the like names.

    Raises:
        Invalid: there is no such figure.
    """
    by = text.removeprefix("-")
    if by not in SORTS:
        known = ", ".join(SORTS)
        raise Invalid(f"Expected a sort by one of {known}; got {by!r:.80}.", code="invalid_sort")
    return Sort(by, text.startswith("-"))


def total_of(warehouse: Warehouse, scope: Scope) -> int:
    """How many people there are in all."""
    sql = f"SELECT count() AS total FROM ({_LIVING.format(conditions=scope.conditions)})"  # noqa: S608  bound conditions
    total: int = warehouse.rows(sql, scope.params)[0]["total"]
    return total


def filled_of(warehouse: Warehouse, traits: Sequence[str]) -> list[float]:
    """The share of people who have each trait, 0 to 1."""
    if not traits:
        return []
    params = {f"trait_{i}": trait for i, trait in enumerate(traits)}
    counted = ", ".join(f"countIf({has_trait(name)}) AS filled_{i}" for i, name in enumerate(params))
    row = warehouse.rows(_FILLED.format(counted=counted), params)[0]
    return [round(row[f"filled_{i}"] / max(row["people"], 1), 4) for i in range(len(traits))]


def ids_of(
    warehouse: Warehouse, scope: Scope, sort: Sort, *, limit: int, after: Position | None
) -> list[Found]:
    """Up to `limit` profiles behind the position `after`, in order."""
    if sort.by == "name":
        return _by_name(warehouse, scope, sort, limit, after)
    if not scope.conditions and (sort.by, sort.falling) in _EXTREMES:
        return _extreme(warehouse, sort, limit, after)
    return _by_figure(warehouse, scope, sort, limit, after)


def _by_figure(
    warehouse: Warehouse, scope: Scope, sort: Sort, limit: int, after: Position | None
) -> list[Found]:
    living = _LIVING.format(conditions=scope.conditions)
    kind = _VALUE_TYPES.get(sort.by, "Int64")
    sql = _BY_FIGURE.format(
        today=_TODAY,
        figure=_FIGURES[sort.by],
        restriction=f" WHERE {_TODAY} IN ({living})" if scope.conditions else "",
        after=_beyond(
            sort, f"(value, id) {{sign}} ({{{{value:{kind}}}}}, {{{{id:UInt64}}}})", after, "WHERE"
        ),
        order=sort.order,
    )
    params = scope.params | _bound(("value", "id"), after) | {"rows": limit}
    if sort.by == "revenue":
        params["main_currency"] = _main_currency(warehouse)
    rows = warehouse.rows(sql, params)
    return [(row["id"], (row["value"], row["id"])) for row in rows]


def _by_name(
    warehouse: Warehouse, scope: Scope, sort: Sort, limit: int, after: Position | None
) -> list[Found]:
    behind = (
        "(nameless > {{nameless:UInt8}} OR"
        " (nameless = {{nameless:UInt8}} AND (folded, id) {sign} ({{folded:String}}, {{id:UInt64}})))"
    )
    sql = _BY_NAME.format(
        conditions=scope.conditions, after=_beyond(sort, behind, after, " AND"), order=sort.order
    )
    rows = warehouse.rows(sql, scope.params | _bound(("nameless", "folded", "id"), after) | {"rows": limit})
    return [(row["id"], (row["nameless"], row["folded"], row["id"])) for row in rows]


def _main_currency(warehouse: Warehouse) -> str:
    rows = warehouse.rows(_MAIN_CURRENCY)
    return str(rows[0]["currency"]) if rows else ""


def _extreme(warehouse: Warehouse, sort: Sort, limit: int, after: Position | None) -> list[Found]:
    """Reads the rows that reach furthest, more of them until they are enough people."""
    sql = _EXTREME.format(
        today=_TODAY,
        column=sort.by,
        after=_beyond(
            sort, f"{sort.by} {{sign}}= fromUnixTimestamp64Milli({{{{value:Int64}}}})", after, "WHERE"
        ),
        order=sort.order,
    )
    candidates = 2 * limit + 100
    while True:
        rows = warehouse.rows(sql, _bound(("value", "id"), after) | {"candidates": candidates})
        found = _people(rows, sort, complete=len(rows) < candidates)
        if after is not None:
            found = _not_shown(warehouse, sort, found, after)
        if len(rows) < candidates or len(found) >= limit:
            return [(person, (value, person)) for value, person in found[:limit]]
        candidates *= 8


def _people(rows: Sequence[Mapping[str, Any]], sort: Sort, *, complete: bool) -> list[tuple[int, int]]:
    """Each person's furthest value, in order. Of those at the end of the rows some may be missing, unless these are complete."""
    furthest: dict[int, int] = {}
    for row in rows:
        furthest.setdefault(row["id"], row["value"])
    reach = rows[-1]["value"] if rows else 0
    found = [(value, person) for person, value in furthest.items() if complete or value != reach]
    return sorted(found, reverse=sort.falling)


def _not_shown(
    warehouse: Warehouse, sort: Sort, found: list[tuple[int, int]], after: Position
) -> list[tuple[int, int]]:
    """Without those whom an earlier page has shown for a value that reaches further."""
    sql = _TRUE_VALUES.format(today=_TODAY, figure=_FIGURES[sort.by])
    true = {row["id"]: row["value"] for row in warehouse.rows(sql, {"ids": [person for _, person in found]})}
    return [
        (value, person)
        for value, person in found
        if true.get(person) == value
        and ((value, person) < after if sort.falling else (value, person) > after)
    ]


def _beyond(sort: Sort, condition: str, after: Position | None, keyword: str) -> str:
    if after is None:
        return ""
    return f"{keyword} {condition.format(sign='<' if sort.falling else '>')}"


def _bound(names: Sequence[str], after: Position | None) -> dict[str, Any]:
    return {} if after is None else dict(zip(names, after, strict=True))
