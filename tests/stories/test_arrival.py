"""What people say of events changes what happens to them on arrival, the same way each time a batch is done."""

from __future__ import annotations

import time
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engines.fixtures import Engines
from oblik.app.pipeline import removal
from oblik.app.retention import Retention
from oblik.app.trials import PlanTrials
from oblik.collect import described, quarantine, removals, volumes
from oblik.collect.arrival import broken, plan
from oblik.collect.arrival.plan import Expected, Plan
from oblik.collect.arrival.rules import (
    AnyRule,
    DropProperty,
    MapValues,
    RenameEvent,
    RenameProperty,
    SetProperty,
)
from oblik.collect.arrival.schema import Property, Schema, check
from oblik.collect.stored import stored_events
from oblik.kernel.errors import Invalid
from oblik.store.state import State
from stories.world import Call, World, identify, order, track

SHOP, TILL = 1, 2


@pytest.fixture
def world(engines: Engines) -> World:
    """The same story on both kinds of engines."""
    return World(engines)


def say(state: State, *rules: AnyRule, **events: Expected) -> Plan:
    """The next version of the tracking plan; an event's name is written with underscores."""
    with state.write() as conn:
        now = plan.current(conn)
        named = {name.replace("_", " "): said for name, said in events.items()}
        wanted = msgspec.structs.replace(now, rules=rules or now.rules, events=now.events | named)
        return plan.save(conn, now, wanted, object="rules", who="test", at=0)


def stored(world: World) -> list[dict[str, Any]]:
    """What questions about many read of each event, in arrival order."""
    sql = "SELECT name, properties, flags FROM events ORDER BY offset"
    return world.engines.warehouse.rows(sql)


def replay(world: World) -> None:
    """Lets everything in the quarantine try again."""
    with world.engines.state.read() as conn:
        rows = quarantine.select_for_replay(conn, SHOP)
    world.engines.log.append_all(quarantine.replay_entries(rows))
    world.run()


RULES: tuple[AnyRule, ...] = (
    RenameEvent(id="a", event="order_done", to="Order Completed"),
    RenameProperty(id="b", event="Order Completed", property="sum", to="total"),
    SetProperty(id="c", event="Order Completed", property="currency", value="UAH"),
    MapValues(id="d", source=TILL, property="method", values={"1": "cash", "картка": "card"}),
    DropProperty(id="e", property="card_number"),
    RenameProperty(id="f", part="traits", property="mail", to="email"),
)


def test_an_event_is_renamed_and_mapped_without_touching_the_site(world: World) -> None:
    """The shop goes on sending what it always sent; people, figures and timelines hold what was meant, and a rebuild agrees."""
    say(world.engines.state, *RULES)
    world.send(identify(user="ann", mail="ann@example.com"))
    paid = {"order_id": "o1", "sum": 99.5, "card_number": "4111 1111 1111 1111"}
    world.send(track("order_done", user="ann", **paid, method=1))
    world.send(track("order_done", user="ann", order_id="o2", sum=0.5, method=1), source=TILL)
    world.run()
    ann = world.owner("email", "ann@example.com")
    assert ann == world.owner("user_id", "ann")
    assert world.traits(ann) == {"email": "ann@example.com"}
    assert world.timeline(ann) == ["Identified", "Order Completed", "Order Completed"]
    assert (world.facts()[ann or 0]["orders"], world.facts()[ann or 0]["revenue"]) == (2, 100)
    _, web, till = stored(world)
    assert web["properties"] == {"order_id": "o1", "method": "1", "total": "99.5", "currency": "UAH"}
    assert till["properties"]["method"] == "cash"
    kept = world.engines.warehouse.rows("SELECT raw, added FROM timeline ORDER BY offset")
    assert not any("4111" in row["raw"] or "4111" in row["added"] for row in kept)
    running = world.everything()
    world.rebuild()
    assert world.everything() == running


def test_what_was_changed_can_be_seen_and_undone_in_thought(world: World) -> None:
    """Each change is kept with its rule, what it was and what it became."""
    say(world.engines.state, *RULES)
    world.send(track("order_done", user="ann", sum=5, card_number="4111"))
    world.run()
    (row,) = world.engines.warehouse.rows("SELECT added FROM timeline")
    assert msgspec.json.decode(row["added"])["changes"] == [
        {"rule": "a", "kind": "rename_event", "part": "event", "was": "order_done", "now": "Order Completed"},
        {
            "rule": "b",
            "kind": "rename_property",
            "part": "properties",
            "what": "sum",
            "was": "sum",
            "now": "total",
        },
        {"rule": "c", "kind": "set_property", "part": "properties", "what": "currency", "now": "UAH"},
        {"rule": "e", "kind": "drop_property", "part": "properties", "what": "card_number"},
    ]


