"""What is done on a page is what stands on the timeline, event by event, none twice, whatever kind of page it is."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext

from tracker.site import Site
from tracker.visitor import Deed, Visitor, expect_deeds
from ui.server import Server, eventually

pytestmark = pytest.mark.browser

VIEWED = "Page Viewed"
LEFT = "Page Left"
CLICKED = "Element Clicked"
LOADED = "(part) => performance.getEntriesByType('resource').some(({name}) => name.includes(part))"


def test_a_page_of_the_old_kind(visitor: Visitor, site: Site) -> None:
    """Views, clicks of every sort, a form, an arrival from a letter, and the page that follows; nothing that was typed."""
    arrival = "utm_source=news&utm_medium=email&utm_campaign=mugs&gclid=abc&token=s3cret&for=ann@example.com"
    page = visitor.opens(site.page("static.html", arrival))
    for clicked in ("#size", "#outside", "#file", "#mail", "#add", "#quiet"):
        page.locator(clicked).click()
    page.locator("[name=email]").fill("ann@example.com")
    page.locator("[name=card]").fill("4111 1111 1111 1111")
    page.locator("[name=secret]").fill("hunter2")
    page.locator("#contact button").click()
    page.locator("[name=message]").fill("Call me")
    page.locator("#inside").click()
    page.wait_for_url("**/other.html")
    visitor.is_live()
    visitor.sends()
    found = expect_deeds(
        visitor.server,
        visitor.id(),
        [
            (VIEWED, {"title": "Mugs", "path": "/static.html"}),
            ("Product Viewed", {"product_id": "mug-blue", "price": 12.5}),
            (CLICKED, {"text": "L", "selector": "#size", "tag": "button"}),
            ("Outbound Link Clicked", {"href": "https://elsewhere.example/page?email=[email]"}),
            ("File Downloaded", {"extension": "pdf", "text": "Prices"}),
            (CLICKED, {"text": "Write to [email]", "href": "mailto:"}),
            ("Product Added", {"product_id": "mug-blue", "quantity": 2, "price": 12.5}),
            (CLICKED, {"text": "Send", "selector": "#contact > button"}),
            ("Form Submitted", {"form": "contact", "fields": ["email", "card", "secret", "message"]}),
            (CLICKED, {"text": "Teapots", "href": f"{site.url}/other.html"}),
            ("Form Abandoned", {"form": "contact", "fields": ["message"], "last_field": "message"}),
            (LEFT, {}),
            (VIEWED, {"title": "Teapots", "path": "/other.html"}),
        ],
    )
    for secret in ("hunter2", "4111", "s3cret", "ann@", "Call me"):
        assert secret not in str(found)
    assert found[0]["context"]["campaign"]["source"] == "news"
    assert len({item["session_id"] for item in found}) == 1


def test_a_single_page_application(visitor: Visitor, site: Site) -> None:
    """Each view once, with its own title and the page before; going back is a view; the same address is none."""
    page = visitor.opens(site.page("application.html"))
    page.get_by_role("link", name="Tea").click()
    page.wait_for_function("document.title === 'tea'")
    page.get_by_role("link", name="Mugs").click()
    page.wait_for_function("document.title === 'mugs'")
    page.evaluate("history.replaceState({}, '', location.href)")
    page.go_back()
    page.wait_for_function("document.title === 'tea'")
    page.wait_for_timeout(150)  # until the last view is told
    visitor.sends()
    expect_deeds(
        visitor.server,
        visitor.id(),
        [
            (VIEWED, {"title": "Home", "path": "/application.html"}),
            (CLICKED, {"text": "Tea"}),
            (LEFT, {}),
            (VIEWED, {"title": "tea", "path": "/tea"}),
            (CLICKED, {"text": "Mugs"}),
            (LEFT, {}),
            (VIEWED, {"title": "mugs", "path": "/mugs"}),
            (LEFT, {}),
            (VIEWED, {"title": "tea", "path": "/tea"}),
        ],
    )


def test_a_strict_page(visitor: Visitor, site: Site) -> None:
    """Where only scripts with the page's nonce may run, the tracker and what it loads later do; nothing is reported."""
    page = visitor.opens(site.page("strict.html"))
    page.locator("#size").click()
    eventually(lambda: page.evaluate(LOADED, "/oblik/commerce.js"))
    page.wait_for_timeout(100)
    visitor.sends()
    expect_deeds(
        visitor.server,
        visitor.id(),
        [
            (VIEWED, {}),
            ("Product Viewed", {"product_id": "tea-green", "price": 7, "currency": "EUR"}),
            (CLICKED, {"text": "L"}),
        ],
    )


