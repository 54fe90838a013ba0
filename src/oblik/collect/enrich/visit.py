"""The page → `url`, `referrer`, the campaign's `utm_*`, and the `channel` that brought the visitor."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl

from oblik.collect.enrich.channels import CLICK_IDS, channel_of
from oblik.collect.enrich.lookups import Lookups
from oblik.collect.event import Envelope, Event

_LONGEST: Final = 200  # characters of a campaign's part
_LONGEST_URL: Final = 2_000
_IN_QUERY: Final = ("source", "medium", "campaign", "term", "content")
_IN_CONTEXT: Final = ("source", "medium", "name", "term", "content")


class Campaign(NamedTuple):
    """The campaign behind a visit; `clicked` says that an advertising network's click id came along."""

    source: str
    medium: str
    name: str
    term: str
    content: str
    clicked: bool


NO_CAMPAIGN: Final = Campaign("", "", "", "", "", False)


def visit(events: Sequence[Event], envelope: Envelope, lookups: Lookups) -> None:  # noqa: ARG001 (an enricher)
    """Reads `context.page`, `context.campaign` and `context.referrer`, of a page call its properties too."""
    for event in events:
        context = event.context
        page = context.get("page")
        if type(page) is not dict:
            if event.type != "page" and "campaign" not in context:
                continue
            page = {}
        own = event.properties if event.type == "page" else page
        url = _text(page.get("url")) or _text(own.get("url"))
        referrer = _text(page.get("referrer")) or _text(own.get("referrer"))
        search = _text(page.get("search")) or _text(own.get("search")) or url.partition("?")[2]
        campaign = _in_query(search) if search else NO_CAMPAIGN
        if "campaign" in context:
            campaign = _given(context["campaign"], campaign)
        event.url = url[:_LONGEST_URL]
        event.referrer = referrer[:_LONGEST_URL]
        event.utm_source, event.utm_medium, event.utm_campaign, event.utm_term, event.utm_content, clicked = (
            campaign
        )
        event.channel = channel_of(campaign.source, campaign.medium, clicked, referrer, _host(url))


@lru_cache(8_192)
def _in_query(search: str) -> Campaign:
    """The campaign that a page's address names in its query."""
    try:
        query = dict(parse_qsl(search.partition("#")[0].lstrip("?"), max_num_fields=200))
    except ValueError:
        return NO_CAMPAIGN
    source, medium, name, term, content = (query.get(f"utm_{part}", "")[:_LONGEST] for part in _IN_QUERY)
    return Campaign(source, medium, name, term, content, clicked=not CLICK_IDS.isdisjoint(query))


def _given(said: Any, found: Campaign) -> Campaign:
    """The campaign that the SDK reports, where it does."""
    if not isinstance(said, dict):
        return found
    source, medium, name, term, content = (_text(said.get(part))[:_LONGEST] for part in _IN_CONTEXT)
    return Campaign(
        source or found.source,
        medium or found.medium,
        name or found.name,
        term or found.term,
        content or found.content,
        found.clicked,
    )


def _host(url: str) -> str:
    parts = url.split("/", 3)
    return parts[2] if len(parts) > 2 else ""


def _text(value: Any) -> str:
    return value if type(value) is str else ""
