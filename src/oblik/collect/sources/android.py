"""An app for Android, with analytics-kotlin."""

from __future__ import annotations

from oblik.collect.sources._steps import with_library
from oblik.collect.sources.kind import Snippet, SourceKind

_ANALYTICS_KOTLIN = """\
val server = java.net.URI("{{url}}").authority
val analytics = Analytics("{{key}}", applicationContext) {
    apiHost = "$server/v1"
    cdnHost = "$server/v1"
}
analytics.track("Product Viewed", buildJsonObject { put("product_id", "85123A") })"""

SOURCE = SourceKind(
    key="android",
    name={"en": "Android", "uk": "Android", "ru": "Android"},
    description={
        "en": "An app for Android, with analytics-kotlin.",
        "uk": "Застосунок для Android через analytics-kotlin.",
        "ru": "Приложение для Android через analytics-kotlin.",
    },
    icon="brand-android",
    steps=with_library('implementation("com.segment.analytics.kotlin:android:1.+")', app=True),
    templates=(Snippet("kotlin", "analytics-kotlin", _ANALYTICS_KOTLIN),),
)
