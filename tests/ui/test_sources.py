"""Connecting a source: its key, the first event, one that is refused, a new key."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from ui.server import Server, eventually
from ui.shop import call
from ui.visit import Visit

pytestmark = pytest.mark.browser


def test_connecting_a_source(owner: Visit, server: Server) -> None:
    """From the form to the first event on the screen; what cannot be taken in tells why; the old key stops working."""
    page = owner.open("/sources")
    page.get_by_role("button", name="New source").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name=re.compile("^Name")).fill("Till in Lviv")
    expect(dialog.get_by_role("textbox", name=re.compile("^Short name"))).to_have_value("till-in-lviv")
    dialog.get_by_role("button", name="Create source").click()
    expect(page).to_have_url(f"{server.url}/sources/till-in-lviv")
    key = page.get_by_role("group", name="Write key").inner_text().strip()
    expect(page.get_by_role("tabpanel", name="Connect")).not_to_contain_text("{{")

    page.get_by_role("tab", name="Live").click()
    expect(page.get_by_role("status").filter(has_text="live")).to_be_visible()
    purchase = call("track", userId="hanna", event="Coffee Poured", properties={"size": "large"})
    assert server.send(purchase, call("track", userId="hanna"), key=key).is_success
    row = page.get_by_role("listitem").filter(has_text="Coffee Poured")
    expect(row).to_contain_text("stored")
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hanna Kovalenko")

    page.goto(f"{server.url}/sources/till-in-lviv?tab=quarantine")
    reason = server.get("/sources/till-in-lviv/quarantine")["items"][0]["reason"]
    assert "event" in reason
    expect(page.get_by_role("table", name="Reasons")).to_contain_text(
        "A field that the event needs is missing."
    )
    owner.sees(reason)
    page.get_by_role("button", name="Show what was sent").click()
    expect(page.get_by_role("group", name="Raw data")).to_contain_text('"userId": "hanna"')
    page.get_by_role("button", name="Replay this one").click()
    owner.sees("1 event sent through again")

    page.get_by_role("tab", name="Connect").click()
    page.get_by_role("button", name="Replace key").click()
    expect(page.get_by_role("dialog")).to_contain_text("Everything that sends to “Till in Lviv”")
    page.get_by_role("dialog").get_by_role("button", name="Replace key").click()
    owner.sees("The key has been replaced")
    fresh = page.get_by_role("group", name="Write key").inner_text().strip()
    assert fresh != key
    eventually(
        lambda: server.send(call("track", userId="hanna", event="Cup Washed"), key=key).status_code == 401
    )
    assert server.send(call("track", userId="hanna", event="Cup Washed"), key=fresh).is_success


def test_a_source_that_is_switched_off(owner: Visit, server: Server) -> None:
    """It refuses everything from then on, and says so in the list."""
    made = server.post("/sources", {"name": "old-shop", "kind": "http"})
    page = owner.open("/sources/old-shop?tab=settings")
    page.get_by_role("switch", name="Takes events").click(force=True)
    expect(page.get_by_role("switch", name="Refuses events")).to_be_visible()
    event = call("track", userId="hanna", event="Cup Washed")
    eventually(lambda: server.send(event, key=made["write_key"]).is_client_error)
    owner.open("/sources")
    expect(owner.row("old-shop")).to_contain_text("disabled")
