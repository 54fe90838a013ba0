"""A website with Tag Manager: views, clicks, and the e-commerce events that are in its data layer."""

from __future__ import annotations

from oblik.collect.sources.javascript import STAND_IN
from oblik.collect.sources.kind import Snippet, SourceKind

_CUSTOM_HTML_TAG = f"""\
<script>
{STAND_IN}

// Trigger: All Pages. Consent and GA4's e-commerce events are taken from the data layer.
oblik.load("{{{{key}}}}", {{ consentFrom: "google" }});
</script>"""

SOURCE = SourceKind(
    key="gtm",
    name={"en": "Google Tag Manager", "uk": "Google Tag Manager", "ru": "Google Tag Manager"},
    description={
        "en": "A website with Tag Manager: views, clicks, and the e-commerce events that are in its data layer.",
        "uk": "Вебсайт із Tag Manager: перегляди, кліки й події магазину, що вже є в data layer.",
        "ru": "Сайт с Tag Manager: просмотры, клики и события магазина, которые уже есть в data layer.",
    },
    icon="brand-google",
    templates=(Snippet("html", "Custom HTML tag", _CUSTOM_HTML_TAG),),
)
