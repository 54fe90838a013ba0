"""A small shop, sent through the collection API and an import: who is in it, and what they did."""

from __future__ import annotations

import itertools
from typing import Any

from ui.server import PASSWORD, Server

Call = dict[str, Any]
_numbers = itertools.count(1)

HANNA = "hanna.kovalenko@example.com"
OKSANA_PHONE = "+380501112233"
CITIES = ("Kyiv", "Lviv", "Odesa", "London", "Berlin")
PEOPLE = 40
ORDERS = """order_id,date,email,product,name,quantity,price,currency
A-1,2026-10-01,order-1@example.com,mug,Blue mug,2,12.50,EUR
A-1,2026-10-01,order-1@example.com,tea,Green tea,1,7.00,EUR
A-2,2026-10-05,order-2@example.com,mug,Blue mug,1,12.50,EUR
A-3,not a date,order-3@example.com,mug,Blue mug,1,12.50,EUR
"""


def call(type_: str, **said: Any) -> Call:
    """A call of the tracking protocol; every one has an id of its own."""
    return {"type": type_, "messageId": f"ui-{next(_numbers)}", **said}


def _person(number: int) -> list[Call]:
    """Somebody who looked at a page, said who they are, and often bought something."""
    user = f"customer-{number}"
    traits = {
        "email": f"person-{number}@example.com",
        "name": f"Person {number}",
        "city": CITIES[number % len(CITIES)],
        "country": "UA" if number % len(CITIES) < 3 else "GB",
        "age": 20 + number,
        "vip": number % 7 == 0,
    }
    page = {"url": f"https://shop.example/{number}", "title": "Mugs"}
    calls = [
        call("page", anonymousId=f"browser-{number}", name="Mugs", properties=page),
        call("identify", userId=user, anonymousId=f"browser-{number}", traits=traits),
    ]
    if number % 3:
        calls.append(call("track", userId=user, event="Order Completed", properties=order(f"W-{number}")))
    return calls


def order(order_id: str) -> dict[str, Any]:
    """What an order carries."""
    mug = {"product_id": "mug", "name": "Blue mug", "price": 12.5, "quantity": 2}
    return {"order_id": order_id, "total": 25.0, "currency": "EUR", "products": [mug]}


def _hanna() -> list[Call]:
    """The customer of most stories: traits, two consents, an order, a few visits."""
    who = {"userId": "hanna"}
    traits = {
        "name": "Hanna Kovalenko",
        "email": HANNA,
        "city": "Kyiv",
        "country": "UA",
        "note": "likes tea",
        "points": 120,
    }
    consent = {"channel": "email", "topic": "news", "state": "granted"}
    return [
        call("identify", **who, anonymousId="hanna-phone", traits=traits),
        call("track", **who, event="Product Viewed", properties={"product_id": "tea", "name": "Green tea"}),
        call("track", **who, event="Order Completed", properties=order("H-1")),
        call("track", **who, event="Consent Changed", properties=consent),
        call("page", **who, name="Checkout", properties={"url": "https://shop.example/checkout"}),
    ]


def _oksana() -> list[Call]:
    """Known in the shop by her phone and on the web by a number, until one form says both."""
    return [
        call("identify", userId="oksana", traits={"name": "Oksana Web", "city": "Lviv"}),
        call("identify", anonymousId="till-3", traits={"phone": OKSANA_PHONE, "name": "Oksana Till"}),
        call("track", anonymousId="till-3", event="Order Completed", properties=order("T-9")),
        call("identify", userId="oksana", traits={"phone": OKSANA_PHONE}),
    ]


def open_shop(server: Server) -> None:
    """Sends everything and waits until it is on the profiles; a viewer may look at it."""
    everyone = [each for number in range(1, PEOPLE + 1) for each in _person(number)]
    assert server.send(*everyone, *_hanna(), *_oksana()).is_success
    assert server.send(call("track", userId="customer-1")).is_success  # it has no name, so it is quarantined
    for name, role in (("viewer", "viewer"), ("speaker", "owner"), ("reader", "owner")):
        someone = {"email": f"{name}@shop.example", "name": name.title(), "role": role, "password": PASSWORD}
        server.post("/users", someone)
    server.upload("orders.csv", ORDERS, "orders")
    server.post("/recipes", {"name": "Orders of the day", "map": "as: orders"})
    server.post("/invitations", {"email": "guest@shop.example", "role": "sales"})
    server.post("/inventory", {"name": "Call centre", "owner": "Support", "identifiers": ["phone"]})
    goal = {"name": "More orders", "metric": "orders", "baseline": 20, "target": 60, "due": "2099-12-31"}
    server.post("/goals", goal)
    server.settle()
