"""The data dictionary: which events, properties and traits there are, and what people say of them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from oblik.api.models.arrival import EventSchema, Name
from oblik.api.models.base import Answer, Json, NotNull, Question, Time
from oblik.api.parameters import ID_PATTERN
from oblik.collect.limits import NAME

MOST_DAYS = 3_650
_DESCRIPTION = 2_000

Status = Literal["expected", "unknown", "hidden", "blocked"]


class Owner(Answer):
    """Whose an event is."""

    id: str
    name: str


class Owners(Answer):
    """Everybody whose an event could be."""

    owners: list[Owner]


class DictionaryEvent(Answer):
    """An event name. `trend` has the events of the last 30 times 24 hours, the oldest first; `wrong` those of the last of them
    that were not as expected."""

    name: str
    type: str
    status: Status
    description: str
    owner: Owner | None
    count: int
    first_seen: Time | None
    last_seen: Time | None
    sources: list[str]
    trend: list[int]
    wrong: int
    has_schema: bool
    retention_days: int | None


class DictionaryEvents(Answer):
    """A page of them, the most frequent first."""

    items: list[DictionaryEvent]
    next: str | None


class DictionaryProperty(Answer):
    """A property or trait: how often with which JSON type; `filled` is its share of the events. `personal` says that people marked
    it, `recognised` that its name says so by itself."""

    name: str
    types: dict[str, int]
    count: int
    filled: float
    first_seen: Time
    last_seen: Time
    examples: list[Json]
    description: str
    personal: bool
    recognised: bool


class Breach(Answer):
    """How often a property was not as expected since that was last said; `property` "" stands for those that are not listed."""

    property: str
    broken: str
    source: str | None
    count: int
    first_at: Time
    last_at: Time
    reason: str


class DictionaryEventPage(Answer):
    """All about the events of one name. `since` names what is expected, for changing it; `renamed_to` is the name that a rule on
    arrival gives them; `removing` says that some are about to go."""

    name: str
    types: list[str]
    status: Status
    standard: bool
    expected: bool
    hidden: bool
    refused: bool
    description: str
    owner: Owner | None
    retention_days: int | None
    count: int
    first_seen: Time | None
    last_seen: Time | None
    sources: list[str]
    properties: list[DictionaryProperty]
    expectation: EventSchema | None
    since: int
    breaches: list[Breach]
    renamed_to: str | None
    removing: bool
    as_of: Time


class EventPatch(Question):
    """What is changed about an event. `owner` is a user's id, null for nobody; `retention_days` null for ever."""

    owner: Annotated[str | None, Field(pattern=ID_PATTERN)] = None
    description: Annotated[str, Field(max_length=_DESCRIPTION), NotNull] = ""
    expected: Annotated[bool, NotNull] = False
    hidden: Annotated[bool, NotNull] = False
    retention_days: Annotated[int | None, Field(ge=1, le=MOST_DAYS)] = None


class PropertyPatch(Question):
    """What is changed about a property; `event` "" for a trait."""

    event: Annotated[str, Field(max_length=NAME)]
    name: Name
    description: Annotated[str, Field(max_length=_DESCRIPTION), NotNull] = ""
    personal: Annotated[bool, NotNull] = False


class PropertyNote(Answer):
    """What is said of a property."""

    event: str
    name: str
    description: str
    personal: bool


class DictionaryTraits(Answer):
    """What is known of people; `filled` is the share of what said anything of anyone."""

    traits: list[DictionaryProperty]


class VolumePoint(Answer):
    """Events of an hour or of 24 hours, `at` its beginning; `flagged` are among the stored. Where enough is known of the same hour
    of earlier weeks or days, what is usual and how much it varies."""

    at: Time
    stored: int
    flagged: int
    refused: int
    usual: float | None = None
    spread: float | None = None


class EventVolume(Answer):
    """How the events of one name came, all sources together, the oldest first."""

    as_of: Time
    by: Literal["hour", "day"]
    points: list[VolumePoint]


class RemovalPreview(Answer):
    """What would go, and what would stay because people became known by it."""

    name: str
    events: int
    staying: int
    people: int
    first_at: Time | None


class RemovalRequest(Question):
    """Removes what is stored of an event, and refuses it from now on when `block` says so."""

    block: bool


class RemovalRequested(Answer):
    """The pipeline removes it between two batches."""

    requested: bool
