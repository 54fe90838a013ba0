"""What is counted for each profile: added up per batch, so that a list of millions never reads the events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow as pa

from oblik.collect.event import Event

ORDER, REFUND, CANCEL = "Order Completed", "Order Refunded", "Order Cancelled"

SCHEMA = pa.schema(
    [
        ("profile_id", pa.uint64()),
        ("currency", pa.string()),
        ("first_seen", pa.timestamp("ms", "UTC")),
        ("last_seen", pa.timestamp("ms", "UTC")),
        ("events", pa.int64()),
        ("orders", pa.int64()),
        ("revenue", pa.float64()),
        ("first_order_at", pa.timestamp("ms", "UTC")),
        ("last_order_at", pa.timestamp("ms", "UTC")),
    ]
)

_NEVER_FIRST = (
    4_102_444_800_000  # 2100-01-01: the neutral element of a minimum of times; of a maximum it is 0
)

_FROM_EVENTS = """
SELECT
    profile_id,
    if(name IN ('Order Completed', 'Order Refunded', 'Order Cancelled'), currency, '') AS currency,
    min(timestamp) AS first_seen,
    max(timestamp) AS last_seen,
    toInt64(count()) AS events,
    toInt64(countIf(name = 'Order Completed')) - toInt64(countIf(name = 'Order Cancelled')) AS orders,
    sumIf(ifNull(value, 0), name = 'Order Completed') - sumIf(abs(ifNull(value, 0)), name IN ('Order Refunded', 'Order Cancelled'))
        AS revenue,
    if(countIf(name = 'Order Completed') = 0, toDateTime64('2100-01-01 00:00:00', 3, 'UTC'), minIf(timestamp, name = 'Order Completed'))
        AS first_order_at,
    maxIf(timestamp, name = 'Order Completed') AS last_order_at
FROM events
"""
_GROUPED = "GROUP BY profile_id, currency"

FROM_EVENTS = f"{_FROM_EVENTS} WHERE profile_id IN {{profiles:Array(UInt64)}} {_GROUPED}"
"""The same from the stored events of some profiles, for a replay."""

FROM_ALL_EVENTS = f"{_FROM_EVENTS} {_GROUPED}"
"""The same for everybody, for a rebuild."""


class _Sum:
    """One row on its way."""

    __slots__ = ("events", "first", "first_order", "last", "last_order", "orders", "revenue")

    def __init__(self) -> None:
        self.first, self.last = _NEVER_FIRST, 0
        self.first_order, self.last_order = _NEVER_FIRST, 0
        self.events = self.orders = 0
        self.revenue = 0.0


def count(events: Iterable[Event]) -> pa.Table:
    """One row per profile and currency of the batch (`SCHEMA`); an event that is no order has the currency ""."""
    sums: dict[tuple[int, str], _Sum] = {}
    for event in events:
        name = event.name
        trade = name in (ORDER, REFUND, CANCEL)
        key = (event.profile_id, event.currency if trade else "")
        row = sums.get(key)
        if row is None:
            row = sums[key] = _Sum()
        at = event.timestamp
        row.events += 1
        row.first = min(row.first, at)
        row.last = max(row.last, at)
        if trade:
            _add_order(row, event)
    return _table(sums)


def _add_order(row: _Sum, event: Event) -> None:
    value = event.value or 0.0
    if event.name == ORDER:
        row.orders += 1
        row.revenue += value
        row.first_order = min(row.first_order, event.timestamp)
        row.last_order = max(row.last_order, event.timestamp)
        return
    row.revenue -= abs(value)
    if event.name == CANCEL:
        row.orders -= 1


def _table(sums: dict[tuple[int, str], _Sum]) -> pa.Table:
    rows = list(sums.values())
    columns: Sequence[Sequence[object]] = (
        [profile for profile, _ in sums],
        [currency for _, currency in sums],
        [r.first for r in rows],
        [r.last for r in rows],
        [r.events for r in rows],
        [r.orders for r in rows],
        [r.revenue for r in rows],
        [r.first_order for r in rows],
        [r.last_order for r in rows],
    )
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, SCHEMA, strict=True)], schema=SCHEMA)
