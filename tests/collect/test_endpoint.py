"""The collection endpoint as the SDKs meet it: every path, and every way to say who sends."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from collect.shop import CALL, CHROME, IN_BODY, NOW, Shop, basic
from oblik.collect.endpoint import CollectSettings, handles
from oblik.collect.event import Event
from oblik.collect.sources_repository import SourceRepository


@pytest.mark.parametrize(
    ("path", "type_"),
    [
        *((f"/v1/{call}", call) for call in ("identify", "track", "page", "screen", "group", "alias")),
        *zip(
            ("/v1/i", "/v1/t", "/v1/p", "/v1/s", "/v1/g", "/v1/a"),
            ["identify", "track", "page", "screen", "group", "alias"],
            strict=True,
        ),
        ("/v1/track/", "track"),
    ],
)
def test_every_call_has_its_path_and_its_letter(shop: Shop, path: str, type_: str) -> None:
    """The type comes from the path; the event is in the log before the answer."""
    reply = shop.post(path, CALL | {"groupId": "g", "previousId": "p"})
    assert (reply.status, reply.json) == (200, {"success": True})
    assert [item.type for item in shop.stored() if isinstance(item, Event)] == [type_]


@pytest.mark.parametrize("path", ["/v1/batch", "/v1/b", "/v1/import", "/beacon/v1/batch"])
def test_every_path_of_a_batch(shop: Shop, path: str) -> None:
    """Old mobile SDKs call it import, RudderStack's browser SDK beacon."""
    assert shop.post(path, {"batch": [CALL | {"type": "track"}]}).status == 200
    assert len(shop.stored()) == 1


def test_other_paths_are_somebody_elses() -> None:
    """The router in front gives collection its own paths only."""
    assert not any(
        map(
            handles,
            [
                "/",
                "/v1",
                "/v1/x",
                "/api/sources",
                "/v1/projects/a/b/settings",
                "/v1/pixel/batch",
                "/oblik.js",
            ],
        )
    )


def test_a_path_takes_its_method_only(shop: Shop) -> None:
    """GET on a call is 405 and says what is allowed."""
    reply = shop.get("/v1/track")
    assert (reply.status, reply.code, reply.headers["allow"]) == (405, "method_not_allowed", "POST, OPTIONS")


@pytest.mark.parametrize(
    ("headers", "body", "query"),
    [
        (basic("KEY"), CALL, ""),
        (basic("KEY", colon=""), CALL, ""),
        (basic("KEY", colon=":password"), CALL, ""),
        ({}, IN_BODY, ""),
        ({"authorization": "Bearer some-oauth-token"}, IN_BODY, ""),
        ({"content-type": "text/plain"}, IN_BODY, ""),
        ({}, CALL, "writeKey=KEY"),
    ],
)
def test_every_way_to_say_who_sends(
    shop: Shop, headers: dict[str, str], body: dict[str, Any], query: str
) -> None:
    """Basic with or without the colon, Bearer with the key in the body, the body alone, or the query."""
    reply = shop.request("POST", "/v1/track", json.dumps(body).encode(), headers, query=query)
    assert reply.status == 200
    assert shop.stored()[0].source_id == shop.source.id


@pytest.mark.parametrize(
    ("key", "headers", "code"),
    [
        (None, {}, "missing_write_key"),
        (None, {"authorization": "Basic %%%"}, "missing_write_key"),
        (None, {"authorization": "Bearer KEY"}, "missing_write_key"),
        ("OTHER", {}, "unknown_write_key"),
    ],
)
def test_nobody_sends_without_a_key(shop: Shop, key: str | None, headers: dict[str, str], code: str) -> None:
    """401, and nothing in the log."""
    reply = shop.post("/v1/track", CALL, key=key, headers=headers)
    assert (reply.status, reply.code) == (401, code)
    assert shop.stored() == []


def test_a_key_is_found_beside_what_the_decoder_refuses(shop: Shop) -> None:
    """One event with half a surrogate pair must not make the whole batch look as if nobody sent it."""
    batch = b'{"batch":[{"type":"track","event":"\\ud800"},' + json.dumps(CALL | {"type": "track"}).encode()
    reply = shop.post("/v1/batch", batch + b'],"writeKey":"KEY"}', key=None)
    assert reply.status == 200
    assert [r["code"] for r in reply.json["rejected"]] == ["bad_text"]


def test_a_source_that_is_switched_off_takes_nothing(shop: Shop) -> None:
    """404 at once, 200 again when it is switched on."""
    shop.change("web", enabled=False)
    assert shop.post("/v1/track", CALL).code == "source_disabled"
    shop.change("web", enabled=True)
    shop.clock.advance(seconds=0.1)
    assert shop.post("/v1/track", CALL).status == 200


def test_a_new_key_replaces_the_old_one_at_once(shop: Shop) -> None:
    """What was sent with the old key is turned away, what comes with the new one is taken."""
    assert shop.post("/v1/track", CALL).status == 200
    with shop.state.write() as conn:
        renewed = shop.sources.rotate(conn, "web")
    shop.clock.advance(seconds=0.1)
    assert shop.post("/v1/track", CALL).status == 401
    assert shop.post("/v1/track", CALL, key=renewed.write_key).status == 200


def test_a_source_made_by_another_process_is_found(shop: Shop) -> None:
    """An unknown key is looked for in the table before anybody is turned away."""
    assert shop.post("/v1/track", CALL).status == 200
    shop.clock.advance(seconds=4)
    elsewhere = SourceRepository(shop.state, shop.clock)
    with shop.state.write() as conn:
        made = elsewhere.create(conn, name="till", kind="pos")
    assert shop.post("/v1/track", CALL, key=made.write_key).status == 200


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "ip"),
    [
        ((), "81.2.69.142", "1.2.3.4", "81.2.69.142"),
        (("10.0.0.0/8",), "81.2.69.142", "1.2.3.4", "81.2.69.142"),
        (("10.0.0.0/8",), "10.0.0.7", "6.6.6.6, 1.2.3.4, 10.0.0.9", "1.2.3.4"),
        (("10.0.0.0/8",), "10.0.0.7", "1.2.3.4, <script>", "10.0.0.7"),
        (("10.0.0.0/8",), "10.0.0.7", "", "10.0.0.7"),
        (("::1",), "::1", "2a02:2149::1", "2a02:2149::1"),
    ],
)
def test_only_a_trusted_proxy_says_who_the_client_is(
    tmp_path: Path, trusted: tuple[str, ...], peer: str, forwarded: str, ip: str
) -> None:
    """Anybody can write the header; the last address that no proxy of ours has is the client's."""
    behind = Shop(tmp_path, CollectSettings(trusted_proxies=trusted))
    headers = {
        "x-forwarded-for": forwarded,
        "user-agent": CHROME,
        "anonymousid": b64encode(b"anon-1234").decode(),
    }
    assert behind.post("/v1/track", CALL, headers=headers, peer=peer).status == 200
    envelope = behind.envelopes()[0]
    assert (envelope.ip, envelope.user_agent, envelope.anonymous_id, envelope.received_at) == (
        ip,
        CHROME,
        "anon-1234",
        NOW,
    )
    behind.close()
