"""The first minute: sign in, look at the figures, go somewhere, find somebody."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from ui.server import OWNER, PASSWORD, Server
from ui.visit import Visit

pytestmark = pytest.mark.browser


def _sign_in(page: Page, password: str) -> None:
    page.get_by_label("E-mail").fill(OWNER)
    page.locator("input[name=password]").fill(password)
    page.keyboard.press("Enter")


def test_sign_in(stranger: Visit) -> None:
    """A wrong password is told and nothing else; the right one leads to the page that was asked for."""
    stranger.expecting(401)
    page = stranger.open("/dictionary")
    expect(page).to_have_url(re.compile("/login"))
    _sign_in(page, "a wrong password")
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    _sign_in(page, PASSWORD)
    expect(page).to_have_url(f"{stranger.url}/dictionary")
    page.get_by_role("button", name=re.compile(OWNER)).click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page).to_have_url(re.compile("/login"))
    page.go_back()
    expect(page.locator("input[name=password]")).to_be_visible()


def test_home_says_what_the_api_says(owner: Visit, server: Server) -> None:
    """Every figure of the first page is the one that a program reads, and leads to what is behind it."""
    page = owner.open("/")
    said = server.get("/overview")
    for label, value, note in (
        ("Profiles", said["profiles"]["total"], f"{said['profiles']['identified']} identified people"),
        ("Events today", said["events"]["today"], f"{said['events']['total']} events in all"),
    ):
        figure = page.get_by_text(label, exact=True).locator("..")
        expect(figure.get_by_role("link")).to_have_text(f"{value:,}")
        expect(figure).to_contain_text(note)
    for row in said["ledger"]:
        cells = owner.row(row["source"]).get_by_role("cell")
        counts = [row[part] for part in ("accepted", "stored", "duplicate", "quarantined", "suppressed")]
        assert cells.all_inner_texts()[1:6] == [f"{count:,}" for count in counts]
        expect(cells.nth(7)).to_have_text("balanced")
    page.get_by_text("Profiles", exact=True).locator("..").get_by_role("link").click()
    owner.sees(f"{said['profiles']['total']} customers")


def test_keyboard_alone_leads_everywhere(owner: Visit) -> None:
    """Tab reaches the rooms, Enter enters one, arrows walk through a table, Enter opens a row."""
    page = owner.open("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    customers = page.get_by_role("navigation", name="Rooms").get_by_role("link", name="Customers")
    for _ in range(12):
        page.keyboard.press("Tab")
        if customers.evaluate("it => it === document.activeElement"):
            break
    page.keyboard.press("Enter")
    owner.settled()
    expect(page.get_by_role("heading", level=1)).to_have_text("Customers")
    page.keyboard.press("/")
    page.keyboard.type("Hanna Kovalenko")
    expect(page).to_have_url(re.compile(r"q=Hanna(\+|%20)Kovalenko"))
    owner.settled()
    expect(page.locator("[data-index]").first).to_contain_text("Hanna Kovalenko")
    page.locator("[data-index]").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hanna Kovalenko")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Customers")


@pytest.mark.parametrize("typed", ["Hana Kovalenco", "Ганна Коваленко", "hanna.kovalenko@example.com"])
def test_anybody_is_found_from_anywhere(owner: Visit, typed: str) -> None:
    """Ctrl-K finds a person by a misspelt name, in the other alphabet or by address, and opens their page."""
    page = owner.open("/settings/audit")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Find a person, a page or an action").fill(typed)
    expect(page.get_by_role("group", name="People").get_by_role("option").first).to_contain_text("Hanna")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hanna Kovalenko")
    expect(page.get_by_role("tab", name="Timeline")).to_have_attribute("aria-selected", "true")
