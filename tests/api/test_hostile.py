"""Whatever comes in, the answer is a problem with a sentence, never a mistake of ours."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.conftest import House, MakeHouse
from api.shop import ANN_ID
from api.test_access import ROUTES, ask, permission
from oblik.kernel import ids

ANN = ids.show(ANN_ID)
TRAITS = f"/api/profiles/{ANN}/traits"

BODIES = [
    b"",
    b"{",
    b"null",
    b"[]",
    b'"text"',
    b"\xff\xfe\x00",
    b"[" * 100_000,
    b'{"traits":' + b'{"a":' * 5000 + b"1" + b"}" * 5001,
    b'{"traits":{"a":1e999}}',
    b'{"traits":{"a":NaN}}',
    b'{"traits":{"a":' + b"9" * 5000 + b"}}",
    b'{"traits":{"a":123456789012345678901234567890}}',
    b'{"traits":{"a":"\\ud800"}}',
    b'{"traits":{"\\ud800":1}}',
    b'{"traits":{"a":"\\u0000"}}',
    b'{"traits":{"\\u0000":1}}',
    b'{"traits":{}}',
    b'{"traits":{" ":1}}',
    b'{"traits":{"a":1},"more":1}',
    b'{"traits":{"a":1}} trailing',
]


@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body[:30]))
def test_a_body_that_makes_no_sense_is_refused_with_a_sentence(house: House, body: bytes) -> None:
    """And nothing is changed."""
    client = house.with_token("owner")
    answer = client.post(TRAITS, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"]
    assert problem["detail"]
    assert house.shop.said == []


TEXTS = [
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "../../etc/passwd",
    "%00",
    "\u202e",
    "😀" * 50,
    "a" * 9000,
]
QUERIES = [
    "/api/profiles?limit={}",
    "/api/profiles?after={}",
    "/api/profiles?sort={}",
    "/api/profiles?filter={}",
    "/api/profiles?identifier={}",
    "/api/profiles/{}",
    f"/api/profiles/{ANN}/timeline?from={{}}",
    "/api/search?q={}",
    "/api/audit?after={}&who={}&what={}",
    "/api/dictionary/events?search={}",
    "/api/dictionary/events/{}",
    "/api/sources/{}",
    "/api/sources/shop/quarantine?reason={}",
    "/api/stream/recent?source={}",
    "/{}",
]


@pytest.mark.parametrize("path", QUERIES)
def test_text_in_paths_and_queries_is_only_text(house: House, path: str) -> None:
    """It is found, or not, or refused; never run, and never the end of the server."""
    client = house.with_token("owner")
    for text in TEXTS:
        answer = client.get(path.replace("{}", text.replace("%", "%25").replace("#", "%23")))
        assert answer.status_code < 500, (text, answer.text)
        assert "<script>" not in answer.text or answer.headers["content-type"].startswith("application/")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_is_a_cursor_that_was_not_given_out(house: House, text: str, other: str) -> None:
    """400, whatever it is."""
    client = house.with_token("owner")
    for path in ("/api/profiles", "/api/audit", f"/api/profiles/{ANN}/timeline"):
        answer = client.get(path, params={"after": text + "x" + other})
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor")


def test_a_cursor_of_one_list_opens_no_other(house: House) -> None:
    """Nor does one that was changed by a letter."""
    client = house.with_token("owner")
    cursor = client.get("/api/profiles?limit=1").json()["next"]
    assert client.get("/api/profiles", params={"after": cursor}).json()["next"] is None
    assert client.get("/api/audit", params={"after": cursor}).status_code == 400
    assert client.get("/api/profiles", params={"after": cursor[:-2] + "AA"}).status_code == 400


@pytest.mark.parametrize("shown", ["zzzzzzzzzzzzz", "0" * 13, "short", "0" * 14, "ilou000000000"])
def test_an_id_that_nothing_has_is_a_4xx_everywhere(house: House, shown: str) -> None:
    """Also one that no engine could hold."""
    client = house.with_token("owner")
    for path in ("profiles", "imports"):
        answer = client.get(f"/api/{path}/{shown}")
        assert answer.status_code in (400, 404, 422), path
    assert client.delete(f"/api/tokens/{shown}").status_code in (400, 404, 422)


def test_a_body_over_the_limit_is_refused_before_and_while_it_is_read(make_house: MakeHouse) -> None:
    """By what it announces, and by what it turns out to be; uploads have a limit of their own."""
    house = make_house(body_limit=2000, upload_limit=50_000)
    client = house.with_token("owner")
    json_type = {"Content-Type": "application/json"}
    assert client.post(TRAITS, content=b"x" * 3000, headers=json_type).json()["code"] == "too_large"
    chunks = (b"x" * 500 for _ in range(10))
    assert client.post(TRAITS, content=chunks, headers=json_type).status_code == 413
    file = {"file": ("a.csv", b"x" * 20_000)}
    assert client.post("/api/imports", files=file, data={"as": "profiles"}).status_code == 202
    file = {"file": ("a.csv", b"x" * 60_000)}
    assert client.post("/api/imports", files=file, data={"as": "profiles"}).status_code == 413


def test_a_mistake_of_ours_tells_nothing_about_the_inside(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sentence and a code; what happened is in the server's log."""

    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError("secret of ann@example.com")

    monkeypatch.setattr(house.shop, "overview", broken)
    answer = house.with_token("owner").get("/api/overview")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "secret" not in answer.text


def test_what_is_refused_does_not_repeat_what_came(house: House) -> None:
    """It may have been a password."""
    body = {"email": "a@example.com", "password": {"my": "password 123"}}
    answer = house.client().post("/api/session", json=body)
    assert answer.status_code == 422
    assert "password 123" not in answer.text
    assert answer.json()["errors"][0]["field"] == "password"


def test_every_documented_answer_is_one_that_is_given(house: House) -> None:
    """Each operation lists its permission's 4XX as a problem, and its good answer has a shape."""
    document = house.client().get("/api/openapi.json").json()
    assert {"Problem", "FieldError"} <= document["components"]["schemas"].keys()
    for route in ROUTES:
        operation = document["paths"][route.path_format][next(iter(route.methods)).lower()]
        assert "4XX" in operation["responses"]
        assert "HTTPValidationError" not in json.dumps(operation)
        if permission(route):
            assert operation["security"]
        assert ask(house.client(), route).headers["x-content-type-options"] == "nosniff"
