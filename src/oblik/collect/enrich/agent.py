"""User agent → `device`, `os`, `browser`, `is_bot`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oblik.collect.enrich.browsers import Agent, hinted, system
from oblik.collect.enrich.lookups import Lookups
from oblik.collect.enrich.origin import comes_from_a_person
from oblik.collect.event import Envelope, Event

_TEXT = 100  # characters of a name that a phone's SDK reports


def agent(events: Sequence[Event], envelope: Envelope, lookups: Lookups) -> None:
    """An event's own `context.userAgent`, or the request's where a browser or a mail program made it."""
    agent_of = lookups.agent_of
    of_request = agent_of(envelope.user_agent if comes_from_a_person(envelope) else "")
    for event in events:
        context = event.context
        said = context.get("userAgent")
        found = agent_of(said) if type(said) is str else of_request
        if "userAgentData" in context or "device" in context or "os" in context:
            found = _with_hints(found, context)
        event.device, event.os, event.browser, event.is_bot = found
        if found.is_bot:
            event.flags.append("bot")


def _with_hints(found: Agent, context: dict[str, Any]) -> Agent:
    """What the SDK knows of the device goes before what a user agent tells."""
    hints = context.get("userAgentData")
    if isinstance(hints, dict):
        found = hinted(found, hints)
    name = _text(context.get("os"), "name")
    kind = _text(context.get("device"), "type").lower()
    model = _text(context.get("device"), "model").lower()
    if kind in {"ios", "android"} and not found.is_bot:
        device = "tablet" if "ipad" in model or "tablet" in model else "mobile"
        found = found._replace(device=device, os=system(name) or ("iOS" if kind == "ios" else "Android"))
    elif name and not found.os:
        found = found._replace(os=system(name))
    return found


def _text(value: Any, key: str) -> str:
    found = value.get(key) if isinstance(value, dict) else None
    return found[:_TEXT] if isinstance(found, str) else ""
