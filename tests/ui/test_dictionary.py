"""A marketer says what an event should look like, mends it on arrival, and sees on the board what is wrong."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from ui.server import Server
from ui.shop import call
from ui.test_every_page import AXE, LOOKS, _flaws
from ui.visit import Visit

pytestmark = pytest.mark.browser


def test_a_suggested_schema_raises_the_board_when_an_event_breaks_it(owner: Visit, server: Server) -> None:
    """From what was seen to the schema in two clicks; the next wrong event stands on the board with its property."""
    good = [call("track", userId="hanna", event="Bag Packed", properties={"weight": n}) for n in range(30)]
    assert server.send(*good).is_success
    server.settle()
    page = owner.open("/dictionary/events/Bag%20Packed")
    page.get_by_role("button", name="Suggest from what was seen").click()
    expect(page.get_by_role("textbox", name="Property of weight")).to_have_value("weight")
    page.get_by_role("radio", name="Hold back in the quarantine").check()
    page.get_by_role("button", name="Make it the schema").click()
    expect(page.get_by_role("region", name="Schema", exact=True)).to_contain_text("whole number")
    bad = call("track", userId="hanna", event="Bag Packed", properties={"weight": "heavy"})
    assert server.send(bad).is_success
    board = owner.open("/quality")
    finding = board.get_by_role("listitem").filter(has_text="Bag Packed: 1 event not as expected")
    expect(finding).to_be_visible(timeout=60_000)
    expect(finding).to_contain_text("weight: wrong type")
    finding.get_by_role("button", name="I know").click()
    board.get_by_role("menuitem", name="For a day").click()
    expect(finding).to_be_hidden()
    board.get_by_role("button", name="Undo").click()
    expect(finding).to_be_visible()


def test_a_rule_is_tried_on_what_came_and_then_changes_what_comes(owner: Visit, server: Server) -> None:
    """The preview shows an event before and after; the timeline says what was changed."""
    sent = {"event": "bag_sold", "properties": {"sum": 7}}
    assert server.send(call("track", userId="hanna", **sent)).is_success
    server.settle()
    owner.page.context.add_init_script(path=AXE)
    page = owner.open("/dictionary?tab=rules")
    page.get_by_role("button", name="Add rule").click()
    page.get_by_role("combobox", name="Event").fill("bag_sold")
    page.get_by_role("combobox", name="New name").fill("Bag Sold")
    page.get_by_role("button", name="Keep rule").click()
    page.get_by_role("button", name="Try on the latest events").click()
    preview = page.get_by_role("region", name="What these rules would have done")
    expect(preview).to_contain_text("1 event would change of the last 1.")
    expect(preview.get_by_role("region", name="After")).to_contain_text("Bag Sold")
    owner.settled()
    flaws: list[str] = []
    for name, size, scheme, rules in LOOKS:
        owner.look(size, scheme)
        flaws += _flaws(owner, name, rules)
    assert not flaws, "\n".join(flaws)
    page.get_by_role("button", name="Save rules").click()
    expect(page.get_by_role("region", name="Versions")).to_contain_text("1 rule")
    assert server.send(call("track", userId="hanna", **sent)).is_success
    server.settle()
    person = owner.open(f"/customers/{server.person('user_id:hanna')}")
    person.get_by_role("button", name="Details of Bag Sold").first.click()
    expect(person.get_by_text("Was “bag_sold”, renamed by a rule on arrival")).to_be_visible()
    current = server.get("/dictionary/rules")["version"]
    server.api.put("/api/dictionary/rules", json={"version": current, "rules": []}).raise_for_status()


def test_an_event_is_hidden_and_shown_again(owner: Visit, server: Server) -> None:
    """What can be undone is done at once, and offers to undo it."""
    assert server.send(call("track", userId="hanna", event="Noise Made")).is_success
    server.settle()
    page = owner.open("/dictionary/events/Noise%20Made")
    page.get_by_role("button", name="More about Noise Made").click()
    page.get_by_role("menuitem", name="Hide from lists").click()
    expect(page.get_by_text("Hidden", exact=True)).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Unknown", exact=True)).to_be_visible()
