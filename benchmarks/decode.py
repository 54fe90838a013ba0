"""Prints how many microseconds of processor time one event costs to decode and to enrich, in batches of 100.

Run: python benchmarks/decode.py
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from oblik.collect.enrich import enrich, open_lookups
from oblik.collect.event import Envelope, Event
from oblik.collect.wire import decode

RECEIVED_AT = 1_795_000_000_000
AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36"


def product_viewed(number: int) -> dict[str, object]:
    """One call with the properties and the context that a shop's page sends."""
    return {
        "type": "track",
        "event": "Product Viewed",
        "messageId": f"ajs-next-1795000000-{number:012d}",
        "anonymousId": f"7e3d0a2e-0f6c-4d8f-9d2f-{number % 500:012d}",
        "userId": f"customer-{number % 500}",
        "timestamp": "2026-11-21T22:41:56.123Z",
        "properties": {
            "product_id": f"sku-{number % 1000}",
            "sku": "G-32",
            "category": "Games",
            "name": "Monopoly: 3rd Edition",
            "brand": "Hasbro",
            "price": 18.99,
            "quantity": 1,
            "currency": "USD",
            "value": 18.99,
            "url": f"https://shop.example/product/{number % 1000}",
        },
        "context": {
            "page": {
                "path": f"/product/{number % 1000}",
                "referrer": "https://www.google.com/",
                "search": "?utm_source=google&utm_medium=cpc",
                "title": "Monopoly",
                "url": f"https://shop.example/product/{number % 1000}?utm_source=google&utm_medium=cpc",
            },
            "userAgent": AGENT,
            "locale": "en-GB",
            "timezone": "Europe/London",
            "library": {"name": "analytics.js", "version": "next-1.70.0"},
        },
        "integrations": {},
    }


def envelopes(count: int) -> list[Envelope]:
    """`count` requests of 100 events."""
    bodies = (
        {"batch": [product_viewed(at * 100 + i) for i in range(100)], "sentAt": "2026-11-21T22:41:57.000Z"}
        for at in range(count)
    )
    return [
        Envelope(RECEIVED_AT, "batch", "81.2.69.142", AGENT, "", json.dumps(body).encode()) for body in bodies
    ]


def best(work: Callable[[], object], events: int, rounds: int = 7) -> float:
    """Microseconds of processor time an event, the best of several rounds."""
    times = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return min(times) / events * 1e6


def main() -> None:
    requests = envelopes(100)
    lookups = open_lookups()
    decoded = [(r, [e for e in decode(r, 1, at) if isinstance(e, Event)]) for at, r in enumerate(requests)]
    size = sum(len(r.body) for r in requests) / 10_000
    print(f"one event: {size:.0f} bytes")
    print(f"decode:    {best(lambda: [decode(r, 1, 1) for r in requests], 10_000):.2f} µs an event")
    print(f"enrich:    {best(lambda: [enrich(es, r, lookups) for r, es in decoded], 10_000):.2f} µs an event")


if __name__ == "__main__":
    main()
