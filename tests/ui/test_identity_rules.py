"""Rules are tried before they are saved: who would merge, who would be taken apart, and how one gets to them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from ui.server import Server
from ui.shop import call
from ui.test_every_page import AXE, LOOKS, _flaws
from ui.visit import Visit

pytestmark = pytest.mark.browser

TILL = "till@shop.example"


def preview(page: Page) -> None:
    """Presses the button beside the one that saves."""
    page.get_by_role("button", name="Preview", exact=True).press("Enter")


def add(tags: Locator, value: str) -> None:
    """Writes one more value into a field of many."""
    tags.fill(value)
    tags.press("Tab")


def test_blocking_the_tills_address_shows_who_it_had_made_one(owner: Visit, server: Server) -> None:
    """Two visitors whom the till's address made one person are named, with a way to them; nothing is saved."""
    visitors = [call("identify", anonymousId=f"kiosk-{n}", traits={"email": TILL}) for n in (1, 2)]
    assert server.send(*visitors).is_success
    server.settle()
    person = server.person(f"email:{TILL}")
    owner.page.context.add_init_script(path=AXE)
    page = owner.open("/settings/identity")
    expect(page.get_by_role("button", name="Preview", exact=True)).to_be_disabled()
    add(page.get_by_role("combobox", name="Stands for nobody: E-mail"), TILL)
    preview(page)
    panel = page.get_by_role("region", name="Preview")
    expect(panel).to_contain_text("1 person would be taken apart.")
    expect(page.get_by_role("status").filter(has_text="would be taken apart")).to_have_count(1)
    expect(panel.get_by_role("img")).to_have_accessible_name(
        re.compile(r"^1 person taken apart, \d+ people stay$")
    )
    apart = panel.get_by_role("region", name="Would be taken apart")
    expect(apart).to_contain_text("kiosk-1")
    expect(apart).to_contain_text("kiosk-2")
    expect(apart.get_by_role("link")).to_have_attribute("href", re.compile(f"/customers/{person}"))
    owner.settled()
    flaws: list[str] = []
    for name, size, scheme, rules in LOOKS:
        owner.look(size, scheme)
        flaws += _flaws(owner, name, rules)
    assert not flaws, "\n".join(flaws)
    assert server.get("/identity/rules")["version"] == 1


def test_rules_that_cannot_be_are_told_at_their_field_and_changes_make_a_result_old(owner: Visit) -> None:
    """A path that leads nowhere stands at its field; put right, nobody is affected; changed again, it says so."""
    owner.expecting(422)
    owner.expecting(400)
    page = owner.open("/settings/identity")
    paths = page.get_by_role("combobox", name="Comes in: Phone")
    add(paths, "nowhere")
    preview(page)
    expect(page.get_by_text("Expected userId, anonymousId").first).to_be_visible()
    paths.press("Backspace")
    add(paths, "traits.mobile")
    preview(page)
    panel = page.get_by_role("region", name="Preview")
    expect(panel).to_contain_text("Nobody would become somebody else")
    page.get_by_label("At most: Phone").fill("3")
    expect(panel).to_contain_text("have been changed since this preview")
