"""Who an event belongs to: the deterministic graph of identifiers, in memory for one batch.

Identifiers met in one event belong together. When they lead to several profiles these merge, unless a limit or a separation
would break; then the weaker identifier gives way: one of a shared device moves to whoever signed in, any other stays where it
was. The oldest profile wins a merge. Given the same events in the same order the result is always the same, which is what lets
a batch be retried and the history be replayed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from oblik.collect.event import Event, Identifier
from oblik.identity.rules import Namespace, Rules
from oblik.kernel.ids import timed_id

Members = dict[str, set[str]]
"""A profile's identifiers: namespace → values. Aliases are not among them, since limits do not count them."""

ChangeKind = Literal["merge", "moved", "refused"]


@dataclass(frozen=True, slots=True)
class Change:
    """Something that an event did to the graph beyond a plain link; a row of the identity log.

    Attributes:
        id: made of the event, the identifier and whether it merged or moved, so that a replay finds the row again.
        profile_id: who won the merge, or whom the event belongs to.
        other_id: who lost the merge, or who held the identifier that gave way.
        kept, given: the stronger and the weaker identifier; together why it happened.
        rule: `same_event`, `alias`; `limit:NAMESPACE` or `separated` when something gave way.
    """

    id: int
    kind: ChangeKind
    profile_id: int
    other_id: int
    offset: int
    at: int
    source_id: int
    message_id: str
    event: str
    kept: Identifier
    given: Identifier
    rule: str


@dataclass(slots=True)
class Link:
    """Whose an identifier is now, and the event that said so."""

    profile_id: int
    alias: bool
    offset: int
    source_id: int
    at: int


@dataclass
class Graph:
    """The part of the graph that a batch touches, and what the batch changes in it.

    Attributes:
        owners: whose each known identifier is; one that is absent is known to belong to nobody.
        load_members: the identifiers of profiles, asked only for those that may merge.
        separated: for an identifier, those that a person set apart from it.
        load_taken: which of some profile ids are in use; asked for the batch's new ones only.
    """

    rules: Rules
    owners: dict[Identifier, int]
    load_members: Callable[[Iterable[int]], Mapping[int, Members]]
    separated: Mapping[Identifier, frozenset[Identifier]]
    load_taken: Callable[[Iterable[int]], set[int]]
    links: dict[Identifier, Link] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    merges: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    created: dict[int, int] = field(default_factory=dict)
    _members: dict[int, Members] = field(default_factory=dict)
    _taken: set[int] = field(default_factory=set)
    _winner: dict[int, int] = field(default_factory=dict)
    _namespaces: dict[str, Namespace] = field(default_factory=dict)

    def prefetch(self, events: Iterable[Event]) -> None:
        """Loads in one go the members of every profile that the batch could merge or extend, and the ids it may not reuse."""
        wanted: set[int] = set()
        new: set[int] = set()
        owner_of = self.owners
        for event in events:
            if len(event.identifiers) == 1 and event.identifiers[0] in owner_of:
                continue
            owners = [owner_of.get(i) for i in event.identifiers]
            if owners[0] is None:
                new.add(timed_id(event.received_at, event.offset))
            if len(set(owners)) > 1:
                wanted.update(o for o in owners if o is not None)
        if wanted:
            self._members.update(self.load_members(wanted))
        if new:
            self._taken.update(self.load_taken(new))

    def resolve(self, event: Event) -> int:
        """The profile that `event` belongs to. Its identifiers must not be empty."""
        identifiers = event.identifiers
        if event.type == "alias":
            identifiers = self._known_kind(identifiers, event.previous_id)
        first = self._owner(identifiers[0])
        if first is not None and all(self._owner(i) == first for i in identifiers[1:]):
            return first
        return _Resolution(self, event, identifiers).run()

    def winner(self, profile_id: int) -> int:
        """Who a profile is after this batch's merges."""
        while profile_id in self._winner:
            profile_id = self._winner[profile_id]
        return profile_id

    @property
    def losers(self) -> dict[int, int]:
        """Each profile that lost a merge in this batch → who it is now."""
        return {loser: self.winner(loser) for loser in self._winner}

    def members(self, profile_id: int) -> Members:
        """The identifiers that a profile holds at this moment of the batch."""
        known = self._members.get(profile_id)
        if known is None:
            known = self._members[profile_id] = dict(self.load_members([profile_id]).get(profile_id, {}))
        return known

    def _owner(self, identifier: Identifier) -> int | None:
        owner = self.owners.get(identifier)
        return None if owner is None else self.winner(owner)

    def _namespace(self, name: str) -> Namespace:
        found = self._namespaces.get(name)
        if found is None:
            found = self._namespaces[name] = self.rules.of(name)
        return found

    def _known_kind(self, identifiers: tuple[Identifier, ...], previous: str) -> tuple[Identifier, ...]:
        kinds = [i for i in identifiers if i[1] == previous and i[0] in ("user_id", "anonymous_id")]
        known = [i for i in kinds if i in self.owners]
        return tuple(i for i in identifiers if i not in kinds or not known or i in known)


