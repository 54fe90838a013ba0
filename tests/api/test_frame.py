"""What stands around the API: the pages, the headers, the probes, the stream."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.conftest import House, MakeHouse
from api.shop import IMPORT_ID
from oblik.kernel import ids


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A built UI, and something beside it that is nobody's business."""
    ui = tmp_path / "ui"
    (ui / "assets").mkdir(parents=True)
    (ui / "index.html").write_text("<title>Oblik</title>")
    (ui / "assets" / "app-1a2b.js").write_text("let x")
    (ui / "favicon.svg").write_text("<svg/>")
    (tmp_path / "secret.txt").write_text("secret")
    (ui / "link.txt").symlink_to(tmp_path / "secret.txt")
    return ui


@pytest.mark.usefixtures("built")
def test_the_pages_are_served_with_their_files(house: House) -> None:
    """Hashed files are kept for ever, the first page never; it answers the UI's own paths too."""
    client = house.client()
    for path in ("/", "/customers/0123456789abc", "/sources"):
        answer = client.get(path)
        assert (answer.text, answer.headers["cache-control"]) == ("<title>Oblik</title>", "no-cache")
        assert "script-src 'self'" in answer.headers["content-security-policy"]
    script = client.get("/assets/app-1a2b.js")
    assert "immutable" in script.headers["cache-control"]
    assert script.headers["content-type"].startswith("text/javascript")
    assert client.get("/favicon.svg").headers["content-type"] == "image/svg+xml"


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize(
    "path",
    [
        "/api/nothing",
        "/api",
        "/assets/old-9f.js",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/link.txt",
    ],
)
def test_what_is_not_there_is_not_found(house: House, path: str) -> None:
    """An unknown endpoint is no page, a lost file no page, and nothing outside the folder is a file."""
    answer = house.client().get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_answers_of_the_api_are_not_kept_and_not_framed(make_house: MakeHouse) -> None:
    """No cache holds a customer; no page shows the API inside itself."""
    answer = make_house(public_url="https://cdp.example.com").with_token("owner").get("/api/profiles")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert answer.headers["x-frame-options"] == "DENY"
    assert "max-age" in answer.headers["strict-transport-security"]


def test_probes_say_whether_it_lives_and_whether_it_can_work(house: House) -> None:
    """An engine away makes it unready, not dead."""
    client = house.client()
    assert client.get("/readyz").json()["status"] == "ready"
    house.shop.healthy = False
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert {check["name"]: check["ok"] for check in answer.json()["checks"]} == {
        "state": True,
        "warehouse": False,
    }
    assert client.get("/healthz").json() == {"status": "ok"}


def test_metrics_are_for_this_machine_or_for_the_bearer_of_the_token(make_house: MakeHouse) -> None:
    """Somebody else's request that a proxy on this machine passes on is somebody else's."""
    house = make_house()
    near = TestClient(house.app, client=("127.0.0.1", 5000))
    assert "oblik_batches_total 1.0" in near.get("/metrics").text
    assert near.get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 403
    assert TestClient(house.app, client=("203.0.113.7", 5000)).get("/metrics").status_code == 403


def test_metrics_ask_for_the_token_where_one_is_set(make_house: MakeHouse) -> None:
    """Also on this machine."""
    house = make_house(metrics_token="s3cret")
    assert house.client().get("/metrics").status_code == 403
    assert house.client(Authorization="Bearer s3cre").get("/metrics").status_code == 403
    assert house.client(Authorization="Bearer s3cret").get("/metrics").status_code == 200


def test_the_stream_tells_each_event_as_it_comes(house: House) -> None:
    """And goes on after the last that was seen when the line was cut."""
    client = house.with_token("owner")
    lines = client.get("/api/stream").text.split("\n\n")
    events = [json.loads(line.split("data: ")[1]) for line in lines if "data: " in line]
    assert [event["id"] for event in events] == ["1", "2", "3"]
    again = client.get("/api/stream", headers={"Last-Event-ID": "2"}).text
    assert "id: 3\n" in again
    assert "id: 2\n" not in again
    assert client.get("/api/stream?source=nobody").status_code == 404


def test_rejected_rows_come_as_a_file(house: House) -> None:
    """As they were, for who may see them."""
    house.shop.rejects.write_text('Mail,reason\n"a, b",bad\n')
    answer = house.with_token("owner").get(f"/api/imports/{ids.show(IMPORT_ID)}/rejects")
    assert answer.text == 'Mail,reason\n"a, b",bad\n'
    assert "attachment" in answer.headers["content-disposition"]


def test_keys_are_shown_to_who_may_change_sources_only(house: House) -> None:
    """Whoever only looks could otherwise send events in the shop's name."""
    assert house.with_token("viewer").get("/api/sources/shop").json()["write_key"] is None
    shop = house.with_token("developer").get("/api/sources").json()["items"][0]
    assert shop["write_key"] == "write-key-of-the-shop"
    assert shop["ledger"] | {"balanced": True} == shop["ledger"]
    assert (shop["ledger"]["accepted"], shop["ledger"]["pending"], shop["per_minute"][-1]) == (2, 2, 3)


def test_code_to_copy_holds_the_address_of_this_server(make_house: MakeHouse) -> None:
    """The one that the asker used, or the one that was set; the key is the page's to fill in."""
    kinds = make_house().with_token("viewer").get("/api/source-kinds?language=uk").json()["kinds"]
    http = next(kind for kind in kinds if kind["key"] == "http")
    assert http["description"] == "Усе, що вміє надіслати вебзапит."
    assert http["snippets"][0]["code"].startswith('curl http://testserver/v1/track -u "{{key}}:"')
    code = [snippet["code"] for kind in kinds for snippet in kind["snippets"]]
    assert not any("{{url}}" in text for text in code)


def test_code_to_copy_holds_the_address_that_was_set(make_house: MakeHouse) -> None:
    """Behind a proxy the server cannot know it."""
    client = make_house(public_url="https://cdp.example.com").with_token("viewer")
    assert "https://cdp.example.com/v1/track" in client.get("/api/source-kinds").text
