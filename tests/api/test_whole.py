"""A whole Oblik, embedded: what comes in through collection is what the management API tells, shape by shape."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from oblik.app.settings import Settings
from oblik.app.wiring import Oblik, opened

TOKEN, KEY = "token-of-the-test", "key-of-the-test"
ANN = {
    "email": "ann.brown@example.com",
    "phone": "+447700900112",
    "firstName": "Annabella",
    "lastName": "Brownstone",
}
CALLS: list[dict[str, Any]] = [
    {
        "type": "page",
        "anonymousId": "a1",
        "name": "Home",
        "properties": {"url": "https://shop.example/?utm_source=x"},
    },
    {"type": "identify", "userId": "u1", "anonymousId": "a1", "traits": ANN | {"country": "GB"}},
    {
        "type": "track",
        "userId": "u1",
        "event": "Order Completed",
        "properties": {"order_id": "o1", "total": 9.5, "currency": "GBP"},
    },
    {"type": "page", "anonymousId": "a2"},
    {"type": "identify", "anonymousId": "a2", "traits": {"email": ANN["email"], "vip": True}},
    {"type": "identify", "userId": "u2", "traits": {"email": "bob@example.com"}},
    {"type": "track", "event": "Nobody", "properties": {"email": ANN["email"]}},
]


@pytest.fixture(scope="module")
def oblik(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oblik]:
    """Its pipeline runs, as it does in a server."""
    said: dict[str, Any] = {"data": tmp_path_factory.mktemp("oblik"), "admin_token": TOKEN, "write_key": KEY}
    with opened(Settings(**said)) as made, made.running():
        yield made


@pytest.fixture(scope="module")
def owner(oblik: Oblik) -> httpx.Client:
    """An owner's program, after the shop sent its first events and they are visible."""
    client = TestClient(oblik.app(), headers={"Authorization": f"Bearer {TOKEN}"})
    batch = [call | {"messageId": f"m{number}"} for number, call in enumerate(CALLS)]
    answer = client.post("/v1/batch", json={"batch": batch, "writeKey": KEY}, headers={"Authorization": ""})
    assert answer.json()["success"] is True
    until_done(client)
    return client


def until_done(client: httpx.Client) -> dict[str, Any]:
    """The ledger of the default source, when nothing waits in the log any more."""
    deadline = time.monotonic() + 20
    while (ledger := got(client, "/api/sources/default/ledger"))["pending"]:
        assert time.monotonic() < deadline
    return ledger


def got(client: httpx.Client, path: str) -> Any:
    """A good answer's content."""
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.text)
    return answer.json()


def ann(client: httpx.Client) -> dict[str, Any]:
    """Ann's page."""
    (row,) = got(client, f"/api/profiles?identifier=email:{ANN['email'].upper()}")["items"]
    page: dict[str, Any] = got(client, f"/api/profiles/{row['id']}")
    return page


def test_every_answer_has_its_shape(owner: httpx.Client) -> None:
    """Each endpoint that reads, over what the engines really hold."""
    profile = ann(owner)["id"]
    for path in (
        "/api/overview",
        "/api/profiles",
        "/api/profiles?columns=email,country&sort=-revenue&limit=1",
        "/api/profiles/columns",
        f"/api/profiles/{profile}/timeline",
        f"/api/profiles/{profile}/events",
        f"/api/profiles/{profile}/identity",
        "/api/merges",
        "/api/search?q=annabela",
        "/api/sources",
        "/api/sources/default",
        "/api/sources/default/quarantine",
        "/api/sources/default/ledger?by=hour",
        "/api/source-kinds",
        "/api/stream/recent",
        "/api/imports",
        "/api/dictionary/events",
        "/api/dictionary/events/Order%20Completed",
        "/api/dictionary/traits",
        "/api/system",
        "/api/audit",
        "/readyz",
    ):
        got(owner, path)


