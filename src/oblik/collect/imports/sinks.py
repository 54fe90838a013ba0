"""Where an import's calls go: the log and the warehouse, or nowhere but through every check (a dry run)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import pyarrow as pa

from oblik.collect.event import Envelope, Rejection
from oblik.collect.imports.job import Job
from oblik.collect.imports.kinds.kind import Call
from oblik.collect.imports.sending import Encoded, entries, in_groups
from oblik.collect.wire import decode
from oblik.store.log import Log
from oblik.store.warehouse import Warehouse

_KNOWN = """
SELECT message_id FROM events
WHERE source_id = {source:UInt64} AND message_id IN {ids:Array(String)}
"""
_ANY = "SELECT 1 FROM events WHERE source_id = {source:UInt64} LIMIT 1"
_PRODUCTS = "SELECT product_id, digest FROM products FINAL WHERE product_id IN {ids:Array(String)}"
_TEXTS = ("product_id", "name", "sku", "category", "brand", "variant", "currency", "url", "image_url")

_envelope = msgspec.msgpack.Decoder(Envelope).decode


class LogSink:
    """Appends calls to the log, leaving out what the warehouse holds already, and keeps products in the
    warehouse.

    `wait_for_room` returns when the pipeline is not too far behind.
    """

    def __init__(self, log: Log, warehouse: Warehouse, wait_for_room: Callable[[], None]) -> None:
        self._log, self._warehouse, self._wait_for_room = log, warehouse, wait_for_room
        self._fresh: dict[int, bool] = {}

    def send(self, job: Job, calls: Sequence[Encoded]) -> int:
        """See `Sink.send`."""
        known = self._known(job.source_id, [call.message_id for call in calls])
        new = [call for call in calls if call.message_id not in known]
        for group in in_groups(entries((call.body for call in new), job.source_id, job.started_at)):
            self._wait_for_room()
            self._log.append_all(group)
        return len(calls) - len(new)

    def _known(self, source_id: int, ids: Sequence[str]) -> set[str]:
        if source_id not in self._fresh:
            self._fresh[source_id] = not self._warehouse.rows(_ANY, {"source": source_id})
        if self._fresh[source_id]:  # nothing of this source was stored when the import began: its first
            return set()
        found = self._warehouse.table(_KNOWN, {"source": source_id, "ids": ids})
        return set(found.column("message_id").to_pylist())

    def store(self, job: Job, products: Sequence[Call]) -> int:
        """Writes the products that are new or changed; of several with one id the last is kept."""
        latest = {product["product_id"]: product for product in products}
        rows = [_row(product, job) for product in latest.values()]
        stored = self._warehouse.table(_PRODUCTS, {"ids": list(latest)}).to_pylist()
        known = {row["product_id"]: row["digest"] for row in stored}
        new = [row for row in rows if known.get(row["product_id"]) != row["digest"]]
        if new:
            self._warehouse.insert("products", pa.Table.from_pylist(new, schema=PRODUCT_SCHEMA))
        return len(products) - len(new)


class DrySink:
    """Takes every call apart again as the pipeline would, and writes nothing."""

    def __init__(self) -> None:
        self.rejections: list[Rejection] = []

    def send(self, job: Job, calls: Sequence[Encoded]) -> int:
        """See `Sink.send`."""
        for entry in entries((call.body for call in calls), job.source_id, job.started_at):
            decoded = decode(_envelope(entry.data), job.source_id, 0)
            self.rejections += [item for item in decoded if isinstance(item, Rejection)][:100]
        return 0

    def store(self, _job: Job, _products: Sequence[Call]) -> int:
        """See `Sink.store`."""
        return 0


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


def _row(product: Call, job: Job) -> dict[str, Any]:
    """A product as the warehouse holds it; `digest` tells whether anything in it changed."""
    content = msgspec.json.encode(product, order="sorted")
    return {
        **{name: str(product.get(name) or "") for name in _TEXTS},
        "price": product.get("price"),
        "quantity": product.get("quantity"),
        "available": product.get("available"),
        "properties": msgspec.json.encode(product["properties"]).decode(),
        "digest": hashlib.blake2b(content, digest_size=16).hexdigest(),
        "source_id": job.source_id,
        "version": job.started_at,
        "deleted": 0,
    }
