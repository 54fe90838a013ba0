"""The published SDKs, unchanged, pointed at this server: every call of theirs arrives as what it is."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from rudderstack.analytics.client import Client as RudderClient  # type: ignore[import-untyped]
from segment.analytics.client import Client as SegmentClient  # type: ignore[import-untyped]

from oblik.collect.event import Event
from sdks.conftest import Running

HERE = Path(__file__).parent
NODE_MODULES = HERE / "node_modules"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

EVERY_CALL = ["alias", "group", "identify", "page", "screen", "track"]
ORDER = {
    "order_id": "1001",
    "total": 25.5,
    "currency": "EUR",
    "products": [{"product_id": "85123A", "quantity": 2}],
}
HAPPENED = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)

needs_node_modules = pytest.mark.skipif(
    not NODE_MODULES.exists() or shutil.which("node") is None,
    reason="`npm ci` in tests/sdks has not been run",
)


def by_type(events: Sequence[Event]) -> dict[str, Event]:
    """One event of each type."""
    assert sorted(event.type for event in events) == EVERY_CALL
    return {event.type: event for event in events}


def check_what_people_said(found: dict[str, Event]) -> None:
    """What every SDK was told alike."""
    assert found["identify"].traits["email"] == "ann@example.com"
    assert {event.user_id for event in found.values()} == {"customer-1"}
    assert (found["track"].name, found["track"].order_id) == ("Order Completed", "1001")
    assert (found["track"].value, found["track"].currency) == (25.5, "EUR")
    assert found["track"].properties == ORDER
    assert found["page"].properties["name"] == "Home"
    assert found["screen"].properties["name"] == "Basket"
    assert (found["group"].group_id, found["group"].properties) == ("acme", {"plan": "pro"})
    assert found["alias"].previous_id == "visitor-1"
    assert len({event.message_id for event in found.values()}) == len(found)


@pytest.mark.parametrize("packed", [False, True])
def test_segment_analytics_python(server: Running, packed: bool) -> None:
    """All six calls, plain and gzipped; the time it was given for the order is kept."""
    failed: list[object] = []
    client = SegmentClient("KEY", host=server.url, gzip=packed, on_error=lambda *said: failed.append(said))
    client.identify("customer-1", {"email": "ann@example.com"})
    client.track("customer-1", "Order Completed", ORDER, timestamp=HAPPENED)
    client.page("customer-1", "Shop", "Home", {"url": "https://shop.example/"})
    client.screen("customer-1", "Shop", "Basket")
    client.group("customer-1", "acme", {"plan": "pro"})
    client.alias("visitor-1", "customer-1")
    client.flush()
    client.join()
    found = by_type(server.wait_for(6))
    check_what_people_said(found)
    assert not failed
    assert abs(found["track"].timestamp - HAPPENED.timestamp() * 1000) < 60_000
    assert not any(event.is_bot or event.country or event.device for event in found.values())


def test_rudder_sdk_python(server: Running) -> None:
    """All six calls, traits inside the context as RudderStack has them."""
    failed: list[object] = []
    client = RudderClient("KEY", host=server.url, on_error=lambda *said: failed.append(said))
    client.identify("customer-1", {"email": "ann@example.com"})
    client.track("customer-1", "Order Completed", ORDER)
    client.page("customer-1", "Shop", "Home", {"url": "https://shop.example/"})
    client.screen("customer-1", "Shop", "Basket")
    client.group("customer-1", "acme", {"plan": "pro"})
    client.alias("visitor-1", "customer-1")
    client.flush()
    client.join()
    check_what_people_said(by_type(server.wait_for(6)))
    assert not failed


@needs_node_modules
def test_segment_analytics_node(server: Running) -> None:
    """All six calls, and a clean flush at the end."""
    subprocess.run(["node", HERE / "send.mjs", server.url, json.dumps(ORDER)], check=True, timeout=60)
    check_what_people_said(by_type(server.wait_for(6)))


@needs_node_modules
@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_segment_analytics_next_in_a_browser(server: Running) -> None:
    """It fetches its settings here, sends here and nowhere else, and the visit is understood."""
    elsewhere: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(locale="uk-UA", timezone_id="Europe/Kyiv")
        page.on("request", lambda r: None if r.url.startswith(server.url) else elsewhere.append(r.url))
        page.goto(f"{server.url}/page.html?utm_source=newsletter&utm_medium=email&utm_campaign=spring")
        page.wait_for_function("window.done === true", timeout=30_000)
        browser.close()
    events = server.wait_for(6)
    assert elsewhere == []
    found = {event.type: event for event in events}
    assert sorted(found) == ["alias", "group", "identify", "page", "screen", "track"]
    assert len({event.anonymous_id for event in events if event.type != "alias"}) == 1
    assert found["identify"].traits == {"email": "ann@example.com"}
    page_view = found["page"]
    assert (page_view.utm_source, page_view.utm_campaign, page_view.channel) == (
        "newsletter",
        "spring",
        "email",
    )
    assert (page_view.browser, page_view.timezone) == ("HeadlessChrome", "Europe/Kyiv")
    assert page_view.is_bot and "bot" in page_view.flags  # a browser without a window says so
    assert page_view.url.startswith(f"{server.url}/page.html")
    assert page_view.session_id
    assert (found["track"].name, found["track"].value) == ("Order Completed", 25.5)
