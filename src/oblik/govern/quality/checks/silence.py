"""A source from which nothing comes for longer than ever before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from oblik.collect.ledger import HOUR_MS
from oblik.govern.quality.findings import Found
from oblik.govern.quality.scene import Scene

KINDS: Final = ("source_silent",)
_LEAST_HOURS = 24  # with something in them, before anything is usual
_NEARLY_ALL = 0.99
_LONGER = 1.5
_LEAST_MS = 2 * HOUR_MS


@dataclass(frozen=True, slots=True)
class Freshness:
    """How long nothing came, and how long that usually takes at most, in ms; None where too little is known."""

    source_id: int
    last_at: int
    silent_ms: int
    usual_ms: int | None

    @property
    def is_stale(self) -> bool:
        """Whether the silence is longer than usual."""
        return self.usual_ms is not None and self.silent_ms > max(self.usual_ms * _LONGER, _LEAST_MS)


def look(scene: Scene) -> list[Found]:
    """One finding a source."""
    return [_found(scene, one) for one in freshness(scene) if one.is_stale]


def sentence(kind: str, facts: Mapping[str, Any]) -> str:  # noqa: ARG001
    """In English."""
    silent, usual = (facts[name] / HOUR_MS for name in ("silent_ms", "usual_ms"))
    return f"Nothing from {facts['source']} for {silent:.1f} hours; usually never for more than {usual:.1f}."


def freshness(scene: Scene) -> list[Freshness]:
    """Of every source that sends by itself and has ever sent."""
    last: dict[int, int] = {}
    for seen in scene.seen:
        last[seen.source_id] = max(last.get(seen.source_id, 0), seen.last_at)
    return [
        Freshness(source, at, max(scene.now - at, 0), usual_gap(scene.active.get(source, ())))
        for source, at in last.items()
        if source in scene.live
    ]


def usual_gap(hours: Sequence[int]) -> int | None:
    """The longest silence, in ms, but for the rarest hundredth; from the hours in which something came, oldest first."""
    if len(hours) < _LEAST_HOURS:
        return None
    gaps = sorted(later - earlier for earlier, later in pairwise(hours))
    return gaps[min(int(len(gaps) * _NEARLY_ALL), len(gaps) - 1)]


def _found(scene: Scene, one: Freshness) -> Found:
    source = scene.source(one.source_id)
    facts = {
        "source": source,
        "last_at": one.last_at,
        "silent_ms": one.silent_ms - one.silent_ms % 60_000,
        "usual_ms": one.usual_ms,
    }
    return Found("source_silent", source, "high", facts)
