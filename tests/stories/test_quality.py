"""What goes wrong with data shows on the board by itself, with the reason, and goes away when it is mended."""

from __future__ import annotations

import random
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from engines.fixtures import Engines
from oblik.collect import described
from oblik.collect.arrival import plan
from oblik.collect.arrival.plan import Expected
from oblik.collect.arrival.schema import Property, Schema
from oblik.collect.sources_repository import SourceRepository
from oblik.govern.quality import findings, usual
from oblik.govern.quality.board import QualityBoard
from oblik.govern.quality.checks import sentence
from oblik.govern.quality.checks.silence import usual_gap
from stories.world import World, identify, track

HOUR = 3_600_000
DAY = 24 * HOUR
KYIV = ZoneInfo("Europe/Kyiv")
SUNDAY_14 = 1_791_111_600_000  # 2026-10-04 in Kyiv


class Shop(World):
    """A shop with a source that sends by itself, and a board that looks when it is told to."""

    def __init__(self, engines: Engines) -> None:
        super().__init__(engines)
        with engines.state.write() as conn:
            source = SourceRepository(engines.state, self.clock).create(conn, name="web", kind="javascript")
        self.web = source.id
        self.board = QualityBoard(engines.state, engines.warehouse, self.clock, lambda: KYIV)

    def sends(self, name: str, times: int = 1, **properties: Any) -> None:
        """So many events of one name, now."""
        self.send(*[track(name, user="ann", **properties) for _ in range(times)], source=self.web)
        self.run()

    def look(self) -> dict[str, str]:
        """What is open after the board's next look: the kinds with their sentences."""
        self.board.look()
        with self.engines.state.read() as conn:
            return {one.kind: sentence(one.kind, one.facts) for one in findings.all_open(conn)}

    def expects(self, name: str, schema: Schema | None) -> None:
        """Says what is expected of an event."""
        with self.engines.state.write() as conn:
            now = plan.current(conn)
            wanted = now.with_event(name, Expected(schema=schema))
            plan.save(conn, now, wanted, object=f"event:{name}", who="test", at=self.clock.now_ms())


@pytest.fixture
def shop(engines: Engines) -> Shop:
    """The same story on both kinds of engines."""
    return Shop(engines)


PRICED = Schema(
    properties=(Property(name="price", required=True, types=("number",)),), on_violation="quarantine"
)


def test_a_broken_schema_shows_within_a_minute_and_goes_when_it_is_mended(shop: Shop) -> None:
    """The sentence names the property, what was expected and what came."""
    shop.expects("Product Viewed", PRICED)
    shop.sends("Product Viewed", price=5)
    assert shop.look() == {}
    shop.sends("Product Viewed", price="5,00")
    assert shop.look() == {
        "schema_violation": "Product Viewed: 1 event not as expected; such events were held back. "
        "Expected “price” to be a number, got the text “5,00”."
    }
    either = Property(name="price", required=True, types=("number", "string"))
    shop.expects("Product Viewed", msgspec.structs.replace(PRICED, properties=(either,)))
    shop.clock.advance(days=1.1)
    assert shop.look() == {}
    with shop.engines.state.read() as conn:
        (closed,) = findings.past(conn, limit=10).items
    assert (closed.kind, closed.closed_at) == ("schema_violation", shop.clock.now_ms())


def test_an_event_that_nobody_knows_shows_until_somebody_says_what_it_is(shop: Shop) -> None:
    """Names of the tracking spec need no word; a typing mistake on the site is seen at once."""
    shop.sends("Product Viewed")
    shop.sends("Prodcut Viewed", 3)
    assert shop.look() == {
        "unknown_event": "Prodcut Viewed has come 3 times from web, and nobody has said what it is."
    }
    with shop.engines.state.write() as conn:
        described.update(conn, "Prodcut Viewed", {"expected": True}, shop.clock.now_ms())
    assert shop.look() == {}


def test_an_acknowledged_finding_stays_and_calls_no_more(shop: Shop) -> None:
    """Until the snooze is over, or until it is found anew."""
    shop.sends("Prodcut Viewed")
    shop.look()
    now = shop.clock.now_ms()
    with shop.engines.state.write() as conn:
        (one,) = findings.all_open(conn)
        known = findings.acknowledge(conn, one.id, who="user:ann", at=now, until=now + HOUR)
    assert (one.calls(now), known.calls(now), known.calls(now + HOUR)) == (True, False, True)
    shop.look()
    with shop.engines.state.read() as conn:
        assert [each.id for each in findings.all_open(conn)] == [one.id]


def test_a_drop_in_volume_shows_within_a_minute_of_the_moment_when_it_can_be_told(shop: Shop) -> None:
    """On Sundays at 14:00 about 120 products are viewed; this Sunday 3 were, and the board says so before the hour is over."""
    for week, count in enumerate((118, 135, 120, 104, 122), start=1):
        shop.clock.ms = SUNDAY_14 - week * 7 * DAY - HOUR  # so that the first hour counts whole
        shop.sends("Product Viewed")
        shop.clock.advance(seconds=3600)
        shop.sends("Product Viewed", count)
    shop.clock.ms = SUNDAY_14
    shop.sends("Product Viewed", 3)
    assert "volume_drop" not in shop.look()
    shop.clock.ms = SUNDAY_14 + 20 * 60_000
    assert shop.look()["volume_drop"] == (
        "Product Viewed from web: fewer than usual; 3 in the hour, usually 120 ± 11."
    )
    shop.clock.ms = SUNDAY_14 + HOUR + 60_000
    assert "volume_drop" in shop.look()
    shop.clock.ms = SUNDAY_14 + 2 * HOUR + 60_000
    assert "volume_drop" not in shop.look()


