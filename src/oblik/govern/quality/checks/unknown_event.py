"""Events that came in the last week and that nobody has described, nor the tracking spec names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from oblik.collect.described import EventNote, status_of
from oblik.collect.dictionary import OTHER
from oblik.govern.quality.findings import Found
from oblik.govern.quality.scene import DAY_MS, Scene, SeenName

KINDS: Final = ("unknown_event",)
_MOST = 50  # strangers make names up
_RECENT_MS = 7 * DAY_MS


def look(scene: Scene) -> list[Found]:
    """One finding an event, of the latest ones."""
    by_name: dict[str, list[SeenName]] = defaultdict(list)
    named = scene.plan.named()
    for seen in scene.seen:
        name = seen.name
        known = status_of(name, scene.notes.get(name) or EventNote(name), scene.plan, named) != "unknown"
        if not known and name != OTHER and seen.last_at >= scene.now - _RECENT_MS:
            by_name[name].append(seen)
    latest = sorted(by_name.items(), key=lambda item: -max(s.last_at for s in item[1]))[:_MOST]
    return [_found(scene, name, seen) for name, seen in latest]


def sentence(kind: str, facts: Mapping[str, Any]) -> str:  # noqa: ARG001
    """In English."""
    times = "once" if facts["count"] == 1 else f"{facts['count']} times"
    return f"{facts['event']} has come {times} from {', '.join(facts['sources'])}, and nobody has said what it is."


def _found(scene: Scene, name: str, seen: list[SeenName]) -> Found:
    facts = {
        "event": name,
        "count": sum(s.count for s in seen),
        "first_at": min(s.first_at for s in seen),
        "sources": sorted({scene.source(s.source_id) for s in seen}),
    }
    return Found("unknown_event", name, "low", facts)
