"""People change what identifies a person: the next events obey, the history after a rebuild, and the audit tells who did it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from api.conftest import House
from oblik.app.pipeline import rebuild
from oblik.app.settings import Settings
from oblik.app.wiring import Oblik, opened

TOKEN, KEY = "token-of-the-test", "key-of-the-test"
Json = dict[str, Any]


@pytest.fixture
def oblik(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oblik]:
    """A whole one, whose pipeline runs as in a server."""
    said: Json = {"data": tmp_path_factory.mktemp("oblik"), "admin_token": TOKEN, "write_key": KEY}
    with opened(Settings(**said)) as made, made.running():
        yield made


@pytest.fixture
def owner(oblik: Oblik) -> httpx.Client:
    """An owner's program."""
    return TestClient(oblik.app(), headers={"Authorization": f"Bearer {TOKEN}"})


def until(done: Callable[[], bool]) -> None:
    """Waits for the pipeline."""
    deadline = time.monotonic() + 30
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def send(client: httpx.Client, *calls: Json) -> None:
    """Events, until they are visible."""
    body = {"batch": list(calls), "writeKey": KEY}
    assert client.post("/v1/batch", json=body, headers={"Authorization": ""}).json()["success"] is True
    until(lambda: client.get("/api/sources/default/ledger").json()["pending"] == 0)


def identify(user: str, email: str, **said: Any) -> Json:
    """Somebody says an address."""
    return {"type": "identify", "userId": user, "traits": {"email": email}, **said}


def owner_of(client: httpx.Client, identifier: str) -> str | None:
    """Whose it is."""
    items = client.get("/api/profiles", params={"identifier": identifier}).json()["items"]
    return items[0]["id"] if items else None


def read(client: httpx.Client) -> Json:
    """The rules as they can be sent back."""
    rules = client.get("/api/identity/rules").json()
    return {name: rules[name] for name in ("version", "namespaces", "other")}


def named(rules: Json, name: str) -> Json:
    """One namespace among them."""
    found: Json = next(n for n in rules["namespaces"] if n["name"] == name)
    return found


def test_new_events_follow_new_rules_and_the_history_after_a_rebuild(owner: httpx.Client) -> None:
    """One address for a person, and the shop's own is nobody's: at once for what arrives, later for what had arrived."""
    send(
        owner,
        identify("ann", "ann@example.com"),
        identify("ann", "ann@work.example"),
        identify("till-1", "shop@example.com"),
    )
    assert owner_of(owner, "email:ann@work.example") == owner_of(owner, "user_id:ann")
    rules = read(owner)
    named(rules, "email").update(limit=1, blocked=[" Shop@Example.com "])
    saved = owner.put("/api/identity/rules", json=rules).json()
    assert (saved["version"], named(saved, "email")["blocked"]) == (2, ["shop@example.com"])
    assert saved["created_at"] is not None

    send(
        owner,
        identify("bob", "bob@example.com"),
        identify("bob", "bob@work.example"),
        identify("till-2", "SHOP@example.com"),
        {"type": "identify", "anonymousId": "a1", "traits": {"email": "shop@example.com"}},
    )
    bob, till = owner_of(owner, "user_id:bob"), owner_of(owner, "user_id:till-1")
    assert owner_of(owner, "email:bob@example.com") == bob
    assert owner_of(owner, "email:bob@work.example") is None
    assert len({till, owner_of(owner, "user_id:till-2"), owner_of(owner, "anonymous_id:a1")}) == 3
    assert owner_of(owner, "email:ann@work.example") == owner_of(owner, "user_id:ann"), "not yet"

    assert owner.post("/api/rebuild").json() == {"requested": True}
    until(lambda: not owner.get("/api/rebuild").json()["running"])
    assert owner_of(owner, "email:ann@example.com") == owner_of(owner, "user_id:ann")
    assert owner_of(owner, "email:ann@work.example") is None
    assert owner_of(owner, "email:shop@example.com") is None
    assert owner_of(owner, "user_id:till-1") == till
    written = [row["action"] for row in owner.get("/api/audit").json()["items"]]
    assert written[:2] == ["rebuild.request", "identity_rules.update"]


