"""An app written with React Native, with @segment/analytics-react-native."""

from __future__ import annotations

from oblik.collect.sources._steps import with_library
from oblik.collect.sources.kind import Snippet, SourceKind

_SEGMENT_ANALYTICS_REACT_NATIVE = """\
import { createClient } from "@segment/analytics-react-native";

const analytics = createClient({
  writeKey: "{{key}}",
  proxy: "{{url}}/v1/batch",
  cdnProxy: "{{url}}/v1/projects/{{key}}/settings",
});
analytics.track("Product Viewed", { product_id: "85123A" });"""

SOURCE = SourceKind(
    key="react_native",
    name={"en": "React Native", "uk": "React Native", "ru": "React Native"},
    description={
        "en": "An app written with React Native, with @segment/analytics-react-native.",
        "uk": "Застосунок на React Native через @segment/analytics-react-native.",
        "ru": "Приложение на React Native через @segment/analytics-react-native.",
    },
    icon="brand-react-native",
    steps=with_library("npm install @segment/analytics-react-native", app=True),
    templates=(Snippet("typescript", "@segment/analytics-react-native", _SEGMENT_ANALYTICS_REACT_NATIVE),),
)
