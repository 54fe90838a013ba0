"""Makes the events of an order: what was bought, what was taken back, and what it all cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from oblik.collect.imports.kinds.kind import Call, Rows, with_time
from oblik.collect.imports.kinds.orders.gathering import Order
from oblik.collect.imports.kinds.orders.lines import Lines, first, money, nested

_FACTS = ("affiliation", "checkout_id", "payment_method", "shipping_method", "order_coupon", "currency")
_TAKEN_BACK = {"refunded": "Order Refunded", "cancelled": "Order Cancelled"}


class OrderEvents:
    """Says each order as events, with the properties that Segment's specification names."""

    def __init__(self, rows: Rows, lines: Lines) -> None:
        self._lines = lines
        self._facts = [(n, rows.columns[n]) for n in _FACTS if n in rows.columns]
        self._extra = rows.under("properties.")

    def of(self, order: Order) -> Iterator[Call]:
        """The order as it was made, then what was taken back of it."""
        sold, back = self._split(order)
        moment = min(self._lines.moments[order.start : order.end])
        refunded_at = self._given("refunded_at", order) or moment
        if sold:
            properties = self._completed(sold, order, whole=not back)
            yield _track("Order Completed", properties, order.call, moment)
            if taken_back := _TAKEN_BACK.get(self._given("status", order)):
                yield _track(taken_back, properties, order.call, refunded_at)
        if back:
            yield _track("Order Refunded", self._refunded(back, order), order.call, refunded_at)

    def _split(self, order: Order) -> tuple[Sequence[int], Sequence[int]]:
        """What was sold, with its charges, and what was given back."""
        lines, returned = order.lines, self._lines.returned
        sold = [i for i in lines if i not in returned] if returned else lines
        if not any(self._lines.products[i] for i in sold):
            worth = self._lines.worth(lines) or self._given("total", order) or 0
            if worth < 0:
                return (), lines  # a credit note: its charges are given back as well
        return sold, [i for i in lines if i in returned] if returned else ()

    def _completed(self, lines: Sequence[int], order: Order, *, whole: bool) -> dict[str, Any]:
        """The properties of what was bought; `whole` when that is all of the order."""
        charged = self._lines.charged(lines) if self._lines.charge else {}
        subtotal = self._lines.worth(lines) - sum(charged.values())
        shipping, tax = (charged.get(n, 0) + (self._given(n, order) or 0) for n in ("shipping", "tax"))
        discount = abs(self._given("discount", order) or 0) - charged.get("discount", 0)
        fees = charged.get("fees", 0)
        revenue = subtotal - discount
        total = revenue + shipping + tax + fees
        given = self._given("total", order)
        if given is not None and whole:
            total = given
            revenue = revenue if subtotal else total - shipping - tax - fees
        properties = self._about(order)
        properties["subtotal"] = money(subtotal or revenue + discount)
        properties["revenue"], properties["total"] = money(revenue), money(total)
        for name, value in (("shipping", shipping), ("tax", tax), ("discount", discount), ("fees", fees)):
            if value:
                properties[name] = money(value)
        properties["products"] = self._products(lines)
        return properties

    def _refunded(self, lines: Sequence[int], order: Order) -> dict[str, Any]:
        """The properties of a refund: what was given back, with positive quantities and amounts."""
        total = -self._lines.worth(lines) or abs(self._given("total", order) or 0)
        revenue = total + sum(self._lines.charged(lines).values())
        properties = self._about(order)
        properties |= {"revenue": money(revenue), "total": money(total)}
        properties["products"] = [{**p, "quantity": abs(p["quantity"])} for p in self._products(lines)]
        return properties

    def _about(self, order: Order) -> dict[str, Any]:
        """What holds for the whole order."""
        properties: dict[str, Any] = {"order_id": self._lines.ids[order.start]}
        for name, values in self._facts:
            value = first(values, order.start, order.end)
            if value is not None:
                properties[name] = value
        return {**properties, **nested(self._extra, order.start, order.end)} if self._extra else properties

    def _products(self, lines: Sequence[int]) -> list[dict[str, Any]]:
        return [product for i in lines if (product := self._lines.products[i])]

    def _given(self, name: str, order: Order) -> Any:
        return self._lines.given(name, order.start, order.end)


def _track(name: str, properties: dict[str, Any], call: Call, moment: int) -> Call:
    return with_time({"type": "track", "event": name, "properties": properties, **call}, moment)
