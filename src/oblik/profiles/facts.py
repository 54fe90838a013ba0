"""What is counted for each profile: added up per batch, so that a list of millions never reads the events."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

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
    sumIf(ifNull(value, 0), name = 'Order Completed')
        - sumIf(abs(ifNull(value, 0)), name IN ('Order Refunded', 'Order Cancelled')) AS revenue,
    min(if(name = 'Order Completed', timestamp, toDateTime64('2100-01-01 00:00:00', 3, 'UTC'))) AS first_order_at,
    maxIf(timestamp, name = 'Order Completed') AS last_order_at
FROM events
"""
_GROUPED = "GROUP BY profile_id, currency"


def from_events(where: str) -> str:
    """In SQL: the same, from the stored events for which a condition holds."""
    return f"{_FROM_EVENTS} WHERE {where} {_GROUPED}"


FROM_EVENTS = from_events("profile_id IN {profiles:Array(UInt64)}")
"""The same from the stored events of some profiles, for a replay."""

FROM_ALL_EVENTS = f"{_FROM_EVENTS} {_GROUPED}"
"""The same for everybody, for a rebuild."""


def count(events: pa.Table) -> pa.Table:
    """One row per profile and currency of the batch (`SCHEMA`), from its rows of the table `events`; what is no order has the
    currency ""."""
    name, at, value = events["name"], events["timestamp"].cast(pa.int64()), pc.fill_null(events["value"], 0.0)
    ordered, refunded, cancelled = (pc.equal(name, n) for n in (ORDER, REFUND, CANCEL))
    back = pc.or_(refunded, cancelled)
    counted = pa.table(
        {
            "profile_id": events["profile_id"],
            "currency": pc.if_else(pc.or_(ordered, back), events["currency"], ""),
            "at": at,
            "orders": pc.subtract(ordered.cast(pa.int64()), cancelled.cast(pa.int64())),
            "revenue": pc.if_else(ordered, value, pc.if_else(back, pc.negate(pc.abs(value)), 0.0)),
            "first_order": pc.if_else(ordered, at, _NEVER_FIRST),
            "last_order": pc.if_else(ordered, at, 0),
        }
    )
    sums = counted.group_by(["profile_id", "currency"], use_threads=False).aggregate(_SUMS)
    return pa.table(
        [sums[column].cast(kind) for column, kind in zip(_SUMMED, SCHEMA.types, strict=True)], schema=SCHEMA
    )


_SUMS = [
    ("at", "min"),
    ("at", "max"),
    ("at", "count"),
    ("orders", "sum"),
    ("revenue", "sum"),
    ("first_order", "min"),
    ("last_order", "max"),
]
_SUMMED = ("profile_id", "currency", *(f"{column}_{how}" for column, how in _SUMS))
"""The sums in the order of `SCHEMA`."""
