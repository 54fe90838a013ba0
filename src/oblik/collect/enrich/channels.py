"""Which channel brought a visitor: by the campaign's medium and source, a click id, or where they came from.

The first rule that knows an answer gives it: medium, click id, source, referrer; with none of them the visit
is direct.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

CLICK_IDS: Final = frozenset(
    {"gclid", "gbraid", "wbraid", "dclid", "fbclid", "ttclid", "msclkid", "yclid", "twclid"}
    | {"li_fat_id", "ScCid", "epik", "rdt_cid", "tblci", "obclid"}
)
"""What advertising networks put into the address of a paid click."""

_MEDIA: Final = {
    "paid": (
        "cpc ppc cpm cpv cpa paid paidsearch paid-search paid_search paidsocial paid-social paid_social "
        "display banner retargeting remarketing ads adwords shopping video"
    ),
    "email": "email e-mail e_mail mail newsletter",
    "sms": "sms text",
    "push": "push webpush web-push web_push notification",
    "messenger": "messenger telegram viber whatsapp messaging",
    "social": "social social-media social_media socialmedia smm sm social-network",
    "affiliate": "affiliate affiliates partner cpl",
    "organic": "organic search seo",
    "ai": "ai llm chatbot",
    "referral": "referral link",
    "offline": "offline qr print catalog catalogue flyer",
}

_SITES: Final = {
    "organic": (
        "google.* bing.com duckduckgo.com yahoo.* search.yahoo.com yandex.* ya.ru ecosia.org baidu.com "
        "qwant.com startpage.com search.brave.com seznam.cz naver.com meta.ua i.ua ask.com aol.com "
        "go.mail.ru kagi.com"
    ),
    "social": (
        "facebook.com fb.com fb.me instagram.com threads.net threads.com t.co twitter.com x.com "
        "linkedin.com lnkd.in pinterest.* pin.it reddit.com tiktok.com youtube.com youtu.be vk.com vk.ru "
        "ok.ru snapchat.com tumblr.com quora.com bsky.app mastodon.social weibo.com"
    ),
    "ai": (
        "chatgpt.com chat.openai.com openai.com perplexity.ai gemini.google.com bard.google.com "
        "copilot.microsoft.com claude.ai chat.deepseek.com deepseek.com grok.com chat.mistral.ai you.com "
        "phind.com poe.com meta.ai"
    ),
    "email": (
        "mail.google.com outlook.live.com outlook.office.com outlook.office365.com mail.yahoo.com "
        "mail.ukr.net e.mail.ru mail.yandex.* mail.proton.me mail.aol.com "
        "webmail.meta.ua com.google.android.gm"
    ),
    "messenger": (
        "t.me telegram.org web.telegram.org org.telegram.messenger web.whatsapp.com wa.me viber.com "
        "messenger.com discord.com slack.com signal.org"
    ),
}
_NAMES: Final = {
    "organic": "google bing yahoo yandex duckduckgo",
    "social": "facebook fb instagram ig linkedin twitter tiktok pinterest youtube vk reddit threads",
    "ai": "chatgpt openai perplexity gemini copilot claude",
    "email": "newsletter email mailchimp klaviyo sendgrid esputnik unisender",
    "messenger": "telegram viber whatsapp",
}


def _turned(table: dict[str, str]) -> dict[str, str]:
    return {word: channel for channel, words in table.items() for word in words.split()}


_BY_MEDIUM: Final = _turned(_MEDIA)
_BY_SITE: Final = _turned(_SITES)
_BY_NAME: Final = _turned(_NAMES)


@lru_cache(16_384)
def channel_of(source: str, medium: str, clicked: bool, referrer: str, host: str) -> str:
    """Direct, organic, paid, social, email, messenger, ai, referral, affiliate, sms, push, offline or other.

    "" means no arrival: the visitor came from another page of the same site (`host`), or there is no page at
    all.
    """
    if medium and (known := _BY_MEDIUM.get(medium.strip().lower())):
        return known
    if clicked:
        return "paid"
    if source:
        return _by_source(source.strip().lower())
    if medium:
        return "other"
    came_from = _host(referrer)
    if not came_from:
        return "direct" if host else ""
    if _same_site(came_from, host.lower()):
        return ""
    return _by_site(came_from) or "referral"


def _by_source(source: str) -> str:
    return _BY_NAME.get(source) or _by_site(source) or "other"


def _by_site(host: str) -> str:
    """The channel of a site, or of the nearest one above it.

    `news.google.co.uk` is looked up as itself, then as `google.co.uk`, and as `google.*`.
    """
    labels = host.split(".")
    for at in range(len(labels)):
        found = _BY_SITE.get(".".join(labels[at:])) or _BY_SITE.get(f"{labels[at]}.*")
        if found is None and at + 1 < len(labels):
            found = _BY_SITE.get(f"{labels[at]}.{labels[at + 1]}.*")
        if found:
            return found
    return ""


def _host(referrer: str) -> str:
    try:
        return (urlsplit(referrer).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _same_site(one: str, other: str) -> bool:
    one, other = one.removeprefix("www."), other.partition(":")[0].removeprefix("www.")
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
