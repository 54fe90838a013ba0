"""Coming to work here: by an invitation, with a phone beside the password, and out again."""

from __future__ import annotations

import re
import time

import httpx
import pyotp
import pytest
from playwright.sync_api import Page, expect

from ui.conftest import MakeVisit
from ui.server import COOKIE, Server
from ui.visit import Visit

pytestmark = pytest.mark.browser

SOFIA, PASSWORD = "sofia@shop.example", "first password of Sofia"


def _invite(owner: Visit, email: str) -> str:
    """The link that the owner copies."""
    page = owner.open("/settings/people")
    page.get_by_role("button", name="Invite a person").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("E-mail").fill(email)
    dialog.get_by_role("button", name="Create the link").click()
    link = dialog.get_by_role("group", name="Invitation link").inner_text().strip()
    dialog.get_by_role("button", name="I have sent it").click()
    expect(owner.row(email)).to_contain_text("valid until")
    return link


def _join(page: Page, link: str, name: str) -> None:
    page.goto(link)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Password", exact=False).first.fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Home")


def _sign_in(page: Page, url: str, email: str) -> None:
    page.goto(f"{url}/login")
    page.get_by_label("E-mail").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")


def test_from_an_invitation_to_a_sign_in_with_a_phone(
    owner: Visit, stranger: Visit, enter: MakeVisit, server: Server
) -> None:
    """The link works once; the QR code's key gives the codes that signing in then asks for; a recovery code does too."""
    link = _invite(owner, SOFIA)
    page = stranger.page
    _join(page, link, "Sofia")
    late = enter(None)
    late.expecting(404)
    late.page.goto(link)
    late.sees("This invitation is over")

    stranger.open("/settings/account")
    page.get_by_role("button", name="Set up").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Your password").fill(PASSWORD)
    dialog.get_by_role("button", name="Continue").click()
    expect(dialog.get_by_role("img", name="QR code for the authenticator app")).to_be_visible()
    phone = pyotp.TOTP(
        dialog.get_by_role("group", name="No camera? Type this key into the app").inner_text().strip()
    )
    begun = time.time()
    dialog.get_by_label("Then enter the six digits").fill(phone.at(begun))
    dialog.get_by_role("button", name="Turn on").click()
    shown = dialog.get_by_role("list", name="Keep your recovery codes").get_by_role("listitem")
    expect(shown).to_have_count(10)
    codes = shown.all_inner_texts()
    dialog.get_by_role("button", name="I have kept them").click()
    stranger.sees("10 recovery codes left")
    page.get_by_role("button", name=re.compile(SOFIA)).click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page).to_have_url(re.compile("/login"))

    stranger.expecting(401)
    _sign_in(page, server.url, SOFIA)
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")
    page.get_by_label("Code").fill("000 000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("wrong or was used already")
    page.get_by_label("Code").fill(phone.at(begun + 30))  # the next one is let in as well
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Home")

    again = enter(None)
    again.expecting(401)
    _sign_in(again.page, server.url, SOFIA)
    again.page.get_by_label("Code").fill(codes[3])
    again.page.keyboard.press("Enter")
    expect(again.page.get_by_role("heading", level=1)).to_have_text("Home")
    again.open("/settings/account")
    again.sees("9 recovery codes left")
    page.goto("about:blank")  # where nothing of ours notices by itself and goes to the door first
    again.page.get_by_role("button", name="Sign out everywhere else").click()
    again.sees("1 other session ended")
    page.goto(f"{server.url}/settings/account")
    expect(page).to_have_url(re.compile("/login"))

    owner.open("/settings/people")
    owner.page.get_by_role("button", name="Actions for Sofia").click()
    owner.page.get_by_role("menuitem", name="Reset two-factor").click()
    owner.page.get_by_role("dialog").get_by_role("button", name="Reset two-factor").click()
    owner.sees("The second step of Sofia has been reset")
    assert httpx.post(
        f"{server.url}/api/session", json={"email": SOFIA, "password": PASSWORD}, timeout=10
    ).is_success


def test_somebody_who_leaves(owner: Visit, server: Server, enter: MakeVisit) -> None:
    """A new password signs them out; once disabled neither they nor their programs come in."""
    guest = enter(None)
    _join(guest.page, _invite(owner, "taras@shop.example"), "Taras")
    guest.expecting(401)
    owner.open("/settings/people")
    owner.page.get_by_role("button", name="Actions for Taras").click()
    owner.page.get_by_role("menuitem", name="Set password").click()
    dialog = owner.page.get_by_role("dialog")
    dialog.get_by_label("New password").fill("second password of Taras")
    dialog.get_by_role("button", name="Set password").click()
    owner.sees("Taras signs in with the new password from now on")
    guest.page.goto(f"{server.url}/customers")
    expect(guest.page).to_have_url(re.compile("/login"))

    cookie = server.session("taras@shop.example", "second password of Taras")
    own = httpx.Client(base_url=server.url, cookies={COOKIE: cookie}, headers={"X-Oblik": "1"})
    token = own.post("/api/tokens", json={"name": "of Taras"}).json()["token"]
    owner.page.get_by_role("button", name="Actions for Taras").click()
    owner.page.get_by_role("menuitem", name="Disable").click()
    owner.page.get_by_role("dialog").get_by_role("button", name="Disable").click()
    expect(owner.row("taras@shop.example")).to_contain_text("disabled")
    assert own.get("/api/me").status_code == 401
    program = httpx.get(f"{server.url}/api/me", headers={"Authorization": f"Bearer {token}"}, timeout=10)
    assert program.status_code == 401
