"""Events that are not as the dictionary expects them, in the last day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from oblik.collect.arrival.broken import EVENT, Breach
from oblik.govern.quality.findings import Found
from oblik.govern.quality.scene import Scene

KINDS: Final = ("schema_violation",)
_MOST_PROPERTIES = 5


def look(scene: Scene) -> list[Found]:
    """One finding an event, with the properties that are broken most."""
    by_event: dict[str, list[Breach]] = defaultdict(list)
    for breach in scene.breaches:
        if scene.plan.of(breach.event).schema is not None:
            by_event[breach.event].append(breach)
    return [_found(scene, name, breaches) for name, breaches in by_event.items()]


def sentence(kind: str, facts: Mapping[str, Any]) -> str:  # noqa: ARG001
    """In English."""
    what = "were held back" if facts["quarantined"] else "were accepted with a flag"
    events = "1 event" if facts["count"] == 1 else f"{facts['count']} events"
    return f"{facts['event']}: {events} not as expected; such events {what}. {facts['reason']}"


def _found(scene: Scene, name: str, breaches: list[Breach]) -> Found:
    events = [b for b in breaches if b.broken == EVENT]
    properties = [b for b in breaches if b.broken != EVENT]
    latest = max(events or breaches, key=lambda b: b.last_at)
    schema = scene.plan.of(name).schema
    quarantined = schema is not None and schema.on_violation == "quarantine"
    facts = {
        "event": name,
        "count": sum(b.count for b in events),
        "quarantined": quarantined,
        "reason": latest.reason,
        "last_at": latest.last_at,
        "sources": sorted({scene.source(b.source_id) for b in breaches}),
        "properties": [
            {"property": b.property, "broken": b.broken, "count": b.count}
            for b in properties[:_MOST_PROPERTIES]
        ],
    }
    return Found("schema_violation", name, "high" if quarantined else "medium", facts)
