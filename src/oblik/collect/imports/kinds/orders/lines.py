"""The lines of an order file, a column at a time: what each cost, and what it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from oblik.collect.imports.kinds.kind import Rows, put
from oblik.collect.imports.kinds.orders.fields import OrderOptions

_LINE = ("product_id", "sku", "name", "category", "brand", "variant", "price", "url", "image_url", "coupon")


class Lines:
    """Lines a column at a time: what each cost, which product it is (`{}` for a charge), and which are odd.

    `returned`, `charge` and `left_out` are empty when no line is: most files then take the short way.
    """

    def __init__(self, rows: Rows, options: OrderOptions) -> None:
        self._columns = rows.columns
        self.ids, self.moments = rows.columns["order_id"], rows.columns["timestamp"]
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

    def given(self, name: str, start: int, end: int) -> Any:
        """What a column says of the order whose lines are `start` to `end`; None for nothing."""
        values = self._columns.get(name)
        return None if values is None else first(values, start, end)


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
            money(abs(a / q)) if a and q else None for a, q in zip(amounts, quantities, strict=True)
        ]
    names, values = list(columns), list(columns.values())
    products = [dict(zip(names, row, strict=True)) for row in zip(*values, strict=True)]
    if any(None in column for column in values):
        products = [{k: v for k, v in product.items() if v is not None} for product in products]
    for product, quantity in zip(products, quantities, strict=True):
        if product:
            product["quantity"] = quantity
    return products


def first(values: Sequence[Any], start: int, end: int) -> Any:
    """The first value that there is: what holds for the order stands on one of its lines, or on all."""
    value = values[start]
    return value if value is not None else next((v for v in values[start:end] if v is not None), None)


def nested(columns: Sequence[tuple[str, list[Any]]], start: int, end: int) -> dict[str, Any]:
    """What columns such as `traits.city` say of the order, as one object."""
    built: dict[str, Any] = {}
    for name, values in columns:
        if (value := first(values, start, end)) is not None:
            put(built, name, value)
    return built


def money(amount: float) -> float:
    """Without the noise of binary fractions."""
    return round(amount, 4) or 0.0
