"""Orders: lines that share an order's id, wherever they stand in the file, become one `Order Completed`.

What was bought and what was given back are told apart line by line: a line with a negative quantity or
amount is a return. An
order of returns becomes `Order Refunded`; an order with both becomes one of each. A status column decides
for whole orders:
a refunded or cancelled one was completed first, so that it counts for nothing in the end. What the lines say
of the buyer
(`traits.city`) becomes an identify for each buyer, from their latest order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

from oblik.collect.imports.kinds.kind import (
    TIMESTAMP,
    Call,
    Field,
    Kind,
    Made,
    Options,
    Rows,
    put,
    who,
    with_time,
)
from oblik.collect.imports.kinds.products import PRODUCT_FIELDS

MAX_LINES = 5_000  # of one order; more is a wrong column, not an order
_LINE = ("product_id", "sku", "name", "category", "brand", "variant", "price", "url", "image_url", "coupon")
_ORDER = ("affiliation", "checkout_id", "payment_method", "shipping_method", "order_coupon")
_AMOUNTS = ("shipping", "tax", "discount")
_STATUSES = {
    **dict.fromkeys(
        ("completed", "complete", "paid", "delivered", "done", "shipped", "виконано", "оплачено"), "completed"
    ),
    **dict.fromkeys(
        ("доставлено", "выполнен", "выполнено", "оплачен", "завершено", "завершён", "processing"), "completed"
    ),
    **dict.fromkeys(
        ("refunded", "returned", "return", "refund", "повернення", "повернено", "возврат", "возвращено"),
        "refunded",
    ),
    **dict.fromkeys(
        ("cancelled", "canceled", "failed", "скасовано", "скасований", "отменено", "отменен", "отменён"),
        "cancelled",
    ),
}


_TAKEN_BACK = {"refunded": "Order Refunded", "cancelled": "Order Cancelled"}


class OrderOptions(Options):
    """How a shop writes its orders.

    Attributes:
        charges: product codes that are no products, by what they are: shipping, discount, tax or fees.
        leave_out: product codes whose lines are no sale at all (corrections of stock or of the books):
        rejected, with that reason.
        unknown_buyer: an order that names nobody belongs to its `receipt`, or is rejected (`reject`).
    """

    charges: dict[Literal["shipping", "discount", "tax", "fees"], tuple[str, ...]] = {}  # noqa: RUF012  pydantic copies it
    leave_out: tuple[str, ...] = ()
    unknown_buyer: Literal["receipt", "reject"] = "receipt"


@dataclass(frozen=True, slots=True)
class _Line:
    index: int
    amount: float
    product: dict[str, Any]  # {} for a charge
    charge: str


class Orders(Kind):
    """Columns are facts of a line or of the order; `products.size` adds to the line, `properties.shop` to
    the order.
    """

    key: ClassVar[str] = "orders"
    title: ClassVar[str] = "Orders"
    options: ClassVar[type[Options]] = OrderOptions
    grouped_by: ClassVar[str] = "order_id"
    needs_person: ClassVar[bool] = False
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            "order_id",
            "the order's number; its lines share it",
            required=True,
            words=(
                "order id",
                "order",
                "order number",
                "order no",
                "invoice",
                "invoice no",
                "invoice number",
                "receipt",
                "transaction id",
                "orderid",
                "invoiceno",
                "номер замовлення",
                "замовлення",
                "номер заказа",
                "заказ",
                "чек",
                "номер чека",
                "накладна",
                "накладная",
            ),
            looks="id",
        ),
        replace(TIMESTAMP, sentence="when it was ordered", required=True),
        *(
            replace(f, required=False, words=tuple(w for w in f.words if w not in ("id", "code", "код")))
            for f in PRODUCT_FIELDS
        ),
        Field(
            "quantity",
            "how many; negative for a return",
            ("number",),
            words=("quantity", "qty", "units", "count", "кількість", "количество", "к-сть", "кол-во"),
            looks="number",
        ),
        Field(
            "amount",
            "what the line cost; price × quantity when there is none",
            ("number",),
            words=(
                "amount",
                "line total",
                "sum",
                "subtotal",
                "line amount",
                "сума",
                "сумма",
                "вартість",
                "стоимость",
            ),
            looks="number",
        ),
        Field(
            "total",
            "what the whole order cost",
            ("number",),
            words=(
                "total",
                "order total",
                "grand total",
                "разом",
                "всього",
                "итого",
                "сума замовлення",
                "сумма заказа",
            ),
            looks="number",
        ),
        Field(
            "shipping",
            "what shipping cost",
            ("number",),
            words=("shipping", "delivery", "postage", "доставка"),
            looks="number",
        ),
        Field("tax", "the tax", ("number",), words=("tax", "vat", "пдв", "ндс"), looks="number"),
        Field(
            "discount",
            "the order's discount, as a positive amount",
            ("number",),
            words=("discount", "знижка", "скидка"),
            looks="number",
        ),
        Field("coupon", "the line's coupon", words=("coupon", "promo code", "купон", "промокод")),
        Field(
            "status",
            "completed, refunded or cancelled",
            ({"map": {"values": _STATUSES, "other": "keep"}},),
            words=("status", "order status", "state", "статус"),
            looks="choice",
        ),
        Field(
            "refunded_at",
            "when it was given back",
            ("date",),
            words=("refunded at", "refund date", "дата повернення", "дата возврата"),
            looks="date",
            moment=True,
        ),
        Field(
            "affiliation",
            "the shop or branch",
            words=("affiliation", "store", "shop", "branch", "магазин", "філія"),
        ),
        Field(
            "payment_method",
            "how it was paid",
            words=("payment method", "payment", "оплата", "спосіб оплати"),
        ),
        Field(
            "shipping_method",
            "how it was sent",
            words=("shipping method", "delivery method", "спосіб доставки"),
        ),
        Field(
            "traits.country",
            "the buyer's country",
            ("country",),
            words=("country", "країна", "страна"),
            looks="country",
        ),
        Field("traits.city", "the buyer's city", ("collapse",), words=("city", "місто", "город")),
        Field(
            "traits.name",
            "the buyer's name",
            ("collapse",),
            words=("customer name", "buyer", "full name", "піб", "фио"),
            looks="name",
        ),
    )

    def make(self, rows: Rows, options: Any) -> Made:
        """The calls of all orders in `rows`, whose lines of one order stand together."""
        made = Made()
        builder = _Builder(rows, options, made)
        for start, end in _runs(rows.columns["order_id"]):
            builder.order(start, end)
        made.calls.extend(builder.people())
        return made


def _runs(ids: Sequence[Any]) -> Iterator[tuple[int, int]]:
    start = 0
    for index in range(1, len(ids) + 1):
        if index == len(ids) or ids[index] != ids[start]:
            yield start, index
            start = index


class _Builder:
    """Makes orders of runs of lines; holds the columns so that nothing is looked up per line."""

    def __init__(self, rows: Rows, options: OrderOptions, made: Made) -> None:
        self._rows, self._options, self._made = rows, options, made
        self._ids, self._moments = rows.columns["order_id"], rows.get("timestamp")
        self._quantity, self._price, self._amount = (rows.get(n) for n in ("quantity", "price", "amount"))
        self._code = rows.get("product_id")
        self._line = [(n, rows.columns[n]) for n in _LINE if n in rows.columns] + rows.under("products.")
        self._charges = {code.casefold(): kind for kind, codes in options.charges.items() for code in codes}
        self._told: dict[str, tuple[Call, dict[str, Any], int]] = {}
        self._left_out = {code.casefold() for code in options.leave_out}

    def order(self, start: int, end: int) -> None:
        """Adds the calls of the order whose lines are `start` to `end`."""
        if end - start > MAX_LINES:
            return self._refuse(
                range(start, end), f"an order of {end - start} lines; at most {MAX_LINES} are taken"
            )
        lines = [line for i in range(start, end) if (line := self._read(i))]
        if not lines:
            return None
        person = self._person(start, end)
        if not person and not any(line.amount for line in lines) and self._first("total", start, end) is None:
            return self._refuse(
                [line.index for line in lines], "nothing was paid and nobody is named: a stock movement"
            )
        if not person and self._options.unknown_buyer == "reject":
            return self._refuse([line.index for line in lines], "expected a buyer, got none")
        if person and (traits := self._under("traits.", start, end)):
            self._remember(person, traits, self._moments[lines[0].index])
        return self._tell(lines, person or who({"receipt": self._ids[start]}), start, end)

    def people(self) -> Iterator[Call]:
        """An identify for each buyer of whom the lines said something."""
        for person, traits, moment in self._told.values():
            yield with_time({"type": "identify", **person, "traits": traits}, moment)

    def _remember(self, person: Call, traits: dict[str, Any], moment: int) -> None:
        key = str(person)
        if key not in self._told or self._told[key][2] <= moment:
            self._told[key] = (person, traits, moment)

    def _tell(self, lines: list[_Line], call: Call, start: int, end: int) -> None:
        sold, back = _split(lines, self._first("total", start, end))
        moment = min(self._moments[line.index] for line in lines)
        status = self._first("status", start, end)
        refunded_at = self._first("refunded_at", start, end) or moment
        if sold:
            properties = self._completed(sold, start, end, whole=not back)
            self._made.calls.append(_track("Order Completed", properties, call, moment))
            if taken_back := _TAKEN_BACK.get(status):
                self._made.calls.append(_track(taken_back, properties, call, refunded_at))
        if back:
            self._made.calls.append(
                _track("Order Refunded", self._refunded(back, start, end), call, refunded_at)
            )

    def _read(self, i: int) -> _Line | None:
        """One line; None when it is left out."""
        code = str(self._code[i] or "").casefold()
        if code in self._left_out:
            self._made.refuse(i, "product_id", f"{self._code[i]!r} is no sale (the mapping leaves it out)")
            return None
        quantity, price, amount = self._quantity[i], self._price[i], self._amount[i]
        if quantity is None:
            quantity = 1
        if amount is None:
            amount = 0.0 if price is None else price * quantity
        if charge := self._charges.get(code):
            return _Line(i, amount, {}, charge)
        product = {name: values[i] for name, values in self._line if values[i] is not None}
        if product:
            product["quantity"] = quantity
            if price is None and amount and quantity:
                product["price"] = _money(abs(amount / quantity))
        return _Line(i, amount, product, "")

    def _completed(self, lines: list[_Line], start: int, end: int, whole: bool) -> dict[str, Any]:
        """The properties of an order, as Segment's specification names them."""
        properties = self._order(start, end)
        given = {name: self._first(name, start, end) for name in (*_AMOUNTS, "total")}
        subtotal = sum(line.amount for line in lines if not line.charge)
        found = {
            kind: sum(x.amount for x in lines if x.charge == kind)
            for kind in ("shipping", "tax", "discount", "fees")
        }
        shipping, tax = (found[n] + (given[n] or 0) for n in ("shipping", "tax"))
        discount = abs(given["discount"] or 0) - found["discount"]
        revenue, total = subtotal - discount, subtotal - discount + shipping + tax + found["fees"]
        if given["total"] is not None and whole:
            total = given["total"]
            revenue = revenue if subtotal else total - shipping - tax - found["fees"]
        properties |= {
            "subtotal": _money(subtotal or revenue + discount),
            "revenue": _money(revenue),
            "total": _money(total),
        }
        charged = {"shipping": shipping, "tax": tax, "discount": discount, "fees": found["fees"]}
        properties |= {name: _money(value) for name, value in charged.items() if value}
        properties["products"] = [line.product for line in lines if line.product]
        return properties

    def _refunded(self, lines: list[_Line], start: int, end: int) -> dict[str, Any]:
        """The properties of a refund: what was given back, with positive quantities and amounts."""
        properties = self._order(start, end)
        total = -sum(line.amount for line in lines) or abs(self._first("total", start, end) or 0)
        revenue = total + sum(line.amount for line in lines if line.charge)
        properties |= {"revenue": _money(revenue), "total": _money(total)}
        back = [{**x.product, "quantity": abs(x.product["quantity"])} for x in lines if x.product]
        properties["products"] = back
        return properties

    def _order(self, start: int, end: int) -> dict[str, Any]:
        properties: dict[str, Any] = {"order_id": str(self._ids[start])}
        for name in (*_ORDER, "currency"):
            if (value := self._first(name, start, end)) is not None:
                properties[name] = value
        properties.update(self._under("properties.", start, end))
        return properties

    def _person(self, start: int, end: int) -> Call:
        found = {}
        for name, values in self._rows.who.items():
            value = next((v for v in values[start:end] if v is not None), None)
            if value is not None:
                found[name] = value
        return who(found)

    def _first(self, name: str, start: int, end: int) -> Any:
        values = self._rows.columns.get(name)
        return None if values is None else next((v for v in values[start:end] if v is not None), None)

    def _under(self, prefix: str, start: int, end: int) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for name in self._rows.columns:
            if name.startswith(prefix) and (value := self._first(name, start, end)) is not None:
                put(built, name.removeprefix(prefix), value)
        return built

    def _refuse(self, indices: Sequence[int], reason: str) -> None:
        for index in indices:
            self._made.refuse(index, "order_id", reason)


def _split(lines: list[_Line], total: float | None) -> tuple[list[_Line], list[_Line]]:
    """What was sold, with its charges, and what was given back."""
    sold = [line for line in lines if not _returned(line)]
    worth = sum(line.amount for line in lines) or total or 0
    if worth < 0 and not any(line.product for line in sold):
        return [], lines  # a credit note: its charges are given back as well
    return sold, [line for line in lines if _returned(line)]


def _returned(line: _Line) -> bool:
    return bool(line.product) and (line.amount < 0 or line.product["quantity"] < 0)


def _track(name: str, properties: dict[str, Any], call: Call, moment: int) -> Call:
    return with_time({"type": "track", "event": name, "properties": properties, **call}, moment)


def _money(amount: float) -> float:
    """Without the noise of binary fractions."""
    return round(amount, 4) or 0.0


ORDERS = Orders()
