"""The visit an event belongs to: the sender's session id, or one made of who and when.

Where the client names no session, time is cut into windows of 30 minutes for each browser (or user), and the
session is the browser and the window's number. Windows of different browsers begin at different moments,
taken from the id, so that a rush of visitors is not cut at the same second. Nothing is looked up or
remembered: the same event gets the same session in a replay, a rebuild, or when events arrive out of order.
The price: a visit that runs over a window's end counts as two.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from zlib import crc32

from oblik.collect.enrich.lookups import Lookups
from oblik.collect.enrich.origin import comes_from_a_person
from oblik.collect.event import Envelope, Event
from oblik.collect.wire import TRUSTED

WINDOW: Final = 30 * 60 * 1000  # ms
_LONGEST: Final = 200  # characters of a session id that a client sends


def session(events: Sequence[Event], envelope: Envelope, lookups: Lookups) -> None:  # noqa: ARG001 (an enricher)
    """An imported order is no visit, nor is what a shop's server tells of a user; a browser's or an app's event is."""
    live = envelope.kind not in TRUSTED
    of_person = comes_from_a_person(envelope)
    for event in events:
        context = event.context
        said = context.get("sessionId") or context.get("session_id") or context.get("session")
        if said:
            event.session_id = _given(said)
        if live and not event.session_id:
            who = event.anonymous_id or (event.user_id if of_person else "")
            if who:
                event.session_id = f"{who}-{(event.timestamp + crc32(who.encode()) % WINDOW) // WINDOW:x}"


def _given(said: Any) -> str:
    """RudderStack sends a number, others text or an object with an `id`."""
    if isinstance(said, dict):
        said = said.get("id")
    return str(said)[:_LONGEST] if isinstance(said, str | int | float) and said is not True else ""
