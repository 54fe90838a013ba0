"""Telephone numbers and e-mail addresses that nobody could be reached under."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from oblik.govern.quality.findings import Found
from oblik.govern.quality.measures import Measured
from oblik.govern.quality.people import People

KINDS: Final = ("unusable_addresses",)
_MANY = 0.02  # of those who have one


def look(people: People, before: Measured) -> list[Found]:  # noqa: ARG001
    """One finding a kind of address."""
    return [
        Found(
            "unusable_addresses",
            trait,
            "medium" if bad.value >= bad.total * _MANY else "low",
            {
                "trait": trait,
                "count": bad.value,
                "of": bad.total,
                "examples": list(people.examples.get(trait, ())),
            },
        )
        for trait, bad in people.unusable.items()
        if bad.value
    ]


def sentence(kind: str, facts: Mapping[str, Any]) -> str:  # noqa: ARG001
    """In English."""
    return f"{facts['count']} of {facts['of']} people have a value in {facts['trait']} that cannot be one."
