"""Whom events belong to: stories told to the graph, and random histories held against independent oracles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from identity.oracle import Oracle
from oblik.collect.event import Event, Identifier
from oblik.identity.graph import Graph, Members
from oblik.identity.rules import DEFAULT_RULES, Namespace, Rules

FREE = Rules(1, tuple(Namespace(n, p) for n, p in (("a", 3), ("b", 2), ("c", 1))), Namespace("other", 0))


def event(
    offset: int, *identifiers: Identifier, kind: str = "track", previous: str = "", user: str = ""
) -> Event:
    """An event at `offset` with these identifiers, strongest first."""
    return Event(
        offset=offset * 4096,
        source_id=1,
        received_at=1_790_000_000_000 + offset,
        timestamp=1_790_000_000_000 + offset,
        type=kind,
        name="Something Happened",
        message_id=f"m{offset}",
        user_id=user,
        anonymous_id="",
        previous_id=previous,
        group_id="",
        properties={},
        context={},
        raw=b"{}",
        flags=[],
        identifiers=identifiers,
    )


class World:
    """A graph kept over many batches, as the state would keep it."""

    def __init__(
        self, rules: Rules = DEFAULT_RULES, separated: dict[Identifier, frozenset[Identifier]] | None = None
    ) -> None:
        self.rules, self.separated = rules, separated or {}
        self.owners: dict[Identifier, int] = {}
        self.aliases: set[Identifier] = set()
        self.profiles: set[int] = set()
        self.changes: list[str] = []

    def batch(self, events: list[Event]) -> list[int]:
        """Processes a batch; whom each event belongs to at its end."""
        graph = Graph(
            rules=self.rules,
            owners=dict(self.owners),
            load_members=self._members,
            separated=self.separated,
            load_taken=lambda ids: {i for i in ids if i in self.profiles},
        )
        graph.prefetch(events)
        result = [graph.resolve(e) for e in events]
        self.profiles |= set(graph.created)
        self.owners = {i: graph.winner(p) for i, p in graph.owners.items()}
        self.aliases |= {i for i, link in graph.links.items() if link.alias}
        self.changes += [f"{c.kind} {c.rule}" for c in graph.changes]
        return [graph.winner(p) for p in result]

    def _members(self, ids: Iterable[int]) -> dict[int, Members]:
        found: dict[int, Members] = {i: defaultdict(set) for i in ids}
        for identifier, owner in self.owners.items():
            if owner in found and identifier not in self.aliases:
                found[owner][identifier[0]].add(identifier[1])
        return found

    def people(self) -> set[frozenset[Identifier]]:
        """The identifiers of each profile."""
        groups: dict[int, set[Identifier]] = defaultdict(set)
        for identifier, owner in self.owners.items():
            groups[owner].add(identifier)
        return {frozenset(g) for g in groups.values()}


U1, U2, A1, A2 = ("user_id", "u1"), ("user_id", "u2"), ("anonymous_id", "a1"), ("anonymous_id", "a2")
E1 = ("email", "ann@example.com")

identifiers = st.sampled_from([(n, str(v)) for n in "abc" for v in range(4)])
histories = st.lists(
    st.lists(identifiers, min_size=1, max_size=3, unique=True).map(sorted).map(tuple), min_size=1, max_size=40
)
cuts = st.lists(st.integers(1, 10), min_size=1, max_size=10)


def in_batches(events: list[Event], sizes: list[int]) -> Iterable[list[Event]]:
    """The events cut into batches of the given sizes, over and over."""
    start = turn = 0
    while start < len(events):
        size = sizes[turn % len(sizes)]
        yield events[start : start + size]
        start, turn = start + size, turn + 1


@settings(max_examples=300, deadline=None)
@given(histories, cuts)
def test_without_limits_people_are_the_connected_components(
    history: list[tuple[Identifier, ...]], sizes: list[int]
) -> None:
    """Identifiers met in one event belong together, directly or through others, whatever the order, repeats and batches."""
    world, oracle = World(FREE), nx.Graph()
    for batch in in_batches([event(i + 1, *ids) for i, ids in enumerate(history)], sizes):
        world.batch(batch)
    for ids in history:
        nx.add_path(oracle, ids)
        oracle.add_nodes_from(ids)
    assert world.people() == {frozenset(c) for c in nx.connected_components(oracle)}


TIGHT = Rules(
    1,
    (Namespace("a", 3, limit=1), Namespace("b", 2, limit=2), Namespace("c", 1, shared=True)),
    Namespace("other", 0),
)
pairs = st.sets(st.frozensets(identifiers, min_size=2, max_size=2), max_size=3)


@settings(max_examples=500, deadline=None)
@given(histories, cuts, pairs)
def test_with_limits_and_separations_the_graph_does_as_the_plain_oracle(
    history: list[tuple[Identifier, ...]], sizes: list[int], apart: set[frozenset[Identifier]]
) -> None:
    """Limits, shared devices and separations decide the same in batches as one plain event at a time."""
    separated: dict[Identifier, frozenset[Identifier]] = {}
    for one, other in (tuple(p) for p in apart):
        separated[one] = separated.get(one, frozenset()) | {other}
        separated[other] = separated.get(other, frozenset()) | {one}
    world, oracle = World(TIGHT, separated), Oracle(TIGHT, apart)
    for batch in in_batches([event(i + 1, *ids) for i, ids in enumerate(history)], sizes):
        world.batch(batch)
    for ids in history:
        oracle.see(ids)
    assert world.people() == {frozenset(p) for p in oracle.people if p}


@settings(max_examples=100, deadline=None)
@given(histories, cuts, cuts)
def test_how_the_history_is_cut_into_batches_changes_nothing(
    history: list[tuple[Identifier, ...]], some: list[int], other: list[int]
) -> None:
    """The same events make the same profile ids in any batches, so that a replay finds everybody again."""
    events = [event(i + 1, *ids) for i, ids in enumerate(history)]
    one, two = World(TIGHT), World(TIGHT)
    for batch in in_batches(events, some):
        one.batch(batch)
    for batch in in_batches(events, other):
        two.batch(batch)
    assert one.owners == two.owners


def test_a_visitor_who_signs_in_keeps_the_history() -> None:
    """The cookie's visits and the account become one person."""
    world = World()
    visit, sign_in, later = world.batch([event(1, A1), event(2, U1, A1), event(3, U1)])
    assert visit == sign_in == later


