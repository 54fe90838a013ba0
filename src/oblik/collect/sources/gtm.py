"""A website that already sends its events to the data layer."""

from __future__ import annotations

from oblik.collect.sources.kind import Snippet, SourceKind

_CUSTOM_HTML_TAG = """\
<script>
  (function () {
    var id = localStorage.getItem("oblik_id") || crypto.randomUUID();
    localStorage.setItem("oblik_id", id);
    var call = {
      writeKey: "{{key}}", messageId: crypto.randomUUID(), anonymousId: id, event: {{Event}},
      sentAt: new Date(), timestamp: new Date(),
      context: { page: { url: location.href, referrer: document.referrer } },
    };
    navigator.sendBeacon("{{url}}/v1/track", JSON.stringify(call));
  })();
</script>"""

SOURCE = SourceKind(
    key="gtm",
    name={"en": "Google Tag Manager", "uk": "Google Tag Manager", "ru": "Google Tag Manager"},
    description={
        "en": "A website that already sends its events to the data layer.",
        "uk": "Вебсайт, який уже надсилає події до data layer.",
        "ru": "Сайт, который уже отправляет события в data layer.",
    },
    icon="brand-google",
    templates=(Snippet("html", "Custom HTML tag", _CUSTOM_HTML_TAG),),
)
