"""Texts that would run, render or query somewhere: in what is sent and in what is asked they are data only."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from benchmarks.rig.server import OblikServer

from proof.hostile import TEXTS, ask, ask_api, found, is_well, send


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
