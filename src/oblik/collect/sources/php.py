"""A shop or a server in PHP, with segmentio/analytics-php."""

from __future__ import annotations

from oblik.collect.sources._steps import with_library
from oblik.collect.sources.kind import Snippet, SourceKind

_SEGMENTIO_ANALYTICS_PHP = r"""use Segment\Segment;

$server = parse_url("{{url}}");
Segment::init("{{key}}", [
    "host" => $server["host"] . (isset($server["port"]) ? ":" . $server["port"] : ""),
    "ssl" => $server["scheme"] === "https",
]);
Segment::track([
    "userId" => "customer-1",
    "event" => "Order Completed",
    "properties" => ["order_id" => "1001", "total" => 25.0, "currency" => "EUR"],
]);
Segment::flush();"""

SOURCE = SourceKind(
    key="php",
    name={"en": "PHP", "uk": "PHP", "ru": "PHP"},
    description={
        "en": "A shop or a server in PHP, with segmentio/analytics-php.",
        "uk": "Магазин або сервер на PHP через segmentio/analytics-php.",
        "ru": "Магазин или сервер на PHP через segmentio/analytics-php.",
    },
    icon="brand-php",
    steps=with_library("composer require segmentio/analytics-php"),
    templates=(Snippet("php", "segmentio/analytics-php", _SEGMENTIO_ANALYTICS_PHP),),
)
