"""The table of customers, and the page of one of them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from ui.server import Server
from ui.shop import HANNA, OKSANA_PHONE
from ui.visit import Visit

pytestmark = pytest.mark.browser


def _column(page: Page, title: str) -> list[str]:
    """What the rows in sight hold in the column with that title."""
    titles = page.get_by_role("columnheader").all_text_contents()
    place = titles.index(title)
    return [row.get_by_role("gridcell").nth(place).inner_text() for row in page.locator("[data-index]").all()]


def _panel(page: Page, title: str) -> Locator:
    """The part of a page under that heading."""
    heading = page.get_by_role("heading", name=title, exact=True)
    return page.locator("section, .mantine-Card-root, .mantine-Paper-root").filter(has=heading).last


def test_a_link_shows_a_colleague_the_same_table(owner: Visit) -> None:
    """Sort, filter and columns stand in the address: after a reload they are as they were."""
    page = owner.open("/customers")
    page.get_by_role("button", name="Filter", exact=True).click()
    page.get_by_role("combobox", name="Trait").click()
    page.get_by_role("option", name="Country", exact=True).click()
    page.get_by_role("combobox", name="Value").fill("GB")
    page.get_by_role("button", name="Apply filter").click()
    owner.sees("16 customers")
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("checkbox", name=re.compile("^Age")).check()
    page.get_by_role("checkbox", name="Events", exact=True).uncheck()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Revenue").click()
    expect(page.get_by_role("columnheader", name="Revenue")).to_have_attribute("aria-sort", "descending")
    page.get_by_role("button", name="Revenue").click()
    expect(page.get_by_role("columnheader", name="Revenue")).to_have_attribute("aria-sort", "ascending")
    owner.settled()
    expect(page.locator("[data-index]")).to_have_count(16)
    before = _column(page, "Customer")
    assert set(_column(page, "Country")) == {"United Kingdom"}
    revenue = [float(re.sub(r"[^\d.]", "", each) or 0) for each in _column(page, "Revenue")]
    assert revenue == sorted(revenue)
    assert max(revenue) == 25.0
    page.reload()
    owner.settled()
    expect(page.locator("[data-index]")).to_have_count(16)
    assert _column(page, "Customer") == before
    titles = page.get_by_role("columnheader").all_text_contents()
    assert "Age" in titles
    assert "Events" not in titles
    page.get_by_role("button", name=re.compile("Remove the filter: Country is United Kingdom")).click()
    expect(page.locator("[data-index]").nth(20)).to_be_visible()


def test_every_trait_says_where_it_comes_from(owner: Visit, server: Server) -> None:
    """The event, the source and the time; a correction is there after a reload, with who made it, and can be taken back."""
    page = owner.open(f"/customers/{server.person(f'email:{HANNA}')}")
    page.get_by_role("button", name=re.compile("^note: likes tea")).click()
    owner.sees("Where note comes from")
    owner.sees("Identified from default")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Edit note").click()
    page.get_by_role("textbox", name="note").fill("likes coffee")
    page.get_by_role("button", name="Save").click()
    owner.sees("Saved note")
    expect(page.get_by_role("button", name=re.compile("^note: likes coffee"))).to_be_visible()
    page.reload()
    page.get_by_role("button", name=re.compile("^note: likes coffee")).click()
    owner.sees("Where note comes from")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Remove note").click()
    owner.sees("Removed note")
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_role("button", name=re.compile("^note: likes coffee"))).to_be_visible()
    (entry,) = [
        each
        for each in server.get("/audit", what="profile")["items"]
        if (each["after"] or {}).get("note") == "likes coffee"
        and (each["before"] or {}).get("note") == "likes tea"
    ][:1]
    assert entry["who"]["email"] == "owner@shop.example"


def test_a_consent_is_recorded_with_its_proof(owner: Visit, server: Server) -> None:
    """Withdrawn by phone: the page says so after a reload, and the proof is behind it."""
    page = owner.open(f"/customers/{server.person(f'email:{HANNA}')}")
    page.get_by_role("button", name="Withdraw").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Where it was said").fill("phone call")
    dialog.get_by_label("Text version").fill("privacy-2026-01")
    dialog.get_by_role("button", name="Record consent").click()
    expect(dialog).to_be_hidden()
    page.reload()
    page.get_by_role("button", name=re.compile("email · news.*withdrawn")).click()
    owner.sees("where: phone call")
    owner.sees("text_version: privacy-2026-01")


def test_the_timeline_is_narrowed(owner: Visit, server: Server) -> None:
    """Orders only: the rest is gone, also after a reload; an order shows what was bought."""
    page = owner.open(f"/customers/{server.person(f'email:{HANNA}')}")
    items = page.get_by_role("tabpanel").get_by_role("listitem")
    expect(items.filter(has_text="Product Viewed")).to_have_count(1)
    page.get_by_role("combobox", name="Events to show").click()
    page.get_by_role("option", name=re.compile("Order Completed")).click()
    expect(items).to_have_count(1)
    page.reload()
    expect(items).to_have_count(1)
    expect(items).to_contain_text("Order H-1")
    expect(items).to_contain_text("€25.00")
    expect(items.get_by_role("table", name="What was ordered")).to_contain_text("Blue mug")
    items.get_by_role("button", name=re.compile("Details of Order Completed")).click()
    expect(items).to_contain_text('"product_id": "mug"')


def test_a_wrong_merge_is_taken_back(owner: Visit, server: Server) -> None:
    """Why two records are one person is said in words; undoing it asks first, and leaves two people."""
    page = owner.open(f"/customers/{server.person('user_id:oksana')}?tab=identity")
    merge = page.get_by_role("tabpanel").get_by_role("listitem").filter(has_text="Two profiles merged")
    expect(merge).to_contain_text(OKSANA_PHONE)
    merge.get_by_role("button", name="Undo merge").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("becomes two profiles again")
    dialog.get_by_role("button", name="Cancel").click()
    assert server.person("user_id:oksana") == server.person(f"phone:{OKSANA_PHONE}")
    merge.get_by_role("button", name="Undo merge").click()
    dialog.get_by_role("button", name="Undo merge").click()
    owner.sees("These are two people again")
    both = {server.person("user_id:oksana"), server.person("anonymous_id:till-3")}
    assert len(both) == 2
    links = page.get_by_role("status").filter(has_text="two people again").get_by_role("link")
    assert {str(link.get_attribute("href")).rpartition("/")[2] for link in links.all()} == both
    links.filter(has_text="Oksana Till").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Oksana Till")
    owner.sees("Order T-9")
