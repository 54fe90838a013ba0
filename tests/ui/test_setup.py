"""From an empty installation to the first customer, led by the guide."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from ui.server import COOKIE, Server, serving
from ui.shop import call
from ui.visit import WIDE, Visit, visit

pytestmark = pytest.mark.browser


@pytest.fixture
def empty(installed: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:  # noqa: ARG001
    """A server on which nothing has happened yet."""
    with serving(tmp_path_factory.mktemp("empty")) as running:
        yield running


@pytest.fixture
def newcomer(chromium: Browser, empty: Server) -> Iterator[Visit]:
    """Its owner, who has just signed in."""
    context = chromium.new_context(viewport=WIDE, locale="en-GB", reduced_motion="reduce")
    context.add_cookies([{"name": COOKIE, "value": empty.session(), "url": empty.url}])
    someone = visit(context, empty.url)
    yield someone
    context.close()
    assert not someone.wrong


def _steps(newcomer: Visit, done: int) -> None:
    expect(newcomer.page.get_by_role("listitem").get_by_role("img", name="done")).to_have_count(done)


def test_the_guide_ticks_what_is_really_done(newcomer: Visit, empty: Server) -> None:
    """Parts chosen, a source connected with the guide's own code, its first event, a goal: each ticks itself."""
    page = newcomer.open("/")
    expect(page.get_by_role("region", name="Set up your workspace")).to_contain_text("0 of 11 done")
    newcomer.open("/setup")
    _steps(newcomer, 0)
    page.get_by_role("checkbox", name="Inventory of systems").uncheck()
    page.get_by_role("button", name="Save").click()
    newcomer.sees("The navigation shows what you chose")
    rooms = page.get_by_role("navigation", name="Rooms")
    expect(rooms.get_by_role("link", name="Inventory")).to_be_hidden()
    expect(rooms.get_by_role("link", name="Imports")).to_be_visible()
    _steps(newcomer, 1)
    newcomer.sees("1 of 10 done")

    page.get_by_role("link", name="New source").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name="HTTP").click()
    dialog.get_by_role("textbox", name=re.compile("^Name")).fill("Shop server")
    dialog.get_by_role("button", name="Create source").click()
    expect(page.get_by_role("status")).to_contain_text("Waiting for the first event")
    newcomer.sees("Run it once.")
    code = page.get_by_role("group", name="curl").inner_text()
    key = re.search(r'-u "([^":]+):"', code)
    assert key and f"{empty.url}/v1/track" in code
    assert empty.send(call("track", userId="customer-1", event="Order Completed"), key=key[1]).is_success
    expect(page.get_by_role("status")).to_contain_text("We received your first event")
    page.get_by_role("link", name="See the person").click()
    expect(page).to_have_url(re.compile("/customers/"))

    newcomer.open("/setup")
    _steps(newcomer, 3)
    page.get_by_role("link", name="To the goals").click()
    page.get_by_role("button", name="Set a goal").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Now: 1")
    dialog.get_by_role("textbox", name=re.compile("^Target")).fill("100")
    expect(dialog).to_contain_text("that is 2")
    dialog.get_by_role("button", name="Set a goal").click()
    expect(page.get_by_role("region", name="Orders in 30 days")).to_contain_text("from 1 to 2")
    newcomer.open("/setup")
    _steps(newcomer, 4)
    page.get_by_role("button", name="Put the guide away").click()
    newcomer.sees("The guide is put away")
    newcomer.open("/")
    expect(page.get_by_role("region", name="Goals")).to_contain_text("Orders in 30 days")
    expect(page.get_by_role("region", name="Set up your workspace")).to_be_hidden()
