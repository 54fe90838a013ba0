"""Requests that an attacker would send to the running server, and whether it is well afterwards."""

from __future__ import annotations

import http.client
import json
import time
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import quote

from benchmarks.rig.server import TOKEN, WRITE_KEY, OblikServer

JSON = {"Content-Type": "application/json"}
CALLS = ("identify", "track", "page", "screen", "group", "alias", "batch")
GOOD = b'{"batch":[{"type":"track","event":"Seen","userId":"u"}]}'

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
    basic = {"Authorization": f"Basic {credentials(WRITE_KEY)}"}
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


def credentials(key: str) -> str:
    """A write key as the credentials of Basic authentication."""
    return b64encode(f"{key}:".encode()).decode()


def ask_api(server: OblikServer, path: str) -> Answer:
    """What the API answers is JSON, and a browser told to open it runs nothing."""
    answer = ask(server, "GET", path, headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status < 500, (path, answer.body[:500])
    assert answer.headers["content-type"] in ("application/json", "application/problem+json")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    return answer
