"""Goals, the inventory of systems and the set-up guide over the API."""

from __future__ import annotations

import httpx
import pytest

from api.conftest import House
from oblik.collect import ledger
from oblik.collect.ledger import Counts
from oblik.kernel import ids
from oblik.store.state import insert
from oblik.store.state.schema import dictionary_events, profiles, seen_events

GOAL = {"name": "More orders", "metric": "orders", "baseline": 4, "target": 8, "due": "2027-01-01"}


def test_a_goal_is_set_moves_and_is_taken_away(house: House) -> None:
    """It says how far it is by what was measured, and who answers for it."""
    manager = house.signed_in("crm_manager")
    me = manager.get("/api/me").json()["user"]
    made = manager.post("/api/goals", json=GOAL | {"owner": me["id"]}).json()
    assert (made["value"], made["progress"], made["unit"]) == (10, 1.5, "count")
    assert made["owner"]["name"] == me["name"]
    assert [one["value"] for one in made["series"]] == [5, 10]
    path = f"/api/goals/{made['id']}"
    changed = manager.patch(path, json={"target": 16, "owner": None}).json()
    assert (changed["progress"], changed["owner"]) == (0.5, None)
    assert house.signed_in("viewer").get("/api/goals").json()["items"][0]["name"] == "More orders"
    assert manager.delete(path).status_code == 204
    assert manager.patch(path, json={"target": 1}).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"target": 4}, "no_way_to_go"),
        ({"due": "2027-02-30"}, "invalid_day"),
        ({"owner": ids.show(1)}, "user_not_found"),
        ({"metric": "happiness"}, "validation"),
        ({"baseline": 1e300}, "validation"),
        ({"due": "soon"}, "validation"),
    ],
)
def test_a_goal_that_cannot_be_says_why(house: House, wrong: dict[str, object], code: str) -> None:
    """Nothing is stored of it."""
    client = house.with_token("owner")
    answer = client.post("/api/goals", json=GOAL | wrong)
    assert answer.is_client_error
    assert answer.json()["code"] == code
    assert client.get("/api/goals").json()["items"] == []


def item(client: httpx.Client, name: str) -> dict[str, object]:
    """A row of the inventory."""
    found: list[dict[str, object]] = client.get("/api/inventory").json()["items"]
    return next(each for each in found if each["name"] == name)


def test_a_planned_system_becomes_a_connected_one(house: House) -> None:
    """A source is in the inventory by itself; what was planned before becomes its words once they are one."""
    manager = house.signed_in("crm_manager")
    assert item(manager, "shop")["status"] == "waiting"
    said = {"name": "Shopify", "owner": "Ann", "holds": "Orders since 2019", "identifiers": ["email"]}
    made = manager.post("/api/inventory", json=said).json()
    assert (made["status"], made["source"]) == ("planned", None)
    path = f"/api/inventory/{made['id']}"
    assert manager.patch(path, json={"status": "in_progress"}).json()["status"] == "in_progress"
    joined = manager.patch(path, json={"source": "shop"}).json()
    assert (joined["name"], joined["source"], joined["owner"]) == ("Shopify", "shop", "Ann")
    assert len(manager.get("/api/inventory").json()["items"]) == 1
    other = manager.post("/api/inventory", json={"name": "CRM"}).json()["id"]
    taken = manager.patch(f"/api/inventory/{other}", json={"source": "shop"})
    assert (taken.status_code, taken.json()["code"]) == (409, "source_taken")
    assert manager.delete(f"/api/inventory/{joined['id']}").status_code == 204
    assert item(manager, "shop")["owner"] == ""


def test_what_is_said_of_a_source_stays_with_it(house: House) -> None:
    """The first word about a source makes its row."""
    manager = house.signed_in("crm_manager")
    shop = item(manager, "shop")
    changed = manager.patch(f"/api/inventory/{shop['id']}", json={"owner": "Max"}).json()
    assert (changed["id"], changed["owner"]) == (shop["id"], "Max")
    assert item(manager, "shop")["owner"] == "Max"
    assert manager.patch(f"/api/inventory/{ids.show(5)}", json={"owner": "Max"}).status_code == 404


def done(client: httpx.Client) -> set[str]:
    """The steps of the guide that are done."""
    return {step["key"] for step in client.get("/api/setup").json()["steps"] if step["done"]}


def test_the_guide_sees_what_is_there(house: House) -> None:
    """Each step by what it is about; hidden parts take their steps with them; somebody else's demo counts for nothing."""
    owner = house.signed_in("owner")
    assert done(owner) == {"source", "colleagues"}
    owner.patch("/api/workspace", json={"name": "Gift shop"})
    owner.patch("/api/workspace", json={"hidden_parts": ["inventory"]})
    owner.post("/api/goals", json=GOAL)
    now, shop = house.clock.now_ms(), house.shop.source_id
    event = {
        "name": "Page Viewed",
        "type": "page",
        "source_id": shop,
        "count": 1,
        "first_seen": 1,
        "last_seen": 1,
    }
    note = {
        "name": "Page Viewed",
        "description": "Somebody looked.",
        "expected": False,
        "hidden": False,
        "updated_at": 1,
    }
    person = {"id": 7, "merged_into": 8, "created_at": 1, "version": 1, "document": {}}
    with house.state.write() as conn:
        ledger.add(conn, {(shop, ledger.hour_of(now)): Counts(accepted=1, stored=1)})
        insert(conn, seen_events, [event])
        insert(conn, dictionary_events, [note])
        insert(conn, profiles, [person])
    assert done(owner) == {
        "workspace",
        "parts",
        "source",
        "first_event",
        "tracker",
        "unified",
        "dictionary",
        "colleagues",
        "goals",
    }
    steps = owner.get("/api/setup").json()
    assert "inventory" not in {step["key"] for step in steps["steps"]}
    assert steps["done"] == len(done(owner)) == len(steps["steps"]) - 1
    assert (
        owner.patch("/api/workspace", json={"hidden_parts": ["customers"]}).json()["code"]
        == "invalid_hidden_parts"
    )
