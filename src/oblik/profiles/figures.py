"""What was counted of people: events, orders, revenue, the first and the last time they were seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from oblik.profiles.family import Family
from oblik.store.warehouse import Warehouse

DAY_MS = 86_400_000

_BY_CURRENCY = """
SELECT
    profile_id,
    currency,
    toUnixTimestamp64Milli(min(first_seen)) AS first_seen,
    toUnixTimestamp64Milli(max(last_seen)) AS last_seen,
    sum(events) AS events,
    sum(orders) AS orders,
    sum(revenue) AS revenue,
    toUnixTimestamp64Milli(max(last_order_at)) AS last_order_at
FROM facts
WHERE profile_id IN {ids:Array(UInt64)}
GROUP BY profile_id, currency
"""

_LAST_SEEN = """
SELECT profile_id, toUnixTimestamp64Milli(max(last_seen)) AS last_seen
FROM facts
WHERE profile_id IN {ids:Array(UInt64)}
GROUP BY profile_id
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """One person's figures. Times are ms since the epoch, None when it never happened.

    `revenue` is in `currency`, the one of most of the person's orders: sums of different money mean nothing. Who only gave
    something back has the currency of that.
    `orders` counts all, `orders_in_currency` those that make the revenue.
    """

    first_seen: int | None = None
    last_seen: int | None = None
    events: int = 0
    orders: int = 0
    orders_in_currency: int = 0
    revenue: float = 0.0
    currency: str | None = None
    last_order_at: int | None = None

    @property
    def average_order(self) -> float | None:
        """Revenue for each order, in `currency`."""
        return round(self.revenue / self.orders_in_currency, 2) if self.orders_in_currency > 0 else None


def figures_of(warehouse: Warehouse, families: Iterable[Family]) -> dict[int, Figures]:
    """Each family's figures, by the id of who it is today."""
    winner = {profile: family.id for family in families for profile in family.ids}
    rows: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for row in warehouse.rows(_BY_CURRENCY, {"ids": list(winner)}) if winner else ():
        rows[winner[row["profile_id"]]].append(row)
    return {person: _added_up(rows[person]) for person in winner.values()}


def last_seen_of(warehouse: Warehouse, families: Iterable[Family]) -> dict[int, int]:
    """When each family was last seen (ms), by the id of who it is today; without those who never were."""
    winner = {profile: family.id for family in families for profile in family.ids}
    found: dict[int, int] = {}
    for row in warehouse.rows(_LAST_SEEN, {"ids": list(winner)}) if winner else ():
        person = winner[row["profile_id"]]
        found[person] = max(found.get(person, row["last_seen"]), row["last_seen"])
    return found


def _added_up(rows: list[Mapping[str, Any]]) -> Figures:
    if not rows:
        return Figures()
    money: dict[str, tuple[int, float]] = {}
    for row in rows:
        orders, revenue = money.get(row["currency"], (0, 0.0))
        money[row["currency"]] = (orders + row["orders"], revenue + row["revenue"])
    currency = max(money, key=lambda c: (money[c][0], c != "", money[c][1], c))
    orders, revenue = money[currency]
    return Figures(
        first_seen=min(row["first_seen"] for row in rows),
        last_seen=max(row["last_seen"] for row in rows),
        events=sum(row["events"] for row in rows),
        orders=sum(count for count, _ in money.values()),
        orders_in_currency=orders,
        revenue=round(revenue, 2),
        currency=currency or None,
        last_order_at=max(row["last_order_at"] for row in rows) or None,
    )
