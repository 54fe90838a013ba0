"""What arrival adds to an event: the device, the place, the campaign, the visit, what was bought.

`ENRICHERS` is the list, in order; each reads what was sent and fills fields of the event that are still
empty. Given the same envelope and the same databases they give the same result, so that a batch can be done
again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from oblik.collect.enrich.agent import agent
from oblik.collect.enrich.commerce import commerce
from oblik.collect.enrich.lookups import Lookups, open_lookups
from oblik.collect.enrich.place import place
from oblik.collect.enrich.session import session
from oblik.collect.enrich.visit import visit
from oblik.collect.event import Envelope, Event

__all__ = ["ENRICHERS", "Lookups", "enrich", "open_lookups"]

Enricher = Callable[[Sequence[Event], Envelope, Lookups], None]

ENRICHERS: Final[tuple[Enricher, ...]] = (
    agent,  # user agent → device, os, browser, is_bot
    place,  # IP → country, region, city; timezone
    visit,  # page → url, referrer, utm_*, channel
    session,  # → session_id
    commerce,  # properties → product_id, category, order_id, value, currency, quantity
)


def enrich(events: Sequence[Event], envelope: Envelope, lookups: Lookups) -> None:
    """Fills in place what can be known of the events of one request."""
    for enricher in ENRICHERS:
        enricher(events, envelope, lookups)
