"""A file from somebody's shop becomes customers, step by step; a feed becomes a recipe."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ui.server import Server
from ui.visit import Visit

pytestmark = pytest.mark.browser

CUSTOMERS = """E-mail;Full name;City;Registered;Spent
olena@example.com;Olena  Bondar;Харків;01.03.2026;1 250,50
not an address;Nobody;Nowhere;2026-03-02;0
petro@example.com;Petro Shevchuk;Дніпро;3 March 2026;99,90
"""

TODAY = b"email,full_name\nann@example.com,Ann Bee\nbob@example.com,Bob Cee\n"


def test_importing_customers(owner: Visit, server: Server, tmp_path: Path) -> None:
    """Columns get their meaning, values are seen before and after, a check counts people and changes nothing, the run
    makes them, and the rest comes back as a file."""
    file = tmp_path / "customers.csv"
    file.write_bytes(CUSTOMERS.encode("windows-1251"))
    page = owner.open("/imports/new")
    choose(page, file)
    expect(page.get_by_role("combobox", name="These rows are")).to_have_value("Customers")
    for column, meaning in (("E-mail", "E-mail"), ("Full name", "Full name"), ("City", "City")):
        expect(page.get_by_role("combobox", name=f"What {column} becomes")).to_have_value(meaning)
    page.get_by_role("button", name="Look at the cleaning").click()
    expect(page.get_by_role("region", name="Full name")).to_contain_text("Olena Bondar")
    expect(page.get_by_role("region", name="spent")).to_contain_text("1,250.5")
    expect(page.get_by_role("region", name="E-mail")).to_contain_text("expected an e-mail address")
    page.get_by_role("button", name="Look at the identifiers").click()
    expect(page.get_by_role("region", name="E-mail")).to_contain_text("cannot be used")
    page.reload()  # the address and the server hold where one was
    page.get_by_role("button", name="To the check").click()
    page.get_by_role("button", name="Check all rows").click()
    owner.sees("What importing it would do")
    expect(page.get_by_role("region", name="What importing it would do")).to_contain_text("New customers2")
    expect(page.get_by_role("table", name="Problems")).to_contain_text("not an address")
    assert server.get("/profiles", identifier="email:olena@example.com")["items"] == []

    page.get_by_role("button", name="Import 2 customers").click()
    owner.sees("finished")
    expect(page.get_by_text("imported", exact=True)).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Rejected rows").click()
    with Path(download.value.path()).open(newline="", encoding="utf-8-sig") as rejected:
        titles, row = csv.reader(rejected)
    assert titles[:4] == ["E-mail", "Full name", "City", "Registered"]
    assert row[:2] == ["not an address", "Nobody"]
    assert row[-1]

    mended = tmp_path / "mended.csv"
    mended.write_text(",".join(titles) + "\nivan@example.com,Ivan,Kyiv,2026-03-02,0,3,\n")
    page.get_by_role("link", name="Upload mended rows").click()
    choose(page, mended)
    page.get_by_role("button", name="Check and import").click()
    page.get_by_role("button", name="Check all rows").click()
    page.get_by_role("button", name="Import 1 customer").click()
    expect(page.get_by_text("imported", exact=True)).to_be_visible()

    server.settle("import")
    assert server.person("email:ivan@example.com")
    page.goto(f"{server.url}/customers/{server.person('email:olena@example.com')}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Olena Bondar")
    owner.sees("Харків")


def test_a_recipe_is_edited_by_the_steps_of_an_import(owner: Visit, server: Server) -> None:
    """Its mapping stands as it is kept, on a file of today; what changes is shown before it is saved as another version."""
    mapping = "as: profiles\nsource: crm\ncolumns: {name: name}\nidentifiers: {email: email}"
    made = server.post("/recipes", {"name": "From the CRM", "map": mapping})
    page = owner.open(f"/imports/recipes/{made['id']}")
    page.get_by_role("button", name="Edit").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Edit From the CRM")
    waiting = server.post("/uploads", {"name": "today.csv", "size": len(TODAY)})["id"]
    server.api.put(f"/api/uploads/{waiting}", params={"offset": 0}, content=TODAY).raise_for_status()
    page.goto(f"{page.url.replace('step=source', 'step=columns')}&upload={waiting}")
    expect(page.get_by_role("combobox", name="What email becomes")).to_have_value("E-mail")
    lost = page.get_by_role("row").filter(has_text="not in the file")
    expect(lost).to_contain_text("name")
    page.get_by_role("combobox", name="What full_name becomes").click()
    page.get_by_role("option", name="Full name", exact=True).click()
    expect(lost).to_have_count(0)
    page.get_by_role("button", name="Look at the cleaning").click()
    page.get_by_role("button", name="Look at the identifiers").click()
    page.get_by_role("button", name="To the changes").click()
    changes = page.get_by_role("table", name="What changes")
    expect(changes.get_by_role("row")).to_have_text(["WhatBeforeNow", "Full namenamefull_name"])
    page.get_by_role("textbox", name="Name").fill("From the new CRM")
    page.get_by_role("region", name="Save the recipe").get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("From the new CRM")
    kept = server.get(f"/recipes/{made['id']}")
    assert (kept["version"], kept["source"]) == (2, "crm")
    assert "name: full_name" in kept["map"]


def test_a_lost_network_is_waited_for(owner: Visit, tmp_path: Path) -> None:
    """A part that does not come through is sent again, and nothing has to be done by hand."""
    file = tmp_path / "customers.csv"
    file.write_text("email,name\n" + "".join(f"p{i}@example.com,P\n" for i in range(2000)))
    page = owner.open("/imports/new")
    lost = []

    def lose(route: object, request: object) -> None:
        lost.append(request)
        route.abort() if len(lost) < 3 else route.continue_()  # type: ignore[attr-defined]

    page.route(re.compile(r"/api/uploads/\w+\?"), lose)
    choose(page, file)
    expect(page.get_by_role("table", name="What each column becomes")).to_be_visible()
    assert len(lost) == 3
    owner.wrong = [said for said in owner.wrong if "ERR_FAILED" not in said]


def test_a_connection_inside_the_network_is_refused_with_a_sentence(owner: Visit) -> None:
    """Whoever may make connections learns why this one cannot be, and what the administrator can do."""
    owner.expecting(400)
    page = owner.open("/imports?tab=connections")
    page.get_by_role("button", name="New connection").first.click()
    page.get_by_label("Address").fill("http://169.254.169.254/latest/meta-data")
    page.get_by_role("button", name="Try it").click()
    owner.sees("OBLIK_ALLOW_INTERNAL_ADDRESSES")


def choose(page: Page, file: Path) -> None:
    """Picks a file as a person does."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files(file)
