"""Nothing is lost and nothing counts twice: slow lines, none at all, a busy server, closed tabs and crashed ones."""

from __future__ import annotations

import contextlib

import pytest
from playwright.sync_api import BrowserContext, Error, Route

from tracker.site import Site
from tracker.visitor import Deed, Visitor, expect_deeds
from ui.server import Server

pytestmark = pytest.mark.browser

BATCH = "**/v1/batch"
VIEWED: Deed = ("Page Viewed", {"title": "Home"})
LEFT: Deed = ("Page Left", {})


def numbered(page_number: int, count: int = 3) -> list[Deed]:
    """Calls that can be told apart."""
    return [("Step Taken", {"page": page_number, "step": step}) for step in range(count)]


def take(visitor: Visitor, page_number: int, count: int = 3) -> list[Deed]:
    """Makes those calls on the visitor's page."""
    for name, said in numbered(page_number, count):
        visitor.page.evaluate("([name, said]) => oblik.track(name, said)", [name, said])
    return numbered(page_number, count)


def test_a_slow_line(visitor: Visitor, browser: BrowserContext, site: Site) -> None:
    """Pages are left long before their events have been answered; all of them arrive."""
    line = browser.new_cdp_session(visitor.page)
    line.send("Network.enable")
    slow = {"offline": False, "latency": 250, "downloadThroughput": 40_000, "uploadThroughput": 20_000}
    line.send("Network.emulateNetworkConditions", slow)
    deeds: list[Deed] = []
    for number in range(3):
        visitor.opens(site.page("application.html", f"n={number}"))
        deeds += [VIEWED, *take(visitor, number), LEFT]
    visitor.opens(site.page("other.html"))
    visitor.sends()
    expect_deeds(visitor.server, visitor.id(), [*deeds, ("Page Viewed", {"title": "Teapots"})])


def test_offline_and_back(visitor: Visitor, browser: BrowserContext, site: Site) -> None:
    """What is done without a network is sent when it is back, by the page or by the one that follows it."""
    visitor.opens(site.page("application.html"))
    visitor.sends()
    browser.set_offline(True)
    deeds = take(visitor, 1, 50)  # more than a batch holds
    assert (
        visitor.page.evaluate(
            "() => Object.keys(localStorage).filter((key) => key.startsWith('oblik_q')).length"
        )
        >= 2
    )
    browser.set_offline(False)
    visitor.page.wait_for_function(
        "() => !Object.keys(localStorage).some((key) => key.startsWith('oblik_q'))"
    )
    browser.set_offline(True)
    deeds += take(visitor, 2)
    who = visitor.id()
    visitor.page.close()
    browser.set_offline(False)
    later = Visitor(browser.new_page(), visitor.server)
    later.opens(site.page("other.html"))
    later.sends()
    expect_deeds(visitor.server, who, [VIEWED, *deeds, LEFT, ("Page Viewed", {"title": "Teapots"})])


def test_a_server_that_is_busy(visitor: Visitor, site: Site) -> None:
    """What is answered with 503, 429, or not at all is sent again, also where the server had taken it; a 400 is not."""
    answers = iter(("refuse", 503, "lose", 429))

    def answer(route: Route) -> None:
        how = next(answers, None)
        if how == "refuse":
            route.abort()
        elif how == "lose":
            route.fetch()  # the server has it, and nobody hears its answer
            route.abort()
        elif isinstance(how, int):
            route.fulfill(status=how, headers={"Retry-After": "0", "Access-Control-Allow-Origin": "*"})
        else:
            route.continue_()

    visitor.page.clock.install()
    visitor.page.route(BATCH, answer)
    visitor.opens(site.page("application.html"))
    deeds = take(visitor, 1)
    for _ in range(6):
        visitor.page.clock.run_for(20_000)
        visitor.page.wait_for_timeout(100)
    visitor.sends()
    assert next(answers, None) is None
    expect_deeds(visitor.server, visitor.id(), [VIEWED, *deeds])


def test_a_tab_that_is_closed(visitor: Visitor, browser: BrowserContext, site: Site, server: Server) -> None:
    """Closing a tab right after a click loses nothing, and nobody need come back for it to arrive."""
    visitor.opens(site.page("application.html"))
    who = visitor.id()
    deeds = take(visitor, 1)
    visitor.page.close(run_before_unload=True)
    expect_deeds(server, who, [VIEWED, *deeds, LEFT])
    browser.new_page().goto("about:blank")


def test_a_tab_that_crashes(visitor: Visitor, browser: BrowserContext, site: Site, server: Server) -> None:
    """What a killed tab had not sent is sent by the next page, once, even if two come at the same time."""
    visitor.page.route(BATCH, lambda _route: None)  # no answer ever
    visitor.opens(site.page("application.html"))
    who = visitor.id()
    deeds = take(visitor, 1)
    visitor.page.wait_for_timeout(500)
    with contextlib.suppress(Error):
        visitor.page.goto("chrome://crash")
    others = [Visitor(browser.new_page(), server) for _ in range(2)]
    for other in others:
        other.page.goto(site.page("other.html"), wait_until="commit")
    for other in others:
        other.is_live()
        other.sends()
    teapots: Deed = ("Page Viewed", {"title": "Teapots"})
    expect_deeds(server, who, [VIEWED, *deeds, teapots, teapots])
