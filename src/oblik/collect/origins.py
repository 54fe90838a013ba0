"""Which web pages may send: origins as browsers write them (`https://shop.example`), `*` for any part."""

from __future__ import annotations

from collections.abc import Sequence


def allows(patterns: Sequence[str], origin: str) -> bool:
    """Whether one of the patterns covers the origin; no pattern at all covers every one.

    `https://*.shop.example` covers every page of a name below `shop.example`, but not `shop.example` itself.
    """
    asked = origin.lower()
    return not patterns or any(_covers(pattern.lower().rstrip("/"), asked) for pattern in patterns)


def _covers(pattern: str, origin: str) -> bool:
    if pattern in {"*", origin}:
        return True
    before, star, after = pattern.partition("*.")
    if not star:
        return False
    inside = origin.removeprefix(before).removesuffix(f".{after}")
    return origin.startswith(before) and origin.endswith(f".{after}") and bool(inside) and "/" not in inside
