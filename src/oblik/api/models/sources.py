"""Sources, their ledgers, their quarantine, and events as they come."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from oblik.api.models.base import Answer, Json, NotNull, PlainJson, Question, Time, limits
from oblik.collect.ledger import Counts
from oblik.kernel.clock import iso


def _origin(value: str) -> str:
    scheme, separator, host = value.partition("://")
    good = separator and scheme in ("http", "https") and host and not set(host) & set("/?#@ \\\"'<>")
    if not (good and host.isascii()) and value != "*":
        raise ValueError("expected an origin such as https://shop.example, or * for any")
    return value.lower()


Origin = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_origin)]
Origins = Annotated[list[Origin], Field(max_length=100)]
Rate = Annotated[int, Field(ge=1, le=1_000_000)]


class Balance(Answer):
    """What became of every event that was acknowledged; `balanced` says that the numbers add up."""

    accepted: int
    stored: int
    duplicate: int
    quarantined: int
    suppressed: int
    pending: int
    balanced: bool

    @staticmethod
    def fields(counts: Counts) -> dict[str, int | bool]:
        """From the ledger."""
        numbers = {name: getattr(counts, name) for name in Counts.__slots__}
        return numbers | {"balanced": counts.balanced}


class StretchBalance(Balance):
    """The same for one hour or one day in the workspace's zone; `at` is its beginning."""

    at: Time

    @classmethod
    def of(cls, at: int, counts: Counts) -> StretchBalance:
        """From the ledger."""
        return cls.model_validate(Balance.fields(counts) | {"at": iso(at)})


class Ledger(Balance):
    """A source's ledger; `series` when it was asked for, every hour or day of it also where nothing came."""

    as_of: Time
    series: list[StretchBalance] | None = None


class Source(Answer):
    """A sender of events. `write_key` is null for who may not change sources; the key of before the last rotation goes
    on until `old_key_until`; `per_minute` covers the last hour."""

    id: str
    name: str
    label: str
    kind: str
    enabled: bool
    write_key: str | None
    old_key_until: Time | None
    origins: list[str]
    rate_limit: int | None
    created_at: Time
    last_event_at: Time | None
    ledger: Balance
    per_minute: list[int]


class Sources(Answer):
    """All sources, by name."""

    items: list[Source]
    next: str | None
    as_of: Time


class NewSource(Question):
    """A source to make."""

    name: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9_-]{0,99}$")]
    label: Annotated[str, limits(200)] = ""
    kind: Annotated[str, Field(pattern="^[a-z0-9_]{1,50}$")]
    origins: Origins = Field(default_factory=list)
    rate_limit: Rate | None = None


class SourcePatch(Question):
    """What is changed about a source."""

    label: Annotated[str, limits(200), NotNull] = ""
    enabled: Annotated[bool, NotNull] = True
    origins: Annotated[Origins, NotNull] = Field(default_factory=list)
    rate_limit: Rate | None = None


class Rotation(Question):
    """For how many hours the old key goes on, so that it can be replaced where it is used; at most 90 days."""

    grace_hours: Annotated[int, Field(ge=0, le=90 * 24)] = 0


class Snippet(Answer):
    """Code to copy."""

    language: str
    title: str
    code: str


class SourceKind(Answer):
    """A way to send events, with how to set it up; `options` are what the tracker is told unless somebody chooses otherwise."""

    key: str
    name: str
    description: str
    icon: str
    steps: list[str]
    snippets: list[Snippet]
    options: dict[str, Json]


class SourceKinds(Answer):
    """All of them."""

    kinds: list[SourceKind]


class QuarantineRow(Answer):
    """An event that could not be stored as it came; `raw` is JSON, or text where it is not even that."""

    id: str
    received_at: Time
    reason: str
    code: str
    raw: Json
    status: Literal["open", "replayed", "discarded"]


class QuarantineReason(Answer):
    """How many open rows have one reason."""

    code: str
    reason: str
    count: int


class Quarantine(Answer):
    """A page of them, newest first, and why the open ones are there."""

    items: list[QuarantineRow]
    next: str | None
    reasons: list[QuarantineReason]
    counts: QuarantineCounts


class QuarantineCounts(Answer):
    """How many rows there are of each status."""

    open: int
    replayed: int
    discarded: int


class QuarantinePick(Question):
    """Which rows are meant: these, those with this code, or all."""

    ids: (
        Annotated[list[Annotated[str, Field(pattern="^[0-9a-hjkmnp-tv-z]{13}$")]], Field(max_length=2500)]
        | None
    ) = None
    code: Annotated[str, Field(max_length=100)] | None = None


class Replayed(Answer):
    """How many went into the log again."""

    replayed: int


class Discarded(Answer):
    """How many were set aside, or taken back."""

    count: int


class Mending(Question):
    """The event as it should have been sent."""

    raw: PlainJson


class StreamItem(Answer):
    """An event as it comes."""

    id: str
    source: str
    name: str
    type: str
    received_at: Time
    profile: str | None
    user_id: str | None
    anonymous_id: str | None
    message_id: str | None
    status: Literal["stored", "quarantined", "duplicate", "suppressed"]
    code: str | None
    reason: str | None


class StreamEvent(StreamItem):
    """One event whole: `raw` as it was sent, `added` what arrival found out; `added` is null for one that was kept
    back."""

    raw: Json
    added: dict[str, Json] | None


class StreamItems(Answer):
    """The latest, newest first."""

    items: list[StreamItem]
    next: None = None
