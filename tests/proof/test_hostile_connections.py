"""Headers, slow senders and what is no HTTP: nobody else is held up, and nothing of it stays."""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from benchmarks.rig.server import WRITE_KEY, OblikServer

from proof.hostile import GOOD, JSON, TEXTS, ask, credentials, is_well, understood


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
    head = f"POST /v1/batch HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {credentials(WRITE_KEY)}\r\n"
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
