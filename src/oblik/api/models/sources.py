"""Sources, their ledgers, their quarantine, and events as they come."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from oblik.api.models.base import Answer, Json, NotNull, Question, Time, limits
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


class HourBalance(Balance):
    """The same for one hour."""

    at: Time

    @classmethod
    def of(cls, at: int, counts: Counts) -> HourBalance:
        """From the ledger."""
        return cls.model_validate(Balance.fields(counts) | {"at": iso(at)})


class Ledger(Balance):
    """A source's ledger; `series` by hour when it was asked for."""

    as_of: Time
    series: list[HourBalance] | None = None


class Source(Answer):
    """A sender of events. `write_key` is null for who may not change sources; `per_minute` covers the last
    hour."""

    id: str
    name: str
    label: str
    kind: str
    enabled: bool
    write_key: str | None
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


class Snippet(Answer):
    """Code to copy."""

    language: str
    title: str
    code: str


class SourceKind(Answer):
    """A way to send events, with how to set it up."""

    key: str
    name: str
    description: str
    icon: str
    snippets: list[Snippet]


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


class Replay(Question):
    """What is to try again: these rows, those with this code, or all open ones."""

    ids: (
        Annotated[list[Annotated[str, Field(pattern="^[0-9a-hjkmnp-tv-z]{13}$")]], Field(max_length=2500)]
        | None
    ) = None
    code: Annotated[str, Field(max_length=100)] | None = None


class Replayed(Answer):
    """How many went into the log again."""

    replayed: int


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
    reason: str | None


class StreamItems(Answer):
    """The latest, newest first."""

    items: list[StreamItem]
    next: None = None