def test_two_tabs(visitor: Visitor, browser: BrowserContext, site: Site, server: Server) -> None:
    """Two tabs are one visitor in one visit; each event once, whichever tab is closed."""
    other = Visitor(browser.new_page(), server)
    first, second = visitor.opens(site.page("static.html")), other.opens(site.page("other.html"))
    assert visitor.id() == other.id()
    first.locator("#size").click()
    second.evaluate("() => oblik.track('Tea Poured', {cups: 2})")
    first.locator("#add").click()
    who = visitor.id()
    second.close()
    visitor.sends()
    found = expect_deeds(
        server,
        who,
        [
            (VIEWED, {"title": "Mugs"}),
            ("Product Viewed", {}),
            (VIEWED, {"title": "Teapots"}),
            (CLICKED, {"text": "L"}),
            ("Tea Poured", {"cups": 2}),
            ("Product Added", {}),
            (LEFT, {"title": None}),
        ],
    )
    assert len({item["session_id"] for item in found}) == 1


def test_a_data_layer(visitor: Visitor, site: Site) -> None:
    """GA4's events become ours, those from before the tracker too; consent mode is obeyed; an order counts once."""
    page = visitor.opens(site.page("layer.html", consent="unknown", consentFrom="google"))
    page.wait_for_function("() => dataLayer.push !== Array.prototype.push")
    page.wait_for_timeout(300)
    assert page.evaluate("document.cookie") == ""
    page.evaluate("() => gtag('consent', 'update', { analytics_storage: 'granted' })")
    page.evaluate(
        "() => { gtag('event', 'purchase', bought); dataLayer.push({event: 'purchase', ecommerce: bought}); }"
    )
    visitor.sends()
    expect_deeds(
        visitor.server,
        visitor.id(),
        [
            (VIEWED, {"title": "Thank you"}),
            ("Product Viewed", {"product_id": "tea", "name": "Green tea", "position": 2, "currency": "EUR"}),
            ("Consent Changed", {"topic": "analytics", "state": "granted"}),
            ("Consent Changed", {"topic": "marketing", "state": "denied"}),
            (
                "Order Completed",
                {
                    "order_id": "G-1",
                    "total": 14,
                    "products": [{"product_id": "tea", "price": 7, "quantity": 2}],
                },
            ),
        ],
    )


def test_who_somebody_is(visitor: Visitor, site: Site) -> None:
    """A form says it where the site allows; signing in as another person begins another; helpers name their events."""
    page = visitor.opens(site.page("static.html", identifyForms=True))
    page.locator("[name=email]").fill("Olena@Example.com ")
    page.locator("[name=secret]").fill("hunter2")
    page.locator("#contact button").click()
    first = visitor.id()
    page.evaluate("() => oblik.identify(42, {name: 'Olena'})")
    page.evaluate("() => oblik.productAddedToWishlist({product_id: 'mug-blue'})")
    assert visitor.id() == first
    page.evaluate("() => oblik.identify('43')")
    assert visitor.id() != first
    page.evaluate(
        "() => { oblik.track(); oblik.identify(Symbol('x')); oblik.page(1n); oblik.noSuchCall; }"
    )  # throws nothing
    visitor.sends()
    server = visitor.server
    server.settle()
    (olena,) = server.get("/profiles", identifier="email:olena@example.com")["items"]
    assert olena["id"] == server.person("user_id:42") == server.person(f"anonymous_id:{first}")
    assert server.person("user_id:43") != olena["id"]
    names: list[Deed] = [
        ("Identified", {"name": "Olena"}),
        ("Product Added to Wishlist", {"product_id": "mug-blue"}),
    ]
    timeline = server.get(f"/profiles/{olena['id']}/timeline")["items"]
    for name, said in names:
        assert [i for i in timeline if i["name"] == name and said.items() <= i["properties"].items()]
    assert "hunter2" not in str(timeline)


def test_two_domains_of_one_site(visitor: Visitor, site: Site) -> None:
    """A link to another domain of the site carries the visitor over; the address shows nothing of it, copied or told."""
    ours = ["127.0.0.1", "localhost"]
    across = site.page("other.html", linkDomains=ours).replace("127.0.0.1", "localhost", 1)
    page = visitor.opens(across)
    visitor.sends()
    there = visitor.id()
    visitor.opens(site.page("static.html", linkDomains=ours))
    here = visitor.id()
    assert here != there
    eventually(lambda: page.evaluate(LOADED, "/oblik/links.js"))
    page.evaluate("(url) => { document.getElementById('inside').href = url }", across)
    page.wait_for_timeout(100)
    page.locator("#inside").click()
    page.wait_for_url("http://localhost*/other.html*")
    visitor.is_live()
    eventually(lambda: visitor.id() == here)
    assert "oblik_from" not in page.url
    visitor.sends()
    server = visitor.server
    server.settle()
    assert server.person(f"anonymous_id:{here}") == server.person(f"anonymous_id:{there}")
    told = server.get(f"/profiles/{server.person(f'anonymous_id:{here}')}/timeline")["items"]
    assert here not in str([item["properties"] for item in told])
