"""What strangers put into names, traits, events and files is shown as text, wherever it is shown."""

from __future__ import annotations

import csv
import io
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from ui.server import Server
from ui.shop import call
from ui.visit import Visit

pytestmark = pytest.mark.browser

BREAKOUT = '<img src=x onerror="window.stolen=1">'
SCRIPT = "<script>window.stolen=1</script>"
LINK = "javascript:window.stolen=1"
TEMPLATE = "${window.stolen=1}<%= 7 * 7 %>"
WHO = "mallory"


def _file() -> str:
    """A file whose header and one of whose rows are markup; that row is rejected."""
    text = io.StringIO()
    csv.writer(text).writerows([("email", BREAKOUT), (SCRIPT, BREAKOUT), ("mallory@example.com", SCRIPT)])
    return text.getvalue()


def _poison(server: Server) -> str:
    """Everything a sender decides, filled with markup."""
    traits = {
        "name": BREAKOUT,
        "email": "mallory@example.com",
        "city": SCRIPT,
        "country": TEMPLATE,
        BREAKOUT: LINK,
        "avatar": LINK,
    }
    properties = {
        "name": BREAKOUT,
        "url": LINK,
        SCRIPT: SCRIPT,
        "order_id": BREAKOUT,
        "currency": "<b>",
        "total": 1,
        "products": [{"product_id": SCRIPT, "name": BREAKOUT, "price": 1, "quantity": 1}],
    }
    consent = {"channel": BREAKOUT, "topic": SCRIPT, "state": "granted"}
    made = server.post("/sources", {"name": "stranger", "label": BREAKOUT, "kind": "http"})
    calls = [
        call("identify", userId=WHO, traits=traits),
        call("track", userId=WHO, event=BREAKOUT, properties=properties),
        call("track", userId=WHO, event="Order Completed", properties=properties),
        call("track", userId=WHO, event="Consent Changed", properties=consent),
        call("page", userId=WHO, name=BREAKOUT, properties=properties),
        call("track", userId=BREAKOUT, event=f"{BREAKOUT} 2"),
        {"type": BREAKOUT, "userId": WHO, "event": SCRIPT},
    ]
    assert server.send(*calls, key=made["write_key"]).is_success
    server.settle("stranger")
    server.upload(f"{BREAKOUT}.csv", _file(), "profiles")
    return server.person(f"user_id:{WHO}")


def test_nothing_that_was_sent_is_run(owner: Visit, server: Server) -> None:
    """The markup is read, not obeyed: no element of it exists, no link runs it."""
    person = _poison(server)
    page = owner.page
    run = server.get("/imports")["items"][0]["id"]
    for path in (
        f"/customers/{person}",
        f"/customers/{person}?tab=identity",
        "/customers?q=mallory",
        "/sources",
        "/sources/stranger",
        "/sources/stranger?tab=live",
        "/sources/stranger?tab=quarantine",
        "/imports",
        f"/imports/{run}",
        "/dictionary?q=img",
        "/dictionary?tab=traits",
        f"/dictionary/events/{quote(BREAKOUT, safe='')}",
        "/settings/audit",
    ):
        owner.open(path)
        page.locator("main [aria-expanded=false]").evaluate_all(
            "closed => closed.forEach(each => each.click())"
        )
        assert page.locator("img[src=x], main script").count() == 0, path
        assert page.locator("a[href^='javascript:']").count() == 0, path
        assert page.evaluate("() => window.stolen") is None, path
    owner.open(f"/customers/{person}")
    expect(page.get_by_role("heading", level=1)).to_have_text(BREAKOUT)
    for text in (SCRIPT, LINK, TEMPLATE):
        owner.sees(text)
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Find a person, a page or an action").fill("mallory")
    expect(page.get_by_role("group", name="People").get_by_role("option").first).to_contain_text(BREAKOUT)
    assert page.locator("img[src=x]").count() == 0
