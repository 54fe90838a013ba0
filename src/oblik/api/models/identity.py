"""The rules of identity, and deriving everything again under them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from oblik.api.models.base import Answer, Question, Time, limits
from oblik.identity.normalise import MAX_LENGTH, NORMALISERS
from oblik.identity.rules import (
    HIGHEST_PRIORITY,
    MOST_BLOCKED,
    MOST_NAMESPACES,
    MOST_PATHS,
    NAME,
    PLACEHOLDERS,
    Namespace,
    Rules,
)
from oblik.kernel.clock import iso

_MOST = 1_000_000  # identifiers of one kind that one profile may hold, where there is a limit


class NamespaceRules(Answer):
    """How one kind of identifier is treated. `limit` null: any number for one profile; `region` "": none."""

    name: str
    priority: int
    limit: int | None
    shared: bool
    normaliser: str
    paths: list[str]
    blocked: list[str]
    region: str

    @classmethod
    def of(cls, namespace: Namespace) -> NamespaceRules:
        """From the rules."""
        return cls(
            name=namespace.name,
            priority=namespace.priority,
            limit=namespace.limit,
            shared=namespace.shared,
            normaliser=namespace.normaliser,
            paths=list(namespace.paths),
            blocked=sorted(namespace.blocked),
            region=namespace.region,
        )


class IdentityRules(Answer):
    """The rules of identity. `created_at` is null for those that nobody changed; `normalisers` and `placeholders` are what
    there is to choose from, and what stands for nobody anywhere."""

    version: int
    created_at: Time | None
    namespaces: list[NamespaceRules]
    other: NamespaceRules
    normalisers: list[str]
    placeholders: list[str]

    @classmethod
    def of(cls, rules: Rules, at: int | None) -> IdentityRules:
        """From the rules and when they were saved, ms since the epoch."""
        return cls(
            version=rules.version,
            created_at=None if at is None else iso(at),
            namespaces=[NamespaceRules.of(n) for n in rules.namespaces],
            other=NamespaceRules.of(rules.other),
            normalisers=list(NORMALISERS),
            placeholders=sorted(PLACEHOLDERS - {""}),
        )


class NamespaceChange(Question):
    """How one kind of identifier shall be treated."""

    name: Annotated[str, Field(pattern=f"^{NAME}$")]
    priority: Annotated[int, Field(ge=0, le=HIGHEST_PRIORITY)]
    limit: Annotated[int, Field(ge=1, le=_MOST)] | None = None
    shared: bool = False
    normaliser: Annotated[str, limits(50)] = "trim"
    paths: Annotated[tuple[Annotated[str, limits(200)], ...], Field(max_length=MOST_PATHS)] = ()
    blocked: Annotated[tuple[Annotated[str, limits(MAX_LENGTH)], ...], Field(max_length=MOST_BLOCKED)] = ()
    region: Annotated[str, Field(pattern="^([A-Z]{2})?$")] = ""

    def namespace(self) -> Namespace:
        """As the rules hold it."""
        return Namespace(
            self.name,
            self.priority,
            limit=self.limit,
            shared=self.shared,
            normaliser=self.normaliser,
            paths=self.paths,
            blocked=frozenset(self.blocked),
            region=self.region,
        )


class IdentityRulesChange(Question):
    """All the rules as they shall be; `version` is that of the rules that were read and changed."""

    version: Annotated[int, Field(ge=1)]
    namespaces: Annotated[list[NamespaceChange], Field(max_length=MOST_NAMESPACES)]
    other: NamespaceChange


class RebuildRequested(Answer):
    """It begins as soon as the pipeline has done its batch; one that runs goes on."""

    requested: bool


class Rebuild(Answer):
    """How far a rebuild is, in events; both 0 when none runs, or one has not begun yet."""

    running: bool
    done: int
    total: int


class EventsDone(Answer):
    """How far a preview is; both 0 until it begins."""

    done: int
    total: int


class PreviewIdentifier(Answer):
    """One identifier; masked for those who may not see personal data."""

    namespace: str
    value: str


class PreviewReason(Answer):
    """An event that held two identifiers. `rule` says what became of them: `same_event` made them one person's; `limit:NAMESPACE`
    and `separated` kept them apart."""

    rule: str
    identifiers: list[PreviewIdentifier]
    event: str


class PreviewPerson(Answer):
    """A profile of today, with the strongest identifier that it has."""

    id: str
    identifier: PreviewIdentifier


class PreviewMerge(Answer):
    """People of today who would be one: the first of them, and how many there are."""

    people: list[PreviewPerson]
    count: int
    reasons: list[PreviewReason]


class PreviewPart(Answer):
    """What one of several people would have of somebody of today: the first identifiers, and how many there are."""

    identifiers: list[PreviewIdentifier]
    count: int


class PreviewSplit(Answer):
    """A person of today who would be several. `gone` are identifiers of theirs that nobody would have any more."""

    person: PreviewPerson
    parts: list[PreviewPart]
    count: int
    reasons: list[PreviewReason]
    gone: list[PreviewIdentifier]


class PreviewMove(Answer):
    """An identifier that would go from one person of today to another, both of whom stay."""

    identifier: PreviewIdentifier
    person: PreviewPerson
    to: PreviewPerson


class PreviewGone(Answer):
    """An identifier that nobody would have any more, and who has it today."""

    identifier: PreviewIdentifier
    person: PreviewPerson


class PreviewMerges(Answer):
    """How many groups would become one person each, and of how many people they are."""

    count: int
    people: int
    examples: list[PreviewMerge]


class PreviewSplits(Answer):
    """How many people would be taken apart."""

    count: int
    examples: list[PreviewSplit]


class PreviewMoves(Answer):
    """How many identifiers would change hands."""

    count: int
    examples: list[PreviewMove]


class PreviewGones(Answer):
    """How many identifiers nobody would have any more, and how many people would have none left."""

    count: int
    people: int
    examples: list[PreviewGone]


class PreviewNew(Answer):
    """How many identifiers would be somebody's that are nobody's today."""

    count: int
    examples: list[PreviewIdentifier]


class PreviewResult(Answer):
    """What other rules would make of the history. Not `complete`: only the people who were seen last were looked at."""

    people: int
    events: int
    of_events: int
    complete: bool
    merges: PreviewMerges
    splits: PreviewSplits
    moves: PreviewMoves
    gone: PreviewGones
    new: PreviewNew


class IdentityPreview(Answer):
    """A preview of identity rules. `version` is the one that they would get; `error` says why it failed, and `result` is there
    once it is done."""

    id: str
    status: Literal["running", "done", "failed", "stopped"]
    requested_at: Time
    finished_at: Time | None
    version: int
    events: EventsDone
    error: str | None
    result: PreviewResult | None
