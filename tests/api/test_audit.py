"""Every change is written down: who, what, before, after."""

from __future__ import annotations

import csv
from collections import Counter
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.routing import APIRoute

from api.conftest import PASSWORD, House
from api.shop import NOW
from api.test_access import ROUTES, ask
from api.test_second_factor import enrol
from oblik.govern import audit as trail
from oblik.kernel.clock import iso
from oblik.store.state.schema import audit

# What looks at something only, though it is asked with a body, and files that wait and change nothing until they are imported.
LOOKING = {
    "guess_import",
    "preview_import",
    "check_connection",
    "create_upload",
    "put_upload_part",
    "update_upload",
    "delete_upload",
    "sign_in",
    "preview_identity_rules",
    "preview_arrival_rules",
    "stop_identity_preview",
    "look_at_invitation",
    "begin_second_factor",
}
CHANGING = [route for route in ROUTES if route.methods != {"GET"} and route.name not in LOOKING]
# What was changed, of the endpoints whose path needs an id that a test makes first.
MADE = {
    "delete_token",
    "update_user",
    "update_me",
    "sign_out",
    "end_session",
    "end_other_sessions",
    "end_user_sessions",
    "confirm_second_factor",
    "renew_recovery_codes",
    "remove_second_factor",
    "reset_second_factor",
    "renew_invitation",
    "delete_invitation",
    "accept_invitation",
    "update_goal",
    "delete_goal",
    "update_system",
    "delete_system",
    "mend_quarantined",
    "discard_quarantined",
    "restore_quarantined",
    "revert_arrival_rules",
    "update_dictionary_event",
    "update_event_schema",
    "request_removal",
    "acknowledge_finding",
    "raise_finding",
    "update_connection",
    "delete_connection",
    "fetch_from_connection",
    "update_recipe",
    "delete_recipe",
    "run_recipe",
    "revert_recipe",
}


def rows(house: House) -> list[Any]:
    """Everything written down, oldest first."""
    with house.state.read() as conn:
        return list(conn.execute(sa.select(audit).order_by(audit.c.at, audit.c.id)))


@pytest.mark.parametrize("route", [r for r in CHANGING if r.name not in MADE], ids=lambda route: route.name)
def test_every_endpoint_that_changes_something_writes_it_down(house: House, route: APIRoute) -> None:
    """One row, by the one who asked, with what is there now."""
    answer = ask(house.with_token("owner"), route)
    assert answer.status_code < 300, answer.text
    (row,) = rows(house)
    assert row.who.startswith("token:owner")
    assert row.after


def test_whatever_changes_who_may_come_in_is_written_down(house: House) -> None:
    """Invitations, second factors and sessions, each with whom it concerns."""
    owner, sales = house.signed_in("owner"), house.signed_in("sales")
    people = {user["email"]: user["id"] for user in owner.get("/api/users").json()["items"]}
    of_sales = f"/api/users/{people['sales@example.com']}"
    guest = {"email": "guest@example.com", "role": "viewer"}
    id = owner.post("/api/invitations", json=guest).json()["id"]
    link = owner.post(f"/api/invitations/{id}/renew").json()["link"]
    said = {"key": link.partition("#")[2], "name": "Guest", "password": "long enough"}
    house.client().post("/api/invitation/accept", json=said)
    other = owner.post("/api/invitations", json=guest | {"email": "other@example.com"}).json()["id"]
    owner.delete(f"/api/invitations/{other}")
    phone, _ = enrol(house, sales)
    sales.post("/api/me/second-factor/codes", json={"password": PASSWORD})
    sales.post("/api/me/second-factor/remove", json={"password": PASSWORD})
    elsewhere = house.signed_in("sales").get("/api/me/sessions").json()["items"]
    sales.delete(f"/api/me/sessions/{next(one['id'] for one in elsewhere if one['current'])}")
    sales.delete("/api/me/sessions")
    owner.delete(f"{of_sales}/sessions")
    owner.delete(f"{of_sales}/second-factor")
    assert Counter(row.action for row in rows(house) if row.action != "session.start") == Counter(
        [
            "invitation.create",
            "invitation.renew",
            "invitation.accept",
            "invitation.create",
            "invitation.delete",
            "second_factor.on",
            "second_factor.codes",
            "second_factor.off",
            "session.end_one",
            "session.end_others",
            "session.end_all",
            "second_factor.reset",
        ]
    )
    assert phone.secret not in str(rows(house))


def test_what_is_done_with_connections_and_recipes_is_written_down(house: House) -> None:
    """From the first to the last, without what opens the door."""
    owner = house.with_token("owner")
    settings = {"url": "https://shop.example/feed.csv", "user": "ann", "password": "door-opener"}
    connection = owner.post("/api/connections", json={"name": "Feed", "kind": "url", "settings": settings})
    id = connection.json()["id"]
    owner.patch(f"/api/connections/{id}", json={"name": "Products"})
    assert owner.post(f"/api/connections/{id}/fetch", json={}).status_code == 202
    recipe = owner.post("/api/recipes", json={"name": "Nightly", "map": "as: products", "connection": id})
    of_recipe = f"/api/recipes/{recipe.json()['id']}"
    owner.patch(of_recipe, json={"map": "as: profiles"})
    assert owner.post(f"{of_recipe}/revert", json={"version": 1}).is_success
    assert owner.post(f"{of_recipe}/run").status_code == 202
    assert owner.delete(of_recipe).status_code == 204
    assert owner.delete(f"/api/connections/{id}").status_code == 204
    assert {row.action for row in rows(house)} == {
        "connection.create",
        "connection.update",
        "connection.fetch",
        "connection.delete",
        "recipe.create",
        "recipe.update",
        "recipe.revert",
        "recipe.run",
        "recipe.delete",
    }
    assert "door-opener" not in str(rows(house))
    (changed,) = [row for row in rows(house) if row.action == "recipe.update"]
    assert [side["map"].strip() for side in (changed.before, changed.after)] == [
        "as: products",
        "as: profiles",
    ]


