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

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
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
    surroundings,
    who,
    with_time,
    within,
)
from oblik.collect.imports.kinds.products import PRODUCT_FIELDS

MAX_LINES = 5_000  # of one order; more is a wrong column, not an order
_LINE = ("product_id", "sku", "name", "category", "brand", "variant", "price", "url", "image_url", "coupon")
_ORDER = ("affiliation", "checkout_id", "payment_method", "shipping_method", "order_coupon")
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


class _Lines:
    """Lines a column at a time: what each cost, which product it is (`{}` for a charge), and which are odd.

    `returned`, `charge` and `left_out` are empty when no line is: most files then take the short way.
    """

    def __init__(self, rows: Rows, options: OrderOptions) -> None:
        codes = [str(code or "").casefold() for code in rows.columns.get("product_id", ())]
        self.charge = _found(codes, {c.casefold(): kind for kind, cs in options.charges.items() for c in cs})
        self.left_out = _found(codes, {code.casefold(): code for code in options.leave_out})
        quantities = [1 if q is None else q for q in rows.get("quantity")]
        self.amounts = _amounts(rows, quantities)
        self.products = _products(rows, quantities, self.amounts)
        for index in self.charge:
            self.products[index] = {}
        pairs = zip(self.amounts, quantities, strict=True)
        self.returned = {i for i, (a, q) in enumerate(pairs) if (a < 0 or q < 0) and self.products[i]}

    def worth(self, indices: Iterable[int]) -> float:
        """What lines cost together."""
        return sum(map(self.amounts.__getitem__, indices))

    def charged(self, indices: Iterable[int]) -> dict[str, float]:
        """What lines that are no products cost, by what they are."""
        sums: dict[str, float] = {}
        for i in indices:
            if kind := self.charge.get(i):
                sums[kind] = sums.get(kind, 0.0) + self.amounts[i]
        return sums


def _found(codes: Sequence[str], meaning: dict[str, str]) -> dict[int, str]:
    return {i: meaning[code] for i, code in enumerate(codes) if code in meaning} if meaning else {}


def _amounts(rows: Rows, quantities: Sequence[float]) -> list[float]:
    """What each line cost: its amount, or price × quantity, or nothing."""
    priced = [0.0 if p is None else p * q for p, q in zip(rows.get("price"), quantities, strict=True)]
    given = rows.columns.get("amount")
    return priced if given is None else [p if a is None else a for a, p in zip(given, priced, strict=True)]


def _products(rows: Rows, quantities: Sequence[float], amounts: Sequence[float]) -> list[dict[str, Any]]:
    """The product of each line; `{}` where the line names none."""
    columns = {name: rows.columns[name] for name in _LINE if name in rows.columns}
    columns |= dict(rows.under("products."))
    if not columns:
        return [{} for _ in range(rows.count)]
    if "price" not in columns:
        columns["price"] = [
            _money(abs(a / q)) if a and q else None for a, q in zip(amounts, quantities, strict=True)
        ]
    names, values = list(columns), list(columns.values())
    products = [dict(zip(names, row, strict=True)) for row in zip(*values, strict=True)]
    if any(None in column for column in values):
        products = [{k: v for k, v in product.items() if v is not None} for product in products]
    for product, quantity in zip(products, quantities, strict=True):
        if product:
            product["quantity"] = quantity
    return products


