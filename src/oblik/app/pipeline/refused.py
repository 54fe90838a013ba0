"""Rows that the warehouse refuses, found and taken out, so that one odd event never holds up the others."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from oblik.app.pipeline.batch import Batch
from oblik.kernel.errors import Invalid
from oblik.store.warehouse import Warehouse

_CAST = "SELECT count() FROM (SELECT CAST(arrayJoin({texts:Array(String)}) AS JSON) AS value WHERE NOT isNull(value))"
_CODE = "unstorable_properties"
_REASON = "Expected properties that the warehouse can hold; it refuses these, such as one path given twice in different forms."


def take_out_refused(batch: Batch, warehouse: Warehouse) -> None:
    """Rejects the events whose properties the warehouse does not take.

    Raises:
        Invalid: it refused something else; the cause is not in the events' properties.
    """
    bad = refused(warehouse, [e.properties_json.decode() for e in batch.events])
    if not bad:
        raise Invalid(
            "The warehouse refused a batch for another reason than its properties.", code="batch_refused"
        )
    batch.reject((batch.events[i], _CODE, _REASON) for i in sorted(bad))


def insert_snapshots(warehouse: Warehouse, rows: pa.Table, token: str) -> None:
    """Inserts profile snapshots; one whose traits are refused is kept in lists without them (its document has them)."""
    try:
        warehouse.insert("profiles", rows, token)
    except Invalid:
        texts = rows.column("traits").to_pylist()
        bad = refused(warehouse, texts)
        traits = pa.array(["{}" if i in bad else t for i, t in enumerate(texts)], pa.string())
        warehouse.insert(
            "profiles", rows.set_column(rows.schema.get_field_index("traits"), "traits", traits), token
        )


def refused(warehouse: Warehouse, texts: Sequence[str], start: int = 0) -> set[int]:
    """The positions of the JSON texts that the warehouse does not take, by halving."""
    try:
        warehouse.rows(_CAST, {"texts": list(texts)})
    except Invalid:
        if len(texts) == 1:
            return {start}
        middle = len(texts) // 2
        return refused(warehouse, texts[:middle], start) | refused(warehouse, texts[middle:], start + middle)
    return set()
