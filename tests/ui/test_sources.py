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
    page.get_by_role("dialog").get_by_role("button", name="Replace key").click()
    owner.sees("The key has been replaced")
    fresh = page.get_by_role("group", name="Write key").inner_text().strip()
    assert fresh != key
    owner.sees("The old key still works until")
    assert server.send(call("track", userId="hanna", event="Cup Washed"), key=key).is_success
    page.get_by_role("button", name="Stop the old key now").click()
    owner.sees("Only the new key works now")
    eventually(
        lambda: server.send(call("track", userId="hanna", event="Cup Washed"), key=key).status_code == 401
    )
    assert server.send(call("track", userId="hanna", event="Cup Washed"), key=fresh).is_success


def test_an_event_is_mended_and_others_are_set_aside(owner: Visit, server: Server) -> None:
    """What is wrong is told again until it is right; the mended event reaches the person, discarding can be undone."""
    key = server.post("/sources", {"name": "kiosk", "kind": "http"})["write_key"]
    nameless = [
        call("track", userId="hanna", properties={"size": size}) for size in ("small", "large", "huge")
    ]
    assert server.send(*nameless, key=key).is_success
    server.settle("kiosk")
    page = owner.open("/sources/kiosk?tab=quarantine")
    page.get_by_role("button", name="Show what was sent").first.click()
    page.get_by_role("button", name="Mend and send").click()
    dialog = page.get_by_role("dialog")
    editor = dialog.get_by_role("textbox", name="The event as JSON")
    wrong = editor.input_value()
    owner.expecting(400)
    dialog.get_by_role("button", name="Send it through").click()
    expect(dialog.get_by_role("alert")).to_contain_text("name in `event` of a track")
    editor.fill(wrong + "}")
    expect(dialog).to_contain_text("This is not JSON")
    editor.fill(wrong.replace('"type": "track"', '"type": "track", "event": "Tea Poured"'))
    dialog.get_by_role("button", name="Send it through").click()
    owner.sees("The mended event is on its way")
    eventually(lambda: server.get("/sources/kiosk/ledger")["stored"] == 1)
    names = server.get(f"/profiles/{server.person('user_id:hanna')}/events")["names"]
    assert "Tea Poured" in {each["name"] for each in names}

    owner.open("/sources/kiosk?tab=quarantine")
    page.get_by_role("button", name="Discard 2 events").click()
    owner.sees("2 events discarded")
    expect(page.get_by_role("radio", name="discarded 2")).to_be_attached()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Replay 2 events")).to_be_visible()
    ledger = server.get("/sources/kiosk/ledger")
    assert (ledger["accepted"], ledger["quarantined"], ledger["balanced"]) == (3, 2, True)


def test_one_event_is_seen_as_sent_and_as_stored(owner: Visit, server: Server) -> None:
    """The stream filtered by name opens on the event itself and on what arrival added."""
    key = server.post("/sources", {"name": "web-two", "kind": "javascript"})["write_key"]
    visit = {"url": "https://shop.example/mugs?utm_source=newsletter&utm_medium=email"}
    said = call("page", userId="hanna", name="Mugs", context={"page": visit})
    assert server.send(said, call("track", userId="hanna", event="Tea Poured"), key=key).is_success
    server.settle("web-two")
    page = owner.open("/sources/web-two?tab=live")
    page.get_by_placeholder("Any event").click()
    page.get_by_role("option", name="Page Viewed").click()
    expect(page.get_by_role("listitem")).to_have_count(1)
    page.get_by_role("button", name="Show Page Viewed as it arrived").click()
    expect(page.get_by_role("group", name="As it was sent")).to_contain_text('"name": "Mugs"')
    page.get_by_role("tab", name="What arrival added").click()
    expect(page.get_by_role("group", name="What arrival added")).to_contain_text('"utm_source": "newsletter"')
    expect(page.get_by_role("group", name="What arrival added")).to_contain_text('"channel": "email"')


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
    shop = page.get_by_role("link", name="Try it in the demo shop")
    expect(shop).to_have_attribute("href", "/demo-shop/")
