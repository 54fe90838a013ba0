"""Far fewer or far more events of one name from one source than usual at this hour of the week."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from oblik.govern.quality.findings import Found
from oblik.govern.quality.scene import Scene
from oblik.govern.quality.usual import Verdict, judged

KINDS: Final = ("volume_drop", "volume_jump")


def look(scene: Scene) -> list[Found]:
    """One finding for an event and a source."""
    first = {(s.name, s.source_id): s.first_at for s in scene.seen}
    found: list[Found] = []
    for (name, source), hours in scene.hours.items():
        since = first.get((name, source))
        if since is None or source not in scene.live or scene.plan.of(name).refused:
            continue
        counts = {hour: volume.arrived for hour, volume in hours.items()}
        if verdict := judged(counts, scene.now, since, scene.zone):
            found.append(_found(name, scene.source(source), verdict))
    return found


def sentence(kind: str, facts: Mapping[str, Any]) -> str:
    """In English."""
    usual = f"usually {facts['median']:g} ± {facts['spread']:g}"
    how = "fewer" if kind == "volume_drop" else "more"
    return (
        f"{facts['event']} from {facts['source']}: {how} than usual; {facts['count']} in the hour, {usual}."
    )


def _found(name: str, source: str, verdict: Verdict) -> Found:
    facts = {
        "event": name,
        "source": source,
        "count": verdict.count,
        "median": round(verdict.usual.median, 1),
        "spread": round(verdict.usual.spread, 1),
        "of": verdict.usual.of,
        "by": verdict.usual.by,
        "hour": verdict.hour,
        "share": round(verdict.share, 2),
    }
    silent = verdict.direction == "drop" and verdict.count == 0
    return Found(f"volume_{verdict.direction}", f"{source} {name}", "high" if silent else "medium", facts)
