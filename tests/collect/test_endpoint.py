"""The collection endpoint as the SDKs meet it: every path, every way to say who sends, every answer."""

from __future__ import annotations

import gzip
import json
import zlib
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collect.shop import CHROME, NOW, Broken, Shop, basic
from oblik.collect.endpoint import CollectSettings, handles
from oblik.collect.event import Event, Rejection
from oblik.collect.limits import HARD_CAP, Limits
from oblik.collect.reasons import REQUEST_CODES
from oblik.collect.sources_repository import SourceRepository
from oblik.kernel.errors import Overloaded, Unavailable

CALL = {"userId": "u1", "event": "Product Viewed", "messageId": "m1"}
IN_BODY = CALL | {"writeKey": "KEY"}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop with one source, `web`, whose key is KEY."""
    opened = Shop(tmp_path)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """One shop for many hostile requests."""
    opened = Shop(tmp_path_factory.mktemp("fuzzed"))
    yield opened
    opened.close()


# --- paths -----------------------------------------------------------------------------------------------------------


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


# --- who sends -------------------------------------------------------------------------------------------------------


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


# --- bodies ----------------------------------------------------------------------------------------------------------


def test_gzip_is_unpacked_also_in_several_members(shop: Shop) -> None:
    """What the log holds is plain JSON."""
    body = json.dumps(CALL).encode()
    for packed in (gzip.compress(body), gzip.compress(body[:10]) + gzip.compress(body[10:])):
        assert shop.post("/v1/track", packed, headers={"content-encoding": "gzip"}).status == 200
    assert [envelope.body for envelope in shop.envelopes()] == [body, body]


@pytest.mark.parametrize(
    ("body", "encoding", "status", "code"),
    [
        (gzip.compress(b'{"event": "A"}' * 50, mtime=0)[:-20], "gzip", 400, "bad_encoding"),
        (b"not gzip at all", "gzip", 400, "bad_encoding"),
        (gzip.compress(b" " * (HARD_CAP + 1), mtime=0), "gzip", 413, "too_large"),
        (gzip.compress(gzip.compress(b"{}", mtime=0), mtime=0), "gzip", 400, "bad_json"),
        (zlib.compress(b"{}"), "deflate", 415, "unsupported_encoding"),
        (b"{}", "br", 415, "unsupported_encoding"),
        (b" " * (HARD_CAP + 1), "", 413, "too_large"),
        (json.dumps(CALL | {"x": "y" * 40_000}).encode(), "", 400, "event_too_large"),
        (b"", "", 400, "bad_json"),
        (b"{", "", 400, "bad_json"),
        (b"[1]", "", 400, "bad_type"),
    ],
)
def test_a_body_that_cannot_be_taken(shop: Shop, body: bytes, encoding: str, status: int, code: str) -> None:
    """Each with its status, its code and a sentence; a bomb is let go at the hard cap."""
    reply = shop.post("/v1/track", body, headers={"content-encoding": encoding} if encoding else {})
    assert (reply.status, reply.code) == (status, code)
    assert shop.stored() == []
    assert shop.figure("oblik_collect_in_flight_bytes") == 0


def test_an_announced_length_over_the_cap_is_refused_before_it_is_read(shop: Shop) -> None:
    """Nobody waits for four gigabytes."""
    reply = shop.post(
        "/v1/track", b"", headers={"content-length": "4000000000"}, pieces=[{"type": "never asked for"}]
    )
    assert (reply.status, reply.code) == (413, "too_large")


def test_a_batch_over_its_limit_is_a_400_and_the_limit_can_be_set(shop: Shop, tmp_path: Path) -> None:
    """500 KB as Segment has it; up to 4 MB where the installation says so."""
    call = CALL | {"type": "track", "properties": {"x": "y" * 20_000}}
    body = {"batch": [call] * 30}
    assert shop.post("/v1/batch", body).code == "batch_too_large"
    wide = Shop(tmp_path / "wide", CollectSettings(limits=Limits(32 * 1024, 1024 * 1024)))
    assert wide.post("/v1/batch", body).json == {"success": True}
    wide.close()


def test_a_bad_event_does_not_fail_the_others(shop: Shop) -> None:
    """The answer names its place and the reason, and it is in the log with the good ones."""
    reply = shop.post("/v1/batch", {"batch": [CALL | {"type": "track"}, {"type": "track", "event": "A"}]})
    assert reply.status == 200 and reply.json["success"] is True
    assert [(r["index"], r["code"]) for r in reply.json["rejected"]] == [(1, "no_identifier")]
    assert [type(item) for item in shop.stored()] == [Event, Rejection]
    assert shop.figure("oblik_collect_events_total", outcome="rejected") == 1


def test_an_empty_batch_is_a_success_of_nothing(shop: Shop) -> None:
    """There is nothing to keep."""
    assert shop.post("/v1/batch", {"batch": []}).json == {"success": True}
    assert shop.envelopes() == []


def test_a_client_that_leaves_is_forgotten(shop: Shop) -> None:
    """Nothing stored, no memory held; should it still listen, it may try again."""
    pieces = [{"type": "http.request", "body": b'{"event":', "more_body": True}, {"type": "http.disconnect"}]
    assert shop.post("/v1/track", b"", pieces=pieces).status == 408
    assert shop.figure("oblik_collect_in_flight_bytes") == 0
    assert shop.envelopes() == []


def test_a_slow_client_is_let_go_and_may_try_again(tmp_path: Path) -> None:
    """408 is one of those that SDKs send again."""
    slow = Shop(tmp_path, CollectSettings(request_seconds=0.01))
    reply = slow.post("/v1/track", b"", pieces=[{"type": "http.request", "body": b"{", "more_body": True}])
    assert (reply.status, reply.code) == (408, "slow_request")
    assert slow.figure("oblik_collect_in_flight_bytes") == 0
    slow.close()


def test_all_bodies_together_have_a_bound(tmp_path: Path) -> None:
    """Over it the answer is 429 with Retry-After, never a growing process."""
    small = Shop(tmp_path, CollectSettings(bodies_held=10_000))
    reply = small.post("/v1/track", CALL | {"x": "y" * 20_000})
    assert (reply.status, reply.code, reply.headers["retry-after"]) == (429, "overloaded", "1")
    small.close()


# --- passing faults --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "status", "wait"),
    [
        (Overloaded("The queue is full; try again.", retry_after=3), 429, "3"),
        (Unavailable("The disk is full; try again."), 503, "5"),
    ],
)
def test_a_passing_fault_is_answered_so_that_sdks_send_again(
    shop: Shop, error: Exception, status: int, wait: str
) -> None:
    """SDKs drop what gets another 4xx, so only these two are used, with the time to wait."""
    shop.app._log = Broken(error)  # type: ignore[assignment]
    reply = shop.post("/v1/track", CALL)
    assert (reply.status, reply.headers["retry-after"]) == (status, wait)


def test_collection_goes_on_while_the_state_is_away(shop: Shop) -> None:
    """Known sources send on; an unknown key gets a 503 then, since it may be a good one."""
    assert shop.post("/v1/track", CALL).status == 200
    shop.clock.advance(seconds=10)

    def away() -> Any:
        raise Unavailable("The state does not answer.")

    shop.state.read = away  # type: ignore[method-assign]
    assert shop.post("/v1/track", CALL).status == 200
    assert shop.post("/v1/track", CALL, key="OTHER").status == 503


def test_a_source_sends_no_more_than_it_may(shop: Shop) -> None:
    """Two seconds' worth at once, then 429 until the bucket fills again; other sources are not touched."""
    shop.change("web", rate_limit=10)
    shop.add("free", write_key="FREE")
    batch = {"batch": [CALL | {"type": "track"}] * 20}
    assert shop.post("/v1/batch", batch).status == 200
    reply = shop.post("/v1/batch", batch)
    assert (reply.status, reply.code, reply.headers["retry-after"]) == (429, "rate_limited", "1")
    assert shop.post("/v1/batch", batch, key="FREE").status == 200
    shop.clock.advance(seconds=1)
    assert shop.post("/v1/track", CALL).status == 200


