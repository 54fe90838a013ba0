"""An app for iPhone and iPad, with analytics-swift."""

from __future__ import annotations

from oblik.collect.sources._steps import in_phone
from oblik.collect.sources.kind import Snippet, SourceKind

_ANALYTICS_SWIFT = r"""import Foundation
import Segment

let server = URL(string: "{{url}}")!
let host = server.host! + (server.port.map { ":\($0)" } ?? "") + "/v1"
let analytics = Analytics(configuration: Configuration(writeKey: "{{key}}")
    .apiHost(host)
    .cdnHost(host)
    .flushAt(20))
analytics.track(name: "Product Viewed", properties: ["product_id": "85123A"])"""

SOURCE = SourceKind(
    key="ios",
    name={"en": "iOS", "uk": "iOS", "ru": "iOS"},
    description={
        "en": "An app for iPhone and iPad, with analytics-swift.",
        "uk": "Застосунок для iPhone та iPad через analytics-swift.",
        "ru": "Приложение для iPhone и iPad через analytics-swift.",
    },
    icon="brand-apple",
    steps=in_phone(
        {
            "en": "Add the package `https://github.com/segmentio/analytics-swift` in Xcode, under File, Add Package Dependencies.",
            "uk": "Додайте в Xcode пакет `https://github.com/segmentio/analytics-swift`: File, Add Package Dependencies.",
            "ru": "Добавьте в Xcode пакет `https://github.com/segmentio/analytics-swift`: File, Add Package Dependencies.",
        }
    ),
    templates=(Snippet("swift", "analytics-swift", _ANALYTICS_SWIFT),),
)
