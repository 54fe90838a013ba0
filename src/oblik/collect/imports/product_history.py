"""Reads what happened to products: prices that dropped, what is back in stock."""

from __future__ import annotations

from typing import Any

from oblik.kernel.clock import iso
from oblik.kernel.page import Page, Position
from oblik.store.warehouse import Warehouse

NAMES = ("Product Listed", "Price Dropped", "Price Raised", "Out of Stock", "Back in Stock", "Stock Changed")

_CHANGES = """
SELECT product_id, toUnixTimestamp64Milli(at) AS ms, name, title, before, after, currency
FROM product_history FINAL
WHERE ({name:String} = '' OR name = {name:String})
  AND ({product:String} = '' OR product_id = {product:String})
  AND ({source:UInt64} = 0 OR source_id = {source:UInt64})
  AND (toUnixTimestamp64Milli(at), product_id, name) < ({ms:Int64}, {after:String}, {after_name:String})
ORDER BY at DESC, product_id DESC, name DESC
LIMIT {limit:UInt32}
"""
_LAST = (1 << 62, "", "")


class ProductHistory:
    """The table `product_history`."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse

    def changes(
        self,
        *,
        name: str = "",
        product: str = "",
        source_id: int = 0,
        limit: int = 50,
        after: Position | None = None,
    ) -> Page[dict[str, Any]]:
        """What happened, newest first: to one product, of one name, or by imports of one source."""
        ms, product_id, last = after or _LAST
        params = {
            "name": name,
            "product": product,
            "source": source_id,
            "ms": ms,
            "after": product_id,
            "after_name": last,
            "limit": limit + 1,
        }
        rows = self._warehouse.rows(_CHANGES, params)
        shown = rows[:limit]
        following = (
            (shown[-1]["ms"], shown[-1]["product_id"], shown[-1]["name"]) if len(rows) > limit else None
        )
        return Page([_shown(row) for row in shown], following)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "product_id": row["product_id"],
        "title": row["title"],
        "at": iso(row["ms"]),
        "name": row["name"],
        "before": row["before"],
        "after": row["after"],
        "currency": row["currency"] or None,
    }
