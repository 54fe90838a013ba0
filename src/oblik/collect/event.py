"""One event on its way through the pipeline, and one that cannot go on.

Both are made by `collect/wire.py` from an entry of the log, the same way each time the entry is read.
"""

from __future__ import annotations

from typing import Any

import msgspec

from oblik.collect.arrival.rules import Change
from oblik.store.log import EVENTS_PER_ENTRY

Identifier = tuple[str, str]
"""A namespace and a value, normalised: `("email", "ann@example.com")`."""


class Envelope(msgspec.Struct, array_like=True, frozen=True):
    """What an entry of the log carries: the request as it came, and what only the moment of arrival knew."""

    received_at: int  # ms
    kind: str  # the call: batch, track, page, … or "pixel", "import", "internal"
    ip: str
    user_agent: str
    anonymous_id: str  # from RudderStack's header; an event's own wins
    body: bytes  # JSON, decompressed
    event_limit: int = (
        32 * 1024
    )  # bytes an event may have; on the envelope, so that a later setting changes no verdict


class Event(msgspec.Struct):
    """One accepted event. Times are ms since the epoch; an absent text is "".

    The first block is decoded, the second enriched on arrival, the third filled by later steps of the pipeline.
    """

    offset: int
    source_id: int
    received_at: int
    timestamp: int  # corrected for the sender's clock
    type: str  # identify, track, page, screen, group, alias
    name: str  # of a track; otherwise Identified, Page Viewed, Screen Viewed, Group Joined, Alias Created
    message_id: str
    user_id: str
    anonymous_id: str
    previous_id: str
    group_id: str
    properties: dict[str, Any]  # of an identify or group: the traits
    context: dict[str, Any]
    raw: bytes  # as it was sent, with what the batch said for all its events and with what rules on arrival changed
    flags: list[str]  # clamped_timestamp, schema_violation, …

    changes: tuple[Change, ...] = ()  # what rules on arrival did to it
    sent: bytes = b""  # `raw` as it was before them; "" when they did nothing
    violation: str = ""  # why it is not as expected, when it was accepted all the same

    session_id: str = ""
    ip: str = ""
    product_id: str = ""
    category: str = ""
    order_id: str = ""
    value: float | None = None
    currency: str = ""
    quantity: float | None = None
    url: str = ""
    referrer: str = ""
    utm_source: str = ""
    utm_medium: str = ""
    utm_campaign: str = ""
    utm_term: str = ""
    utm_content: str = ""
    channel: str = ""
    device: str = ""
    os: str = ""
    browser: str = ""
    country: str = ""
    region: str = ""
    city: str = ""
    timezone: str = ""
    is_bot: bool = False

    identifiers: tuple[Identifier, ...] = ()
    profile_id: int = 0

    @property
    def traits(self) -> dict[str, Any]:
        """What this event says of the person: an identify's traits, any other's `context.traits`."""
        if self.type == "identify":
            return self.properties
        said = self.context.get("traits")
        return said if isinstance(said, dict) else {}


class Added(msgspec.Struct, frozen=True, omit_defaults=True):
    """What arrival found out about an event, as its timeline keeps it."""

    value: float | None = None
    currency: str = ""
    url: str = ""
    referrer: str = ""
    utm_source: str = ""
    utm_medium: str = ""
    utm_campaign: str = ""
    utm_term: str = ""
    utm_content: str = ""
    channel: str = ""
    device: str = ""
    os: str = ""
    browser: str = ""
    country: str = ""
    region: str = ""
    city: str = ""
    is_bot: bool = False
    changes: tuple[Change, ...] = ()
    violation: str = ""


class Rejection(msgspec.Struct, frozen=True):
    """One event that cannot be stored as it is: kept in the quarantine with its reason."""

    offset: int
    source_id: int
    received_at: int
    code: str
    reason: str
    raw: bytes


def offset_of(sequence: int, index: int) -> int:
    """The place in history of the event at `index` of the entry numbered `sequence`."""
    return sequence * EVENTS_PER_ENTRY + index
