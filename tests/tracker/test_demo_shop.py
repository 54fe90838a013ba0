"""Somebody who walks through the demo shop, and what their profile says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tracker.visitor import Deed, Visitor, expect_deeds

pytestmark = pytest.mark.browser

TEAPOT = {"product_id": "21527", "price": 7.95, "currency": "GBP"}
HEART = {"product_id": "85123A", "price": 2.95}
CLICKED: Deed = ("Element Clicked", {})
LEFT: Deed = ("Page Left", {})


@pytest.fixture
def browser(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser whose owner reads English."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    yield context
    context.close()


def page(path: str) -> Deed:
    """A view of a page of the shop."""
    return ("Page Viewed", {"path": f"/demo-shop/{path}"})


def test_a_visit_to_the_demo_shop(visitor: Visitor) -> None:
    """From the first look to the order: everything that was done, once, and the person behind it in Oblik."""
    shop = visitor.opens(f"{visitor.server.url}/demo-shop/")
    shop.get_by_role("button", name="Allow both").click()
    shop.get_by_role("link", name="See the tea things").click()
    shop.get_by_role("link", name=re.compile("Traditional Teapot")).click()
    shop.get_by_label("Quantity").fill("2")
    shop.get_by_role("button", name="Add to basket").first.click()
    shop.get_by_role("button", name="Add to wishlist").click()
    shop.get_by_role("searchbox").fill("hanging heart")
    shop.get_by_role("searchbox").press("Enter")
    shop.get_by_role("button", name="Add to basket: White Hanging Heart").click()
    shop.get_by_role("link", name="Basket").click()
    shop.get_by_label("Coupon").fill("tea20")
    shop.get_by_role("button", name="Apply").click()
    expect(shop.get_by_text("Discount")).to_be_visible()
    shop.get_by_role("link", name="Go to checkout").click()
    for label, value in (
        ("Name", "Olena Demo"),
        ("E-mail", "olena@demo.example"),
        ("Phone", "+380501112233"),
    ):
        shop.get_by_label(label, exact=True).fill(value)
    shop.get_by_label("Send me news").check()
    shop.get_by_role("button", name="Continue").click()
    shop.get_by_label("Address").fill("12 Andriivskyi Uzviz")
    shop.get_by_role("button", name="Continue").click()
    shop.get_by_role("button", name="Place the order").click()
    expect(shop.get_by_role("heading", level=1)).to_have_text("Thank you, Olena")
    visitor.is_live()
    visitor.sends()
    who = visitor.id()
    submitted: Deed = ("Form Submitted", {})
    found = expect_deeds(
        visitor.server,
        who,
        [
            *(
                page(""),
                ("Promotion Viewed", {"promotion_id": "tea-20"}),
                ("Product List Viewed", {"list_id": "everything"}),
            ),
            *(
                CLICKED,
                ("Consent Changed", {"topic": "analytics"}),
                ("Consent Changed", {"topic": "marketing"}),
            ),
            *(CLICKED, ("Promotion Clicked", {}), LEFT),
            *(
                page("category/tea"),
                ("Product List Viewed", {"list_id": "tea"}),
                CLICKED,
                ("Product Clicked", TEAPOT),
                LEFT,
            ),
            *(page("product/21527"), ("Product Viewed", TEAPOT)),
            *(CLICKED, submitted, ("Product Added", {**TEAPOT, "quantity": 2})),
            *(CLICKED, ("Product Added to Wishlist", TEAPOT), submitted, LEFT),
            *(
                page("search"),
                ("Products Searched", {"query": "hanging heart"}),
                ("Product List Viewed", {"list_id": "search"}),
            ),
            *(CLICKED, ("Product Added", {**HEART, "quantity": 1}), CLICKED, LEFT),
            *(
                page("cart"),
                ("Cart Viewed", {}),
                CLICKED,
                submitted,
                ("Coupon Entered", {"coupon_id": "TEA20"}),
            ),
            *(("Coupon Applied", {"coupon_id": "TEA20"}), CLICKED, LEFT),
            *(page("checkout"), ("Checkout Started", {"coupon": "TEA20"})),
            *(
                (deed, {"step": step})
                for step in (1, 2, 3)
                for deed in ("Checkout Step Viewed", "Checkout Step Completed")
            ),
            *(CLICKED, submitted) * 3,
            *(("Payment Info Entered", {"payment_method": "card"}), ("Identified", {"name": "Olena Demo"})),
            *(
                ("Consent Changed", {"channel": "email", "topic": "news"}),
                ("Order Completed", {"total": 20.03}),
                LEFT,
            ),
            page("thanks"),
        ],
    )
    assert "Andriivskyi" not in str(found)
    person = visitor.server.get(f"/profiles/{visitor.server.person('email:olena@demo.example')}")
    assert (person["figures"]["orders"], person["figures"]["revenue"], person["figures"]["currency"]) == (
        1,
        20.03,
        "GBP",
    )
    assert ("email", "news", "granted") in {
        (c["channel"], c["topic"], c["state"]) for c in person["consents"]
    }


def test_the_rest_of_the_shop(visitor: Visitor) -> None:
    """Signing up, a review, a word when something is back, a wish that becomes a purchase; signing out begins anew."""
    shop = visitor.opens(f"{visitor.server.url}/demo-shop/account")
    shop.get_by_role("button", name="Analytics only").click()
    shop.get_by_label("Name").fill("Ann Demo")
    shop.get_by_label("E-mail").fill("ann@demo.example")
    shop.get_by_role("button", name="Sign in").click()
    expect(shop.get_by_role("heading", level=1)).to_have_text("Hello, Ann Demo")
    shop.goto(f"{visitor.server.url}/demo-shop/product/20685")
    shop.get_by_role("button", name="Tell me when it is back").click()
    shop.get_by_role("button", name="Add to wishlist").click()
    shop.get_by_text("Write a review").click()
    shop.get_by_label("What do you think?").fill("<img src=x onerror=alert(1)> lovely")
    shop.get_by_role("button", name="Send", exact=True).click()
    shop.goto(f"{visitor.server.url}/demo-shop/product/22423")
    shop.get_by_role("button", name="Add to wishlist").click()
    shop.goto(f"{visitor.server.url}/demo-shop/wishlist")
    shop.get_by_role("button", name="Move to basket").click()
    watch = shop.get_by_role("link", name="Watch your profile grow")
    expect(watch).to_have_attribute("href", "/customers?q=shop-ann%40demo.example")
    visitor.is_live()
    first = visitor.id()
    shop.goto(f"{visitor.server.url}/demo-shop/account")
    shop.get_by_role("button", name="Sign out").click()
    shop.wait_for_url("**/demo-shop/")
    visitor.is_live()
    visitor.sends()
    assert visitor.id() != first
    visitor.server.settle()
    person = visitor.server.person("user_id:shop-ann@demo.example")
    counted = {e["name"]: e["count"] for e in visitor.server.get(f"/profiles/{person}/events")["names"]}
    wanted = {
        "Signed Up": 1,
        "Signed Out": 1,
        "Back In Stock Requested": 1,
        "Product Reviewed": 1,
        "Product Added to Wishlist": 2,
        "Product Removed from Wishlist": 1,
        "Wishlist Product Added to Cart": 1,
        "Product Viewed": 2,
    }
    assert wanted.items() <= counted.items()
