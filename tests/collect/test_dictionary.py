"""Every event, property and trait that was ever seen, counted exactly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engines.fixtures import Engines
from oblik.collect import dictionary, seen
from oblik.collect.dictionary import OTHER, TRAITS, Observer
from oblik.collect.event import Event
from oblik.store.state import State, open_state

NOON = 1_790_000_000_000
TYPES = {
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    type(None): "null",
    list: "array",
    dict: "object",
}


@pytest.fixture
def state(engines: Engines) -> State:
    """Both states, one after the other."""
    return engines.state


def event(
    name: str = "Product Viewed", at: int = 0, kind: str = "track", source: int = 1, /, **properties: Any
) -> Event:
    """One event on its way."""
    return Event(at, source, NOON + at, 0, kind, name, "m", "u", "", "", "", properties, {}, b"", [])


def flush(state: State, *batches: Sequence[Event], observer: Observer | None = None) -> None:
    """Puts batches through, each in a transaction of its own."""
    observer = observer or Observer()
    for batch in batches:
        with state.write() as conn:
            observer.flush(conn, batch)


def properties(state: State, owner: str) -> dict[str, seen.SeenProperty]:
    """What is known of an event's properties."""
    with state.read() as conn:
        return {one.name: one for one in seen.properties(conn, owner)}


def test_names_types_counts_and_times_are_remembered(state: State) -> None:
    """Over batches and sources."""
    flush(
        state,
        [event("A", 5, price=1, sku="x"), event("A", 3, price="free"), event("B", 4)],
        [event("A", 9, "track", 2, price=None)],
    )
    with state.read() as conn:
        first, second = seen.events(conn, limit=10).items
        assert seen.event_count(conn, "A") == 3
    assert (first.name, first.count, first.first_seen, first.last_seen) == ("A", 3, NOON + 3, NOON + 9)
    assert (second.name, second.count) == ("B", 1)
    price = properties(state, "A")["price"]
    assert price.types == {"null": 1, "number": 1, "string": 1}
    assert (price.count, price.first_seen, price.last_seen) == (3, NOON + 3, NOON + 9)


def test_traits_are_those_of_identifies_and_of_what_other_events_say(state: State) -> None:
    """They belong to the person, not to the event."""
    viewed = event("Product Viewed", 0, sku="x")
    viewed.context = {"traits": {"plan": "gold"}}
    flush(state, [event("Identified", 0, "identify", plan="free", vip=True), viewed])
    assert {name: one.count for name, one in properties(state, TRAITS).items()} == {"plan": 2, "vip": 1}
    assert set(properties(state, "Product Viewed")) == {"sku"}


def test_samples_are_few_short_and_nobodys(state: State) -> None:
    """The dictionary outlives the people in it."""
    said = {
        "email": "ann@example.com",
        "comment": "call +447700900112",
        "colour": "",
        "tags": ["a"],
        "long": "x" * 500,
    }
    flush(state, *([event("A", n, size=str(n % 7), **said)] for n in range(20)))
    found = properties(state, "A")
    assert found["size"].examples == ("0", "1", "2")
    assert (
        found["email"].examples
        == found["comment"].examples
        == found["colour"].examples
        == found["tags"].examples
        == ()
    )
    assert len(found["long"].examples[0]) == 60


def test_strangers_cannot_fill_the_memory(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limits names are counted together; nothing is lost from the counts, also after a restart."""
    monkeypatch.setattr(dictionary, "MOST_EVENTS", 5)
    monkeypatch.setattr(dictionary, "MOST_PROPERTIES", 3)
    batch = [event(f"made up {n}", n, **{f"key {n}": 1, f"other {n}": 1}) for n in range(20)]
    same = [event("made up 0", n, **{f"key {n}": 1}) for n in range(20)]
    flush(state, batch)
    flush(state, same, batch)
    with state.read() as conn:
        counted = {one.name: one.count for one in seen.events(conn, limit=100).items}
    assert len(counted) == 6
    assert sum(counted.values()) == 60
    assert counted[OTHER] == 30
    kept = properties(state, "made up 0")
    assert len(kept) == 4
    assert sum(one.count for one in kept.values()) == 24


def test_names_are_read_page_by_page_the_most_frequent_first(state: State) -> None:
    """Also where many are equally frequent; the search takes what it is given as text."""
    flush(state, [event(f"E{n:02}") for n in range(25)] + [event("E07")] + [event("100%_sure")])
    names, after = [], None
    while True:
        with state.read() as conn:
            page = seen.events(conn, limit=10, after=after)
        names += [one.name for one in page.items]
        if (after := page.next) is None:
            break
    assert names == ["E07", "100%_sure", *(f"E{n:02}" for n in range(25) if n != 7)]
    with state.read() as conn:
        assert [one.name for one in seen.events(conn, limit=10, search="0%_s").items] == ["100%_sure"]
        assert seen.events(conn, limit=10, search="%%").items == []


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(0, 9),
    st.floats(0, 1),
    st.text(max_size=3),
    st.just([]),
    st.just({}),
)
BATCHES = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from(["A", "B"]), st.integers(0, 99), st.dictionaries(st.sampled_from("xyz"), VALUES)
        ),
        max_size=20,
    ),
    max_size=4,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BATCHES)
def test_counting_by_shapes_equals_counting_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[tuple[str, int, dict[str, Any]]]]
) -> None:
    """However the events are cut into batches."""
    opened = open_state("", tmp_path_factory.mktemp("state"))
    opened.migrate()
    flush(opened, *([event(name, at, **said) for name, at, said in batch] for batch in batches))
    counts: Counter[tuple[str, str, str]] = Counter()
    for name, _, said in (one for batch in batches for one in batch):
        counts.update((name, key, TYPES[type(value)]) for key, value in said.items())
    found = {
        (owner, one.name, kind): count
        for owner in "AB"
        for one in properties(opened, owner).values()
        for kind, count in one.types.items()
    }
    opened.close()
    assert found == counts