# --- browsers --------------------------------------------------------------------------------------------------------


def test_a_page_of_any_origin_sends_unless_the_source_names_its_own(shop: Shop) -> None:
    """The preflight, the request and its answer's headers."""
    page = {"origin": "https://shop.example", "access-control-request-headers": "content-type,x-custom"}
    preflight = shop.request("OPTIONS", "/v1/t", b"", page)
    assert preflight.status == 204
    assert preflight.headers["access-control-allow-origin"] == "https://shop.example"
    assert preflight.headers["access-control-allow-headers"] == "content-type,x-custom"
    reply = shop.post("/v1/t", IN_BODY, key=None, headers={"origin": "https://shop.example"})
    assert (reply.status, reply.headers["access-control-allow-origin"]) == (200, "https://shop.example")


@pytest.mark.parametrize(
    ("origins", "origin", "allowed"),
    [
        (["https://shop.example"], "https://shop.example", True),
        (["https://shop.example/"], "HTTPS://Shop.Example", True),
        (["https://shop.example"], "https://evil.example", False),
        (["https://shop.example"], "http://shop.example", False),
        (["https://*.shop.example"], "https://www.shop.example", True),
        (["https://*.shop.example"], "https://shop.example", False),
        (["https://*.shop.example"], "https://evil.example/.shop.example", False),
        (["*"], "https://anything.example", True),
        (["https://shop.example"], "null", False),
    ],
)
def test_only_allowed_origins_send(shop: Shop, origins: list[str], origin: str, allowed: bool) -> None:
    """A page elsewhere gets a 403 that it cannot even read; a server without any origin always sends."""
    shop.change("web", origins=origins)
    reply = shop.post("/v1/track", CALL, headers={"origin": origin})
    assert reply.status == (200 if allowed else 403)
    assert ("access-control-allow-origin" in reply.headers) is allowed
    assert shop.request("OPTIONS", "/v1/track", b"", {"origin": origin}).status == (204 if allowed else 403)
    assert shop.post("/v1/track", CALL).status == 200


