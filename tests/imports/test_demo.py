"""The demo shop: the ordinary import of real orders, and people and visits made up around them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq

from engines.fixtures import Engines
from imports.shop import Shop
from oblik.app.demo import demo_folder, load_demo
from oblik.app.demo_people import make_people
from oblik.collect.sources_repository import SourceRepository
from oblik.kernel.clock import ManualClock
from stories.world import World

NOW = int(datetime(2026, 11, 21, 12, tzinfo=UTC).timestamp() * 1000)


def test_every_penny_of_the_real_lines_is_in_an_order_or_a_rejected_row(shop: Shop) -> None:
    """Orders less refunds are the sum of all lines that are not rejected; what is rejected says why."""
    path = demo_folder() / "online_retail_II.parquet"
    result = shop.imports(path, (demo_folder() / "orders.yaml").read_text())
    orders = {"Order Completed": 1.0, "Order Refunded": -1.0}
    made = sum(orders[c["event"]] * c["properties"]["total"] for c in shop.calls() if c["type"] == "track")
    assert result.rejects is not None
    rejected = _amounts_of(result.rejects)
    lines = pq.read_table(path, columns=["Quantity", "Price"]).to_pydict()
    total = sum(q * p for q, p in zip(lines["Quantity"], lines["Price"], strict=True))
    assert abs(made - (total - sum(rejected.values()))) < 1.0
    assert set(rejected) == {"no sale", "stock movement"}
    assert result.progress.rejected + result.progress.accepted == 525_461


def test_loading_the_demo_again_next_month_changes_nothing(embedded: Engines) -> None:
    """The dates move by whole weeks once, so that the same demo stays the same demo."""
    shop, world = Shop(embedded), World(embedded)
    sources = SourceRepository(embedded.state, ManualClock(NOW))
    first = load_demo(shop.runner, sources, embedded.state, scale=0.005, clock=ManualClock(NOW))
    world.run()
    [seen] = embedded.warehouse.rows(
        "SELECT max(timestamp) AS last, countIf(toDayOfWeek(timestamp) = 6) AS saturdays "
        "FROM events WHERE name = 'Order Completed' AND user_id != ''"
    )
    assert seen["last"].timestamp() * 1000 < NOW
    assert seen["saturdays"] == 0  # the real shop was closed
    before = world.everything()
    later = ManualClock(NOW + 40 * 86_400_000)
    again = load_demo(shop.runner, sources, embedded.state, scale=0.005, clock=later)
    world.run()
    assert world.everything() == before
    assert all(part["known"] == part["events"] for part in again.values())
    assert {title: part["events"] for title, part in again.items()} == {
        t: p["events"] for t, p in first.items()
    }


def test_generated_profiles_say_so_and_strangers_become_known(embedded: Engines) -> None:
    """Whoever signs in on the site is one person with their orders, and marked as made up."""
    shop, world = Shop(embedded), World(embedded)
    load_demo(
        shop.runner,
        SourceRepository(embedded.state, shop.clock),
        embedded.state,
        scale=0.01,
        clock=ManualClock(NOW),
    )
    world.run()
    [counted] = embedded.warehouse.rows(
        "SELECT countIf(has(identifiers.namespace, 'user_id') AND NOT generated) AS unmarked, "
        "countIf(has(identifiers.namespace, 'user_id') AND has(identifiers.namespace, 'anonymous_id')) AS both, "
        "countIf(length(arrayFilter(n -> n = 'user_id', identifiers.namespace)) > 1) AS mixed "
        "FROM profiles FINAL WHERE NOT deleted"
    )
    assert counted["unmarked"] == 0
    assert counted["both"] > 5
    assert counted["mixed"] == 0


def test_no_two_people_share_an_address_a_number_or_a_card() -> None:
    """Made-up details must not make two customers one."""
    people = make_people([(f"customer-{n}", "GB") for n in range(5_000)], seed=1)
    for field in ("email", "phone", "loyalty_card"):
        values = [value for p in people if (value := getattr(p, field))]
        assert len(values) == len(set(values)) > 1_000
    assert people == make_people([(f"customer-{n}", "GB") for n in range(5_000)], seed=1)


def _amounts_of(rejects: Path) -> dict[str, float]:
    import csv

    sums: dict[str, float] = {}
    for row in csv.DictReader(rejects.open(newline="")):
        why = (
            "no sale"
            if "no sale" in row["oblik_reason"]
            else row["oblik_reason"].rpartition(": ")[2].removeprefix("a ")
        )
        sums[why] = sums.get(why, 0.0) + float(row["Quantity"].lstrip("'")) * float(row["Price"].lstrip("'"))
    return sums