def test_a_jump_in_volume_shows_at_once(shop: Shop) -> None:
    """A loop on the site is seen while it runs."""
    for week in range(1, 5):
        shop.clock.ms = SUNDAY_14 - week * 7 * DAY - HOUR
        shop.sends("Product Viewed")
        shop.clock.advance(seconds=3600)
        shop.sends("Product Viewed", 40)
    shop.clock.ms = SUNDAY_14
    shop.sends("Product Viewed", 200)
    assert "volume_jump" in shop.look()


def test_a_source_that_falls_silent_shows(shop: Shop) -> None:
    """Longer than it ever was at night."""
    start = shop.clock.ms
    for hour in range(40):
        shop.clock.ms = start + (hour // 10) * DAY + (hour % 10) * HOUR
        shop.sends("Product Viewed")
    shop.clock.advance(seconds=10 * 3600)
    assert "source_silent" not in shop.look()
    shop.clock.advance(seconds=14 * 3600)
    assert shop.look()["source_silent"] == (
        "Nothing from web for 24.0 hours; usually never for more than 15.0."
    )
    shop.sends("Product Viewed")
    assert "source_silent" not in shop.look()


def test_rising_errors_show(shop: Shop) -> None:
    """A release of the site that breaks a third of the events, and one that sends what cannot be read."""
    shop.expects("Product Viewed", msgspec.structs.replace(PRICED, on_violation="flag"))
    shop.sends("Product Viewed", 100, price=1)
    shop.clock.advance(days=1)
    shop.sends("Product Viewed", 20, price=1)
    shop.sends("Product Viewed", 10)
    shop.send(*[{"type": "track", "userId": "ann"} for _ in range(30)], source=shop.web)
    shop.run()
    shop.look()
    with shop.engines.state.read() as conn:
        found = {
            one.facts["event"]: (one.facts["wrong"], one.facts["arrived"], one.severity)
            for one in findings.all_open(conn)
            if one.kind == "errors_rising"
        }
    assert found == {"Product Viewed": (10, 30, "medium"), "": (30, 60, "high")}


def test_people_who_cannot_be_reached_or_may_be_one_show(shop: Shop) -> None:
    """The examples lead to them."""
    shop.send(
        identify(user="1", name="Ann Brown", phone="050 111 22 33", email="nowhere"),
        identify(user="2", name="ann  brown", phone="+380501112233", email="ann.b+x@gmail.com"),
        identify(user="3", name="Ann Brown", email="annb@ukr.net"),
        identify(user="4", name="Ann Green", email="ann.g@ukr.net"),
    )
    shop.run()
    shop.look()
    with shop.engines.state.read() as conn:
        found = {(one.kind, one.object): one.facts for one in findings.all_open(conn)}
    assert found["unusable_addresses", "email"]["count"] == 1
    assert found["unusable_addresses", "email"]["examples"][0]["value"] == "nowhere"
    groups = found["likely_duplicates", ""]["examples"]
    assert {frozenset(p["profile"] for p in g["people"]) for g in groups} == {
        frozenset({shop.owner("user_id", "1"), shop.owner("user_id", "2")}),
        frozenset({shop.owner("user_id", "2"), shop.owner("user_id", "3")}),
    }


def middle(numbers: list[float]) -> float:
    """The median of an odd number of numbers: as many are above as below."""
    (found,) = {
        n for n in numbers if sum(m < n for m in numbers) <= len(numbers) // 2 >= sum(m > n for m in numbers)
    }
    return found


def test_usual_is_what_statistics_calls_robust() -> None:
    """Median and scaled deviation equal a plain count of what is above and below, and one outage among five weeks changes
    nothing."""
    dice = random.Random(7)
    hours, _ = usual.same_hours(SUNDAY_14, KYIV)
    for _ in range(200):
        counts: list[float] = [dice.randrange(0, 500) for _ in range(5)]
        found = usual.usual({h: int(c) for h, c in zip(hours, counts, strict=True)}, SUNDAY_14, 0, KYIV)
        assert found is not None
        deviation = middle([abs(c - middle(counts)) for c in counts]) * 1.4826
        assert found.median == middle(counts)
        assert found.spread == pytest.approx(max(deviation, middle(counts) ** 0.5))
    steady = usual.usual(dict(zip(hours, (120, 0, 118, 121, 122), strict=True)), SUNDAY_14, 0, KYIV)
    assert steady is not None
    assert (steady.median, round(steady.spread)) == (120, 11)


def test_the_same_hour_is_the_one_on_the_wall() -> None:
    """Across the end of summer time a shop's 14:00 stays 14:00."""
    in_november = 1_793_620_800_000  # 2026-11-02, 14:00 in Kyiv
    weeks, _ = usual.same_hours(in_november, KYIV)
    assert [round((in_november - w) / HOUR) for w in weeks] == [168, 337, 505, 673, 841]
    assert usual_gap([h * HOUR for h in range(30)]) == HOUR
    assert usual_gap([0, HOUR]) is None
