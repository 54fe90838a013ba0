"""What other rules would make of the history: who would merge, who would split, and why. Nothing is saved.

The events go through the same extraction and the same graph as when they arrived, under the wanted rules and in memory only; what
comes out is held against whose each identifier is today.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from oblik.collect.event import Event, Identifier
from oblik.identity.comparison import Comparison, Today, compare
from oblik.identity.extract import extractor
from oblik.identity.graph import Change, Graph
from oblik.identity.rules import Rules
from oblik.kernel.ids import show

EXAMPLES = 20  # of each kind of difference
_MOST_SHOWN = 10  # profiles, parts, identifiers of one example
_REASONS = 3  # of one example
_MOST_TIES = 100_000  # pairs of people whose meeting is remembered: about 40 MB

Document = dict[str, Any]
Strangers = Callable[[Collection[Identifier]], Collection[Identifier]]
"""Those among identifiers that belong to people who are not looked at."""


def _nobody(_: Collection[Identifier]) -> Collection[Identifier]:
    return ()


@dataclass(frozen=True, slots=True)
class _Reason:
    """An event that held two identifiers, and the rule that kept them apart or let them join."""

    rule: str
    kept: Identifier
    given: Identifier
    event: str

    def document(self) -> Document:
        return {"rule": self.rule, "identifiers": _listed((self.kept, self.given)), "event": self.event}


class Preview:
    """Replays a history under the wanted rules. Of a part of it, whatever belongs to people outside the part stays theirs.

    Args:
        owners: whose each identifier of the people who are looked at is today.
        separated: for an identifier, those that a person set apart from it.
        strangers: asked once for each set of events, about identifiers that are not in `owners`.
    """

    def __init__(
        self,
        current: Rules,
        wanted: Rules,
        owners: Mapping[Identifier, int],
        separated: Mapping[Identifier, frozenset[Identifier]],
        strangers: Strangers = _nobody,
    ) -> None:
        self._today = Today(owners, current, wanted)
        self._current, self._extract, self._strangers = current, extractor(wanted), strangers
        self._graph = Graph(wanted, {}, lambda _: {}, separated, lambda _: set())
        self._of_strangers: set[Identifier] = set()
        self._ties: dict[tuple[int, int], _Reason] = {}
        self._apart: dict[int, list[_Reason]] = {}

    def see(self, events: Sequence[Event]) -> None:
        """Takes the next events, in the order in which they arrived; a repeated offset is one event."""
        for event in events:
            event.identifiers = self._extract(event)
        self._meet(events)
        graph = self._graph
        for event in events:
            event.identifiers = self._usable(event.identifiers)
            if event.identifiers:
                graph.resolve(event)
                self._note_tie(event)
        for change in graph.changes:
            self._note_conflict(change)
        for kept in (graph.changes, graph.links, graph.merges):
            kept.clear()

    def compare(self) -> Comparison:
        """What is different, in full."""
        return compare(self._today, self._after())

    def document(self) -> Document:
        """How many would merge, split, move, go and come, with `EXAMPLES` of each; ids and identifiers unmasked."""
        found = self.compare()
        chosen = _Chosen(found)
        people = self._people(chosen.profiles())
        return {
            "people": len(set(self._today.owners.values())),
            "merges": {
                "count": len(found.merged),
                "people": sum(map(len, found.merged.values())),
                "examples": [self._merge(some, people) for some in chosen.merged],
            },
            "splits": {
                "count": len(found.split),
                "examples": [self._split(profile, found, people) for profile in chosen.split],
            },
            "moves": {
                "count": len(found.moved),
                "examples": [
                    {"identifier": _shown(i), "person": people[one], "to": people[other]}
                    for i, (one, other) in chosen.moved.items()
                ],
            },
            "gone": {
                "count": len(found.gone),
                "people": len(found.ended),
                "examples": [{"identifier": _shown(i), "person": people[p]} for i, p in chosen.gone.items()],
            },
            "new": {"count": len(found.new), "examples": _listed(islice(found.new, EXAMPLES))},
        }

    def _people(self, profiles: set[int]) -> dict[int, Document]:
        """Each profile with the strongest identifier that it has today."""
        best: dict[int, Identifier] = {}
        for identifier, profile in self._today.owners.items():
            if profile in profiles:
                known = best.setdefault(profile, identifier)
                best[profile] = max(known, identifier, key=self._today.priority)
        return {profile: {"id": show(profile), "identifier": _shown(i)} for profile, i in best.items()}

    def _after(self) -> dict[Identifier, int]:
        graph = self._graph
        return {i: graph.winner(p) for i, p in graph.owners.items() if i not in self._of_strangers}

    def _meet(self, events: Sequence[Event]) -> None:
        """Learns which identifiers are strangers'."""
        known = self._graph.owners
        met = {i for e in events for i in e.identifiers if i not in known and not self._today.spellings(i)}
        self._of_strangers.update(self._strangers(met) if met else ())

    def _usable(self, identifiers: tuple[Identifier, ...]) -> tuple[Identifier, ...]:
        """All but those that strangers always had: only what is of a shared device can have been somebody else's before."""
        if not self._of_strangers:
            return identifiers
        return tuple(i for i in identifiers if i not in self._of_strangers or self._current.of(i[0]).shared)

    def _note_tie(self, event: Event) -> None:
        """Remembers the first event that made identifiers of two people one person's."""
        if len(event.identifiers) < 2 or len(self._ties) >= _MOST_TIES:
            return
        first: dict[int, Identifier] = {}
        for identifier in event.identifiers:
            for holder in self._today.holders((identifier,)):
                first.setdefault(holder, identifier)
        if len(first) > 1:
            (strongest, kept), *others = first.items()
            for holder, given in others:
                if self._is_one(kept, given):
                    pair = (min(strongest, holder), max(strongest, holder))
                    self._ties.setdefault(pair, _Reason("same_event", kept, given, event.name))

    def _is_one(self, one: Identifier, other: Identifier) -> bool:
        owners, winner = self._graph.owners, self._graph.winner
        return one in owners and other in owners and winner(owners[one]) == winner(owners[other])

    def _note_conflict(self, change: Change) -> None:
        """Remembers what the wanted rules keep apart of what is one person today."""
        if change.kind == "merge":
            return
        today = self._today
        for profile in today.holders((change.kept,)) & today.holders((change.given,)):
            known = self._apart.setdefault(profile, [])
            reason = _Reason(change.rule, change.kept, change.given, change.event)
            if len(known) < _REASONS and reason not in known:
                known.append(reason)

    def _merge(self, profiles: tuple[int, ...], people: Mapping[int, Document]) -> Document:
        within = set(profiles)
        ties = (reason for pair, reason in self._ties.items() if within.issuperset(pair))
        return {
            "people": [people[p] for p in profiles[:_MOST_SHOWN]],
            "count": len(profiles),
            "reasons": [reason.document() for reason in islice(ties, _REASONS)],
        }

    def _split(self, profile: int, found: Comparison, people: Mapping[int, Document]) -> Document:
        parts = found.split[profile]
        gone = islice((i for i, holder in found.gone.items() if holder == profile), _REASONS)
        return {
            "person": people[profile],
            "count": len(parts),
            "parts": [
                {"identifiers": _listed(some[:_MOST_SHOWN]), "count": len(some)}
                for some in islice(parts.values(), _MOST_SHOWN)
            ],
            "reasons": [reason.document() for reason in self._apart.get(profile, ())],
            "gone": _listed(gone),
        }


class _Chosen:
    """The examples among all differences: those that concern most come first."""

    def __init__(self, found: Comparison) -> None:
        self.merged = sorted(found.merged.values(), key=lambda some: (-len(some), some))[:EXAMPLES]
        self.split = sorted(found.split, key=lambda p: (-len(found.split[p]), p))[:EXAMPLES]
        self.moved = dict(islice(found.moved.items(), EXAMPLES))
        self.gone = dict(islice(found.gone.items(), EXAMPLES))

    def profiles(self) -> set[int]:
        """Everybody who is in one of them."""
        merged = {p for some in self.merged for p in some[:_MOST_SHOWN]}
        return merged.union(self.split, self.gone.values(), *self.moved.values())


def _listed(identifiers: Iterable[Identifier]) -> list[Document]:
    return [_shown(i) for i in identifiers]


def _shown(identifier: Identifier) -> Document:
    return {"namespace": identifier[0], "value": identifier[1]}
