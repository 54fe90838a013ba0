"""What is read over everybody: identity histories, the overview, the stream."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from oblik.identity.history import IdentityHistory
from oblik.kernel.errors import NotFound
from oblik.kernel.ids import parse, show
from oblik.profiles.flow import EventFlow
from oblik.profiles.overview import OverviewReader
from oblik.profiles.stream import EventStream
from stories.world import World, identify, track


@pytest.fixture
def identities(world: World) -> IdentityHistory:
    """What tells why."""
    return IdentityHistory(world.engines.state, world.engines.warehouse)


@pytest.fixture
def stream(world: World) -> EventStream:
    """What shows events as they come."""
    return EventStream(world.engines.state, world.engines.warehouse, world.engines.log)


@pytest.fixture
def flow(world: World) -> EventFlow:
    """What moves."""
    return EventFlow(world.engines.state, world.engines.warehouse, world.engines.log, world.clock)


def test_why_they_are_one(world: World, identities: IdentityHistory) -> None:
    """A visitor signs in who was known already: the history says what came, what merged and why, newest first."""
    world.send(track("Page Viewed", anonymous="cookie"))
    world.send(identify(user="u", email="ann@example.com"))
    world.send(track("Cart Viewed", user="u", anonymous="cookie"))
    world.run()
    owner = world.owner("user_id", "u") or 0
    items = identities.history(owner).items
    assert [item["kind"] for item in items] == ["merge", "link", "link", "created", "link", "created"]
    merge = items[0]
    assert merge["reason"] == {
        "rule": "same_event",
        "sentence": "User id u and browser cookie came together in the event “Cart Viewed”, so the two profiles are one person.",
        "event": "Cart Viewed",
        "actor": None,
        "limit": None,
        "message_id": "m3",
        "source": "shop",
    }
    assert (merge["winner"], merge["reversible"]) == (show(owner), True)
    assert items[1]["reason"]["sentence"].endswith("came with the event “Identified”.")
    assert identities.history(parse(merge["loser"])).items == items
    assert [item["id"] for item in identities.merges().items] == [merge["id"]]
    with pytest.raises(NotFound):
        identities.history(7)


def test_two_people_on_one_tablet(world: World, identities: IdentityHistory) -> None:
    """A second person signs in on a shared device: the history says that the device moved, and that nobody merged."""
    world.send(identify(user="ann", anonymous="tablet"))
    world.send(identify(user="bob", anonymous="tablet"))
    world.run()
    moved = identities.history(world.owner("user_id", "bob") or 0).items[0]
    assert (moved["kind"], moved["reversible"], moved["reason"]["limit"]) == ("moved", False, 1)
    assert (
        moved["reason"]["sentence"]
        == "Browser tablet moved to the person with user id bob: a person has only one user id."
    )
    assert identities.merges().items == []


def test_undone_merge(world: World, identities: IdentityHistory) -> None:
    """A merge that was taken back stays in the history, marked, with who said so."""
    world.send(track("Page Viewed", anonymous="cookie"), identify(user="u"))
    world.send(track("Seen", user="u", anonymous="cookie"))
    world.run()
    world.unmerge(("user_id", "u"), ("anonymous_id", "cookie"))
    (merge,) = identities.merges().items
    assert (merge["undone"], merge["reversible"]) == (True, False)
    items = identities.history(world.owner("user_id", "u") or 0).items
    assert {item["reason"]["actor"] for item in items if item["kind"] == "unmerge"} == {"ann@shop.example"}


def test_history_pages_meet(world: World, identities: IdentityHistory) -> None:
    """Many links of one moment, and merges between: the pages hold each item once."""
    for batch in range(4):
        world.send(*(track("Seen", user="u", anonymous=f"c{batch}-{n}") for n in range(9)))
    world.send(*(track("Other", anonymous=f"d{n}") for n in range(4)))
    world.send(*(track("Seen", user="u", anonymous=f"d{n}") for n in range(4)))
    world.run()
    owner = world.owner("user_id", "u") or 0
    everything = [item["id"] for item in identities.history(owner, limit=500).items]
    assert len(set(everything)) == len(everything) == 4 * 9 + 1 + 4 + 4 + 5
    walked: list[str] = []
    after = None
    while True:
        page = identities.history(owner, limit=3, after=after)
        walked += [item["id"] for item in page.items]
        after = page.next
        if after is None:
            break
    assert walked == everything


def test_overview(world: World, flow: EventFlow) -> None:
    """The first page adds up: what was sent, what waits, who they are."""
    overviews = OverviewReader(world.engines.state, world.engines.warehouse, flow, world.clock)
    assert overviews.overview()["profiles"]["identified_share"] == 0
    world.clock.advance(seconds=10)
    world.send(identify(user="u"), track("Page Viewed", anonymous="a"), track("Page Viewed", anonymous="b"))
    world.send({"type": "nonsense", "userId": "u"})
    world.run()
    world.send(track("Later", user="u"))
    world.clock.advance(seconds=30)
    told = overviews.overview()
    assert told["profiles"] == {"total": 3, "identified": 1, "anonymous": 2, "identified_share": 0.3333}
    assert (told["events"]["total"], told["events"]["today"]) == (3, 3)
    assert sum(minute["count"] for minute in told["events"]["per_minute"]) == 3
    assert len(told["events"]["per_minute"]) == 60 and len(told["by_day"]) == 30
    assert told["by_day"][-1] == told["by_day"][-1] | {"count": 3, "profiles": 3}
    assert told["top_events"][0] == {"name": "Page Viewed", "count": 2}
    (shop,) = [line for line in told["ledger"] if line["source"] == "shop"]
    assert shop["balanced"] and (shop["accepted"], shop["stored"], shop["quarantined"], shop["pending"]) == (
        5,
        3,
        1,
        1,
    )
    assert told["pipeline"]["lag_events"] == 1 and told["pipeline"]["lag_seconds"] == pytest.approx(30)
    assert told["freshness"][0]["lag_seconds"] == pytest.approx(32)
    assert flow.last_event_at()[1] == world.clock.now_ms() - 32_000


def test_recent_events(world: World, stream: EventStream) -> None:
    """The latest come first, stored and kept back among each other, each with whom it belongs to."""
    world.send(
        track("One", user="u"),
        {"type": "nonsense", "userId": "u", "messageId": "bad"},
        track("Two", user="u"),
    )
    world.run()
    items = stream.recent()
    assert [(item["status"], item["name"]) for item in items] == [
        ("stored", "Two"),
        ("quarantined", ""),
        ("stored", "One"),
    ]
    assert items[0]["profile"] == show(world.owner("user_id", "u") or 0)
    assert items[1]["reason"] and items[1]["message_id"] == "bad"
    assert stream.recent(source_id=99) == [] and len(stream.recent(limit=1)) == 1


def test_following(world: World, stream: EventStream) -> None:
    """Two watch: one from an item on, one from now on; both see what comes, in order, and leaving stops the looking."""
    world.send(track("One", user="u"), track("Two", user="u"))
    world.run()
    oldest = stream.recent()[-1]["id"]

    async def watch() -> tuple[list[str], list[str]]:
        earlier, later = stream.follow(after=oldest), stream.follow(source_id=1, after="nonsense")
        first = [(await anext(earlier))["name"]]
        waiting = asyncio.ensure_future(anext(later))
        await asyncio.sleep(0.05)
        await asyncio.to_thread(world.send, track("Three", user="u"), track("Four", user="u"))
        await asyncio.to_thread(world.run)
        second = [(await waiting)["name"], (await anext(later))["name"]]
        first += [(await anext(earlier))["name"] for _ in range(2)]
        await earlier.aclose()
        await later.aclose()
        return first, second

    async def bounded() -> Any:
        return await asyncio.wait_for(watch(), 20)

    assert asyncio.run(bounded()) == (["Two", "Three", "Four"], ["Three", "Four"])
    assert not stream._readers and stream._looking is None
