"""Figures of the shop by day, as goals are measured by them. A day is one of the workspace's zone.

What moves with the season is counted over the thirty days that end with the day, so that a value of today can be held
against one of last month.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from oblik.kernel.clock import Clock
from oblik.kernel.errors import NotFound
from oblik.profiles.days import last_days, start_of
from oblik.profiles.family import TODAY
from oblik.profiles.fresh import Counted, Fresh
from oblik.store.warehouse import Warehouse

DAYS: Final = 365
WINDOW: Final = 30
_KEPT_MS: Final = 60_000
_KEPT_LONGER_MS: Final = {"active_customers": 300_000}  # reads a year of all events

METRICS: Final = {
    "orders": "count",
    "revenue": "money",
    "average_order": "money",
    "active_customers": "count",
    "repeat_share": "share",
    "identified_share": "share",
}
"""Each with its unit; a share is between 0 and 1, money in the workspace's currency."""

_SALES = """
SELECT
    toString(toDate(timestamp, {zone:String})) AS day,
    toInt64(countIf(name = 'Order Completed')) - toInt64(countIf(name = 'Order Cancelled')) AS orders,
    sumIf(ifNull(value, 0), name = 'Order Completed' AND ours)
        - sumIf(abs(ifNull(value, 0)), name IN ('Order Refunded', 'Order Cancelled') AND ours) AS revenue,
    sumIf(ifNull(value, 0), name = 'Order Completed' AND ours) AS sold,
    countIf(name = 'Order Completed' AND ours AND isNotNull(value)) AS valued,
    currency IN ({currency:String}, '') AS ours
FROM events
WHERE name IN ('Order Completed', 'Order Refunded', 'Order Cancelled')
    AND timestamp >= fromUnixTimestamp64Milli({since:Int64}) AND timestamp < fromUnixTimestamp64Milli({until:Int64})
GROUP BY day, ours
"""

_ACTIVE = f"""
SELECT toString(day + ahead) AS day, uniqMerge(people) AS value
FROM
(
    SELECT toDate(timestamp, {{zone:String}}) AS day, uniqState({TODAY}) AS people
    FROM events
    WHERE timestamp >= fromUnixTimestamp64Milli({{since:Int64}})
        AND timestamp < fromUnixTimestamp64Milli({{until:Int64}}) AND NOT is_bot
    GROUP BY day
)
ARRAY JOIN range({{window:UInt64}}) AS ahead
GROUP BY day
"""  # noqa: S608  fixed names only

# For everybody who ever bought: the days of the first and the second order.
_BUYERS = f"""
SELECT toString(day) AS day, sum(first) AS whole, sum(second) AS part
FROM
(
    SELECT arraySlice(arraySort(groupArray(toDate(timestamp, {{zone:String}}))), 1, 2) AS days
    FROM events
    WHERE name = 'Order Completed' AND timestamp < fromUnixTimestamp64Milli({{until:Int64}})
    GROUP BY {TODAY}
)
ARRAY JOIN days AS day, arrayMap(i -> i = 1, arrayEnumerate(days)) AS first, arrayMap(i -> i = 2, arrayEnumerate(days)) AS second
GROUP BY day
"""  # noqa: S608  fixed names only

_PEOPLE = """
SELECT toString(toDate(created_at, {zone:String})) AS day, count() AS whole, countIf(identified) AS part
FROM profiles FINAL
WHERE NOT deleted
GROUP BY day
"""


@dataclass(frozen=True, slots=True)
class Series:
    """The values of `days`, oldest first, the last one today's; None where there was nothing to measure."""

    days: Sequence[date]
    values: Sequence[float | None]

    @property
    def value(self) -> float | None:
        """Today's."""
        return self.values[-1]


class Measures:
    """Measures the last year; figures are at most a minute old, active customers five, and say how old."""

    def __init__(
        self,
        warehouse: Warehouse,
        clock: Clock,
        zone: Callable[[], ZoneInfo],
        currency: Callable[[], str],
    ) -> None:
        self._warehouse = warehouse
        self._clock = clock
        self._zone = zone
        self._currency = currency
        self._counted = {
            metric: Fresh(self._counter(metric), clock, _KEPT_LONGER_MS.get(metric, _KEPT_MS))
            for metric in METRICS
        }

    def of(self, metric: str) -> Counted[Series]:
        """The year of one of `METRICS`.

        Raises:
            NotFound: there is no such metric.
        """
        if metric not in self._counted:
            raise NotFound(f"There is no metric {metric!r}.", code="unknown_metric")
        return self._counted[metric].get()

    def _counter(self, metric: str) -> Callable[[], Series]:
        return lambda: self._count(metric)

    def _count(self, metric: str) -> Series:
        zone, now = self._zone(), self._clock.now_ms()
        days = last_days(DAYS, now, zone)
        before = last_days(DAYS + WINDOW - 1, now, zone)  # what the window of the first day reaches back to
        asked = {"zone": zone.key, "since": start_of(before[0], zone), "until": now + 1}
        if metric in ("orders", "revenue", "average_order"):
            return Series(days, self._sales(metric, before, asked))
        if metric == "active_customers":
            found = self._by_day(_ACTIVE, asked | {"window": WINDOW})
            return Series(days, [_number(found.get(day.isoformat())) for day in days])
        query = _BUYERS if metric == "repeat_share" else _PEOPLE
        return Series(days, _shares(self._warehouse.rows(query, asked), days))

    def _by_day(self, query: str, asked: dict[str, Any]) -> dict[str, float]:
        return {row["day"]: row["value"] for row in self._warehouse.rows(query, asked)}

    def _sales(self, metric: str, days: Sequence[date], asked: dict[str, Any]) -> list[float | None]:
        sums: dict[str, dict[str, float]] = {}
        for row in self._warehouse.rows(_SALES, asked | {"currency": self._currency()}):
            of_day = sums.setdefault(row["day"], dict.fromkeys(_SUMMED, 0))
            for name in _SUMMED:
                of_day[name] += row[name]
        none = dict.fromkeys(_SUMMED, 0.0)
        by_day = [sums.get(day.isoformat(), none) for day in days]
        windows = {name: _windows([one[name] for one in by_day]) for name in _SUMMED}
        if metric != "average_order":
            return list(windows[metric])
        pairs = zip(windows["sold"], windows["valued"], strict=True)
        return [sold / valued if valued else None for sold, valued in pairs]


_SUMMED = ("orders", "revenue", "sold", "valued")


def _windows(values: Sequence[float]) -> Iterator[float]:
    """The sum of each stretch of `WINDOW` values."""
    kept: deque[float] = deque(maxlen=WINDOW)
    for value in values:
        kept.append(value)
        if len(kept) == WINDOW:
            yield sum(kept)


def _shares(rows: Iterable[Mapping[str, Any]], days: Sequence[date]) -> list[float | None]:
    """Of everybody until each day, the part."""
    ordered = deque(sorted((row["day"], row["whole"], row["part"]) for row in rows))
    whole = part = 0
    shares: list[float | None] = []
    for day in days:
        while ordered and ordered[0][0] <= day.isoformat():
            _, more, of_them = ordered.popleft()
            whole, part = whole + more, part + of_them
        shares.append(part / whole if whole else None)
    return shares


def _number(found: float | None) -> float:
    return float(found or 0)
