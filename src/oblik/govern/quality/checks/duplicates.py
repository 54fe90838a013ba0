"""People who are likely one: the same name, and telephone numbers or mailboxes that differ only in how they are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from oblik.govern.quality.findings import Found
from oblik.govern.quality.measures import Measured
from oblik.govern.quality.people import People

KINDS: Final = ("likely_duplicates",)


def look(people: People, before: Measured) -> list[Found]:  # noqa: ARG001
    """One finding for all."""
    if not people.alike.value:
        return []
    facts = {"groups": people.alike.value, "examples": list(people.examples.get("alike", ()))}
    return [Found("likely_duplicates", "", "low", facts)]


def sentence(kind: str, facts: Mapping[str, Any]) -> str:  # noqa: ARG001
    """In English."""
    return f"{facts['groups']} groups of people have one name and nearly one telephone number or mailbox."
