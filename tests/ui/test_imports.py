"""A file from somebody's shop becomes customers."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import expect

from ui.server import Server
from ui.visit import Visit

pytestmark = pytest.mark.browser

CUSTOMERS = """E-mail;Full name;City;Registered
olena@example.com;Olena Bondar;Kharkiv;2026-03-01
not an address;Nobody;Nowhere;2026-03-02
petro@example.com;Petro Shevchuk;Dnipro;2026-03-03
"""


def test_importing_customers(owner: Visit, server: Server, tmp_path: Path) -> None:
    """Columns get their meaning, a dry run changes nothing, the run makes people, the rest comes back as a file."""
    file = tmp_path / "customers.csv"
    file.write_text(CUSTOMERS)
    page = owner.open("/imports/new")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files(file)
    expect(page.get_by_role("combobox", name="These rows are")).to_have_value("Customers")
    for column, meaning in (("E-mail", "email"), ("Full name", "name"), ("City", "city")):
        expect(page.get_by_role("combobox", name=f"What {column} becomes")).to_have_value(meaning)
    page.get_by_role("button", name="and check").click()
    owner.sees("checked, not imported")
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

    server.settle("import")
    page.goto(f"{server.url}/customers/{server.person('email:olena@example.com')}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Olena Bondar")
    owner.sees("Kharkiv")
