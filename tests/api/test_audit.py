"""Every change is written down: who, what, before, after."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.routing import APIRoute

from api.conftest import PASSWORD, House
from api.shop import NOW
from api.test_access import ROUTES, ask
from oblik.govern import audit as trail
from oblik.store.state.schema import audit

# What looks at something only, though it is asked with a body.
LOOKING = {"guess_import", "sign_in", "preview_identity_rules", "stop_identity_preview"}
CHANGING = [route for route in ROUTES if route.methods != {"GET"} and route.name not in LOOKING]
# What was changed, of the endpoints whose path needs an id that a test makes first.
MADE = {"delete_token", "update_user", "update_me", "sign_out"}


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
