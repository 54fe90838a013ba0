"""Connections: where files and tables are fetched from, each kind in a file of its own.

An installed package adds one by an entry point of the group `oblik.connectors`.
"""

from __future__ import annotations

from functools import cache

from oblik.collect.imports.connect.kind import Connector, check
from oblik.kernel.registry import Registry


@cache
def connectors() -> Registry[Connector]:
    """All kinds of connection, found once."""
    registry: Registry[Connector] = Registry("kind of connection", check)
    registry.discover(__name__, "CONNECTOR", "oblik.connectors")
    return registry


__all__ = ["Connector", "connectors"]