def test_analytics_next_is_told_to_send_here(shop: Shop) -> None:
    """One destination, this server, as the browser called it; or under its public address."""
    settings_of = shop.get("/v1/projects/KEY/settings", headers={"host": "cdp.example:8080"}).json
    destination = settings_of["integrations"]["Segment.io"]
    assert (destination["apiKey"], destination["apiHost"], destination["protocol"]) == (
        "KEY",
        "cdp.example:8080/v1",
        "http",
    )
    assert shop.get("/v1/projects/OTHER/settings").status == 401


def test_rudderstack_finds_its_configuration(shop: Shop) -> None:
    """Enabled, no destinations, no telemetry."""
    for headers, query in ((basic("KEY"), "p=npm&v=3&build=modern"), ({}, "p=npm&writeKey=KEY")):
        reply = shop.get("/sourceConfig/", query, headers)
        assert reply.json["source"]["enabled"] is True
        assert reply.json["source"]["destinations"] == []


@pytest.mark.parametrize(
    ("path", "query"),
    [
        (
            "/v1/pixel/track",
            "writeKey=KEY&userId=u1&event=Email%20Opened&properties.subject=Hi%20there&properties.subject.x=1",
        ),
        ("/pixel/v1/track", "writeKey=KEY&anonymousId=a&event=Email%20Opened&properties.subject=Hi%20there"),
        (
            "/v1/pixel/track",
            "data="
            + b64encode(
                json.dumps(
                    IN_BODY | {"event": "Email Opened", "properties": {"subject": "Hi there"}}
                ).encode()
            )
            .decode()
            .rstrip("="),
        ),
    ],
)
def test_a_pixel_is_an_event(shop: Shop, path: str, query: str) -> None:
    """By dotted parameters or base 64; the answer is a picture that nobody sees."""
    reply = shop.get(path, query)
    assert (reply.status, reply.headers["content-type"], reply.body[:6]) == (200, "image/gif", b"GIF89a")
    event = shop.stored()[0]
    assert isinstance(event, Event)
    assert (event.name, event.properties) == ("Email Opened", {"subject": "Hi there"})
    assert b"KEY" not in event.raw


def test_a_pixel_loaded_twice_was_seen_twice(shop: Shop) -> None:
    """The same address at another time is another event."""
    for _ in range(2):
        shop.get("/v1/pixel/track", "writeKey=KEY&userId=u&event=Seen")
        shop.clock.advance(seconds=60)
    assert len({item.message_id for item in shop.stored() if isinstance(item, Event)}) == 2


@pytest.mark.parametrize(
    "query", ["", "writeKey=OTHER", "writeKey=KEY&data=%%%", "data=e30", "&".join("a=1" for _ in range(900))]
)
def test_a_pixel_never_fails(shop: Shop, query: str) -> None:
    """200 and the picture, whatever was wrong."""
    reply = shop.get("/v1/pixel/track", query)
    assert (reply.status, reply.body[:6]) == (200, b"GIF89a")


# --- who is at the other end -----------------------------------------------------------------------------------------


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


# --- hostile requests ------------------------------------------------------------------------------------------------

TEXTS = st.sampled_from(
    ["'; DROP TABLE log;--", "{{7*7}}", "<img onerror=x>", "\0", "\ud800", "x" * 5000, "é", ""]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
)
BODIES = (
    st.binary(max_size=100)
    | VALUES.map(lambda value: json.dumps(value).encode())
    | st.dictionaries(
        st.sampled_from(["batch", "userId", "event", "context", "writeKey", "sentAt", "properties"]),
        VALUES | st.just([CALL]),
    ).map(lambda value: json.dumps(value).encode())
)
HEADERS = st.dictionaries(
    st.sampled_from(
        [
            "content-encoding",
            "content-length",
            "origin",
            "anonymousid",
            "x-forwarded-for",
            "host",
            "user-agent",
        ]
    ),
    st.sampled_from(
        ["gzip", "identity", "0", "-1", "9" * 30, "https://a.example", "null", "\xff\xfe", "a\x7fb", ""]
    ),
    max_size=4,
)
PATHS = st.sampled_from(
    ["/v1/batch", "/v1/track", "/v1/a", "/v1/pixel/page", "/v1/projects/KEY/settings", "/sourceConfig"]
)


@given(PATHS, st.sampled_from(["POST", "GET", "OPTIONS", "PUT"]), BODIES, HEADERS, st.booleans())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_request_is_answered_with_a_fault_of_ours(
    fuzzed: Shop, path: str, method: str, body: bytes, headers: dict[str, str], packed: bool
) -> None:
    """A clear 4xx with a known code, or a success whose events are all accounted for; never a 5xx."""
    data = gzip.compress(body)[: -3 if len(body) % 2 else None] if packed else body
    reply = fuzzed.request(method, path, data, basic("KEY") | headers, query="data=e30&writeKey=KEY")
    assert 200 <= reply.status < 500
    if reply.status >= 400:
        assert reply.code in REQUEST_CODES
    assert fuzzed.figure("oblik_collect_in_flight_bytes") == 0
    fuzzed.stored()