def test_rules_that_changed_during_a_rebuild_hold_for_all_of_it(
    owner: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It begins anew, so that no part of the history is left under rules of before."""
    send(owner, identify("ann", "ann@example.com"), identify("ann", "ann@work.example"))
    rules = read(owner)
    named(rules, "email")["limit"] = 1
    changed: list[int] = []
    finish = rebuild._finish

    def finished(*_: Any) -> Any:
        if not changed:  # at the last moment at which it can happen
            changed.append(owner.put("/api/identity/rules", json=rules).status_code)
        return finish(*_)

    monkeypatch.setattr(rebuild, "_finish", finished)
    owner.post("/api/rebuild")
    until(lambda: not owner.get("/api/rebuild").json()["running"])
    assert changed == [200]
    assert owner_of(owner, "email:ann@example.com") == owner_of(owner, "user_id:ann")
    assert owner_of(owner, "email:ann@work.example") is None


def test_two_people_who_change_them_at_once_do_not_overwrite_each_other(house: House) -> None:
    """The second is told that the rules are others by now; nothing of theirs is saved."""
    first, second = house.with_token("owner"), house.with_token("administrator")
    mine, theirs = read(first), read(second)
    named(mine, "phone")["region"] = "UA"
    named(theirs, "phone")["region"] = "PL"
    assert first.put("/api/identity/rules", json=mine).status_code == 200
    answer = second.put("/api/identity/rules", json=theirs)
    assert (answer.status_code, answer.json()["code"]) == (409, "stale_version")
    assert named(read(second), "phone")["region"] == "UA"


def test_the_audit_tells_what_was_and_what_is(house: House) -> None:
    """Namespace by namespace, only what differs; saving the same again is no change."""
    client = house.with_token("administrator")
    rules = read(client)
    assert client.put("/api/identity/rules", json=rules).json()["version"] == 1
    rules["namespaces"] = [n for n in rules["namespaces"] if n["name"] != "loyalty_card"]
    rules["namespaces"].append({"name": "passport", "priority": 90, "limit": 1, "paths": ["traits.passport"]})
    assert client.put("/api/identity/rules", json=rules).json()["version"] == 2
    (row,) = client.get("/api/audit?what=identity_rules").json()["items"]
    assert row["who"]["token"] == "administrator 0"
    assert row["before"]["version"], row["after"]["version"] == (1, 2)
    assert row["after"].keys() == {"version", "namespaces.loyalty_card", "namespaces.passport"}
    assert (row["before"]["namespaces.passport"], row["after"]["namespaces.loyalty_card"]) == (None, None)
    assert row["after"]["namespaces.passport"]["priority"] == 90


def test_who_may_not_change_settings_only_reads_them(house: House) -> None:
    """A viewer sees the rules and how far a rebuild is, and changes nothing."""
    viewer = house.with_token("viewer")
    rules = read(viewer)
    assert viewer.get("/api/rebuild").json() == {"running": False, "done": 0, "total": 0}
    assert viewer.put("/api/identity/rules", json=rules).status_code == 403
    assert viewer.post("/api/rebuild").status_code == 403
    assert viewer.get("/api/rebuild").json()["running"] is False


AS_JSON = {"Content-Type": "application/json"}
USER = {"name": "user_id", "priority": 100, "limit": 1, "paths": ["userId"]}


@pytest.mark.parametrize(
    ("field", "namespaces"),
    [
        ("namespaces", []),
        ("namespaces.0.paths", [USER | {"paths": []}]),
        ("namespaces.1.name", [USER, USER]),
        ("namespaces.1.name", [USER, {"name": "Loyalty Card", "priority": 1}]),
        ("namespaces.1.priority", [USER, {"name": "card", "priority": 1001}]),
        ("namespaces.1.limit", [USER, {"name": "card", "priority": 1, "limit": 0}]),
        ("namespaces.1.normaliser", [USER, {"name": "card", "priority": 1, "normaliser": "soundex"}]),
        ("namespaces.1.paths", [USER, {"name": "card", "priority": 1, "paths": ["context"]}]),
        ("namespaces.1.paths", [USER, {"name": "card", "priority": 1, "paths": ["traits.a.b"]}]),
        ("namespaces.1.region", [USER, {"name": "card", "priority": 1, "region": "ZZ"}]),
        ("namespaces.1.blocked", [USER, {"name": "card", "priority": 1, "blocked": ["x"] * 501}]),
        ("namespaces.1.blocked.0", [USER, {"name": "card", "priority": 1, "blocked": ["\ud800"]}]),
        ("namespaces", [USER, *({"name": f"n{i}", "priority": 1} for i in range(30))]),
    ],
)
def test_a_mistake_is_told_at_its_field(house: House, field: str, namespaces: list[Json]) -> None:
    """Rules that the pipeline could not follow are refused, and the form can show where."""
    client = house.with_token("owner")
    asked = {"version": 1, "namespaces": namespaces, "other": {"name": "other", "priority": 50}}
    answer = client.put("/api/identity/rules", content=json.dumps(asked), headers=AS_JSON)
    assert answer.status_code in (400, 422)
    assert field in [error["field"] for error in answer.json()["errors"]]
    assert read(client)["version"] == 1


def test_a_blocked_value_is_kept_as_it_will_be_met(house: House) -> None:
    """A telephone is blocked in whatever spelling it was typed."""
    client = house.with_token("owner")
    rules = read(client)
    named(rules, "phone").update(region="UA", blocked=["050 000 00 00", "Немає"])
    assert named(client.put("/api/identity/rules", json=rules).json(), "phone")["blocked"] == [
        "+380500000000",
        "немає",
    ]
