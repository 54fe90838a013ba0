"""Time zones: which names exist, what an old name is called today, and which country has only one zone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib import resources
from zoneinfo import available_timezones


@cache
def zones() -> Mapping[str, str]:
    """Every name of the IANA database with the one used today: `Europe/Kiev`, as browsers say, is `Europe/Kyiv`.

    Only a name that no country has any more is replaced; Copenhagen is not Berlin, though its clocks are.
    """
    current = {zone for names in _by_country().values() for zone in names}
    links = (line.split()[1:3] for line in _lines("tzdata.zi") if line.startswith("L "))
    old = {alias: target for target, alias in links if alias not in current and target in current}
    return {name: old.get(name, name) for name in available_timezones()}


def only_zone_of(country: str) -> str:
    """The time zone of a country (ISO 3166) that has exactly one, otherwise ""."""
    names = _by_country().get(country, ())
    return names[0] if len(names) == 1 else ""


@cache
def _by_country() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for line in _lines("zone.tab"):
        if not line.startswith("#"):
            countries, _, zone = line.split("\t")[:3]
            found[countries] += (zone,)
    # The table gives the occupied Crimea a zone of its own; an address in Ukraine is on Kyiv's time.
    return found | {"UA": ("Europe/Kyiv",)}


def _lines(name: str) -> list[str]:
    return (resources.files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8").splitlines()
