"""Whatever body is thrown at the running server: a 4xx with a sentence or a row in the quarantine, never a
5xx; and afterwards everything still works.
"""

from __future__ import annotations

import gzip
import json
import random
import zlib
from typing import Any

import pytest
from benchmarks.rig.server import OblikServer
from hypothesis import given, settings
from hypothesis import strategies as st

from proof.hostile import CALLS, GOOD, TEXTS, is_well, send, understood

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
