"""People as the pages show them, read after real events went through the pipeline."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from oblik.kernel.errors import Invalid, NotFound
from oblik.kernel.ids import parse, show
from oblik.profiles.find import SORTS
from oblik.profiles.reader import ProfileReader
from stories.world import World, identify, order, track


def test_page_of_a_person(world: World, reader: ProfileReader) -> None:
    """Somebody browses, signs in, orders twice: one page tells all of it, and where each trait came from."""
    world.send(track("Page Viewed", anonymous="cookie"))
    world.send(identify(user="u1", anonymous="cookie", name="Ann Lee", email="Ann@Example.com"))
    world.send(order("o1", 20, user="u1"), order("o2", 31, user="u1"), track("Seen", user="u1"))
    world.run()
    owner = world.owner("user_id", "u1")
    assert owner is not None
    ann = reader.get(owner)
    assert (ann["name"], ann["traits"]["email"]) == ("Ann Lee", "Ann@Example.com")
    assert ann["figures"] | {"last_order_at": None} == {
        "events": 5,
        "sessions": ann["figures"]["sessions"],
        "orders": 2,
        "revenue": 51.0,
        "currency": "EUR",
        "average_order": 25.5,
        "last_order_at": None,
        "days_since_last_order": 0,
    }
    origin = ann["provenance"]["email"]
    assert (origin["source"], origin["event"], origin["message_id"]) == ("shop", "Identified", "m2")
    assert [i["namespace"] for i in ann["identifiers"]] == ["user_id", "email", "anonymous_id"]
    assert ann["activity"][-1]["count"] == 5 and len(ann["activity"]) == 90


def test_loser_of_a_merge_answers_the_winner(world: World, reader: ProfileReader) -> None:
    """Two profiles become one: both ids lead to it, with the events and figures of both."""
    world.send(order("o1", 10, anonymous="a"), order("o2", 5, user="u"))
    world.run()
    one, other = world.owner("anonymous_id", "a"), world.owner("user_id", "u")
    world.send(identify(user="u", anonymous="a"))
    world.run()
    assert one is not None and other is not None
    assert reader.get(one)["id"] == reader.get(other)["id"]
    whole = reader.get(other)
    assert whole["figures"]["revenue"] == 15.0
    assert whole["merged"] == [show(max(one, other))]
    assert [item["name"] for item in reader.timeline(other).items] == [
        "Identified",
        "Order Completed",
        "Order Completed",
    ]
    (row,) = reader.find().items
    assert (row["id"], row["orders"], row["events"]) == (whole["id"], 2, 3)


def test_who_only_gave_something_back(world: World, reader: ProfileReader) -> None:
    """A refund without an order, beside what costs nothing: its money is shown, in its currency."""
    world.send(
        track("Order Refunded", user="u", order_id="o", total=26.32, currency="UAH"), track("Seen", user="u")
    )
    world.run()
    figures = reader.get(world.owner("user_id", "u") or 0)["figures"]
    assert (figures["orders"], figures["revenue"], figures["currency"]) == (0, -26.32, "UAH")


def test_unknown_person(reader: ProfileReader) -> None:
    """An id that nobody has is not found, also one that is too great for the state."""
    for unknown in (5, (1 << 64) - 1):
        with pytest.raises(NotFound):
            reader.get(unknown)


def test_timeline_pages_and_filters(world: World, reader: ProfileReader) -> None:
    """Years of events come page by page without a gap or a repeat, and can be filtered by name, time and text."""
    for number in range(60):
        world.clock.advance(days=13)
        kind = "Song Played" if number % 3 else "Чай Выпит"
        world.send(track(kind, user="u", title=f"Пісня {number}", nested={"a.b": number}))
    world.run()
    owner = world.owner("user_id", "u") or 0
    seen: list[Any] = []
    after = None
    while True:
        page = reader.timeline(owner, limit=7, after=after)
        seen += page.items
        after = page.next
        if after is None:
            break
    assert [item["properties"]["title"] for item in seen] == [f"Пісня {n}" for n in range(59, -1, -1)]
    assert seen[0]["properties"]["nested"] == {"a.b": 59}
    assert len(reader.timeline(owner, names=["Чай Выпит"], limit=100).items) == 20
    assert [i["properties"]["title"] for i in reader.timeline(owner, search="пісня 42").items] == ["Пісня 42"]
    assert len(reader.timeline(owner, search="чай", names_only=True, limit=100).items) == 20
    assert reader.timeline(owner, search="пісня 42", names_only=True).items == []
    middle = parse(seen[30]["id"])
    assert middle and reader.event_names(owner)[0] | {"last_at": ""} == {
        "name": "Song Played",
        "count": 40,
        "last_at": "",
    }
    now = world.clock.now_ms()
    assert len(reader.timeline(owner, since=now - 30 * 86_400_000, limit=100).items) == 3
    assert reader.timeline(owner, since=-(10**15), until=-(10**14)).items == []


@pytest.mark.parametrize("sort", [sign + by for sign in ("", "-") for by in SORTS])
def test_pages_meet_in_every_sort(world: World, reader: ProfileReader, sort: str) -> None:
    """Whatever the sort, going through the pages shows each person once, in the order of one great page."""
    for number in range(23):
        user = f"u{number}"
        world.send(identify(user=user, name=f"Name {number % 5}"))
        world.send(
            *(order(f"o{number}-{k}", 3 * k, user=user) for k in range(number % 4)), track("Seen", user=user)
        )
    world.run()
    for number in (3, 11):  # the same people again, in rows of their own
        world.send(order(f"again-{number}", 7, user=f"u{number}", currency="UAH"))
        world.run()
    everybody = [item["id"] for item in reader.find(sort=sort, limit=100).items]
    assert len(set(everybody)) == 23
    walked: list[str] = []
    after = None
    for _ in itertools.count():
        page = reader.find(sort=sort, limit=4, after=after)
        walked += [item["id"] for item in page.items]
        assert page.total == 23
        after = page.next
        if after is None:
            break
    assert walked == everybody


def test_filters(world: World, reader: ProfileReader) -> None:
    """Traits of every type are compared as what they are."""
    world.send(identify(user="u1", name="Ann", city="Kyiv", age=30, vip=True))
    world.send(identify(user="u2", name="Bob", city="Lviv", age=9, vip=False))
    world.send(identify(user="u3", name="Cyd", age=100))
    world.run()

    def names(*filters: tuple[str, str, Any]) -> list[str]:
        return [item["name"] for item in reader.find(filters=filters, sort="name").items]

    assert names(("city", "eq", "Kyiv")) == ["Ann"]
    assert names(("traits.city", "contains", "LV")) == ["Bob"]
    assert names(("age", "gt", 9)) == ["Ann", "Cyd"]
    assert names(("age", "gte", "30")) == ["Ann", "Cyd"]
    assert names(("age", "in", [9, 100])) == ["Bob", "Cyd"]
    assert names(("vip", "eq", True)) == ["Ann"]
    assert names(("city", "not_exists", None)) == ["Cyd"]
    assert names(("city", "exists", None), ("age", "lt", 30)) == ["Bob"]
    assert names(("city", "ne", "Kyiv")) == ["Bob", "Cyd"]
    assert names(("city", "starts_with", "lv")) == ["Bob"]
    assert reader.find(filters=[("age", "gt", 9)]).total == 2
    with pytest.raises(Invalid):
        names(("age", "like", 1))
    with pytest.raises(Invalid):
        reader.find(sort="traits.age")


HOSTILE = [
    "a.b",
    "we`ird",
    "quo'te",
    "ba\\ck",
    "^up",
    "x:`Int64`",
    "юни",
    "sp ace",
    "{x:Int}",
    "new\nline",
    "d]",
    "a[]",
    "%s",
    "--",
    "/*",
]


def test_hostile_trait_names(world: World, reader: ProfileReader) -> None:
    """A trait may be called anything: it is found under its name, and no name changes the query."""
    for number, name in enumerate(HOSTILE):
        world.send(identify(user=f"user-{number}", **{name: f"value {number}"}))
    world.run()
    for number, name in enumerate(HOSTILE):
        found = reader.find(filters=[(name, "eq", f"value {number}")]).items
        assert [item["identifiers"][0]["value"] for item in found] == [f"user-{number}"], name
        assert found[0]["traits"] == {name: f"value {number}"}
    columns = {column["label"]: column["filled"] for column in reader.columns()}
    assert columns == {name: pytest.approx(1 / len(HOSTILE), abs=0.001) for name in HOSTILE}


def test_columns(world: World, reader: ProfileReader) -> None:
    """What tables can show is what was seen, with its type and how many people have it."""
    world.send(identify(user="u1", plan="gold", born="1990-05-17", age=30), identify(user="u2", plan="blue"))
    world.run()
    columns = {column["label"]: column for column in reader.columns()}
    assert (columns["plan"]["key"], columns["plan"]["type"], columns["plan"]["filled"]) == (
        "traits.plan",
        "string",
        1.0,
    )
    assert (columns["age"]["type"], columns["age"]["filled"]) == ("number", 0.5)
    (row,) = reader.find(identifier=("user_id", "u1"), columns=["traits.plan"]).items
    assert row["traits"] == {"plan": "gold"}


def test_segments_are_not_made_up(reader: ProfileReader) -> None:
    """A segment that does not exist is not an empty one."""
    with pytest.raises(NotFound):
        reader.find(segment="vip")


def test_pages_of_many_who_were_seen_at_the_same_moment(world: World, reader: ProfileReader) -> None:
    """A history with dates only puts hundreds of people at one moment: each is shown once, on whichever page."""
    day = {"timestamp": "2026-11-01T00:00:00Z"}
    world.send(*(track("Seen", user=f"u{n}") | day for n in range(600)))
    world.send(*(track("Seen", anonymous=f"c{n}") | day for n in range(0, 600, 3)))
    world.run()
    world.send(*(identify(user=f"u{n}", anonymous=f"c{n}") | day for n in range(0, 600, 3)))
    world.run()
    for sort in ("-last_seen", "first_seen"):
        seen: list[str] = []
        after = None
        while not seen or after is not None:
            page = reader.find(sort=sort, limit=50, after=after)
            seen += [item["id"] for item in page.items]
            after = page.next
        assert (len(seen), len(set(seen))) == (600, 600)
