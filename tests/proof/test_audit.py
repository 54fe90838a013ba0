"""The auditor itself: books that agree raise nothing, and each kind of harm is noticed by the check that is named for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from benchmarks.rig.audit import Findings, audit, check_ledger, check_same
from benchmarks.rig.book import Book, Call

LEDGER = {"accepted": 4, "stored": 3, "duplicate": 0, "quarantined": 1, "suppressed": 0, "pending": 0}


def book() -> Book:
    """Somebody looks at a thing, says who they are, and buys; and one broken call."""
    order = {"order_id": "o1", "products": [{"product_id": "p1"}]}
    calls = [
        Call("m1", 1, "Product Viewed", 10, {"anonymousId": "cookie-1"}, known=False),
        Call("m2", 1, "Identified", 30, {"userId": "customer-1"}, traits={"city": "Kyiv"}, links=True),
        Call("m3", 1, "Order Completed", 20, {"userId": "customer-1", "properties": order}, 9.5),
        Call("m4", 1, "", 40, {"userId": "customer-1"}, bad=True),
    ]
    kept = Book()
    kept.sending(calls)
    kept.told(calls, 200)
    return kept


def findings() -> Findings:
    """Engines that have it all; profile 8 merged into 7."""
    return Findings(
        events=[
            {
                "message_id": "m1",
                "name": "Product Viewed",
                "profile_id": 8,
                "at": 10,
                "value": None,
                "offset": 1,
            },
            {"message_id": "m2", "name": "Identified", "profile_id": 7, "at": 30, "value": None, "offset": 2},
            {
                "message_id": "m3",
                "name": "Order Completed",
                "profile_id": 7,
                "at": 20,
                "value": 9.5,
                "offset": 3,
            },
        ],
        timeline=[
            {"offset": 1, "profile_id": 8},
            {"offset": 2, "profile_id": 7},
            {"offset": 3, "profile_id": 7},
        ],
        winners={8: 7},
        owners={("user_id", "customer-1"): 7, ("anonymous_id", "cookie-1"): 7},
        traits={7: {"city": "Kyiv"}},
        facts={7: {"events": 3, "orders": 1, "revenue": 9.5}},
        lines={"o1": 1},
        quarantined=frozenset({"m4"}),
    )


def noticed(found: Findings) -> set[str]:
    """The checks that find a difference."""
    return {check.name for check in audit(book(), found) if not check.ok}


def test_engines_that_have_it_all_are_found_well() -> None:
    """Every check looked at something."""
    assert noticed(findings()) == set()
    assert all(check.looked_at for check in audit(book(), findings()))


HARM: dict[str, Callable[[Findings], dict[str, Any]]] = {
    "acknowledged events are stored once": lambda f: {"events": [*f.events, f.events[0]]},
    "nothing is stored that was never sent": lambda f: {
        "events": [*f.events, {**f.events[0], "message_id": "x"}]
    },
    "events are stored as they were sent": lambda f: {
        "events": [*f.events[:2], {**f.events[2], "value": 9.0}]
    },
    "timelines hold the same events": lambda f: {"timeline": [*f.timeline, f.timeline[0]]},
    "order lines are stored once": lambda _: {"lines": {"o1": 2}},
    "refused events are in the quarantine": lambda _: {"quarantined": frozenset()},
    "identifiers lead to one person": lambda f: {"owners": {**f.owners, ("anonymous_id", "cookie-1"): 8}},
    "events lie with their person": lambda _: {"winners": {}},
    "traits have their newest value": lambda _: {"traits": {7: {"city": "Lviv"}}},
    "events, orders and revenue are right": lambda _: {
        "facts": {7: {"events": 3, "orders": 2, "revenue": 9.5}}
    },
}


@pytest.mark.parametrize("name", HARM)
def test_harm_is_noticed(name: str) -> None:
    """By its own check, whatever others notice too."""
    found = findings()
    assert name in noticed(replace(found, **HARM[name](found)))


def test_a_lost_event_is_noticed_by_all_whom_it_concerns() -> None:
    """The order never arrived: the event, its line and the revenue are missing."""
    found = findings()
    assert noticed(replace(found, events=found.events[:2])) >= {
        "acknowledged events are stored once",
        "order lines are stored once",
        "events, orders and revenue are right",
    }


@pytest.mark.parametrize(
    "wrong", [{"accepted": 5}, {"pending": 1}, {"accepted": 3, "stored": 2}, {"accepted": 9, "stored": 8}]
)
def test_a_ledger_that_does_not_balance_is_noticed(wrong: dict[str, int]) -> None:
    """Nor may it count less than was acknowledged, or more than was sent."""
    assert check_ledger(book(), LEDGER, 3).ok
    assert not check_ledger(book(), LEDGER | wrong, 3).ok


def test_a_rebuild_that_differs_is_noticed() -> None:
    """With what differs."""
    one = {"people": {1: "Ann"}, "events": [1, 2]}
    assert check_same("rebuild", one, {"people": {1: "Ann"}, "events": [1, 2]}).ok
    assert "Bob" in check_same("rebuild", one, {"people": {1: "Bob"}, "events": [1, 2]}).detail
    assert "2 → 1 rows" in check_same("rebuild", one, {"people": {1: "Ann"}, "events": [1]}).detail
