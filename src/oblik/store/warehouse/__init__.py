"""The warehouse: events and everything counted, in ClickHouse's SQL; chDB in process or a server."""

from __future__ import annotations

from oblik.store.warehouse.client import Warehouse, open_warehouse
from oblik.store.warehouse.failures import QueryError

__all__ = ["QueryError", "Warehouse", "open_warehouse"]