def test_two_people_on_one_tablet_stay_two() -> None:
    """The cookie follows whoever signed in last; the two accounts never merge and past events stay where they were."""
    world = World()
    ann, bob, on_tablet, ann_elsewhere = world.batch(
        [event(1, U1, A1), event(2, U2, A1), event(3, A1), event(4, U1, A2)]
    )
    assert (bob, ann) == (on_tablet, ann_elsewhere)
    assert ann != bob
    assert world.changes == ["moved limit:user_id"]


def test_a_family_mailbox_stays_with_its_first_owner() -> None:
    """An e-mail is no device: when two accounts use it, it stays where it was and nothing merges."""
    world = World()
    ann, bob, mail = world.batch([event(1, U1, E1), event(2, U2, E1), event(3, E1)])
    assert mail == ann != bob
    assert world.changes == ["refused limit:user_id"]


def test_an_alias_joins_two_accounts_that_a_limit_keeps_apart() -> None:
    """The shop itself says that the old id and the new one are the same person."""
    world = World()
    world.batch([event(1, U1, A1), event(2, U2, A2)])
    world.batch([event(3, U2, U1, ("anonymous_id", "u1"), kind="alias", previous="u1", user="u2")])
    old, new = world.batch([event(4, U1), event(5, U2)])
    assert old == new
    assert world.changes == ["merge alias"]


def test_the_oldest_profile_wins_a_merge() -> None:
    """Whoever was known first keeps the id, so that links to it live on."""
    world = World()
    first, second = world.batch([event(1, A1), event(2, U1)])
    (merged,) = world.batch([event(3, U1, A1)])
    assert merged == first < second
