"""Time zones: which names exist, and which country has only one."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from importlib import resources
from zoneinfo import available_timezones


@cache
def zones() -> frozenset[str]:
    """Every name of the IANA database, the old ones included."""
    return frozenset(available_timezones())


def only_zone_of(country: str) -> str:
    """The time zone of a country (ISO 3166) that has exactly one, otherwise ""."""
    return _only_zones().get(country, "")


@cache
def _only_zones() -> dict[str, str]:
    found: dict[str, list[str]] = defaultdict(list)
    table = (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    for line in table.splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            found[country].append(zone)
    single = {country: names[0] for country, names in found.items() if len(names) == 1}
    return single | {"UA": "Europe/Kyiv"}  # the table gives the occupied Crimea a zone of its own