def test_what_was_and_what_is_are_written_down(house: House) -> None:
    """Only where they differ."""
    client = house.signed_in("owner")
    client.patch("/api/workspace", json={"currency": "UAH", "timezone": "Europe/Kyiv"})
    client.patch("/api/workspace", json={"currency": "UAH"})
    items = client.get("/api/audit?what=workspace").json()["items"]
    (item,) = items
    assert item["action"] == "workspace.update"
    assert item["before"] == {"currency": "EUR", "timezone": "UTC"}
    assert item["after"] == {"currency": "UAH", "timezone": "Europe/Kyiv"}
    assert item["who"]["email"] == "owner@example.com"


def test_no_secret_is_written_down(house: House) -> None:
    """Neither passwords, nor keys, nor tokens, old or new."""
    client = house.signed_in("owner")
    token = client.post("/api/tokens", json={"name": "t"}).json()["token"]
    source = client.post("/api/sources/shop/rotate").json()["write_key"]
    user = {"email": "n@example.com", "name": "N", "role": "viewer", "password": "their password"}
    made = client.post("/api/users", json=user).json()
    client.patch(f"/api/users/{made['id']}", json={"password": "their new password"})
    client.patch("/api/me", json={"password": {"current": PASSWORD, "new": "my new password"}})
    written = str(rows(house))
    for secret in (
        token,
        source,
        "write-key-of-the-shop",
        PASSWORD,
        "their password",
        "new password",
        "argon2",
    ):
        assert secret not in written
    assert [row.action for row in rows(house)].count("user.update") == 2


def test_a_change_that_fails_is_not_written_down(house: House) -> None:
    """The row is part of the change's transaction."""
    client = house.signed_in("owner")
    before = len(rows(house))
    assert client.post("/api/sources", json={"name": "shop", "kind": "http"}).status_code == 409
    assert client.patch("/api/workspace", json={"timezone": "Mars/Olympus"}).status_code == 400
    assert len(rows(house)) == before


def test_the_record_is_read_page_by_page_and_by_who_and_what(house: House) -> None:
    """Newest first; every row once, whatever is written meanwhile."""
    with house.state.write() as conn:
        for number in range(25):
            who = "token:even" if number % 2 == 0 else trail.SYSTEM
            trail.record(conn, at=NOW - 1000 + number, who=who, action="thing.make", object=f"thing:{number}")
    client = house.with_token("owner")
    seen, after = [], ""
    while True:
        page = client.get(f"/api/audit?limit=10&after={after}").json()
        seen += [item["object"] for item in page["items"]]
        client.patch("/api/workspace", json={"name": f"Shop {len(seen)}"})
        if (after := page["next"]) is None:
            break
    assert seen == [f"thing:{number}" for number in reversed(range(25))]
    evens = client.get("/api/audit?who=even&limit=100").json()["items"]
    assert {item["who"]["token"] for item in evens} == {"even"}
    assert len(client.get("/api/audit?what=thing:7").json()["items"]) == 1
    assert client.get("/api/audit?what=%25").json()["items"] == []


def test_the_record_is_filtered_by_time_action_and_thing_and_leaves_as_a_file(house: House) -> None:
    """The file holds exactly what the filter finds, page after page, and nothing in it runs as a formula."""
    with house.state.write() as conn:
        for number in range(1203):
            what = {"at": NOW + number * 1000, "action": "thing.make" if number % 3 else "thing.break"}
            trail.record(conn, who=trail.SYSTEM, object=f"=cmd|{number}", after={"n": number}, **what)
    client = house.with_token("owner")
    assert client.get("/api/audit/actions").json()["actions"] == ["thing.break", "thing.make"]
    wanted = {"action": "thing.break", "since": iso(NOW + 300_000), "until": iso(NOW + 900_000)}
    found = client.get("/api/audit", params=wanted | {"limit": "500"}).json()["items"]
    assert [item["after"]["n"] for item in found] == list(reversed(range(300, 900, 3)))
    assert len(client.get("/api/audit", params={"object": "|12", "limit": 500}).json()["items"]) == 1 + 10 + 3
    file = client.get("/api/audit/export", params={"action": "thing.make"})
    lines = list(csv.DictReader(file.text.splitlines()))
    assert [int(line["object"].partition("|")[2]) for line in lines] == [
        n for n in range(1202, -1, -1) if n % 3
    ]
    assert all(line["object"].startswith("'=") for line in lines)
    assert client.get("/api/audit?since=tomorrow").status_code == 422
