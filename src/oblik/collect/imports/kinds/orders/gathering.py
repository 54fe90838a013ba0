"""Gathers lines into orders: which lines count, whose order it is, and why some lines make none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from oblik.collect.imports.kinds.kind import Call, Made, Rows, surroundings, who, with_time, within
from oblik.collect.imports.kinds.orders.fields import OrderOptions
from oblik.collect.imports.kinds.orders.lines import Lines, first, nested
from oblik.collect.imports.reason import Reason

MAX_LINES = 5_000  # of one order; more is a wrong column, not an order
_NO_BUYER = Reason("expected a buyer, got none", code="no_buyer")
_NO_PURCHASE = Reason("nothing was paid and nobody is named: a stock movement", code="stock_movement")


class Order(NamedTuple):
    """One order.

    Attributes:
        start, end: its rows; what holds for the whole order may stand on any of them.
        lines: those of its rows that are a part of the sale.
        call: the part of its calls that says whose order it is, and where it comes from.
    """

    start: int
    end: int
    lines: Sequence[int]
    call: Call


class Gathering:
    """The orders of some rows. Rows that make none are refused in `made`, with the reason."""

    def __init__(self, rows: Rows, lines: Lines, options: OrderOptions, made: Made) -> None:
        self._lines, self._options, self._made = lines, options, made
        self._who = list(rows.who.items())
        self._traits = rows.under("traits.")
        self._context = surroundings(rows)
        self._told: dict[str, tuple[Call, dict[str, Any], int]] = {}

    def orders(self) -> Iterator[Order]:
        """Each order once, in the order of the rows."""
        for start, end in _runs(self._lines.ids):
            lines = self._counted(start, end)
            if lines and (call := self._whose(lines, start, end)):
                yield Order(start, end, lines, call)

    def buyers(self) -> Iterator[Call]:
        """An identify for each buyer of whom the lines said something."""
        for person, traits, moment in self._told.values():
            yield with_time({"type": "identify", **person, "traits": traits}, moment)

    def _counted(self, start: int, end: int) -> Sequence[int]:
        """The lines that are a part of the sale."""
        lines, left_out = range(start, end), self._lines.left_out
        if len(lines) > MAX_LINES:
            sentence = f"an order of {len(lines)} lines; at most {MAX_LINES} are taken"
            self._refuse(lines, Reason(sentence, code="too_many_lines"))
            return ()
        if not left_out:
            return lines
        for index in lines:
            if code := left_out.get(index):
                sentence = f"{code!r} is no sale (the mapping leaves it out)"
                self._made.refuse(index, "product_id", Reason(sentence, code="no_sale"))
        return [index for index in lines if index not in left_out]

    def _whose(self, lines: Sequence[int], start: int, end: int) -> Call:
        """What the order's calls say of the buyer, or of its receipt when nobody is named; {} for no order."""
        person = who({name: v for name, vs in self._who if (v := first(vs, start, end)) is not None})
        if not person and (why := self._why_not(lines, start, end)):
            self._refuse(lines, why)
            return {}
        if person and (traits := nested(self._traits, start, end)):
            self._remember(within(person, self._context(start)), traits, self._lines.moments[start])
        return within(person or who({"receipt": self._lines.ids[start]}), self._context(start))

    def _why_not(self, lines: Sequence[int], start: int, end: int) -> Reason | None:
        """Why an order that names nobody cannot be taken; None when it can."""
        if self._options.unknown_buyer == "reject":
            return _NO_BUYER
        if self._lines.given("total", start, end) is None and not any(self._lines.amounts[i] for i in lines):
            return _NO_PURCHASE
        return None

    def _remember(self, person: Call, traits: dict[str, Any], moment: int) -> None:
        key = str(person)
        if key not in self._told or self._told[key][2] <= moment:
            self._told[key] = (person, traits, moment)

    def _refuse(self, indices: Sequence[int], reason: Reason) -> None:
        for index in indices:
            self._made.refuse(index, "order_id", reason)


def _runs(ids: Sequence[Any]) -> Iterator[tuple[int, int]]:
    start = 0
    for index in range(1, len(ids) + 1):
        if index == len(ids) or ids[index] != ids[start]:
            yield start, index
            start = index