class _Builder:
    """Makes orders of runs of lines."""

    def __init__(self, rows: Rows, options: OrderOptions, made: Made) -> None:
        self._options, self._made = options, made
        self._lines = _Lines(rows, options)
        self._ids, self._moments = rows.columns["order_id"], rows.columns["timestamp"]
        self._columns = rows.columns
        self._who = list(rows.who.items())
        self._facts = [(n, rows.columns[n]) for n in (*_ORDER, "currency") if n in rows.columns]
        self._extra, self._traits = rows.under("properties."), rows.under("traits.")
        self._context = surroundings(rows)
        self._told: dict[str, tuple[Call, dict[str, Any], int]] = {}

    def order(self, start: int, end: int) -> None:
        """Adds the calls of the order whose lines are `start` to `end`."""
        lines: Sequence[int] = range(start, end)
        if end - start > MAX_LINES:
            self._refuse(lines, f"an order of {end - start} lines; at most {MAX_LINES} are taken")
            return
        if self._lines.left_out:
            lines = self._without_left_out(lines)
            if not lines:
                return
        found = {name: v for name, values in self._who if (v := _first(values, start, end)) is not None}
        person = who(found)
        if not person and (why := self._why_not(lines, start, end)):
            self._refuse(lines, why)
            return
        if person and (traits := _nested(self._traits, start, end)):
            self._remember(within(person, self._context(start)), traits, self._moments[start])
        call = within(person or who({"receipt": self._ids[start]}), self._context(start))
        self._tell(lines, call, start, end)

    def people(self) -> Iterator[Call]:
        """An identify for each buyer of whom the lines said something."""
        for person, traits, moment in self._told.values():
            yield with_time({"type": "identify", **person, "traits": traits}, moment)

    def _remember(self, person: Call, traits: dict[str, Any], moment: int) -> None:
        key = str(person)
        if key not in self._told or self._told[key][2] <= moment:
            self._told[key] = (person, traits, moment)

    def _without_left_out(self, lines: Sequence[int]) -> Sequence[int]:
        for index in lines:
            if code := self._lines.left_out.get(index):
                self._made.refuse(index, "product_id", f"{code!r} is no sale (the mapping leaves it out)")
        return [index for index in lines if index not in self._lines.left_out]

    def _why_not(self, lines: Sequence[int], start: int, end: int) -> str:
        """Why an order that names nobody cannot be taken; "" when it can."""
        if self._options.unknown_buyer == "reject":
            return "expected a buyer, got none"
        if self._given("total", start, end) is None and not any(map(self._lines.amounts.__getitem__, lines)):
            return "nothing was paid and nobody is named: a stock movement"
        return ""

    def _tell(self, lines: Sequence[int], call: Call, start: int, end: int) -> None:
        sold, back = self._split(lines, start, end)
        moment = min(self._moments[start:end])
        refunded_at = self._given("refunded_at", start, end) or moment
        if sold:
            properties = self._completed(sold, start, end, whole=not back)
            self._made.calls.append(_track("Order Completed", properties, call, moment))
            if taken_back := _TAKEN_BACK.get(self._given("status", start, end)):
                self._made.calls.append(_track(taken_back, properties, call, refunded_at))
        if back:
            properties = self._refunded(back, start, end)
            self._made.calls.append(_track("Order Refunded", properties, call, refunded_at))

    def _split(self, lines: Sequence[int], start: int, end: int) -> tuple[Sequence[int], Sequence[int]]:
        """What was sold, with its charges, and what was given back."""
        returned = self._lines.returned
        sold = [i for i in lines if i not in returned] if returned else lines
        if not any(self._lines.products[i] for i in sold):
            worth = self._lines.worth(lines) or self._given("total", start, end) or 0
            if worth < 0:
                return (), lines  # a credit note: its charges are given back as well
        return sold, [i for i in lines if i in returned] if returned else ()

    def _completed(self, lines: Sequence[int], start: int, end: int, *, whole: bool) -> dict[str, Any]:
        """The properties of an order, as Segment's specification names them."""
        charged = self._lines.charged(lines) if self._lines.charge else {}
        subtotal = self._lines.worth(lines) - sum(charged.values())
        shipping, tax = (charged.get(n, 0) + (self._given(n, start, end) or 0) for n in ("shipping", "tax"))
        discount = abs(self._given("discount", start, end) or 0) - charged.get("discount", 0)
        fees = charged.get("fees", 0)
        revenue = subtotal - discount
        total = revenue + shipping + tax + fees
        given = self._given("total", start, end)
        if given is not None and whole:
            total = given
            revenue = revenue if subtotal else total - shipping - tax - fees
        properties = self._order(start, end)
        properties["subtotal"] = _money(subtotal or revenue + discount)
        properties["revenue"], properties["total"] = _money(revenue), _money(total)
        for name, value in (("shipping", shipping), ("tax", tax), ("discount", discount), ("fees", fees)):
            if value:
                properties[name] = _money(value)
        properties["products"] = [product for i in lines if (product := self._lines.products[i])]
        return properties

    def _refunded(self, lines: Sequence[int], start: int, end: int) -> dict[str, Any]:
        """The properties of a refund: what was given back, with positive quantities and amounts."""
        total = -self._lines.worth(lines) or abs(self._given("total", start, end) or 0)
        revenue = total + sum(self._lines.charged(lines).values())
        properties = self._order(start, end)
        properties |= {"revenue": _money(revenue), "total": _money(total)}
        products = [product for i in lines if (product := self._lines.products[i])]
        properties["products"] = [{**p, "quantity": abs(p["quantity"])} for p in products]
        return properties

    def _order(self, start: int, end: int) -> dict[str, Any]:
        properties: dict[str, Any] = {"order_id": self._ids[start]}
        for name, values in self._facts:
            value = _first(values, start, end)
            if value is not None:
                properties[name] = value
        return {**properties, **_nested(self._extra, start, end)} if self._extra else properties

    def _given(self, name: str, start: int, end: int) -> Any:
        values = self._columns.get(name)
        return None if values is None else _first(values, start, end)

    def _refuse(self, indices: Sequence[int], reason: str) -> None:
        for index in indices:
            self._made.refuse(index, "order_id", reason)


def _first(values: Sequence[Any], start: int, end: int) -> Any:
    """The first value that there is: what holds for the order stands on one of its lines, or on all."""
    value = values[start]
    return value if value is not None else next((v for v in values[start:end] if v is not None), None)


def _nested(columns: Sequence[tuple[str, list[Any]]], start: int, end: int) -> dict[str, Any]:
    built: dict[str, Any] = {}
    for name, values in columns:
        if (value := _first(values, start, end)) is not None:
            put(built, name, value)
    return built


def _track(name: str, properties: dict[str, Any], call: Call, moment: int) -> Call:
    return with_time({"type": "track", "event": name, "properties": properties, **call}, moment)


def _money(amount: float) -> float:
    """Without the noise of binary fractions."""
    return round(amount, 4) or 0.0


ORDERS = Orders()