def test_a_preview_looks_at_events_as_they_came(world: World) -> None:
    """Rules are tried on what was sent, also where other rules have changed it since; nothing is saved."""
    say(world.engines.state, *RULES)
    world.send(track("order_done", user="ann", sum=5), track("Product Viewed", user="ann", sku="x"))
    world.run()
    trials = PlanTrials(world.engines.state, world.engines.warehouse)
    found = trials.rules([RenameEvent(id="z", event="order_done", to="Sold")])
    assert (found["events"], found["changed"], found["by_rule"]) == (1, 1, [{"rule": "z", "count": 1}])
    (example,) = found["examples"]
    assert (example["before"]["name"], example["before"]["properties"]) == (
        "order_done",
        {"sum": 5, "currency": None},
    )
    assert (example["after"]["name"], example["changes"][0]["was"]) == ("Sold", "order_done")
    nobody = trials.rules([DropProperty(id="y", part="traits", property="email")])
    assert (nobody["events"], nobody["changed"]) == (2, 0)
    assert [e["name"] for e in stored(world)] == ["Order Completed", "Product Viewed"]


def test_a_batch_that_died_is_done_again_under_the_rules_it_began_with(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody changes the rules between a crash and the restart: the batch's events are stored once, by the rules of before."""
    say(world.engines.state, RenameEvent(id="a", event="x", to="Before"))
    world.send(track("x", user="ann"))
    with monkeypatch.context() as patched:
        patched.setattr("oblik.app.pipeline.pipeline.commit", _crash)
        with pytest.raises(RuntimeError):
            world.pipeline.run_once()
    say(world.engines.state, RenameEvent(id="a", event="x", to="After"))
    world.restart()
    world.send(track("x", user="ann"))
    world.run()
    assert world.timeline(world.owner("user_id", "ann")) == ["Before", "After"]
    assert world.ledger().balanced


def _crash(*_: object) -> None:
    raise RuntimeError("the process died")


names = st.sampled_from(["a", "b", "c", "email"])
scalars = st.sampled_from(["x", "1", 1, True, 2.5, "картка"])
ids = st.integers(0, 10**9).map(str)
rules = st.one_of(
    st.builds(RenameEvent, id=ids, event=names, to=st.sampled_from(["d", "a b"])),
    st.builds(RenameProperty, id=ids, event=names | st.just(""), property=names, to=st.just("z")),
    st.builds(RenameProperty, id=ids, part=st.just("traits"), property=names, to=st.just("phone")),
    st.builds(SetProperty, id=ids, property=names, value=scalars, only_missing=st.booleans()),
    st.builds(SetProperty, id=ids, part=st.just("traits"), property=names, value=scalars),
    st.builds(
        MapValues, id=ids, property=names, values=st.dictionaries(st.sampled_from(["x", "1"]), scalars)
    ),
    st.builds(DropProperty, id=ids, property=names, part=st.sampled_from(["properties", "traits"])),
)
fields = st.dictionaries(names, scalars | st.none() | st.just([{"x": 1}]), max_size=4)
calls = st.one_of(
    st.builds(lambda e, p, t: track(e, user="u", **p) | {"context": {"traits": t}}, names, fields, fields),
    st.builds(lambda t: identify(anonymous="c", **t) | {"context": {"traits": {"b": "said"}}}, fields),
    st.builds(lambda t: {"type": "identify", "traits": t | {"email": "p@example.com"}}, fields),
    st.builds(lambda p, n: {"type": "page", "anonymousId": "c", "name": n, "properties": p}, fields, names),
    st.builds(lambda t: {"type": "group", "userId": "u", "groupId": "g", "traits": t}, fields),
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_the_rules_a_rebuild_gives_what_the_running_state_had(embedded: Engines, data: Any) -> None:
    """Random rules, changed between random events: people, documents, figures and rows come out of the history again."""
    world = World(embedded)
    for _ in range(2):
        say(
            world.engines.state, *data.draw(st.lists(rules, min_size=1, max_size=6, unique_by=lambda r: r.id))
        )
        sent: list[Call] = data.draw(st.lists(calls, min_size=1, max_size=12))
        world.send(*[dict(call, messageId=f"{world.clock.now_ms()}-{i}") for i, call in enumerate(sent)])
        world.run()
    running = world.everything()
    said = world.engines.warehouse.rows("SELECT offset, name, properties FROM events ORDER BY offset")
    seen = {e.offset: e for block in _history(world) for e in block}
    assert [(r["offset"], r["name"]) for r in said] == [(o, e.name) for o, e in sorted(seen.items())]
    world.rebuild()
    assert world.everything() == running
    assert world.ledger().balanced


def _history(world: World) -> Any:
    return stored_events(world.engines.warehouse, "1", {})


MENDED = Schema(properties=(Property(name="total", required=True, types=("number", "string")),))
STRICT = Schema(
    properties=(
        Property(name="total", required=True, types=("number",), minimum=0),
        Property(name="currency", allowed=("EUR", "UAH")),
        Property(name="coupon", types=("string",), pattern="[A-Z]{2}-[0-9]+"),
    ),
    unknown=False,
    on_violation="quarantine",
)


def test_an_event_that_is_not_as_expected_waits_until_the_schema_is_mended(world: World) -> None:
    """What is refused says which property, what was expected and what came; nothing is lost, and all of it comes back."""
    say(world.engines.state, Order_Placed=Expected(schema=STRICT))
    world.send(track("Order Placed", user="ann", total=5, currency="EUR", coupon="AB-7"))
    world.send(track("Order Placed", user="ann", total="free", currency="USD", coupon="ab"))
    world.send(track("Order Placed", user="ann", note="?"), track("Order Placed", user="ann", total=-1))
    world.run()
    with world.engines.state.read() as conn:
        rows = quarantine.page(conn, SHOP, limit=10).items
        breaches = {(b.property, b.broken): b.count for b in broken.of(conn, "Order Placed")}
    assert [row.code for row in rows] == ["schema_violation"] * 3
    assert rows[-1].reason == (
        "Expected “total” to be a number, got the text “free”. Expected “currency” to be one of EUR, UAH, got the text “USD”. "
        "Expected “coupon” to look like [A-Z]{2}-[0-9]+, got the text “ab”."
    )
    assert breaches == {
        ("total", "type"): 1,
        ("total", "required"): 1,
        ("total", "minimum"): 1,
        ("currency", "allowed"): 1,
        ("coupon", "pattern"): 1,
        ("", "unknown"): 1,
    }
    counts = world.ledger()
    assert (counts.stored, counts.quarantined, counts.balanced) == (1, 3, True)
    say(world.engines.state, Order_Placed=Expected(schema=MENDED))
    replay(world)
    counts = world.ledger()
    assert (counts.stored, counts.quarantined, counts.balanced) == (4, 0, True)
    assert [e["flags"] for e in stored(world)][1:] == [[], ["schema_violation"], []]


def test_a_replayed_event_is_mapped_once_by_the_rules_of_today(world: World) -> None:
    """The quarantine keeps what came, so a rule that renames does not find its own work."""
    swap = (RenameEvent(id="a", event="x", to="y"), RenameEvent(id="b", event="y", to="z"))
    say(world.engines.state, swap[0], y=Expected(refused=True))
    world.send(track("x", user="ann"))
    world.run()
    assert world.ledger().quarantined == 1
    say(world.engines.state, RenameEvent(id="a", event="x", to="w"), swap[1], y=Expected())
    replay(world)
    assert world.timeline(world.owner("user_id", "ann")) == ["w"]
    assert world.ledger().balanced


def test_an_accepted_violation_is_a_flag_with_its_reason(world: World) -> None:
    """Who wants every event and still to know gets both."""
    flagged = msgspec.structs.replace(STRICT, on_violation="flag")
    say(world.engines.state, Order_Placed=Expected(schema=flagged))
    world.send(track("Order Placed", user="ann", total="free"))
    world.run()
    (row,) = world.engines.warehouse.rows("SELECT flags, added FROM timeline")
    assert "schema_violation" in row["flags"]
    assert msgspec.json.decode(row["added"])["violation"].startswith("Expected “total” to be a number")
    with world.engines.state.read() as conn:
        ((_, hours),) = volumes.hours(conn, since=0).items()
    (hour,) = hours.values()
    assert (hour.stored, hour.flagged, hour.refused) == (1, 1, 0)


def test_a_repeat_of_a_stored_event_stays_a_repeat_after_the_schema_changed(world: World) -> None:
    """A sender that tries again must not fill the quarantine with what is stored."""
    said = track("Order Placed", user="ann", total="free") | {"messageId": "same"}
    world.send(dict(said))
    world.run()
    say(world.engines.state, Order_Placed=Expected(schema=STRICT))
    world.send(dict(said))
    world.run()
    counts = world.ledger()
    assert (counts.stored, counts.duplicate, counts.quarantined) == (1, 1, 0)


def test_a_rule_that_takes_away_whose_an_event_is_does_not_lose_it(world: World) -> None:
    """Without an owner it waits in the quarantine, as it came."""
    say(world.engines.state, DropProperty(id="a", part="traits", property="email"))
    call = {"type": "identify", "traits": {"email": "ann@example.com", "loyalty_card": "77"}}
    world.send(call)
    world.run()
    assert world.ledger().quarantined == 1
    say(world.engines.state, SetProperty(id="b", property="x", value=1))
    replay(world)
    assert world.owner("email", "ann@example.com") == world.owner("loyalty_card", "77") is not None
    assert world.ledger().balanced


def test_what_is_removed_takes_nobody_with_it(world: World) -> None:
    """Old events of one name go, with their order lines and figures; who people are stays, and a rebuild agrees."""
    world.send(track("Product Viewed", anonymous="c", sku="x"), order("o1", 10, anonymous="c"))
    world.send(track("Product Viewed", anonymous="c"), order("o2", 20, anonymous="c"))
    world.send(identify(user="ann", anonymous="c", city="Kyiv"))
    world.run()
    before = world.everything()
    cut = world.clock.now_ms() - 1
    with world.engines.state.write() as conn:
        removals.request(conn, "Product Viewed", before=cut, who="test", at=1)
        removals.request(conn, "Order Completed", before=cut, who="test", at=2)
        removals.request(conn, "Identified", before=cut, who="test", at=3)
    for _ in range(3):  # one between two batches
        world.run()
    ann = world.owner("user_id", "ann")
    assert world.timeline(ann) == ["Product Viewed", "Identified"]
    assert world.engines.warehouse.rows("SELECT count() AS n FROM order_lines")[0]["n"] == 0
    assert world.facts()[ann or 0]["events"] == 2
    assert world.facts()[ann or 0]["revenue"] == 0
    after = world.everything()
    for part in ("links", "documents", "changes", "lost", "snapshots"):
        assert after[part] == before[part], part
    world.rebuild()
    assert world.everything() == after


def test_events_are_kept_for_as_many_days_as_somebody_said(world: World) -> None:
    """The day after, what is older goes by itself; everything else stays."""
    world.send(track("Product Viewed", user="ann", sku="first"), track("Product Viewed", user="ann"))
    world.send(track("Cart Viewed", user="ann"))
    world.run()
    world.clock.advance(days=30)
    world.send(track("Product Viewed", user="ann"))
    world.run()
    with world.engines.state.write() as conn:
        described.update(conn, "Product Viewed", {"retention_days": 30}, world.clock.now_ms())
    retention = Retention(world.engines.state, world.engines.warehouse, world.clock)
    kept = ["Product Viewed", "Product Viewed", "Cart Viewed", "Product Viewed"]
    for days, names in ((0, kept), (1, [kept[0], *kept[2:]])):
        world.clock.advance(days=days)
        retention.expire()
        world.run()
        assert world.timeline(world.owner("user_id", "ann")) == names
    running = world.everything()
    world.rebuild()
    assert world.everything() == running


EVIL = Property(name="text", types=("string",), pattern="(a|aa)+$")


def test_a_pattern_cannot_hold_the_pipeline_up(world: World) -> None:
    """Patterns are people's input: one that would take other engines for ever takes no time, one too large is refused."""
    say(world.engines.state, Note_Left=Expected(schema=Schema(properties=(EVIL,))))
    began = time.process_time()
    world.send(*[track("Note Left", user="ann", text="a" * 5000 + "!") for _ in range(200)])
    world.run()
    assert time.process_time() - began < 20
    assert all("schema_violation" in e["flags"] for e in stored(world))
    with pytest.raises(Invalid):
        check(Schema(properties=(Property(name="x", pattern="(a{900}){900}"),)))


def test_a_removal_that_died_is_done_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash between any two of its steps leaves figures that the next try puts right."""
    world.send(order("o1", 10, user="ann"), order("o2", 20, user="ann"), track("Seen", user="ann"))
    world.run()
    with world.engines.state.write() as conn:
        removals.request(conn, "Order Completed", before=removals.LATEST_MS, who="test", at=1)
    delete = world.engines.warehouse.delete
    for last in ("facts", "order_lines", "timeline", "events"):

        def dies(table: str, *rest: Any, last: str = last) -> None:
            if table == last:
                raise RuntimeError("the process died")
            delete(table, *rest)

        monkeypatch.setattr(world.engines.warehouse, "delete", dies)
        with pytest.raises(RuntimeError):
            removal.run(world.tools)
    monkeypatch.undo()
    world.run()
    ann = world.owner("user_id", "ann")
    assert world.timeline(ann) == ["Order Completed", "Seen"]
    assert (world.facts()[ann or 0]["events"], world.facts()[ann or 0]["revenue"]) == (2, 10)
