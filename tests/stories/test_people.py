"""From events to people, on embedded and on grown engines: who is who, what is known of them, and that it can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection

from engines.fixtures import Engines
from oblik.kernel.errors import Unavailable
from stories.world import World, identify, order, track


@pytest.fixture
def world(engines: Engines) -> World:
    """The same story on both kinds of engines."""
    return World(engines)


def test_a_visitor_signs_in_and_becomes_one_person_with_the_visits(world: World) -> None:
    """What the cookie did before and after signing in is on one timeline, the order is counted, the address found."""
    world.send(track("Product Viewed", anonymous="cookie", product_id="p1"))
    world.send(identify(user="ann", anonymous="cookie", email=" Ann@Example.com ", name="Ann Smith"))
    world.send(order("o1", 99.5, user="ann"), track("Product Viewed", anonymous="cookie", product_id="p2"))
    world.run()
    ann = world.owner("user_id", "ann")
    assert world.people() == {
        ann: {("user_id", "ann"), ("anonymous_id", "cookie"), ("email", "ann@example.com")},
    }
    assert world.timeline(ann) == ["Product Viewed", "Identified", "Order Completed", "Product Viewed"]
    assert world.traits(ann) == {"email": " Ann@Example.com ", "name": "Ann Smith"}
    facts = world.facts()[ann or 0]
    assert (facts["events"], facts["orders"], facts["revenue"]) == (4, 1, 99.5)


def test_two_profiles_merge_and_everything_follows(world: World) -> None:
    """The older profile keeps its id, the newest value of each trait wins, the figures add up, the ledger balances."""
    world.send(identify(anonymous="phone", city="Kyiv", size="M"), order("o1", 10, anonymous="phone"))
    world.run()
    world.send(identify(user="ann", city="Lviv"), order("o2", 20, user="ann"))
    world.run()
    older = world.owner("anonymous_id", "phone")
    world.send(track("Signed In", user="ann", anonymous="phone"))
    world.run()
    assert list(world.people()) == [older]
    assert world.traits(older) == {"city": "Lviv", "size": "M"}
    assert world.facts()[older or 0]["revenue"] == 30
    assert len(world.timeline(older)) == 5
    assert world.ledger().balanced
    assert world.ledger().stored == 5


def test_a_withdrawn_consent_wins_a_merge(world: World) -> None:
    """Whoever said no on one device is not written to because of an older yes on another, or a newer one."""
    said = {"channel": "email", "topic": "news"}
    world.send(track("Consent Changed", anonymous="phone", state="withdrawn", **said))
    world.send(track("Consent Changed", user="ann", state="granted", **said))
    world.send(track("Signed In", user="ann", anonymous="phone"))
    world.run()
    assert world.consents(world.owner("user_id", "ann")) == {"email/news": "withdrawn"}


def test_undoing_a_merge_gives_back_what_was(world: World) -> None:
    """After an undo everything is as if the two had never met, and the same two identifiers never meet again."""
    world.send(identify(anonymous="tablet", city="Kyiv", size="M"), order("o1", 10, anonymous="tablet"))
    world.send(identify(user="ann", city="Lviv"), order("o2", 20, user="ann"))
    world.run()
    before = world.everything()
    world.send(track("Signed In", user="ann", anonymous="tablet"))
    world.run()
    assert len(world.people()) == 1
    world.send(order("o3", 5, anonymous="tablet"), identify(user="ann", city="Odesa"))
    world.run()
    world.unmerge(("user_id", "ann"), ("anonymous_id", "tablet"))
    ann, tablet = world.owner("user_id", "ann"), world.owner("anonymous_id", "tablet")
    assert {k: v[0] for k, v in before["links"].items()} == {
        ("user_id", "ann"): ann,
        ("anonymous_id", "tablet"): tablet,
    }
    assert world.traits(tablet) == {"city": "Kyiv", "size": "M"}
    assert world.traits(ann) == {"city": "Odesa"}
    assert world.timeline(tablet) == ["Identified", "Order Completed", "Order Completed"]
    assert world.timeline(ann) == [
        "Identified",
        "Order Completed",
        "Signed In",
        "Identified",
        "Profile Unmerged",
    ]
    assert (world.facts()[tablet or 0]["revenue"], world.facts()[ann or 0]["revenue"]) == (15, 20)
    world.send(track("Signed In", user="ann", anonymous="tablet"))
    world.run()
    assert len(world.people()) == 2
    assert world.ledger().balanced


def test_a_rebuild_equals_the_running_state(world: World) -> None:
    """Deriving everything again from the stored events gives what the running pipeline had, merges and undone ones among them."""
    for i in range(30):
        person, device = i % 7, i % 11
        world.send(
            identify(user=f"u{person}", anonymous=f"d{device}", step=i, email=f"p{person}@example.com"),
            order(f"o{i}", i, user=f"u{person}"),
            track("Product Viewed", anonymous=f"d{(i * 5) % 13}"),
        )
        if i % 10 == 9:
            world.run()
    world.unmerge(("user_id", "u1"), ("anonymous_id", "d1"))
    world.send({"type": "alias", "userId": "u2", "previousId": "u3"})
    world.run()
    running = world.everything()
    assert world.rebuild() == len(running["events"])
    assert world.everything() == running


def test_a_repeat_changes_nothing_also_after_a_restart(world: World) -> None:
    """The same message again, in the same batch, later, or after a restart, is counted as a repeat and nothing else."""
    message = order("o1", 10, user="ann") | {"messageId": "same"}
    world.send(dict(message), dict(message))
    world.run()
    world.send(dict(message))
    world.run()
    world.restart()
    world.send(dict(message))
    world.run()
    counts = world.ledger()
    assert (counts.accepted, counts.stored, counts.duplicate) == (4, 1, 3)
    assert world.facts()[world.owner("user_id", "ann") or 0]["orders"] == 1


def test_a_crash_between_the_warehouse_and_the_state_leaves_no_trace(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that reached the warehouse before a crash are not there twice after the batch is done again."""
    world.send(order("o1", 10, user="ann"), identify(user="ann", anonymous="c", city="Kyiv"))
    with monkeypatch.context() as patched:
        patched.setattr("oblik.app.pipeline.pipeline.commit", _crash)
        with pytest.raises(KeyboardInterrupt):
            world.run()
    world.send(order("o2", 20, user="ann"))
    world.restart()
    world.run()
    ann = world.owner("user_id", "ann")
    assert world.timeline(ann) == ["Order Completed", "Identified", "Order Completed"]
    assert world.facts()[ann or 0]["revenue"] == 30
    assert (world.ledger().stored, world.ledger().duplicate) == (3, 0)


