"""Products as an import has them, held against those of the warehouse: what is new, what changed, and what that means.

What happened to a product's price and stock becomes rows of `product_history`, named like events:
`Product Listed`, `Price Dropped`, `Price Raised`, `Out of Stock`, `Back in Stock`, `Stock Changed`.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
import pyarrow as pa

from oblik.collect.imports.cleaning.moments import read_moment
from oblik.collect.imports.job import Job
from oblik.collect.imports.kinds.kind import Call
from oblik.store.warehouse import Warehouse

_STORED = """
SELECT product_id, digest, price, currency, available, quantity FROM products FINAL
WHERE product_id IN {ids:Array(String)}
"""
_TEXTS = ("product_id", "name", "sku", "category", "brand", "variant", "currency", "url", "image_url")
_ONLY_FOR_NOW = ("sale_price", "sale_period")

PRODUCT_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in _TEXTS),
        ("price", pa.float64()),
        ("quantity", pa.float64()),
        ("available", pa.bool_()),
        ("properties", pa.string()),
        ("digest", pa.string()),
        ("source_id", pa.uint64()),
        ("version", pa.uint64()),
        ("deleted", pa.uint8()),
    ]
)
HISTORY_SCHEMA = pa.schema(
    [
        ("product_id", pa.string()),
        ("at", pa.timestamp("ms", "UTC")),
        ("name", pa.string()),
        ("title", pa.string()),
        ("before", pa.float64()),
        ("after", pa.float64()),
        ("currency", pa.string()),
        ("source_id", pa.uint64()),
    ]
)

Happening = tuple[str, float | None, float | None]
"""What happened, and the price or the number in stock before and after."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What some products of an import mean.

    Attributes:
        rows: the products that are new or changed, as the table `products` has them.
        history: rows of `product_history`.
        new, changed: how many there are; `happened`: how often each thing.
    """

    rows: Sequence[dict[str, Any]]
    history: Sequence[dict[str, Any]]
    new: int
    changed: int
    happened: Counter[str]

    def store(self, warehouse: Warehouse) -> None:
        """Writes both tables. The history comes first: done again after a crash in between, it says the same again."""
        if self.history:
            warehouse.insert(
                "product_history", pa.Table.from_pylist(list(self.history), schema=HISTORY_SCHEMA)
            )
        if self.rows:
            warehouse.insert("products", pa.Table.from_pylist(list(self.rows), schema=PRODUCT_SCHEMA))


def compare(warehouse: Warehouse, job: Job, products: Sequence[Call]) -> Comparison:
    """Asks once for all of them; of several with one id the last counts."""
    latest = {product["product_id"]: _row(product, job) for product in products}
    stored = warehouse.table(_STORED, {"ids": list(latest)}).to_pylist()
    known = {row["product_id"]: row for row in stored}
    rows = [row for row in latest.values() if known.get(row["product_id"], {}).get("digest") != row["digest"]]
    history = [
        _told(row, happening, job)
        for row in rows
        for happening in happenings(known.get(row["product_id"]), row)
    ]
    new = sum(row["product_id"] not in known for row in rows)
    return Comparison(rows, history, new, len(rows) - new, Counter(row["name"] for row in history))


def happenings(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[Happening]:
    """What the change from one state of a product to the next means; a price in another currency is no change of it."""
    if before is None:
        return [("Product Listed", None, after["price"])]
    found: list[Happening] = []
    old, new = before["price"], after["price"]
    if old is not None and new is not None and old != new and before["currency"] == after["currency"]:
        found.append(("Price Dropped" if new < old else "Price Raised", old, new))
    had, has = _in_stock(before), _in_stock(after)
    numbers = before["quantity"], after["quantity"]
    if had is not None and has is not None and had != has:
        found.append(("Back in Stock" if has else "Out of Stock", *numbers))
    elif None not in numbers and numbers[0] != numbers[1]:
        found.append(("Stock Changed", *numbers))
    return found


def price_at(product: Call, moment_ms: int) -> float | None:
    """The price that holds at a moment: the sale price while there is a sale."""
    price, sale = product.get("price"), product.get("sale_price")
    if sale is None or (price is not None and sale >= price):
        return price
    return sale if _within(str(product.get("sale_period") or ""), moment_ms) else price


def _within(period: str, moment_ms: int) -> bool:
    """Whether a moment is in an interval of ISO 8601 such as `2026-02-24T11:07+01:00/2026-02-29T23:07+01:00`."""
    if not period:
        return True
    moment = datetime.fromtimestamp(moment_ms / 1000, UTC)
    try:
        start, end = (read_moment(part.strip()) for part in period.split("/"))
    except ValueError:
        return False
    return _aware(start) <= moment <= _aware(end)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _in_stock(product: Mapping[str, Any]) -> bool | None:
    if product["available"] is not None:
        return bool(product["available"])
    return None if product["quantity"] is None else product["quantity"] > 0


def _row(product: Call, job: Job) -> dict[str, Any]:
    """A product as the warehouse holds it; `digest` tells whether anything in it changed."""
    properties = dict(product["properties"])
    price = price_at(product, job.started_at)
    if price != product.get("price") and product.get("price") is not None:
        properties["regular_price"] = product["price"]
    said = {name: value for name, value in product.items() if name not in _ONLY_FOR_NOW}
    content = msgspec.json.encode({**said, "price": price, "properties": properties}, order="sorted")
    return {
        **{name: str(product.get(name) or "") for name in _TEXTS},
        "price": price,
        "quantity": product.get("quantity"),
        "available": product.get("available"),
        "properties": msgspec.json.encode(properties).decode(),
        "digest": hashlib.blake2b(content, digest_size=16).hexdigest(),
        "source_id": job.source_id,
        "version": job.started_at,
        "deleted": 0,
    }


def _told(row: Mapping[str, Any], happening: Happening, job: Job) -> dict[str, Any]:
    name, before, after = happening
    return {
        "product_id": row["product_id"],
        "at": job.started_at,
        "name": name,
        "title": row["name"],
        "before": before,
        "after": after,
        "currency": row["currency"] if name.startswith("Price") or name == "Product Listed" else "",
        "source_id": job.source_id,
    }
