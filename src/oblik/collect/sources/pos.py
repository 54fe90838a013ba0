"""Receipts of a physical shop, with the customer's loyalty card."""

from __future__ import annotations

from oblik.collect.sources.kind import Snippet, SourceKind

_CURL = """\
curl {{url}}/v1/track -u "{{key}}:" -H "Content-Type: application/json" -d '{
  "messageId": "till-7-receipt-5501",
  "event": "Order Completed",
  "context": {"externalIds": [{"type": "loyalty_card", "id": "2900000123456"}]},
  "properties": {"order_id": "till-7-5501", "total": 25.0, "currency": "EUR",
    "products": [{"product_id": "85123A", "quantity": 2, "price": 12.5}]}
}'"""

SOURCE = SourceKind(
    key="pos",
    name={"en": "Point of sale", "uk": "Каса магазину", "ru": "Касса магазина"},
    description={
        "en": "Receipts of a physical shop, with the customer's loyalty card.",
        "uk": "Чеки фізичного магазину з карткою лояльності покупця.",
        "ru": "Чеки физического магазина с картой лояльности покупателя.",
    },
    icon="cash-register",
    templates=(Snippet("shell", "curl", _CURL),),
)
