"""What an installation may set of collection."""

from __future__ import annotations

from dataclasses import dataclass, field

from oblik.collect.limits import Limits

BODIES_HELD = 64 * 1024 * 1024
REQUEST_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class CollectSettings:
    """The settings of the collection endpoint.

    Attributes:
        limits: bytes that an event and a batch may have.
        trusted_proxies: networks whose `X-Forwarded-…` is believed, such as `10.0.0.0/8`.
        public_url: under which SDKs shall send; "" for the address that they called.
        bodies_held: bytes of bodies that the process holds at a time; what comes above gets a 429.
        request_seconds: time for a body to arrive and become durable.
    """

    limits: Limits = field(default_factory=Limits)
    trusted_proxies: tuple[str, ...] = ()
    public_url: str = ""
    bodies_held: int = BODIES_HELD
    request_seconds: float = REQUEST_SECONDS
