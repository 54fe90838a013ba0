"""More of what a source sends is wrong than in the week before: refused, or accepted with a flag."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from oblik.collect.volumes import NAMELESS, Volume
from oblik.govern.quality.findings import Found, Severity
from oblik.govern.quality.scene import Scene

KINDS: Final = ("errors_rising",)
_LEAST = 10  # wrong events
_LEAST_SHARE = 0.05
_RISE = 3.0
_MOST_OF_THEM = 0.5


def look(scene: Scene) -> list[Found]:
    """One finding for an event and a source; what was refused before its name was known is held against all that the source
    sent."""
    found = []
    for (name, source), recent in scene.recent.items():
        if scene.plan.of(name).refused or recent.wrong < _LEAST:
            continue
        all_recent = recent if name else _of_source(scene.recent, source)
        before = scene.earlier.get((name, source), Volume())
        all_before = before if name else _of_source(scene.earlier, source)
        share = recent.wrong / all_recent.arrived
        usual = before.wrong / all_before.arrived if all_before.arrived else 0.0
        if share >= max(_LEAST_SHARE, usual * _RISE):
            found.append(_found(name, scene.source(source), recent.wrong, all_recent.arrived, share, usual))
    return found


def sentence(kind: str, facts: Mapping[str, Any]) -> str:  # noqa: ARG001
    """In English."""
    what = facts["event"] or "Events that could not be read"
    return (
        f"{what} from {facts['source']}: {facts['wrong']} of {facts['arrived']} wrong in the last hour "
        f"({facts['share']:.0%}, in the week before {facts['usual']:.0%})."
    )


def _of_source(volumes: Mapping[tuple[str, int], Volume], source: int) -> Volume:
    mine = [v for (_, whose), v in volumes.items() if whose == source]
    return Volume(sum(v.stored for v in mine), sum(v.flagged for v in mine), sum(v.refused for v in mine))


def _found(name: str, source: str, wrong: int, arrived: int, share: float, usual: float) -> Found:
    facts = {
        "event": name,
        "source": source,
        "wrong": wrong,
        "arrived": arrived,
        "share": round(share, 3),
        "usual": round(usual, 3),
    }
    severity: Severity = "high" if share >= _MOST_OF_THEM else "medium"
    return Found("errors_rising", f"{source} {name or NAMELESS}", severity, facts)
