"""Orders: lines that share an order's id, wherever they stand in the file, become one `Order Completed`.

What was bought and what was given back are told apart line by line: a line with a negative quantity or
amount is a return. An order of returns becomes `Order Refunded`; an order with both becomes one of each. A
status column decides for whole orders: a refunded or cancelled one was completed first, so that it counts for
nothing in the end. What the lines say of the buyer (`traits.city`) becomes an identify for each buyer, from
their latest order; in a file that is worked on in parts, from the latest of each part.

`lines.py` reads the columns, `gathering.py` makes orders of lines, `events.py` makes events of an order.
"""

from __future__ import annotations

from typing import Any, ClassVar

from oblik.collect.imports.kinds.kind import Field, Kind, Made, Options, Rows
from oblik.collect.imports.kinds.orders.events import OrderEvents
from oblik.collect.imports.kinds.orders.fields import FIELDS, OrderOptions
from oblik.collect.imports.kinds.orders.gathering import Gathering
from oblik.collect.imports.kinds.orders.lines import Lines

__all__ = ["ORDERS", "OrderOptions", "Orders"]


class Orders(Kind):
    """Columns are facts of a line or of the order; `products.size` adds to the line, `properties.shop` to
    the order.
    """

    key: ClassVar[str] = "orders"
    title: ClassVar[str] = "Orders"
    options: ClassVar[type[Options]] = OrderOptions
    grouped_by: ClassVar[str] = "order_id"
    needs_person: ClassVar[bool] = False
    fields: ClassVar[tuple[Field, ...]] = FIELDS

    def make(self, rows: Rows, options: Any) -> Made:
        """The calls of all orders in `rows`, whose lines of one order stand together; then of their buyers."""
        made = Made()
        lines = Lines(rows, options)
        gathering, events = Gathering(rows, lines, options, made), OrderEvents(rows, lines)
        for order in gathering.orders():
            made.calls.extend(events.of(order))
        made.calls.extend(gathering.buyers())
        return made


ORDERS = Orders()
