"""Pages and pixels: origins and preflights, what the browser SDKs ask for, pictures that are events."""

from __future__ import annotations

import json
from base64 import b64encode

import pytest

from collect.shop import CALL, IN_BODY, Shop, basic
from oblik.collect.event import Event


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
