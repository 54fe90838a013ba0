"""Whose identifiers are, remembered between batches. Only the pipeline writes the graph, so what it remembers stays true."""

from __future__ import annotations

from collections.abc import Set

from sqlalchemy import Connection

from oblik.collect.event import Identifier
from oblik.identity import repository
from oblik.identity.graph import Graph

_MAX_REMEMBERED = 500_000  # about 120 MB


class Owners:
    """A bounded memory of identifier → profile."""

    def __init__(self) -> None:
        self._owners: dict[Identifier, int] = {}
        self._winners: dict[int, int] = {}

    def of(self, conn: Connection, wanted: Set[Identifier]) -> dict[Identifier, int]:
        """The owners of those that have one: from memory, or in one statement from the state."""
        found = {i: self._winner(self._owners[i]) for i in wanted if i in self._owners}
        missing = wanted - found.keys()
        if missing:
            found |= repository.owners(conn, missing)
        return found

    def remember(self, graph: Graph) -> None:
        """Takes over what a committed batch learnt."""
        if len(self._owners) + len(graph.owners) + len(self._winners) > _MAX_REMEMBERED:
            self.forget()
        self._winners |= graph.losers
        for identifier, profile in graph.owners.items():
            self._owners[identifier] = graph.winner(profile)

    def forget(self) -> None:
        """Remembers nothing any more; after a replay, or when another worker may have written."""
        self._owners.clear()
        self._winners.clear()

    def _winner(self, profile: int) -> int:
        while profile in self._winners:
            profile = self._winners[profile]
        return profile
