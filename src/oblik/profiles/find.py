"""The table of people: a page of millions, sorted by a figure or the name, filtered by traits.

Figures are added up from `facts`; snapshots are read for filters and names only; the rows shown come from the state. The
latest seen, which is what everybody opens the table with, are found without adding up everybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from oblik.kernel.errors import Invalid
from oblik.kernel.page import Position
from oblik.profiles.family import TODAY
from oblik.profiles.filters import Clauses, has_trait
from oblik.store.warehouse import Warehouse

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
SELECT {today} AS id, toUnixTimestamp64Milli({column}) AS value, profile_id AS row
FROM facts
{after}
ORDER BY {column} {order}, profile_id {order}
LIMIT {{candidates:UInt64}}
"""

_FURTHEST = """
SELECT {today} AS id, {furthest}((toUnixTimestamp64Milli({column}), profile_id)) AS furthest
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
        today=TODAY,
        figure=_FIGURES[sort.by],
        restriction=f" WHERE {TODAY} IN ({living})" if scope.conditions else "",
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
    """Reads the rows that reach furthest, more of them until they are enough people. A position names a row: its value and the
    profile that it was counted for, so that it does not matter how many have the same value."""
    behind = f"({sort.by}, profile_id) {{sign}} (fromUnixTimestamp64Milli({{{{value:Int64}}}}), {{{{row:UInt64}}}})"
    sql = _EXTREME.format(
        today=TODAY, column=sort.by, after=_beyond(sort, behind, after, "WHERE"), order=sort.order
    )
    candidates = 2 * limit + 100
    while True:
        rows = warehouse.rows(sql, _bound(("value", "row"), after) | {"candidates": candidates})
        first: dict[int, Position] = {}
        for row in rows:
            first.setdefault(row["id"], (row["value"], row["row"]))
        if after is not None:
            first = _not_shown(warehouse, sort, first)
        if len(rows) < candidates or len(first) >= limit:
            return list(first.items())[:limit]
        candidates *= 8


def _not_shown(warehouse: Warehouse, sort: Sort, found: dict[int, Position]) -> dict[int, Position]:
    """Without those whom an earlier page has shown for a row that reaches further."""
    furthest = "max" if sort.falling else "min"
    sql = _FURTHEST.format(today=TODAY, column=sort.by, furthest=furthest)
    rows = warehouse.rows(sql, {"ids": list(found)})
    true = {row["id"]: tuple(row["furthest"].values()) for row in rows}
    return {person: position for person, position in found.items() if true.get(person) == position}


def _beyond(sort: Sort, condition: str, after: Position | None, keyword: str) -> str:
    if after is None:
        return ""
    return f"{keyword} {condition.format(sign='<' if sort.falling else '>')}"


def _bound(names: Sequence[str], after: Position | None) -> dict[str, Any]:
    return {} if after is None else dict(zip(names, after, strict=True))
