"""A website with Tag Manager: views, clicks, and the e-commerce events that are in its data layer."""

from __future__ import annotations

from oblik.collect.sources._steps import OPEN_SITE, in_order
from oblik.collect.sources.javascript import STAND_IN
from oblik.collect.sources.kind import Snippet, SourceKind

_CUSTOM_HTML_TAG = f"""\
<script>
{STAND_IN}

// Trigger: All Pages. GA4's e-commerce events are taken from the data layer.
oblik.load("{{{{key}}}}", {{{{options}}}});
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
    steps=in_order(
        {
            "en": "In Tag Manager choose Tags, New, Custom HTML, and paste the code.",
            "uk": "У Tag Manager оберіть Tags, New, Custom HTML і вставте код.",
            "ru": "В Tag Manager выберите Tags, New, Custom HTML и вставьте код.",
        },
        {
            "en": "As trigger choose All Pages, or Consent Initialization where you ask for consent.",
            "uk": "Як тригер оберіть All Pages або, якщо питаєте згоду, Consent Initialization.",
            "ru": "В качестве триггера выберите All Pages или, если спрашиваете согласие, Consent Initialization.",
        },
        {
            "en": "Press Preview and look at your site, then Submit to publish.",
            "uk": "Натисніть Preview і перегляньте свій сайт, потім Submit, щоб опублікувати.",
            "ru": "Нажмите Preview и просмотрите свой сайт, затем Submit, чтобы опубликовать.",
        },
        OPEN_SITE,
    ),
    templates=(Snippet("html", "Custom HTML tag", _CUSTOM_HTML_TAG),),
    options={"consentFrom": "google"},
)
