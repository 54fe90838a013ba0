"""The figures that goals are measured by, out of a history that went through the real pipeline."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from oblik.kernel.errors import NotFound
from oblik.profiles.days import day_of
from oblik.profiles.inventory import Inventory
from oblik.profiles.measures import METRICS, Measures
from stories.world import World, identify

DAY_MS = 86_400_000


@pytest.fixture
def measures(world: World) -> Measures:
    """Counts in Kyiv's days and in hryvnias."""
    zone = ZoneInfo("Europe/Kyiv")
    return Measures(world.engines.warehouse, world.clock, lambda: zone, lambda: "UAH")


def order(world: World, user: str, days_ago: float, value: float, currency: str = "UAH", **said: Any) -> None:
    """Somebody bought something so many days ago."""
    at = world.clock.now_ms() - int(days_ago * DAY_MS)
    properties = {"order_id": f"{user}-{days_ago}", "total": value, "currency": currency}
    call = {"type": "track", "event": "Order Completed", "userId": user, "timestamp": at} | said
    world.send(call | {"properties": properties}, kind="import")


def today(measures: Measures, metric: str) -> float | None:
    """Where a figure stands."""
    return measures.of(metric).value.value


def test_sales_are_those_of_thirty_days_in_the_shops_currency(world: World, measures: Measures) -> None:
    """A cancelled order is none, a refund is taken off, dollars are not hryvnias, and last month is over."""
    order(world, "ann", 1, 100)
    order(world, "bob", 2, 300)
    order(world, "bob", 3, 50, event="Order Cancelled")
    order(world, "ann", 4, 30, event="Order Refunded")
    order(world, "eve", 5, 7, currency="USD")
    order(world, "bob", 40, 1_000)
    world.run()
    assert today(measures, "orders") == 2  # three of these days, one cancelled
    assert today(measures, "revenue") == 100 + 300 - 50 - 30
    assert today(measures, "average_order") == 200
    series = measures.of("orders").value
    assert series.days[-1] == day_of(world.clock.now_ms(), measures._zone())
    assert len(series.days) == len(series.values) == 365
    a_month_ago = series.values[-36]
    assert a_month_ago == 1


def test_who_comes_back_counts_once_however_many_records_there_were(world: World, measures: Measures) -> None:
    """Two visits under two cookies are one active person once they merge; a second order makes a buyer come back."""
    assert today(measures, "repeat_share") is None
    order(world, "ann", 60, 100)
    order(world, "ann", 2, 100)
    order(world, "bob", 90, 100)
    world.send({"type": "track", "event": "Tea Poured", "anonymousId": "cookie"})
    world.send(
        {
            "type": "track",
            "event": "Tea Poured",
            "anonymousId": "bot",
            "context": {"userAgent": "Googlebot/2.1"},
        }
    )
    world.run()
    world.clock.advance(seconds=61)
    assert (
        today(measures, "active_customers") == 2
    )  # ann and the cookie; the robot is nobody, bob was here long ago
    assert today(measures, "repeat_share") == pytest.approx(1 / 2)
    world.send(identify(user="ann", anonymous="cookie"))
    world.run()
    assert today(measures, "active_customers") == 2, "counted at most once in five minutes"
    world.clock.advance(seconds=301)
    assert today(measures, "active_customers") == 1
    before = measures.of("repeat_share").value
    assert before.values[-30] == 0.0
    assert before.values[-80] == 0.0 and before.values[-100] is None
    assert today(measures, "identified_share") == pytest.approx(2 / 3)


def test_every_metric_is_measured_of_nothing(measures: Measures) -> None:
    """An empty shop has figures too, and another metric none."""
    for metric in METRICS:
        assert today(measures, metric) in (0, None)
    with pytest.raises(NotFound):
        measures.of("happiness")


def test_the_inventory_tells_what_a_source_really_sends(world: World) -> None:
    """Its most frequent events and the kinds of identifiers that came, without anybody writing them down."""
    inventory = Inventory(world.engines.state, world.engines.warehouse, world.clock)
    assert inventory.systems()[0]["status"] == "waiting"
    world.send(identify(user="ann", email="ann@example.com"))
    for _ in range(3):
        world.send({"type": "track", "event": "Tea Poured", "anonymousId": "cookie"})
    world.run()
    world.clock.advance(seconds=61)
    (shop,) = inventory.systems()
    assert (shop["name"], shop["source"], shop["status"]) == ("Shop", "shop", "connected")
    assert shop["events"] == ["Tea Poured", "Identified"]
    assert shop["identifiers"] == ["anonymous_id", "email", "user_id"]
