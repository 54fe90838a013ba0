"""What a visitor agrees to is what happens: in the browser, on the timeline, and towards advertising networks."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, Route

from tracker.site import Site
from tracker.visitor import Visitor, expect_deeds, timeline

pytestmark = pytest.mark.browser

KEPT = "() => [document.cookie, ...Object.keys(localStorage)].filter(Boolean)"
VENDORS = ("connect.facebook.net", "analytics.tiktok.com", "www.googletagmanager.com")


def test_nothing_is_kept_before_the_visitor_agrees(visitor: Visitor, site: Site) -> None:
    """Events go out, cookies and storage stay empty; who agrees on that page is the same person from its first view."""
    page = visitor.opens(site.page("static.html", consent="unknown"))
    page.locator("#size").click()
    visitor.sends()
    assert page.evaluate(KEPT) == []
    assert page.evaluate("() => oblik.consent('granted', {text_version: '7'})") == {
        "analytics": "granted",
        "marketing": "granted",
    }
    page.locator("#add").click()
    visitor.sends()
    assert "oblik=" in page.evaluate("() => document.cookie")
    expect_deeds(
        visitor.server,
        visitor.id(),
        [
            ("Page Viewed", {}),
            ("Product Viewed", {}),
            ("Element Clicked", {}),
            ("Consent Changed", {"topic": "analytics", "state": "granted", "text_version": "7"}),
            ("Consent Changed", {"topic": "marketing", "state": "granted", "text_version": "7"}),
            ("Product Added", {}),
        ],
    )
    person = visitor.server.get(f"/profiles/{visitor.server.person(f'anonymous_id:{visitor.id()}')}")
    assert {(c["channel"], c["topic"], c["state"]) for c in person["consents"]} == {
        ("cookies", "analytics", "granted"),
        ("cookies", "marketing", "granted"),
    }


def test_a_refusal_and_a_change_of_mind(visitor: Visitor, site: Site) -> None:
    """Denied: nothing leaves the page. Granted: from now on, beginning with the page that is open. Denied again: told, and over."""
    page = visitor.opens(site.page("static.html", consent="denied"))
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "/v1/" in request.url else None)
    page.locator("#size").click()
    page.evaluate("() => oblik.track('Told In Vain')")
    visitor.sends()
    assert (sent, page.evaluate(KEPT)) == ([], [])
    page.evaluate("() => oblik.consent({analytics: 'granted'})")
    page.locator("#add").click()
    who = visitor.id()
    page.evaluate("() => oblik.consent({analytics: 'denied'})")
    page.locator("#size").click()
    visitor.sends()
    expect_deeds(
        visitor.server,
        who,
        [
            ("Consent Changed", {"topic": "analytics", "state": "granted"}),
            ("Page Viewed", {"path": "/static.html"}),
            ("Product Viewed", {}),
            ("Product Added", {}),
            ("Consent Changed", {"topic": "analytics", "state": "denied"}),
        ],
    )
    assert page.evaluate("() => document.cookie").startswith("oblik_consent=")
    page.reload()
    visitor.is_live()
    page.locator("#size").click()
    visitor.sends()
    assert len(timeline(visitor.server, who)) == 5
    assert not timeline(visitor.server, visitor.id())


def test_a_consent_banner_is_heard(visitor: Visitor, browser: BrowserContext, site: Site) -> None:
    """IAB's framework: nothing is kept until it says so, and then what was seen meanwhile belongs to the visitor."""
    browser.add_init_script("""
      window.__tcfapi = (command, version, listener) => { window.answer = (consents) =>
        listener({gdprApplies: true, eventStatus: 'useractioncomplete', purpose: {consents}}, true);
        listener({gdprApplies: true, eventStatus: 'cmpuishown', purpose: {consents: {}}}, true); };""")
    page = visitor.opens(site.page("static.html", consent="unknown", consentFrom="tcf"))
    page.wait_for_function("() => window.answer")
    assert page.evaluate(KEPT) == []
    page.evaluate("() => answer({1: true, 8: true, 9: true})")
    visitor.sends()
    expect_deeds(
        visitor.server,
        visitor.id(),
        [
            ("Page Viewed", {}),
            ("Product Viewed", {}),
            ("Consent Changed", {"topic": "analytics", "state": "granted"}),
            ("Consent Changed", {"topic": "marketing", "state": "denied"}),
        ],
    )


def test_pixels_come_with_consent_only(visitor: Visitor, browser: BrowserContext, site: Site) -> None:
    """No request to a network before marketing is granted; then the same calls, under the same ids, until it is withdrawn."""
    asked = _vendors(browser)
    pixels = {"meta": "111", "tiktok": "TT1", "google": "G-1"}
    page = visitor.opens(site.page("static.html", consent={"analytics": "granted"}, pixels=pixels))
    page.locator("#add").click()
    page.wait_for_timeout(200)
    assert asked == []
    page.evaluate("() => oblik.consent({marketing: 'granted'})")
    page.wait_for_function("() => window.fbq && window.ttq && window.dataLayer")
    order = {
        "order_id": "P-1",
        "total": 25,
        "currency": "EUR",
        "products": [{"product_id": "mug-blue", "price": 12.5, "quantity": 2}],
    }
    message = page.evaluate("(order) => oblik.orderCompleted(order)", order)
    page.evaluate("() => oblik.consent({marketing: 'denied'})")
    page.evaluate("() => oblik.orderCompleted({order_id: 'P-2'})")
    assert sorted(asked) == sorted(VENDORS)
    purchase = [call for call in _meta(page) if "Purchase" in call]
    assert purchase == [
        ["trackSingle", "111", "Purchase",
         {"value": 25, "currency": "EUR", "content_type": "product", "content_ids": ["mug-blue"],
          "contents": [{"id": "mug-blue", "quantity": 2, "item_price": 12.5}]},
         {"eventID": message}],
    ]  # fmt: skip
    assert ["consent", "revoke"] in _meta(page)
    layer = page.evaluate("() => dataLayer.map((entry) => Array.from(entry))")
    (google,) = [said for command, name, *said in layer if (command, name) == ("event", "purchase")]
    assert (google[0]["transaction_id"], google[0]["event_id"]) == ("P-1", message)
    tiktok = page.evaluate("() => ttq.filter(([name]) => name === 'track')")
    assert [call[1] for call in tiktok] == ["CompletePayment"]
    visitor.sends()
    server = visitor.server
    server.settle()
    orders = [item for item in timeline(server, visitor.id()) if item["name"] == "Order Completed"]
    assert {item["properties"]["order_id"] for item in orders} == {"P-1", "P-2"}


def test_global_privacy_control(visitor: Visitor, browser: BrowserContext, site: Site) -> None:
    """A browser that says not to sell or share is obeyed, whatever a banner got out of the visitor."""
    browser.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})")
    asked = _vendors(browser)
    page = visitor.opens(site.page("static.html", pixels={"meta": "111"}))
    said = page.evaluate("() => oblik.consent('granted')")
    assert said == {"analytics": "granted", "marketing": "denied"}
    assert asked == []


def _vendors(browser: BrowserContext) -> list[str]:
    """The networks' hosts that pages asked for; they are answered here, and nothing leaves the machine."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url.split("/")[2])
        route.fulfill(body="", content_type="text/javascript")

    for host in VENDORS:
        browser.route(f"https://{host}/**", answer)
    return asked


def _meta(page: Page) -> list[list[object]]:
    return list(page.evaluate("() => fbq.queue"))
