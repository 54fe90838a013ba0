"""Bodies as they come: packed, too long, broken, hostile; each is taken, or refused with its reason."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collect.shop import CALL, Shop, basic
from oblik.collect.endpoint import CollectSettings
from oblik.collect.event import Event, Rejection
from oblik.collect.limits import HARD_CAP, Limits
from oblik.collect.reasons import REQUEST_CODES


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


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """One shop for many hostile requests."""
    opened = Shop(tmp_path_factory.mktemp("fuzzed"))
    yield opened
    opened.close()


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
