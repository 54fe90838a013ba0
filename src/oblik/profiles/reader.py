"""Reads people: the table, the page of one, the timeline, search."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from oblik.collect.sources_repository import source_names
from oblik.kernel.clock import Clock
from oblik.kernel.errors import NotFound
from oblik.kernel.page import Page, Position
from oblik.profiles.cards import Card, cards_of, person_of, row_of
from oblik.profiles.columns import PREFIX, trait_columns, trait_of, trait_types
from oblik.profiles.document import Document
from oblik.profiles.family import family_of
from oblik.profiles.figures import figures_of, last_seen_of
from oblik.profiles.filters import Filter, clauses_of
from oblik.profiles.find import Scope, Sort, filled_of, ids_of, sort_of, total_of
from oblik.profiles.portrait import portrait_of
from oblik.profiles.search import CANDIDATES, Match, exact_owner, find_owners, find_people
from oblik.profiles.timeline import Wanted, names_of, timeline_of
from oblik.store.state import State
from oblik.store.warehouse import Warehouse

DEFAULT_SORT = "-last_seen"


class ProfileReader:
    """Answers as the management API shows them, unmasked. Safe to use from any thread.

    Args:
        zone: the zone that days are counted in, asked each time, since a person may change it.
    """

    def __init__(
        self,
        state: State,
        warehouse: Warehouse,
        clock: Clock,
        zone: Callable[[], ZoneInfo] = lambda: ZoneInfo("UTC"),
    ) -> None:
        self._state = state
        self._warehouse = warehouse
        self._clock = clock
        self._zone = zone

    def find(
        self,
        *,
        search: str | None = None,
        whole: bool = False,
        identifier: tuple[str, str] | None = None,
        segment: str | None = None,
        sort: str = DEFAULT_SORT,
        columns: Sequence[str] = (),
        filters: Sequence[Filter] = (),
        limit: int = 50,
        after: Position | None = None,
    ) -> Page[Document]:
        """`ProfileRow`s. A search comes best match first, unless another sort than the default is asked for; with `whole`, it
        finds whole identifiers only.

        Raises:
            Invalid: an unknown sort or operator.
            NotFound: an unknown segment.
        """
        order, now = sort_of(sort), self._clock.now_ms()
        if segment:
            raise NotFound(f"There is no segment {segment!r:.100}.", code="unknown_segment")
        ids = self._named(search, identifier, whole)
        with self._state.read() as conn:
            types = trait_types(conn) if filters else {}
        scope = Scope(clauses_of([(trait_of(t), op, v) for t, op, v in filters], types), ids)
        if ids is not None and sort == DEFAULT_SORT:
            found, total, following = self._ranked(scope, ids, limit, after)
        else:
            found, total, following = self._sorted(scope, order, limit, after)
        return Page(self._rows(found, [trait_of(c) for c in columns]), following, total, now)

    def columns(self) -> list[Document]:
        """`ProfileColumn`s, the most used first; `filled` is the share of people who have the trait."""
        with self._state.read() as conn:
            columns = trait_columns(conn)
        filled = filled_of(self._warehouse, [c["key"].removeprefix(PREFIX) for c in columns])
        return [column | {"filled": share} for column, share in zip(columns, filled, strict=True)]

    def get(self, profile_id: int) -> Document:
        """A `Profile`; the id of one that lost a merge answers the winner.

        Raises:
            NotFound: nobody has that id.
        """
        now = self._clock.now_ms()
        return portrait_of(self._state, self._warehouse, profile_id, now=now, zone=self._zone())

    def timeline(
        self,
        profile_id: int,
        *,
        names: Sequence[str] = (),
        since: int | None = None,
        until: int | None = None,
        search: str | None = None,
        names_only: bool = False,
        limit: int = 50,
        after: Position | None = None,
    ) -> Page[Document]:
        """`TimelineItem`s, newest first; `since` is included and `until` is not, both ms since the epoch. `search` looks into
        names, properties and addresses; with `names_only` into names only."""
        with self._state.read() as conn:
            family, senders = family_of(conn, profile_id), source_names(conn)
        wanted = Wanted(names, since, until, search, names_only)
        return timeline_of(self._warehouse, family, wanted, senders, limit=limit, after=after)

    def event_names(self, profile_id: int) -> list[Document]:
        """`EventName`s of the person's events, the most frequent first."""
        with self._state.read() as conn:
            family = family_of(conn, profile_id)
        return names_of(self._warehouse, family)

    def search(self, text: str, *, limit: int = 10, whole: bool = False) -> list[Document]:
        """`Person`s found by any identifier or name, best first, tolerant of typing mistakes; with `whole`, by a whole
        identifier only."""
        matches = self._matches(text, limit, whole)
        seen = last_seen_of(self._warehouse, [match.card.family for match in matches])
        return [person_of(match.card, match.by, seen.get(match.card.family.id)) for match in matches]

    def _matches(self, text: str, limit: int, whole: bool) -> list[Match]:
        if whole:
            return find_owners(self._state, self._warehouse, text)[:limit]
        return find_people(self._state, self._warehouse, text, limit=limit)

    def _named(self, search: str | None, identifier: tuple[str, str] | None, whole: bool) -> list[int] | None:
        """The people that the search or the identifier leaves, best first; None when everybody is meant."""
        if identifier is not None:
            with self._state.read() as conn:
                owner = exact_owner(conn, identifier)
            return [] if owner is None else [owner]
        if search is not None and search.strip():
            return [match.card.family.id for match in self._matches(search, CANDIDATES, whole)]
        return None

    def _ranked(
        self, scope: Scope, ids: Sequence[int], limit: int, after: Position | None
    ) -> tuple[list[int], int, Position | None]:
        """A page of `ids` as they are, those that the filters leave. A position is a number of people."""
        if scope.clauses.sql and ids:
            everybody = ids_of(
                self._warehouse, scope, Sort("name", falling=False), limit=len(ids), after=None
            )
            left = {person for person, _ in everybody}
            ids = [person for person in ids if person in left]
        start = int(after[0] or 0) if after else 0
        page = list(ids[start : start + limit])
        return page, len(ids), (start + limit,) if len(ids) > start + limit else None

    def _sorted(
        self, scope: Scope, sort: Sort, limit: int, after: Position | None
    ) -> tuple[list[int], int, Position | None]:
        """A page in the order of `sort`. A position carries the total, which is counted for the first page only."""
        total = int(after[-1] or 0) if after else total_of(self._warehouse, scope)
        behind = tuple(after[:-1]) if after else None
        found = ids_of(self._warehouse, scope, sort, limit=limit + 1, after=behind)
        more = len(found) > limit
        return [person for person, _ in found[:limit]], total, (*found[limit - 1][1], total) if more else None

    def _rows(self, ids: Sequence[int], columns: Sequence[str]) -> list[Document]:
        with self._state.read() as conn:
            cards: list[Card] = cards_of(conn, ids)
        figures = figures_of(self._warehouse, [card.family for card in cards])
        return [row_of(card, figures[card.family.id], columns) for card in cards]
