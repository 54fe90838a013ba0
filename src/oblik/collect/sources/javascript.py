"""Page views and actions in the browser, with Segment's analytics.js or RudderStack's SDK."""

from __future__ import annotations

from oblik.collect.sources.kind import Snippet, SourceKind

_ANALYTICS_JS = """\
import { AnalyticsBrowser } from "@segment/analytics-next";

const analytics = AnalyticsBrowser.load({ writeKey: "{{key}}", cdnURL: "{{url}}" });
analytics.page();"""

_RUDDERSTACK = """\
import { RudderAnalytics } from "@rudderstack/analytics-js";

const analytics = new RudderAnalytics();
analytics.load("{{key}}", "{{url}}", { configUrl: "{{url}}" });
analytics.page();"""

SOURCE = SourceKind(
    key="javascript",
    name={"en": "Website", "uk": "Вебсайт", "ru": "Сайт"},
    description={
        "en": "Page views and actions in the browser, with Segment's analytics.js or RudderStack's SDK.",
        "uk": "Перегляди сторінок і дії в браузері через analytics.js від Segment або SDK RudderStack.",
        "ru": "Просмотры страниц и действия в браузере через analytics.js от Segment или SDK RudderStack.",
    },
    icon="world-www",
    templates=(
        Snippet("javascript", "analytics.js", _ANALYTICS_JS),
        Snippet("javascript", "RudderStack", _RUDDERSTACK),
    ),
)
