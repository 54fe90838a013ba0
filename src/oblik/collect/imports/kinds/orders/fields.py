"""What a column of an order file can become, and how a shop writes its orders."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from oblik.collect.imports.kinds.kind import TIMESTAMP, Field, Options
from oblik.collect.imports.kinds.products import PRODUCT_FIELDS
from oblik.collect.imports.kinds.profiles import CITY, COUNTRY

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


FIELDS = (
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
            "номер",
            "№",
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
    replace(COUNTRY, key="traits.country", sentence="the buyer's country"),
    replace(CITY, key="traits.city", sentence="the buyer's city"),
    Field(
        "traits.name",
        "the buyer's name",
        ("collapse",),
        words=("customer name", "buyer", "full name", "піб", "фио"),
        looks="name",
    ),
)
