"""What a role does not allow is not offered; what is allowed is written down."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import expect

from ui.server import Server
from ui.shop import HANNA
from ui.visit import Visit

pytestmark = pytest.mark.browser

FORBIDDEN = (
    "Edit ",
    "Remove ",
    "Add a trait",
    "Withdraw",
    "Grant",
    "Record",
    "Undo merge",
    "Replace key",
    "New source",
)


def test_a_viewer_sees_masks_and_no_pens(viewer: Visit, server: Server) -> None:
    """Neither the name nor the address is anywhere in the page, and nothing offers to change anything."""
    person = server.person(f"email:{HANNA}")
    page = viewer.open(f"/customers/{person}")
    expect(page.get_by_text("Masked", exact=True)).to_be_visible()
    for path in (
        f"/customers/{person}",
        f"/customers/{person}?tab=identity",
        "/customers",
        "/sources/default",
        "/sources",
    ):
        viewer.open(path)
        shown = page.locator("body").inner_html()
        assert "Hanna" not in shown and "kovalenko" not in shown.lower()
        assert server.get("/sources/default")["write_key"] not in shown
        labels = [
            each.inner_text() or each.get_attribute("aria-label") or ""
            for each in page.get_by_role("button").all()
        ]
        assert not [label for label in labels if label.startswith(FORBIDDEN)]
    rooms = page.get_by_role("navigation", name="Rooms").get_by_role("link").all_inner_texts()
    assert "Audit" not in rooms
    viewer.expecting(403)
    page.goto(f"{server.url}/settings/audit")
    expect(page.get_by_role("alert")).to_contain_text("Ask an administrator")


def test_a_token_is_shown_once_and_the_audit_remembers(owner: Visit, server: Server) -> None:
    """It works, is not shown again, is refused once revoked; both changes stand in the audit."""
    page = owner.open("/settings/tokens")
    page.get_by_role("button", name="Create token").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name=re.compile("^Name")).fill("nightly export")
    dialog.get_by_role("button", name="Create token").click()
    expect(dialog).to_contain_text("shown only once")
    token = dialog.get_by_role("group", name="nightly export").inner_text().strip()
    dialog.get_by_role("button", name="I have kept it").click()
    expect(owner.row("nightly export")).to_be_visible()

    def status() -> int:
        return httpx.get(
            f"{server.url}/api/me", headers={"Authorization": f"Bearer {token}"}, timeout=10
        ).status_code

    assert status() == 200
    page.reload()
    expect(owner.row("nightly export")).to_be_visible()
    assert token not in page.content()
    owner.row("nightly export").get_by_role("button", name="Revoke").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(owner.row("nightly export")).to_be_hidden()
    assert status() == 401
    owner.open("/settings/audit?object=token:nightly")
    told = page.locator("main").get_by_text(re.compile("API token “nightly export”"))
    expect(told.nth(0)).to_contain_text("revoked the API token")
    expect(told.nth(1)).to_contain_text("created the API token")
    assert token not in page.content()
