"""The data-quality board."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from oblik.api.models.base import Answer, Json, Question, Time
from oblik.api.models.dictionary import VolumePoint

Severity = Literal["high", "medium", "low"]


class Finding(Answer):
    """Something that is wrong. `facts` are what `sentence` says, by name; `calls` that nobody has said that they know."""

    id: str
    kind: str
    severity: Severity
    sentence: str
    facts: dict[str, Json]
    opened_at: Time
    closed_at: Time | None
    acknowledged_at: Time | None
    acknowledged_by: str | None
    snoozed_until: Time | None
    calls: bool


class Findings(Answer):
    """A page of findings that are over, the latest first."""

    items: list[Finding]
    next: str | None


class FindingPage(Answer):
    """A finding, with the events of the hours around it where it is about events."""

    finding: Finding
    points: list[VolumePoint]
    as_of: Time


class Share(Answer):
    """So many of so many, on a day."""

    day: Time
    value: int
    total: int


class Completeness(Answer):
    """Of how many people a trait is known, and how that went day by day."""

    trait: str
    value: int
    total: int
    days: list[Share]


class SourceFreshness(Answer):
    """How long nothing came from a source, and how long that usually takes at most; null where too little is known."""

    source: str
    last_at: Time
    silent_seconds: float
    usual_seconds: float | None
    stale: bool


class QualityBoard(Answer):
    """Everything that is open, and how things stand. `looked_at` is null until the board has looked for the first time."""

    as_of: Time
    looked_at: Time | None
    people_at: Time | None
    findings: list[Finding]
    completeness: list[Completeness]
    unusable: list[Completeness]
    freshness: list[SourceFreshness]


class QualitySummary(Answer):
    """How many findings call for attention."""

    as_of: Time
    calling: int
    high: int
    medium: int
    low: int


class Acknowledgement(Question):
    """Somebody knows: for so many hours, or until it is over."""

    hours: Annotated[int | None, Field(ge=1, le=24 * 90)] = None
