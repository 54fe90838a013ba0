"""Whether a request came from a person's own device, so that its address and user agent tell of that person.

A shop's server sends events of its customers too; its address is a data centre and its user agent a library.
"""

from __future__ import annotations

from oblik.collect.event import Envelope, Event

_BROWSERS = ("Mozilla/", "Opera/")


def comes_from_a_person(envelope: Envelope) -> bool:
    """True for a browser, and for whatever loads a pixel."""
    return envelope.kind == "pixel" or envelope.user_agent.startswith(_BROWSERS)


def comes_from_an_app(event: Event) -> bool:
    """True where a phone's SDK reported its device."""
    return "device" in event.context
