"""IP address → `country`, `region`, `city`; and the `timezone`."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address, ip_network
from typing import Any, Final

from oblik.collect.enrich.lookups import NOWHERE, Lookups
from oblik.collect.enrich.origin import comes_from_a_person, comes_from_an_app
from oblik.collect.enrich.zones import zones
from oblik.collect.event import Envelope, Event
from oblik.collect.wire import TRUSTED

_WITHHELD: Final = "0.0.0.0"  # noqa: S104 (the address with which an SDK says that the sender wants none used)
_LONGEST: Final = 100  # characters of a place's name


def place(events: Sequence[Event], envelope: Envelope, lookups: Lookups) -> None:
    """What the event says of its place, otherwise what its address tells."""
    known = zones()
    of_request = "" if envelope.kind in TRUSTED else envelope.ip
    of_person = comes_from_a_person(envelope)
    for event in events:
        context = event.context
        said = context.get("ip")
        ip = (
            said
            if type(said) is str and said
            else (of_request if of_person or comes_from_an_app(event) else "")
        )
        if ip == _WITHHELD:
            ip = ""
        elif ip and lookups.anonymise_ip:
            ip = anonymised(ip)
        event.ip = ip
        found = lookups.place_of(ip) if ip else NOWHERE
        event.country, event.region, event.city, event.timezone = found
        zone = context.get("timezone")
        if type(zone) is str and zone in known:
            event.timezone = known[zone]
        if "location" in context:
            _located(event, context["location"])


def anonymised(ip: str) -> str:
    """The address without its last 8 bits (IPv4) or 80 bits (IPv6); "" for what is no address."""
    try:
        address = ip_address(ip)
        return str(
            ip_network(f"{address}/{24 if address.version == 4 else 48}", strict=False).network_address
        )
    except ValueError:
        return ""


def _located(event: Event, location: Any) -> None:
    """What the sender itself knows of the place."""
    if not isinstance(location, dict):
        return
    country, region, city = (location.get(key) for key in ("country", "region", "city"))
    if isinstance(country, str) and len(country) == 2 and country.isalpha():
        event.country = country.upper()
    if isinstance(region, str) and region:
        event.region = region[:_LONGEST]
    if isinstance(city, str) and city:
        event.city = city[:_LONGEST]
