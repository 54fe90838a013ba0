"""The databases and caches that the enrichers share: opened once for a process, read from any thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Final, NamedTuple

import maxminddb

from oblik.collect.enrich.browsers import NO_AGENT, Agent, read_agent
from oblik.collect.enrich.zones import only_zone_of
from oblik.kernel.errors import Invalid

_CACHED: Final = 65_536  # addresses and user agents kept in memory, about 20 MB when full


class Place(NamedTuple):
    """Where an address is: ISO 3166 country, region and city by name, IANA time zone; "" where unknown."""

    country: str
    region: str
    city: str
    timezone: str


NOWHERE: Final = Place("", "", "", "")


@dataclass(frozen=True, slots=True)
class Lookups:
    """What an enricher may ask.

    Attributes: place_of: the place of an IP address given as text; `NOWHERE` for a private, unknown or
    malformed one. agent_of: the device, system and browser behind a user agent. anonymise_ip: whether an
    address loses its last part (IPv4: 8 bits, IPv6: 80 bits) before anything sees it.
    """

    place_of: Callable[[str], Place]
    agent_of: Callable[[str], Agent]
    anonymise_ip: bool = False


def open_lookups(city_mmdb: Path | None = None, *, anonymise_ip: bool = False) -> Lookups:
    """Opens the bundled country database and, where given, one of regions and cities.

    Raises:
        Invalid: `city_mmdb` is not a readable MMDB file.
    """
    bundled = resources.files("oblik.collect.enrich") / "data" / "country.mmdb"
    with resources.as_file(bundled) as path:
        readers = [maxminddb.open_database(path)]
    if city_mmdb is not None:
        readers.insert(0, _open(city_mmdb))

    def place_of(ip: str) -> Place:
        for reader in readers:
            found = _look_up(reader, ip)
            if found.country:
                return found
        return NOWHERE

    return Lookups(
        place_of=lru_cache(_CACHED)(place_of),
        agent_of=lru_cache(_CACHED)(lambda text: read_agent(text) if text else NO_AGENT),
        anonymise_ip=anonymise_ip,
    )


def _open(path: Path) -> Any:
    try:
        return maxminddb.open_database(path)
    except (OSError, maxminddb.InvalidDatabaseError) as error:
        raise Invalid(f"Expected an MMDB file of cities at {path}, got: {error}.", code="bad_mmdb") from error


def _look_up(reader: Any, ip: str) -> Place:
    try:
        record = reader.get(ip)
    except (
        ValueError,
        TypeError,
    ):  # not an address, or IPv6 asked of an IPv4 file; TypeError: with a NUL in it
        return NOWHERE
    return _place(record) if isinstance(record, dict) else NOWHERE


def _place(record: dict[str, Any]) -> Place:
    """Understands the two common layouts: MaxMind's nested one, and the flat one of ip-location-db."""
    country = record.get("country_code") or _part(record.get("country"), "iso_code")
    regions = record.get("subdivisions")
    region = _name(regions[0]) if isinstance(regions, list) and regions else _text(record.get("state1"))
    city = _name(record.get("city"))
    zone = _part(record.get("location"), "time_zone") or _text(record.get("timezone"))
    return Place(_text(country).upper(), region, city, zone or only_zone_of(_text(country).upper()))


def _part(value: Any, key: str) -> str:
    return _text(value.get(key)) if isinstance(value, dict) else ""


def _name(value: Any) -> str:
    return _part(value.get("names"), "en") if isinstance(value, dict) else _text(value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
