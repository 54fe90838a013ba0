"""People: who they are, what they did, why their records are one."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from oblik.api.models.arrival import ArrivalChange
from oblik.api.models.base import Answer, Json, PlainJson, Question, Time, limits


class Identifier(Answer):
    """A namespace (`email`, `phone`, `user_id`, …) and a value in it."""

    namespace: str
    value: str


class LinkedIdentifier(Identifier):
    """An identifier with where it comes from; `source` is a name."""

    first_seen: Time | None = None
    source: str | None = None


class ProfileRow(Answer):
    """A person as a row of a table; `traits` are those that were asked for, `revenue` is in `currency`."""

    id: str
    name: str
    traits: dict[str, Json]
    identifiers: list[Identifier]
    first_seen: Time | None
    last_seen: Time | None
    events: int
    orders: int
    revenue: float
    currency: str | None
    identified: bool
    masked: bool


class ProfileRows(Answer):
    """A page of people; `total` is how many there are on all pages."""

    items: list[ProfileRow]
    next: str | None
    total: int | None
    as_of: Time


class ProfileColumn(Answer):
    """A trait that a table can show; `filled` is the share of people who have it."""

    key: str
    label: str
    type: Literal["string", "number", "boolean", "date"]
    filled: float
    examples: list[Json]


class ProfileColumns(Answer):
    """What a table of people can show."""

    columns: list[ProfileColumn]


class Provenance(Answer):
    """Where a trait's value comes from: the event and its place in history."""

    source: str | None
    source_id: str | None = None
    at: Time
    message_id: str | None
    event: str | None
    offset: int


class Consent(Answer):
    """What somebody agreed to, and the proof of it."""

    channel: str
    topic: str
    state: Literal["granted", "withdrawn"]
    at: Time
    source: str | None
    proof: dict[str, Json]


class Figures(Answer):
    """A person in numbers; amounts are in `currency`."""

    events: int
    sessions: int
    orders: int
    revenue: float
    currency: str | None
    average_order: float | None
    last_order_at: Time | None
    days_since_last_order: int | None


class DayCount(Answer):
    """Events of one day in the workspace's zone."""

    day: str
    count: int


class Profile(Answer):
    """Everything known of one person. `merged` are the ids that lost a merge to this one."""

    id: str
    name: str
    traits: dict[str, Json]
    provenance: dict[str, Provenance]
    identifiers: list[LinkedIdentifier]
    first_seen: Time | None
    last_seen: Time | None
    consents: list[Consent]
    segments: list[str]
    figures: Figures
    activity: list[DayCount]
    merged: list[str]
    as_of: Time
    masked: bool
    generated: bool


class TimelineItem(Answer):
    """One event of a person. `changes`: what rules on arrival did to it; `violation`: why it is not as expected."""

    id: str
    name: str
    type: str
    timestamp: Time
    received_at: Time
    source: str | None
    properties: dict[str, Json]
    context: dict[str, Json]
    session_id: str | None
    value: float | None
    currency: str | None
    changes: list[ArrivalChange]
    violation: str | None


class Timeline(Answer):
    """A page of events, newest first."""

    items: list[TimelineItem]
    next: str | None


class EventName(Answer):
    """How often somebody did something."""

    name: str
    count: int
    last_at: Time


class EventNames(Answer):
    """What somebody did, for a filter."""

    names: list[EventName]


class Reason(Answer):
    """Why: the rule (with its limit, where it is one), a sentence for a person, and the event or the person of the team that
    brought it about.
    """

    rule: str
    sentence: str
    event: str | None = None
    actor: str | None = None
    limit: int | None = None
    message_id: str | None = None
    source: str | None = None


class IdentityItem(Answer):
    """One thing that made, or unmade, a person out of identifiers."""

    id: str
    kind: Literal["created", "link", "merge", "refused", "moved", "unmerge"]
    at: Time
    identifiers: list[Identifier]
    winner: str | None
    loser: str | None
    reason: Reason
    reversible: bool
    undone: bool


class IdentityItems(Answer):
    """A page of them, newest first."""

    items: list[IdentityItem]
    next: str | None


class Unmerge(Question):
    """Which merge to take back: the id of the merge."""

    merge: Annotated[str, Field(pattern="^[0-9a-hjkmnp-tv-z]{13}$")]


class ProfilePair(Answer):
    """The two people after a merge was taken back."""

    profiles: list[Profile]


class TraitsPatch(Question):
    """Traits to set; null removes one."""

    traits: Annotated[dict[Annotated[str, limits(200)], PlainJson], Field(min_length=1, max_length=100)]


class ConsentProof(Question):
    """Where and on which text somebody agreed."""

    where: Annotated[str, limits(300)]
    text_version: Annotated[str, limits(100)]


class NewConsent(Question):
    """A consent to record."""

    channel: Annotated[str, limits(50)]
    topic: Annotated[str, limits(100)]
    state: Literal["granted", "withdrawn"]
    proof: ConsentProof


class Person(Answer):
    """Somebody whom a search found, and what it found them by."""

    id: str
    name: str
    matched: Identifier
    last_seen: Time | None


class Found(Answer):
    """What a search found, best first."""

    people: list[Person]
    took_ms: float


class TraitFilter(Question):
    """Keeps people by one trait."""

    trait: Annotated[str, limits(300)]
    op: Literal["eq", "ne", "contains", "starts_with", "gt", "gte", "lt", "lte", "exists", "not_exists", "in"]
    value: PlainJson = None
