"""A server in JavaScript or TypeScript, with @segment/analytics-node."""

from __future__ import annotations

from oblik.collect.sources._steps import with_library
from oblik.collect.sources.kind import Snippet, SourceKind

_SEGMENT_ANALYTICS_NODE = """\
import { Analytics } from "@segment/analytics-node";

const analytics = new Analytics({ writeKey: "{{key}}", host: "{{url}}" });
analytics.track({
  userId: "customer-1",
  event: "Order Completed",
  properties: { order_id: "1001", total: 25, currency: "EUR" },
});
await analytics.closeAndFlush();"""

SOURCE = SourceKind(
    key="node",
    name={"en": "Node.js", "uk": "Node.js", "ru": "Node.js"},
    description={
        "en": "A server in JavaScript or TypeScript, with @segment/analytics-node.",
        "uk": "Сервер на JavaScript або TypeScript через @segment/analytics-node.",
        "ru": "Сервер на JavaScript или TypeScript через @segment/analytics-node.",
    },
    icon="brand-nodejs",
    steps=with_library("npm install @segment/analytics-node"),
    templates=(Snippet("javascript", "@segment/analytics-node", _SEGMENT_ANALYTICS_NODE),),
)
