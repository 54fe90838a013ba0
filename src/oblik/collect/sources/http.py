"""Anything that can send a web request."""

from __future__ import annotations

from oblik.collect.sources._steps import RUN_ONCE, in_order
from oblik.collect.sources.kind import Snippet, SourceKind

_CURL = """\
curl {{url}}/v1/track -u "{{key}}:" -H "Content-Type: application/json" -d '{
  "userId": "customer-1",
  "event": "Order Completed",
  "properties": {"order_id": "1001", "total": 25.0, "currency": "EUR"}
}'"""

_PIXEL = """\
<img alt="" width="1" height="1"
  src="{{url}}/v1/pixel/track?writeKey={{key}}&userId=customer-1&event=Email%20Opened&properties.subject=Hello">"""

SOURCE = SourceKind(
    key="http",
    name={"en": "HTTP", "uk": "HTTP", "ru": "HTTP"},
    description={
        "en": "Anything that can send a web request.",
        "uk": "Усе, що вміє надіслати вебзапит.",
        "ru": "Всё, что умеет отправить веб-запрос.",
    },
    icon="api",
    steps=in_order(
        {
            "en": "Copy the request and send it from a terminal, or rebuild it in any tool that can call an address.",
            "uk": "Скопіюйте запит і надішліть його з терміналу або відтворіть у будь-якому інструменті, що вміє викликати адресу.",
            "ru": "Скопируйте запрос и отправьте его из терминала или повторите в любом инструменте, который умеет вызывать адрес.",
        },
        {
            "en": "The write key is the user name, the password stays empty. With a `messageId` of your own you may send again.",
            "uk": "Ключ запису — це ім’я користувача, пароль порожній. Із власним `messageId` запит можна безпечно повторювати.",
            "ru": "Ключ записи — это имя пользователя, пароль пустой. Со своим `messageId` запрос можно безопасно повторять.",
        },
        {
            "en": "For e-mails there is the pixel: one picture in the letter tells that it was opened.",
            "uk": "Для листів є піксель: одне зображення в листі повідомить, що його відкрили.",
            "ru": "Для писем есть пиксель: одна картинка в письме сообщит, что его открыли.",
        },
        RUN_ONCE,
    ),
    templates=(
        Snippet("shell", "curl", _CURL),
        Snippet("html", "Pixel", _PIXEL),
    ),
)
