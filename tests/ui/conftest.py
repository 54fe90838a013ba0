"""One server with a small shop, one Chromium, and a tab for each story."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from oblik.api.ui import BUILT
from ui.server import COOKIE, OWNER, Server, serving
from ui.shop import open_shop
from ui.visit import PATIENCE_MS, PHONE, WIDE, Visit, visit

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MakeVisit = Callable[..., Visit]

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def installed() -> str:
    """Where the system's Chromium is; a machine that runs every check must have it."""
    if CHROMIUM is None:
        reason = "Chromium is not installed (on Debian: apt-get install chromium)"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    return CHROMIUM


@pytest.fixture(scope="module")
def chromium(installed: str) -> Iterator[Browser]:
    """A browser for one file: its driver keeps an event loop running, which other files of the same process must not meet."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(installed: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:  # noqa: ARG001
    """A server with the shop in it; started only where there is a browser to look at it."""
    if not (BUILT / "index.html").is_file():
        pytest.fail("the pages are not built: run `npm ci && npm run build` in ui/")
    with serving(tmp_path_factory.mktemp("server")) as running:
        open_shop(running)
        yield running


@pytest.fixture
def enter(chromium: Browser, server: Server) -> Iterator[MakeVisit]:
    """Signs somebody in, in a browser of their own; at the end nothing may have gone wrong in any of them."""
    visits: list[Visit] = []

    def make(email: str | None = OWNER, phone: bool = False) -> Visit:
        context = chromium.new_context(
            viewport=PHONE if phone else WIDE,
            locale="en-GB",
            timezone_id="Europe/Kyiv",
            reduced_motion="reduce",
        )
        if email:
            context.add_cookies([{"name": COOKIE, "value": server.session(email), "url": server.url}])
        visits.append(visit(context, server.url))
        return visits[-1]

    yield make
    for each in visits:
        each.page.context.close()
    assert not [wrong for each in visits for wrong in each.wrong]


@pytest.fixture
def owner(enter: MakeVisit) -> Visit:
    """The owner, signed in."""
    return enter()


@pytest.fixture
def stranger(enter: MakeVisit) -> Visit:
    """Nobody, at the door."""
    return enter(None)


@pytest.fixture
def viewer(enter: MakeVisit) -> Visit:
    """Somebody who may look, but not at personal data, and change nothing."""
    return enter("viewer@shop.example")
