"""Bodies of requests as a shop's pages send them, encoded beforehand, so that the one who sends costs next to nothing."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from typing import Any

from benchmarks.rig.server import WRITE_KEY

UNIQUE = b"~" * 12
"""Stands in message ids and in the cookies of new visitors; another text of the same length goes in before sending."""

PEOPLE = 200_000
_AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
_KINDS = ("page", "view", "add", "identify", "order")
_WEIGHTS = (45, 30, 10, 10, 5)


def bodies(size: int, count: int, seed: int = 1) -> list[bytes]:
    """`count` bodies for `/v1/batch` with `size` events each."""
    chance = random.Random(seed)
    return [_body([_event(chance, f"{UNIQUE.decode()}-{i}") for i in range(size)]) for _ in range(count)]


def _body(events: list[dict[str, Any]]) -> bytes:
    return json.dumps({"writeKey": WRITE_KEY, "batch": events}, separators=(",", ":")).encode()


def _event(chance: random.Random, unique: str) -> dict[str, Any]:
    person = chance.randrange(PEOPLE)
    kind = chance.choices(_KINDS, _WEIGHTS)[0]
    new = chance.random() < 0.1
    return {
        "messageId": f"m-{unique}",
        "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "anonymousId": f"new-{unique}" if new else f"cookie-{person:08d}",
        **({} if new or kind in ("page", "view") else {"userId": f"customer-{person:08d}"}),
        **_said(kind, person, chance),
        "context": _context(chance.randrange(1000)),
    }


def _said(kind: str, person: int, chance: random.Random) -> dict[str, Any]:
    number = chance.randrange(1000)
    product = {"product_id": f"sku-{number}", "name": f"Product {number}", "price": 18.99, "quantity": 1}
    if kind == "page":
        return {"type": "page", "name": "Product", "properties": {"path": f"/product/{number}"}}
    if kind == "identify":
        traits = {
            "email": f"customer-{person}@example.com",
            "city": "Kyiv",
            "points": chance.randrange(10_000),
        }
        return {"type": "identify", "traits": traits}
    if kind == "order":
        properties = {
            "order_id": f"o-{number}",
            "total": 37.98,
            "currency": "EUR",
            "products": [product, product],
        }
        return {"type": "track", "event": "Order Completed", "properties": properties}
    event = "Product Viewed" if kind == "view" else "Product Added"
    return {
        "type": "track",
        "event": event,
        "properties": {**product, "category": "Games", "currency": "EUR"},
    }


def _context(number: int) -> dict[str, Any]:
    url = f"https://shop.example/product/{number}?utm_source=google&utm_medium=cpc"
    return {
        "page": {
            "path": f"/product/{number}",
            "referrer": "https://www.google.com/",
            "title": "Product",
            "url": url,
        },
        "userAgent": _AGENT,
        "locale": "en-GB",
        "timezone": "Europe/London",
        "library": {"name": "analytics.js", "version": "next-1.70.0"},
    }
