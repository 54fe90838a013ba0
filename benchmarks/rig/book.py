"""Books of our own: what was sent, what was acknowledged, and what must follow from it."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

GOOD_TRADE = {"Order Completed": 1.0, "Order Refunded": -1.0}


@dataclass(frozen=True, slots=True)
class Call:
    """One event that somebody sends.

    Attributes:
        person: whose it is.
        at: its time, ms; no two calls of a person have the same.
        value: the money of an order or refund.
        links: whether it names the cookie and the customer number together.
        known: whether it is by the customer number, else by the cookie.
        bad: whether it belongs into the quarantine.
        wire: as it is sent.
    """

    message_id: str
    person: int
    name: str
    at: int
    wire: dict[str, Any]
    value: float | None = None
    traits: dict[str, Any] = field(default_factory=dict)
    links: bool = False
    known: bool = True
    bad: bool = False


@dataclass
class Known:
    """What must be known of one person, or of a cookie that was never told whose it is."""

    events: int = 0
    orders: int = 0
    revenue: float = 0.0
    traits: dict[str, tuple[int, Any]] = field(default_factory=dict)

    def add(self, call: Call) -> None:
        """One stored event more."""
        self.events += 1
        self.orders += call.name == "Order Completed"
        self.revenue += GOOD_TRADE.get(call.name, 0.0) * (call.value or 0.0)
        for name, value in call.traits.items():
            self.traits[name] = max(self.traits.get(name, (0, None)), (call.at, value))


class Book:
    """What the senders were told. Safe to use from any thread.

    Attributes:
        acknowledged: calls of requests that were answered with 200, by message id.
        unsure: calls that were sent and never acknowledged, since the sender gave up: they may be stored or not.
        attempts: events in all requests that went out, repeats counted again; `answered`: those answered with 200.
        statuses: how often each status came; -1 for a connection that broke.
        faults: answers that a client must never see.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.acknowledged: dict[str, Call] = {}
        self.unsure: dict[str, Call] = {}
        self.attempts = 0
        self.answered = 0
        self.statuses: dict[int, int] = {}
        self.faults: list[str] = []

    def sending(self, calls: Sequence[Call]) -> None:
        """A request is about to go out."""
        with self._lock:
            self.attempts += len(calls)

    def told(self, calls: Sequence[Call], status: int, said: str = "") -> None:
        """The answer to it."""
        with self._lock:
            self.statuses[status] = self.statuses.get(status, 0) + 1
            if status == 200:
                self.answered += len(calls)
                self.acknowledged.update((c.message_id, c) for c in calls)
            elif status not in (-1, 408, 429, 503):
                self.faults.append(f"{status}: {said[:300]}")

    def give_up(self, calls: Iterable[Call]) -> None:
        """The sender does not know what became of these, and never will."""
        with self._lock:
            self.unsure.update((c.message_id, c) for c in calls)

    def good(self) -> dict[str, Call]:
        """The acknowledged calls that must be stored."""
        return {i: c for i, c in self.acknowledged.items() if not c.bad}

    def people(self, stored: Iterable[Call]) -> dict[tuple[str, str], Known]:
        """What must be known under each identifier when `stored` is all that is stored: one and the same thing under
        the cookie and the number of somebody who was linked."""
        calls = list(stored)
        linked = {c.person for c in calls if c.links}
        people: dict[tuple[str, str], Known] = {}
        for person, known in sorted({(c.person, c.known) for c in calls}):
            number, cookie = identifiers_of(person)
            first = number if known or person in linked else cookie
            one = people.setdefault(first, Known())
            people[number if known else cookie] = one
            if person in linked:
                people[number] = people[cookie] = one
        for call in calls:
            people[identifiers_of(call.person)[0 if call.known else 1]].add(call)
        return people


def identifiers_of(person: int) -> tuple[tuple[str, str], tuple[str, str]]:
    """The customer number and the cookie of somebody."""
    return ("user_id", f"customer-{person}"), ("anonymous_id", f"cookie-{person}")
