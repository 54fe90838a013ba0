"""Whatever is thrown at the running server: a 4xx with a sentence or a row in the quarantine, never a 5xx; and afterwards
everything still works."""

from __future__ import annotations

import gzip
import http.client
import json
import random
import socket
import time
import zlib
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import quote

import pytest
from benchmarks.rig.server import TOKEN, WRITE_KEY, OblikServer
from hypothesis import given, settings
from hypothesis import strategies as st

JSON = {"Content-Type": "application/json"}
CALLS = ("identify", "track", "page", "screen", "group", "alias", "batch")

TEXTS = [
    "'; DROP TABLE events; --",
    "') OR 1=1 --",
    "\\'); TRUNCATE TABLE events --",
    "{id:UInt64}",
    "%(id)s :id ? $1",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "{{7*7}}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{x}}{% endfor %}",
    "../../../../etc/passwd",
    "=cmd|' /C calc'!A0",
    "line\nfeed\ttab\r\nreturn\\n\\",
    "\u202eright to left\u200b\ufeff",
    "I\u0307̗̘̙̚ Zalgo 👩‍👩‍👧‍👦 𝕏",
    "a.b.c",
    "",
    " ",
    "null",
    "x" * 5_000,
]


class Answer:
    """What came back."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status, self.headers, self.body = status, {k.lower(): v for k, v in headers.items()}, body

    def json(self) -> Any:
        return json.loads(self.body)


def ask(
    server: OblikServer, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] = JSON
) -> Answer:
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        with suppress(BrokenPipeError, ConnectionResetError):  # refused before all of it was sent
            connection.request(method, path, body, dict(headers))
        answer = connection.getresponse()
        return Answer(answer.status, dict(answer.getheaders()), answer.read())
    finally:
        connection.close()


def send(server: OblikServer, body: bytes, path: str = "/v1/batch", **headers: str) -> Answer:
    """A request with the right key, whatever the body says."""
    basic = {"Authorization": f"Basic {_base64(WRITE_KEY)}"}
    return ask(
        server, "POST", path, body, JSON | basic | {k.replace("_", "-"): v for k, v in headers.items()}
    )


def understood(answer: Answer) -> bool:
    """Whether it was taken; if not, it was refused as it should be."""
    if answer.status == 200:
        return True
    assert 400 <= answer.status < 500, (answer.status, answer.body[:500])
    said = answer.json()
    assert said["code"], said
    assert said["detail"], said
    return False


def is_well(server: OblikServer) -> None:
    """A new event goes all the way through, and the ledger balances."""
    who = f"honest-{time.time_ns()}"
    batch = [{"type": "identify", "userId": who, "traits": {"name": "Ann"}}]
    assert send(server, json.dumps({"batch": batch}).encode()).status == 200
    deadline = time.monotonic() + 60
    while (ledger := server.ledger())["pending"] or not found(server, who):
        assert time.monotonic() < deadline, f"the pipeline stands still: {ledger}\n{server.last_words()}"
        time.sleep(0.05)
    assert ledger["accepted"] == sum(ledger[n] for n in ("stored", "duplicate", "quarantined", "suppressed"))


def found(server: OblikServer, who: str) -> list[dict[str, Any]]:
    """The profiles with that customer number."""
    items: list[dict[str, Any]] = server.get(f"/api/profiles?identifier={quote(f'user_id:{who}')}")["items"]
    return items


def _base64(text: str) -> str:
    return b64encode(f"{text}:".encode()).decode()


# --- bodies -----------------------------------------------------------------------------------------------------

GOOD = b'{"batch":[{"type":"track","event":"Seen","userId":"u"}]}'
PACKED = gzip.compress(GOOD, mtime=0)

BODIES = {
    "nothing": b"",
    "a brace": b"{",
    "null": b"null",
    "a number": b"1",
    "a list": b"[]",
    "a batch that is none": b'{"batch":{"type":"track"}}',
    "events that are none": b'{"batch":[null,1,"x",[],{},true]}',
    "no UTF-8": b'{"batch":[{"type":"track","event":"\xff\xfe","userId":"u"}]}',
    "UTF-16": GOOD.decode().encode("utf-16"),
    "UTF-32": GOOD.decode().encode("utf-32"),
    "half a character": b'{"batch":[{"type":"track","event":"\\ud83d","userId":"\\udc00"}]}',
    "NUL": b'{"batch":[{"type":"track","event":"a\\u0000b","userId":"u\\u0000","properties":{"\\u0000":"\\u0000"}}]}',
    "a raw NUL": b'{"batch":[{"type":"track","event":"a\x00b","userId":"u"}]}',
    "no number": b'{"batch":[{"type":"track","event":"Seen","userId":"u","properties":{"a":NaN,"b":-Infinity}}]}',
    "too large a number": b'{"batch":[{"type":"track","event":"Seen","userId":"u","properties":{"value":1e999}}]}',
    "a number of 9,999 digits": b'{"batch":[{"type":"track","event":"S","userId":%s}]}' % (b"9" * 9_999),
    "the same key twice": b'{"batch":[{"type":"track","event":"S","userId":"u","properties":{"a":{"b":1},"a.b":2,"a":3}}]}',
    "a time before time": b'{"batch":[{"type":"track","event":"S","userId":"u","timestamp":"0001-01-01T00:00:00Z"}]}',
    "a time after time": b'{"batch":[{"type":"track","event":"S","userId":"u","timestamp":99999999999999999999}]}',
    "a clock that is years off": b'{"sentAt":"1970-01-01T00:00:00Z","batch":[{"type":"track","event":"S","userId":"u",'
    b'"timestamp":"2299-12-31T23:59:59Z"}]}',
    "lists in lists": b'{"batch":' + b"[" * 200_000,
    "objects in objects": b'{"batch":[{"type":"track","event":"S","userId":"u","properties":%s1%s}]}'
    % (b'{"a":' * 50_000, b"}" * 50_000),
    "3,000 events": json.dumps({"batch": [{"type": "track", "event": "S", "userId": "u"}] * 3_000}).encode(),
    "a long event": json.dumps(
        {"batch": [{"type": "track", "event": "S", "userId": "u" * 100_000}]}
    ).encode(),
    "5 MB": b'{"batch":["' + b"x" * 5_000_000 + b'"]}',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_a_body_that_makes_no_sense_does_no_harm(server: OblikServer, body: bytes) -> None:
    """On every path, plain and packed."""
    for call in CALLS:
        understood(send(server, body, f"/v1/{call}"))
    understood(send(server, gzip.compress(body), Content_Encoding="gzip"))


PACKINGS = {
    "cut off": PACKED[:-9],
    "a wrong sum": PACKED[:-8] + b"\0" * 8,
    "only the head": PACKED[:10],
    "not packed": GOOD,
    "a bomb": gzip.compress(b"0" * 300_000_000, 1),
    "a bomb of many": gzip.compress(b"0" * 2_000_000) * 30,
    "raw deflate": zlib.compress(GOOD),
    "rubbish behind": PACKED + b"rubbish",
}


@pytest.mark.parametrize("body", PACKINGS.values(), ids=PACKINGS.keys())
def test_what_is_packed_badly_is_refused(server: OblikServer, body: bytes) -> None:
    """With a sentence, and without unpacking more than may be held."""
    assert not understood(send(server, body, Content_Encoding="gzip"))
    assert send(server, PACKED, Content_Encoding="gzip").status == 200


@pytest.mark.parametrize("encoding", ["br", "deflate", "gzip, gzip", "\xff", "x" * 5_000])
def test_an_unknown_encoding_is_refused(server: OblikServer, encoding: str) -> None:
    """The body is not looked at."""
    assert not understood(send(server, PACKED, Content_Encoding=encoding))


def test_after_all_that_the_server_is_well(server: OblikServer) -> None:
    """What could be read is stored or in the quarantine."""
    is_well(server)


# --- anything ---------------------------------------------------------------------------------------------------

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(10**40), 10**40)
    | st.floats()
    | st.text(st.characters(), max_size=30)
    | st.text(st.characters(categories=["Cs", "Cc"]), max_size=3)
    | st.sampled_from(TEXTS)
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
FIELDS = (
    *("type", "messageId", "anonymousId", "userId", "event", "name", "groupId", "previousId", "traits"),
    *(
        "properties",
        "context",
        "integrations",
        "timestamp",
        "originalTimestamp",
        "sentAt",
        "receivedAt",
        "writeKey",
    ),
)
INSIDE = st.sampled_from(
    (
        *(
            "page",
            "campaign",
            "device",
            "userAgent",
            "ip",
            "locale",
            "timezone",
            "externalIds",
            "consent",
            "traits",
        ),
        *(
            "referrer",
            "email",
            "phone",
            "products",
            "order_id",
            "value",
            "currency",
            "url",
            "generated",
            "channel",
        ),
    )
)
OBJECTS = st.dictionaries(INSIDE | st.text(max_size=8), VALUES, max_size=5)
CALL = st.dictionaries(st.sampled_from(FIELDS), VALUES | OBJECTS, max_size=8).flatmap(
    lambda call: st.sampled_from(CALLS[:-1]).map(
        lambda kind: {"type": kind, "userId": "u", "event": "Seen"} | call
    )
)
BATCH = st.fixed_dictionaries(
    {"batch": st.lists(CALL | VALUES, max_size=5)}, optional=dict.fromkeys(("context", "sentAt"), VALUES)
)


@settings(max_examples=250, deadline=None)
@given(CALL | BATCH | VALUES, st.sampled_from(CALLS), st.booleans(), st.randoms(use_true_random=False))
def test_no_json_is_too_odd(
    server: OblikServer, said: Any, call: str, broken: bool, chance: random.Random
) -> None:
    """Any value in any field; sometimes with a few bytes changed on the way."""
    body = bytearray(json.dumps(said).encode())
    if broken:
        for _ in range(3):
            body[chance.randrange(len(body))] = chance.randrange(256)
    understood(send(server, bytes(body), f"/v1/{call}"))


def test_after_any_json_the_server_is_well(server: OblikServer) -> None:
    """The pipeline met all of it."""
    is_well(server)
    assert not [line for line in server.output.read_text().splitlines() if "pipeline_failed" in line]


# --- texts ------------------------------------------------------------------------------------------------------


def test_texts_come_back_as_they_went_in(server: OblikServer) -> None:
    """In traits, properties, names and ids they are data: nothing ran, nothing was rendered."""
    batch = [call for number, text in enumerate(TEXTS) for call in _calls(f"hostile-{number}", text)]
    for start in range(0, len(batch), 30):
        assert send(server, json.dumps({"batch": batch[start : start + 30]}).encode()).status == 200
    is_well(server)
    for number, text in enumerate(TEXTS):
        (person,) = found(server, f"hostile-{number}")
        profile = ask_api(server, f"/api/profiles/{person['id']}").json()
        assert profile["traits"]["said"] == text
        if text.strip():
            assert profile["traits"][text[:200]] == "as a name"
        events = ask_api(server, f"/api/profiles/{person['id']}/timeline").json()["items"]
        said = [e["properties"] for e in events if e["type"] == "track"]
        assert {"said": text, "deep": {"list": [text]}} in said


def _calls(who: str, text: str) -> list[dict[str, Any]]:
    """The text in every field where a text may be."""
    everywhere = {
        "userAgent": text,
        "locale": text,
        "timezone": text,
        "ip": text,
        "page": {"url": text, "referrer": text, "title": text, "path": text, "search": text},
        "campaign": {"name": text, "source": text, "medium": text, "term": text, "content": text},
        "device": {"id": text, "type": text},
        "externalIds": [{"type": text[:40], "id": text, "collection": "users", "encoding": "none"}],
        "sessionId": text,
    }
    calls: list[dict[str, Any]] = [
        {"type": "identify", "userId": who, "traits": {"said": text, text[:200]: "as a name"}},
        {
            "type": "track",
            "userId": who,
            "event": "Said",
            "properties": {"said": text, "deep": {"list": [text]}},
        },
        {"type": "track", "userId": who, "event": text, "context": everywhere},
        {"type": "identify", "userId": text, "anonymousId": text, "traits": {"email": text, "phone": text}},
        {"type": "group", "userId": who, "groupId": text, "traits": {"name": text}},
        {"type": "alias", "userId": text, "previousId": text},
        {"type": "track", "userId": who, "event": "Order Completed", "properties": _order(text)},
        {"type": text, "userId": who, "messageId": text[:50]},
    ]
    return calls


def _order(text: str) -> dict[str, Any]:
    product = {"product_id": text, "name": text, "category": text, "price": text, "quantity": text}
    return {"order_id": text, "currency": text, "total": text, "products": [product, text], "coupon": text}


def ask_api(server: OblikServer, path: str) -> Answer:
    """What the API answers is JSON, and a browser told to open it runs nothing."""
    answer = ask(server, "GET", path, headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status < 500, (path, answer.body[:500])
    assert answer.headers["content-type"] in ("application/json", "application/problem+json")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    return answer


LISTS = (
    *(
        "/api/overview",
        "/api/sources",
        "/api/merges",
        "/api/stream/recent",
        "/api/dictionary/events?limit=100",
    ),
    *(
        "/api/dictionary/traits",
        "/api/sources/default/quarantine",
        "/api/profiles/columns",
        "/api/profiles?limit=100",
    ),
)
ASKED = (
    *(
        "/api/profiles?search={}",
        "/api/profiles?identifier=user_id:{}",
        "/api/profiles?sort={}",
        "/api/profiles?filter={}",
    ),
    *(
        "/api/profiles?columns=traits.{}&sort=traits.{}",
        "/api/profiles/{}",
        "/api/search?q={}",
        "/api/dictionary/events/{}",
    ),
    *(
        "/api/dictionary/events?search={}",
        "/api/sources/{}",
        "/api/sources/default/quarantine?reason={}",
        "/api/{}",
    ),
)


def test_every_list_shows_what_was_sent(server: OblikServer) -> None:
    """Whatever the names of events, properties and traits are."""
    for path in LISTS:
        assert ask_api(server, path).status == 200, path


@pytest.mark.parametrize("path", ASKED)
def test_texts_in_questions_are_only_looked_for(server: OblikServer, path: str) -> None:
    """Found, or not, or refused; the tables are still there."""
    for text in [*TEXTS, "\0", "\udcff", "😀" * 600]:
        ask_api(server, path.replace("{}", quoted(text)))
    is_well(server)


@pytest.mark.parametrize("op", ["eq", "contains", "starts_with", "gt", "in", "' OR 1=1 --"])
def test_texts_in_filters_are_only_looked_for(server: OblikServer, op: str) -> None:
    """As the name of a trait and as what it is compared with."""
    for text in TEXTS:
        for value in (text, [text], 1e308, None, {"a": text}):
            rule = [{"trait": text, "op": op, "value": value}]
            ask_api(server, f"/api/profiles?filter={quoted(json.dumps(rule))}")
    is_well(server)


def quoted(text: str) -> str:
    """As a part of a URL, whatever bytes it has."""
    return quote(text, safe="", errors="surrogateescape")


@pytest.mark.parametrize(
    "path", ["/", "/customers/<script>alert(1)</script>", "/sign-in?next=javascript:alert(1)"]
)
def test_pages_run_no_script_that_is_written_into_them(server: OblikServer, path: str) -> None:
    """The policy forbids it, and no path comes back in a page."""
    answer = ask(server, "GET", quote(path, safe="/?=:"))
    assert answer.status < 500
    rules = dict(
        rule.strip().partition(" ")[::2] for rule in answer.headers["content-security-policy"].split(";")
    )
    assert "'unsafe-inline'" not in rules.get("script-src", rules["default-src"])
    assert "'unsafe-eval'" not in rules.get("script-src", rules["default-src"])
    assert rules["object-src"] == "'none'"
    assert b"alert(1)" not in answer.body


# --- connections ------------------------------------------------------------------------------------------------


def test_huge_headers_are_refused(server: OblikServer) -> None:
    """Before anything looks inside them."""
    for headers in (
        {"X-Large": "x" * 2_000_000},
        {f"X-{n}": "x" for n in range(5_000)},
        {"Cookie": "a=" * 100_000},
    ):
        try:
            answer = ask(server, "POST", "/v1/batch", GOOD, JSON | headers)
        except (OSError, http.client.HTTPException):
            continue  # hung up on
        assert 400 <= answer.status < 500
    is_well(server)


HEADERS = {
    "Authorization": ["Basic", "Basic \xff", "Basic " + "A" * 10_000, "Bearer {{7*7}}", "Digest x"],
    "Origin": ["null", "https://'; DROP TABLE sources; --", "\xff", "x" * 4_000],
    "X-Forwarded-For": ["'", "::::", "999.1.1.1, <script>"],
    "User-Agent": [*TEXTS[0:6:2], "\xff" * 3_000],
    "AnonymousId": ["%00", "====", "AAAA" * 1_000],
}


@pytest.mark.parametrize("name", HEADERS)
def test_no_header_is_too_odd(server: OblikServer, name: str) -> None:
    """Also of a request that is good otherwise."""
    for value in HEADERS[name]:
        body = json.dumps({"writeKey": WRITE_KEY, **json.loads(GOOD)}).encode()
        understood(ask(server, "POST", "/v1/batch", body, JSON | {name: value}))
    is_well(server)


def test_slow_senders_hold_nobody_up_and_leave_nothing(server: OblikServer) -> None:
    """A hundred who send a letter and wait; meanwhile others are served, and half a body is no event."""
    before = server.ledger()["accepted"]
    with slow_senders(server, 100):
        began = time.monotonic()
        is_well(server)
        assert time.monotonic() - began < 20
    is_well(server)
    assert server.ledger()["accepted"] == before + 2


@contextmanager
def slow_senders(server: OblikServer, count: int) -> Iterator[None]:
    """Connections that never come to the end of their body, and then go away."""
    head = f"POST /v1/batch HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {_base64(WRITE_KEY)}\r\n"
    open_ones = []
    for _ in range(count):
        connection = socket.create_connection(("127.0.0.1", server.port), timeout=10)
        connection.sendall(f"{head}Content-Length: {len(GOOD)}\r\n\r\n".encode() + GOOD[:-1])
        open_ones.append(connection)
    try:
        yield
    finally:
        for connection in open_ones:
            connection.close()


def test_what_is_no_http_ends_the_connection_only(server: OblikServer) -> None:
    """Rubbish, another protocol, two lengths, a body that is longer than it says."""
    head = b"POST /v1/batch HTTP/1.1\r\nHost: x\r\n"
    lines = [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(300),
        b"GET / HTTP/9.9\r\n\r\n",
        b"\r\n\r\n\r\n",
        head + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n" + GOOD,
        head + b"Content-Length: -1\r\n\r\n" + GOOD,
        head + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
        head + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}",
    ]
    for line in lines:
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
            answer = b""
            with suppress(OSError):  # hung up on
                connection.sendall(line)
                connection.shutdown(socket.SHUT_WR)
                answer = connection.recv(10_000)
            assert not answer.startswith(b"HTTP/1.1 5"), (line, answer)
    is_well(server)
