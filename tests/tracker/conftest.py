"""One server, one website beside it, one Chromium, and a visitor for each story."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from oblik.api.tracker import BUILT
from tracker.site import Site, open_site
from tracker.visitor import Visitor
from ui.conftest import chromium, installed
from ui.server import WRITE_KEY, Server, serving

__all__ = ["chromium", "installed"]

MakeVisitor = Callable[..., Visitor]


@pytest.fixture(scope="session")
def server(installed: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:  # noqa: ARG001
    """An empty server."""
    if not (BUILT / "oblik.js").is_file():
        pytest.fail("the tracker is not built: run `npm ci && npm run build` in tracker/")
    with serving(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="session")
def site(server: Server) -> Iterator[Site]:
    """A website whose pages send to the server."""
    with open_site(server.url, WRITE_KEY) as opened:
        yield opened


@pytest.fixture
def browser(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser that nobody has used before."""
    context = chromium.new_context(
        viewport={"width": 1000, "height": 700}, locale="uk-UA", timezone_id="Europe/Kyiv"
    )
    yield context
    context.close()


@pytest.fixture
def visitor(browser: BrowserContext, server: Server) -> Iterator[Visitor]:
    """Somebody with one tab, on whose pages nothing may be thrown."""
    thrown: list[str] = []
    page = browser.new_page()
    page.on("pageerror", lambda error: thrown.append(str(error)))
    page.on(
        "console", lambda said: thrown.append(said.text) if "Content Security Policy" in said.text else None
    )
    yield Visitor(page, server)
    assert not thrown
