"""Visits to the demo's website and purchases in its store: made up, the same each time, around its real
orders.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from oblik.kernel.clock import iso

SITE = "https://gifts.example"
_MINUTE = 60_000
_DAY = 86_400_000
_AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 "
    "Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
)
_ARRIVALS: tuple[tuple[float, str, dict[str, str] | None], ...] = (
    (0.32, "https://www.google.com/", None),
    (0.28, "", None),
    (0.14, "https://www.google.com/", {"source": "google", "medium": "cpc", "name": "gifts"}),
    (0.12, "", {"source": "newsletter", "medium": "email", "name": "weekly"}),
    (0.08, "https://www.instagram.com/", {"source": "instagram", "medium": "social", "name": "lookbook"}),
    (0.06, "https://www.facebook.com/", None),
)


@dataclass(frozen=True, slots=True)
class Order:
    """A real order that a visit can be made up around. `at`: ms."""

    order_id: str
    user_id: str
    at: int
    products: Sequence[tuple[str, str, float]]  # id, name, price


@dataclass(frozen=True, slots=True)
class _Visit:
    """One visitor on the site, minute by minute."""

    session: str
    anonymous_id: str
    context: dict[str, Any]

    def event(
        self, name: str, at: int, path: str, properties: dict[str, Any], user: str = "", kind: str = "track"
    ) -> dict[str, Any]:
        page = {"url": SITE + path, "path": path, **self.context["page"]}
        return {
            "event": name,
            "type": kind,
            "timestamp": iso(at),
            "anonymous_id": self.anonymous_id,
            **({"user_id": user} if user else {}),
            "properties": properties,
            "context": {**self.context, "page": page, "sessionId": self.session},
        }


def visits_before(orders: Sequence[Order], seed: int) -> Iterator[dict[str, Any]]:
    """For about a third of the orders of known customers: a visit as a stranger days before, then one that
    ends signed in.
    """
    for order in orders:
        chance = Random(f"{seed}-{order.order_id}")  # noqa: S311  a demonstration
        if order.user_id and chance.random() < 0.3:
            device = f"web-{order.user_id[9:]}-{chance.choice('aab')}"  # some people have a second device
            if chance.random() < 0.4:
                early = order.at - chance.randrange(1, 6) * _DAY - chance.randrange(120) * _MINUTE
                yield from _browse(
                    _visit(order.order_id + "e", device, chance), order.products, early, chance
                )
            yield from _buy(_visit(order.order_id, device, chance), order, chance)


def strangers(orders: Sequence[Order], count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Visits of people who never said who they are, at times and to products of real orders."""
    chance = Random(f"{seed}-strangers")  # noqa: S311
    for number in range(count if orders else 0):
        order = chance.choice(orders)
        visit = _visit(f"s{number}", f"web-guest-{chance.randrange(count * 3 // 4 + 1)}", chance)
        yield from _browse(visit, order.products, order.at + chance.randrange(-180, 180) * _MINUTE, chance)


def store_lines(
    orders: Sequence[Order], cards: dict[str, str], count: int, seed: int
) -> Iterator[dict[str, Any]]:
    """Lines of purchases in the store by holders of a card, of a few products of one of their own orders."""
    chance = Random(f"{seed}-store")  # noqa: S311
    known = [order for order in orders if order.user_id in cards and order.products]
    for number in range(count if known else 0):
        order = chance.choice(known)
        at = order.at // _DAY * _DAY + _DAY + chance.randrange(600, 1_080) * _MINUTE
        for product_id, name, price in chance.sample(
            order.products, min(len(order.products), chance.randrange(1, 4))
        ):
            yield {
                "receipt": f"ST-{number + 1:06d}",
                "at": iso(at),
                "store": chance.choice(("Camden", "Bath")) if number % 7 == 0 else "Camden",
                "loyalty_card": cards[order.user_id],
                "product_id": product_id,
                "name": name,
                "quantity": chance.randrange(1, 3),
                "price": price,
            }


def _visit(session: str, anonymous_id: str, chance: Random) -> _Visit:
    _, referrer, campaign = chance.choices(_ARRIVALS, [share for share, _, _ in _ARRIVALS])[0]
    agent = _AGENTS[sum(map(ord, anonymous_id)) % len(_AGENTS)]
    context: dict[str, Any] = {"userAgent": agent, "page": {"referrer": referrer} if referrer else {}}
    return _Visit(session, anonymous_id, context | ({"campaign": campaign} if campaign else {}))


def _browse(
    visit: _Visit, products: Sequence[tuple[str, str, float]], at: int, chance: Random
) -> Iterator[dict[str, Any]]:
    yield visit.event("Home", at, "/", {}, kind="page")
    for product in products[: chance.randrange(1, 4)]:
        at += chance.randrange(15, 150) * 1000
        yield visit.event("Product Viewed", at, f"/product/{product[0]}", _said(product))
        if chance.random() < 0.25:
            yield visit.event(
                "Product Added", at + 9_000, f"/product/{product[0]}", {**_said(product), "quantity": 1}
            )


def _buy(visit: _Visit, order: Order, chance: Random) -> Iterator[dict[str, Any]]:
    at = order.at - chance.randrange(8, 40) * _MINUTE
    yield visit.event("Home", at, "/", {}, kind="page")
    for product in order.products[: chance.randrange(1, 4)]:
        at += chance.randrange(15, 90) * 1000
        yield visit.event("Product Viewed", at, f"/product/{product[0]}", _said(product))
        yield visit.event(
            "Product Added", at + 9_000, f"/product/{product[0]}", {**_said(product), "quantity": 1}
        )
    at = order.at - chance.randrange(60, 240) * 1000
    yield visit.event("Signed In", at, "/account", {}, user=order.user_id)
    yield visit.event(
        "Checkout Started", at + 20_000, "/checkout", {"order_id": order.order_id}, user=order.user_id
    )


def _said(product: tuple[str, str, float]) -> dict[str, Any]:
    product_id, name, price = product
    return {"product_id": product_id, "name": name, "price": price, "currency": "GBP"}
