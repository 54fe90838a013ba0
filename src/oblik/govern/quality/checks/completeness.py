"""A key trait is known of clearly fewer people than in the days before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from oblik.govern.quality.findings import Found
from oblik.govern.quality.measures import Measured
from oblik.govern.quality.people import People

KINDS: Final = ("completeness_drop",)
_LEAST_PEOPLE = 100
_FALL = 0.05  # of everybody


def look(people: People, before: Measured) -> list[Found]:
    """One finding a trait."""
    found = []
    for trait, now in people.complete.items():
        earlier = [m.value / m.total for m in before.of(f"complete:{trait}") if m.total >= _LEAST_PEOPLE]
        if now.total < _LEAST_PEOPLE or not earlier:
            continue
        share, best = now.value / now.total, max(earlier)
        if share <= best - _FALL:
            facts = {"trait": trait, "share": round(share, 3), "before": round(best, 3), "people": now.total}
            found.append(Found("completeness_drop", trait, "medium", facts))
    return found


def sentence(kind: str, facts: Mapping[str, Any]) -> str:  # noqa: ARG001
    """In English."""
    return f"{facts['trait']} is known of {facts['share']:.0%} of people, of {facts['before']:.0%} within the week before."