def test_the_ledger_tells_what_became_of_every_event(owner: httpx.Client) -> None:
    """One of them has nobody in it."""
    ledger = until_done(owner)
    assert (ledger["accepted"], ledger["quarantined"], ledger["balanced"]) == (len(CALLS), 1, True)
    hours = got(owner, "/api/sources/default/ledger?by=hour")["series"]
    assert sum(hour["accepted"] for hour in hours) == len(CALLS)
    assert all(hour["balanced"] for hour in hours)


def test_a_replay_keeps_the_ledger_balanced(owner: httpx.Client) -> None:
    """The same event fails again: the old row is replayed, a new one is open."""
    before = until_done(owner)
    assert owner.post("/api/sources/default/quarantine/replay", json={}).json() == {"replayed": 1}
    after = until_done(owner)
    numbers = {name: after[name] for name in ("accepted", "stored", "quarantined", "balanced")}
    assert numbers == {name: before[name] for name in numbers}
    rows = got(owner, "/api/sources/default/quarantine")
    assert sorted(row["status"] for row in rows["items"]) == ["open", "replayed"]
    assert [reason["count"] for reason in rows["reasons"]] == [1]


def test_a_correction_is_visible_when_it_is_answered_and_written_down(owner: httpx.Client) -> None:
    """With who made it, and what was there before."""
    profile = ann(owner)["id"]
    after = owner.post(
        f"/api/profiles/{profile}/traits", json={"traits": {"country": "UA", "vip": None}}
    ).json()
    assert (after["traits"]["country"], "vip" in after["traits"]) == ("UA", False)
    consent = {
        "channel": "email",
        "topic": "offers",
        "state": "granted",
        "proof": {"where": "shop", "text_version": "1"},
    }
    after = owner.post(f"/api/profiles/{profile}/consents", json=consent).json()
    assert [(one["channel"], one["topic"], one["state"]) for one in after["consents"]] == [
        ("email", "offers", "granted")
    ]
    assert ann(owner)["consents"] == after["consents"]
    row = got(owner, "/api/audit?what=profile.traits")["items"][0]
    assert (row["before"]["country"], row["after"]["country"], row["who"]["token"]) == ("GB", "UA", "admin")


def test_a_merge_is_taken_back(owner: httpx.Client) -> None:
    """The history says why they were one; afterwards they are two."""
    profile = ann(owner)["id"]
    merges = [
        one for one in got(owner, f"/api/profiles/{profile}/identity")["items"] if one["kind"] == "merge"
    ]
    merge = next(one for one in merges if one["reversible"])
    assert merge["reason"]["sentence"]
    answer = owner.post(f"/api/profiles/{profile}/unmerge", json={"merge": merge["id"]})
    assert answer.status_code == 200, answer.text
    assert len({one["id"] for one in answer.json()["profiles"]}) == 2
    again = owner.post(f"/api/profiles/{profile}/unmerge", json={"merge": merge["id"]})
    assert again.status_code in (404, 409)


def test_a_viewer_sees_figures_and_nobody(owner: httpx.Client) -> None:
    """Through every reading endpoint, over what the engines really hold."""
    made = owner.post("/api/tokens", json={"name": "screen on the wall", "role": "viewer"}).json()
    viewer = TestClient(owner.app, headers={"Authorization": f"Bearer {made['token']}"})  # type: ignore[attr-defined]
    profile = ann(owner)["id"]
    paths = ("", "/timeline", "/identity", "/events")
    said = "".join(viewer.get(f"/api/profiles/{profile}{path}").text for path in paths)
    for path in (
        "/api/profiles",
        "/api/profiles/columns",
        f"/api/profiles?identifier=email:{ANN['email']}",
        "/api/search?q=brownstone",
        "/api/merges",
        "/api/sources/default/quarantine",
        "/api/dictionary/traits",
        "/api/dictionary/events/Identified",
    ):
        answer = viewer.get(path)
        assert answer.status_code in (200, 404), path
        said += answer.text
    assert '"masked":true' in said
    for secret in (*ANN.values(), "bob@example.com", "7700900112"):
        assert secret not in said, secret
