"""Kinds of import, each a file or a package of its own."""

from __future__ import annotations

from oblik.collect.imports.kinds.events import EVENTS
from oblik.collect.imports.kinds.kind import Kind
from oblik.collect.imports.kinds.messages import MESSAGES
from oblik.collect.imports.kinds.orders import ORDERS
from oblik.collect.imports.kinds.products import PRODUCTS
from oblik.collect.imports.kinds.profiles import PROFILES

KINDS: dict[str, Kind] = {kind.key: kind for kind in (PROFILES, EVENTS, ORDERS, PRODUCTS, MESSAGES)}

__all__ = ["KINDS", "Kind"]
