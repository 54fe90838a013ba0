"""What events would do to people, had they arrived: who would be new, who would change, who would merge.

The events go through the same extraction, graph and documents as when they arrive, in memory only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from oblik.collect.event import Event
from oblik.identity import repository as identity
from oblik.identity.extract import extractor
from oblik.identity.graph import Graph, Members
from oblik.profiles import repository as profiles
from oblik.profiles.document import Document, consents_of, fold, says_something, traits_of
from oblik.store.state import State

MOST_NEW = 250_000
"""New people that are told apart, at about a kilobyte each; of what comes after nothing is said."""


class Rehearsal:
    """Events in, in order; counts of people out. Asks the state once or twice for each set of events."""

    def __init__(self, state: State) -> None:
        self._state = state
        with state.read() as conn:
            rules, separated = identity.current_rules(conn), identity.separated(conn)
        self._extract = extractor(rules)
        self._graph = Graph(rules, {}, self._members, separated, lambda _: set())
        self._known: set[int] = set()
        self._changed: set[int] = set()
        self._seen = self._left_out = 0

    def see(self, events: Sequence[Event]) -> None:
        """Takes the next events; those without an identifier are nobody's."""
        if len(self._graph.created) >= MOST_NEW:
            self._left_out += len(events)
            return
        for event in events:
            event.identifiers = self._extract(event)
        usable = [event for event in events if event.identifiers]
        self._seen += len(events)
        self._meet(usable)
        for event in usable:
            event.profile_id = self._graph.resolve(event)
        self._take_note(usable)

    def document(self) -> dict[str, Any]:
        """`new`, `changed`, `merged` (who would become somebody else) and `same`, of how many `events`."""
        graph = self._graph
        lost = graph.losers.keys()
        kept = self._known - lost
        changed = {graph.winner(profile) for profile in self._changed} & kept
        return {
            "new": len(graph.created.keys() - lost),
            "changed": len(changed),
            "merged": len(self._known & lost),
            "same": len(kept) - len(changed),
            "events": self._seen,
            "complete": self._left_out == 0,
        }

    def _meet(self, events: Sequence[Event]) -> None:
        """Asks whose those identifiers are that were not met before."""
        graph = self._graph
        unknown = {i for event in events for i in event.identifiers if i not in graph.owners}
        if unknown:
            with self._state.read() as conn:
                graph.owners.update(identity.owners(conn, unknown))
        graph.prefetch(events)

    def _take_note(self, events: Sequence[Event]) -> None:
        """Who was met and who changed; what the graph remembers of these events is let go."""
        graph = self._graph
        met = {event.profile_id for event in events} | {
            p for pair in graph.merges.values() for p in _flat(pair)
        }
        self._known |= met - graph.created.keys()
        linked = {graph.winner(link.profile_id) for link in graph.links.values()}
        won = {winner for pairs in graph.merges.values() for winner, _ in pairs}
        self._changed |= (linked | won) - graph.created.keys()
        self._fold([e for e in events if says_something(e) and graph.winner(e.profile_id) in self._known])
        graph.links.clear()
        graph.changes.clear()
        graph.merges.clear()

    def _fold(self, events: Sequence[Event]) -> None:
        """Who would have another trait or consent than now."""
        owners = {event.profile_id for event in events} - self._changed
        if not owners:
            return
        with self._state.read() as conn:
            stored = profiles.load(conn, owners)
        before = {profile: _values(found.document) for profile, found in stored.items()}
        for event in events:
            if event.profile_id in stored:
                fold(stored[event.profile_id].document, event)
        self._changed |= {
            profile for profile, found in stored.items() if _values(found.document) != before[profile]
        }

    def _members(self, ids: Iterable[int]) -> dict[int, Members]:
        with self._state.read() as conn:
            return identity.members(conn, ids)


def _flat(pairs: Iterable[tuple[int, int]]) -> list[int]:
    return [profile for pair in pairs for profile in pair]


def _values(document: Document) -> tuple[dict[str, Any], dict[str, str]]:
    return traits_of(document), consents_of(document)
