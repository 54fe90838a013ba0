"""A server or a script in Python, with segment-analytics-python."""

from __future__ import annotations

from oblik.collect.sources._steps import with_library
from oblik.collect.sources.kind import Snippet, SourceKind

_SEGMENT_ANALYTICS_PYTHON = """\
import segment.analytics as analytics

analytics.write_key = "{{key}}"
analytics.host = "{{url}}"
analytics.identify("customer-1", {"email": "ann@example.com"})
analytics.track("customer-1", "Order Completed", {"order_id": "1001", "total": 25.0, "currency": "EUR"})
analytics.flush()"""

SOURCE = SourceKind(
    key="python",
    name={"en": "Python", "uk": "Python", "ru": "Python"},
    description={
        "en": "A server or a script in Python, with segment-analytics-python.",
        "uk": "Сервер або скрипт на Python через segment-analytics-python.",
        "ru": "Сервер или скрипт на Python через segment-analytics-python.",
    },
    icon="brand-python",
    steps=with_library("pip install segment-analytics-python"),
    templates=(Snippet("python", "segment-analytics-python", _SEGMENT_ANALYTICS_PYTHON),),
)
