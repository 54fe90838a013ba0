"""Events as rows of the warehouse: a batch at a time, a column at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate
from operator import attrgetter
from typing import Any

import msgspec
import pyarrow as pa

from oblik.collect.event import Added, Event, Identifier

Events = Sequence[Event]

_encode: Callable[[Any], bytes] = msgspec.json.Encoder().encode

_TEXTS = (
    *(
        "name",
        "type",
        "message_id",
        "user_id",
        "anonymous_id",
        "session_id",
        "product_id",
        "category",
        "order_id",
    ),
    *(
        "currency",
        "url",
        "referrer",
        "utm_source",
        "utm_medium",
        "utm_campaign",
        "utm_term",
        "utm_content",
        "channel",
    ),
    *("device", "os", "browser", "country", "region", "city", "timezone"),
)

_IN_BOTH = (
    *("profile_id", "timestamp", "received_at", "offset", "name", "type"),
    *("source_id", "message_id", "session_id", "flags"),
)
_ADDED = attrgetter(*Added.__struct_fields__)


def event_rows(events: Events) -> pa.Table:
    """The table `events`, one row an event."""
    columns: dict[str, pa.Array] = {
        "timestamp": _times(events, "timestamp"),
        "received_at": _times(events, "received_at"),
        "offset": _column(events, "offset", pa.uint64()),
        "profile_id": _column(events, "profile_id", pa.uint64()),
        "source_id": _column(events, "source_id", pa.uint64()),
        "value": _column(events, "value", pa.float64()),
        "quantity": _column(events, "quantity", pa.float64()),
        "is_bot": _column(events, "is_bot", pa.bool_()),
        "flags": _column(events, "flags", pa.list_(pa.string())),
        "identifiers": identifier_lists([e.identifiers for e in events]),
        "properties": maps([e.properties for e in events]),
    }
    columns |= {name: _column(events, name, pa.string()) for name in _TEXTS}
    return pa.table(columns)


def timeline_rows(events: Events, rows: pa.Table) -> pa.Table:
    """The table `timeline`, one row an event; `rows` are those of the table `events`."""
    said = (_encode(Added(*values)) for values in map(_ADDED, events))
    return pa.table(
        {name: rows[name] for name in _IN_BOTH}
        | {
            "added": pa.array(list(said), pa.binary()).cast(pa.string()),
            "raw": _column(events, "raw", pa.binary()).cast(pa.string()),
        }
    )


def maps(documents: Sequence[Mapping[str, Any]]) -> pa.Array:
    """A column `Map(String, String)`: texts as they are, everything else as JSON; what is null is left out."""
    keys: list[str] = []
    values: list[str] = []
    starts = [0]
    for document in documents:
        for key, value in document.items():
            if value is not None:
                keys.append(key)
                values.append(value if type(value) is str else _encode(value).decode())
        starts.append(len(keys))
    return pa.MapArray.from_arrays(
        pa.array(starts, pa.int32()), pa.array(keys, pa.string()), pa.array(values, pa.string())
    )


def identifier_lists(lists: Sequence[Sequence[Identifier]]) -> pa.Array:
    """A column `Array(Tuple(namespace, value))`."""
    flat = [i for identifiers in lists for i in identifiers]
    pairs = pa.StructArray.from_arrays(
        [pa.array([n for n, _ in flat], pa.string()), pa.array([v for _, v in flat], pa.string())],
        names=["namespace", "value"],
    )
    starts = pa.array([0, *accumulate(len(i) for i in lists)], pa.int32())
    return pa.ListArray.from_arrays(starts, pairs)


_LINES: tuple[tuple[str, pa.DataType, Callable[[Event, dict[str, Any], int], Any]], ...] = (
    ("timestamp", pa.timestamp("ms", "UTC"), lambda e, p, i: e.timestamp),
    ("offset", pa.uint64(), lambda e, p, i: e.offset),
    ("line", pa.uint32(), lambda e, p, i: i),
    ("event", pa.string(), lambda e, p, i: e.name),
    ("profile_id", pa.uint64(), lambda e, p, i: e.profile_id),
    ("order_id", pa.string(), lambda e, p, i: e.order_id),
    ("product_id", pa.string(), lambda e, p, i: _text(p.get("product_id") or p.get("sku"))),
    ("sku", pa.string(), lambda e, p, i: _text(p.get("sku"))),
    ("name", pa.string(), lambda e, p, i: _text(p.get("name"))),
    ("brand", pa.string(), lambda e, p, i: _text(p.get("brand"))),
    ("variant", pa.string(), lambda e, p, i: _text(p.get("variant"))),
    ("category", pa.string(), lambda e, p, i: _text(p.get("category"))),
    ("price", pa.float64(), lambda e, p, i: number(p.get("price"))),
    ("quantity", pa.float64(), lambda e, p, i: _signed(e, quantity_of(p))),
    ("amount", pa.float64(), lambda e, p, i: _signed(e, _amount(p))),
    ("currency", pa.string(), lambda e, p, i: e.currency),
)


def line_rows(events: Events) -> pa.Table | None:
    """The table `order_lines`: what each order and refund of the batch held; None when there is none."""
    lines = [(e, p, i) for e in events if e.name in _TRADE for i, p in enumerate(_products(e))]
    if not lines:
        return None
    return pa.table({name: pa.array([get(*line) for line in lines], kind) for name, kind, get in _LINES})


_TRADE = ("Order Completed", "Order Refunded", "Order Cancelled")


def number(value: Any) -> float | None:
    """A number as a number or as text; None for anything else."""
    if isinstance(value, bool):
        return None
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return found if abs(found) < 1e300 else None


def quantity_of(product: dict[str, Any]) -> float:
    """How many of it; 1 when it does not say."""
    given = number(product.get("quantity"))
    return 1.0 if given is None else given


def _products(event: Event) -> Iterator[dict[str, Any]]:
    products = event.properties.get("products")
    if isinstance(products, list):
        yield from (p for p in products if isinstance(p, dict))


def _amount(product: dict[str, Any]) -> float | None:
    price = number(product.get("price"))
    return None if price is None else price * quantity_of(product)


def _signed(event: Event, amount: float | None) -> float | None:
    """What comes back counts against what went out, however the sender signed it."""
    if amount is None or event.name == "Order Completed":
        return amount
    return -abs(amount)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def _column(events: Events, name: str, kind: pa.DataType) -> pa.Array:
    return pa.array(list(map(attrgetter(name), events)), kind)


def _times(events: Events, name: str) -> pa.Array:
    return _column(events, name, pa.int64()).view(pa.timestamp("ms", "UTC"))