def test_a_lost_table_of_merges_is_written_anew(world: World) -> None:
    """When the warehouse lost who merged into whom, the next start puts it right from the state."""
    world.send(order("o1", 10, anonymous="phone"))
    world.send(order("o2", 20, user="ann"), track("Signed In", user="ann", anonymous="phone"))
    world.run()
    world.engines.warehouse.clear("merged")
    world.restart()
    world.run()
    ann = world.owner("user_id", "ann")
    assert world.facts()[ann or 0]["revenue"] == 30


def _crash(*_: object) -> None:
    raise KeyboardInterrupt


def test_plan_that_was_not_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full just when a batch's plan is written down: it is as if it had never been made, and nothing is stored twice
    when more has arrived by the next try."""
    world.send(track("Seen", user="u"))
    world.run()
    world.send(order("o1", 10, user="u"))
    write = world.engines.state.write

    @contextmanager
    def full() -> Iterator[Connection]:
        with write() as conn:
            yield conn
            raise Unavailable("No space left on the device.")

    monkeypatch.setattr(world.engines.state, "write", full)
    with pytest.raises(Unavailable):
        world.pipeline.run_once()
    monkeypatch.undo()
    world.send(track("Seen", user="u"))
    world.run()
    ann = world.owner("user_id", "u")
    assert world.timeline(ann) == ["Seen", "Order Completed", "Seen"]
    assert world.facts()[ann or 0]["events"] == 3