@dataclass
class _Resolution:
    """One event on its way to its profile: the profile so far, and the identifiers that will join it."""

    graph: Graph
    event: Event
    identifiers: tuple[Identifier, ...]
    current: int | None = None
    joining: list[Identifier] = field(default_factory=list)
    notes: list[tuple[ChangeKind, int | None, int, Identifier, str]] = field(default_factory=list)

    def run(self) -> int:
        for identifier in self.identifiers:
            owner = self.graph._owner(identifier)
            if owner is None or owner != self.current:
                self._meet(identifier, owner)
        profile = self.current if self.current is not None else self._create()
        for identifier in self.joining:
            self._link(identifier, profile)
        self.graph.changes.extend(self._changes(profile))
        return profile

    def _meet(self, identifier: Identifier, owner: int | None) -> None:
        conflict = self._conflict(self._incoming(identifier, owner))
        if conflict:
            self._give_way(identifier, owner, conflict)
            return
        if owner is None or self._is_alias(identifier):
            self.joining.append(identifier)
        if owner is not None and self.current is None:
            self.current = owner
        elif owner is not None:
            self._merge(identifier, owner)

    def _incoming(self, identifier: Identifier, owner: int | None) -> Members:
        """What would come in: a whole profile, or the one identifier that nobody holds."""
        name, value = identifier
        theirs = {name: {value}} if owner is None else self.graph.members(owner)
        if self._is_alias(identifier):
            theirs.get(name, set()).discard(value)
        return theirs

    def _ours(self) -> Members:
        ours: Members = {}
        if self.current is not None:
            ours = {name: set(values) for name, values in self.graph.members(self.current).items()}
        for name, value in self.joining:
            if not self._is_alias((name, value)):
                ours.setdefault(name, set()).add(value)
        return ours

    def _conflict(self, theirs: Members) -> str:
        """The rule that keeps the two apart, or ""."""
        ours = self._ours()
        for name, values in theirs.items():
            limit = self.graph._namespace(name).limit
            if limit is not None and name in ours and len(ours[name] | values) > limit:
                return f"limit:{name}"
        return "separated" if self._separated(ours, theirs) else ""

    def _separated(self, ours: Members, theirs: Members) -> bool:
        apart = self.graph.separated
        return bool(apart) and any(
            other_value in theirs.get(other_name, ())
            for name, values in ours.items()
            for value in values
            for other_name, other_value in apart.get((name, value), ())
        )

    def _give_way(self, identifier: Identifier, owner: int | None, rule: str) -> None:
        """The weaker identifier moves, when it is of a device that people share, or stays where it is."""
        name, value = identifier
        moves = (
            owner is not None and self.graph._namespace(name).shared and not self._conflict({name: {value}})
        )
        if owner is not None and moves:
            self.graph.members(owner).get(name, set()).discard(value)
            self.joining.append(identifier)
        self.notes.append(("moved" if moves else "refused", None, owner or 0, identifier, rule))

    def _merge(self, identifier: Identifier, owner: int) -> None:
        graph, current = self.graph, self.current or 0
        winner, loser = min(current, owner), max(current, owner)
        ours = graph.members(winner)
        for name, values in graph.members(loser).items():
            ours.setdefault(name, set()).update(values)
        graph._winner[loser] = winner
        graph.merges[self.event.offset].append((winner, loser))
        self.current = winner
        rule = "alias" if self._is_alias(identifier) else "same_event"
        self.notes.append(("merge", winner, loser, identifier, rule))

    def _link(self, identifier: Identifier, profile: int) -> None:
        event, alias = self.event, self._is_alias(identifier)
        self.graph.owners[identifier] = profile
        self.graph.links[identifier] = Link(profile, alias, event.offset, event.source_id, event.received_at)
        if not alias:
            self.graph.members(profile).setdefault(identifier[0], set()).add(identifier[1])

    def _create(self) -> int:
        graph, event, place = self.graph, self.event, self.event.offset
        new = timed_id(event.received_at, place)
        while new in graph._taken or new in graph.created:
            place += 1
            new = timed_id(event.received_at, place)
            graph._taken.update(graph.load_taken([new]))
        graph.created[new] = event.received_at
        graph._members[new] = {}
        return new

    def _is_alias(self, identifier: Identifier) -> bool:
        """The earlier id that an alias names: said to be the same person, so no limit counts it."""
        event = self.event
        renamed = event.type == "alias" and event.previous_id != event.user_id
        return renamed and identifier == ("user_id", event.previous_id)

    def _changes(self, profile: int) -> list[Change]:
        event = self.event
        return [
            Change(
                id=change_id(event.offset, self.identifiers.index(given), kind),
                kind=kind,
                profile_id=at_the_time if at_the_time is not None else profile,
                other_id=other,
                offset=event.offset,
                at=event.received_at,
                source_id=event.source_id,
                message_id=event.message_id,
                event=event.name,
                kept=self.identifiers[0],
                given=given,
                rule=rule,
            )
            for kind, at_the_time, other, given, rule in self.notes
        ]


CHANGES_PER_EVENT = 32


def change_id(offset: int, index: int, kind: ChangeKind) -> int:
    """The id of what the event at `offset` did by its identifier number `index` (below 14)."""
    return offset * CHANGES_PER_EVENT + index + (14 if kind == "moved" else 0)


def reason_of(change: Change) -> dict[str, Any]:
    """What the identity log keeps of why."""
    return {
        "rule": change.rule,
        "kept": list(change.kept),
        "given": list(change.given),
        "event": change.event,
        "message_id": change.message_id,
        "source_id": change.source_id,
    }
