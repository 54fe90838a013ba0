"""Anything that can send a web request."""

from __future__ import annotations

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
    templates=(
        Snippet("shell", "curl", _CURL),
        Snippet("html", "Pixel", _PIXEL),
    ),
)
