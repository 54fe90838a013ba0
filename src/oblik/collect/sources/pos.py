"""Receipts of a physical shop, with the customer's loyalty card."""

from __future__ import annotations

from oblik.collect.sources._steps import RUN_ONCE, in_order
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
    steps=in_order(
        {
            "en": "Let the till, or the program that gathers its receipts, send each receipt with this request.",
            "uk": "Нехай каса або програма, що збирає чеки, надсилає кожен чек таким запитом.",
            "ru": "Пусть касса или программа, которая собирает чеки, отправляет каждый чек таким запросом.",
        },
        {
            "en": "Put the number of the loyalty card into `externalIds`: by it the receipt finds the same person’s visits.",
            "uk": "Номер картки лояльності поставте в `externalIds`: за ним чек знайде відвідування сайту тією самою людиною.",
            "ru": "Номер карты лояльности поставьте в `externalIds`: по нему чек найдёт посещения сайта тем же человеком.",
        },
        {
            "en": "Make `messageId` out of till and receipt: a receipt that is sent twice then counts once.",
            "uk": "Складіть `messageId` з номера каси й чека: чек, надісланий двічі, порахується один раз.",
            "ru": "Составьте `messageId` из номера кассы и чека: чек, отправленный дважды, посчитается один раз.",
        },
        RUN_ONCE,
    ),
    templates=(Snippet("shell", "curl", _CURL),),
)
