"""A marketer who has never seen Oblik, and nothing but the pages: from an empty installation to one profile."""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from ui.server import OWNER, PASSWORD, serving
from ui.visit import WIDE, Visit, visit

pytestmark = pytest.mark.browser

BUYER = "olena@example.com"
FORMATS = ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%Y 10:30", "%d %B %Y")
SHOP = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Blue mug</title>{line}
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "Product", "sku": "mug-blue",
"name": "Blue mug", "offers": {{"@type": "Offer", "price": "12.50", "priceCurrency": "EUR"}}}}</script></head>
<body><h1>Blue mug</h1><form id="club"><input name="mail" type="email"><button>Join</button></form></body></html>"""


@pytest.fixture
def newcomer(chromium: Browser, tmp_path: Path) -> Iterator[Visit]:
    """Somebody at the door of a server on which nothing has happened yet."""
    with serving(tmp_path) as empty:
        context = chromium.new_context(viewport=WIDE, locale="en-GB", reduced_motion="reduce")
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        someone = visit(context, empty.url)
        yield someone
        context.close()
    assert not someone.wrong


def test_from_an_empty_installation_to_one_profile(newcomer: Visit, tmp_path: Path) -> None:
    """The guide leads to a source, its line goes into a page, the first event shows, a file of orders is imported as guessed:
    who signed up on the site and who bought are one customer with one timeline."""
    page = _sign_in(newcomer)
    page.get_by_role("link", name="New source").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name=re.compile("^Name")).fill("My shop")
    dialog.get_by_role("button", name="Create source").click()
    expect(page.get_by_role("status").first).to_contain_text("Waiting for the first event")
    newcomer.sees("Website · no events yet")
    page.get_by_role("combobox", name="Consent of visitors").click()
    page.get_by_role("option", name="We need not ask for it").click()
    page.get_by_role("switch", name="Recognise people by the forms they send").click(force=True)
    page.get_by_role("button", name="Copy One line").click()
    line = page.evaluate("navigator.clipboard.readText()")

    with _shop(SHOP.format(line=line)) as url:
        _sign_up(page.context.new_page(), url)
        page.bring_to_front()
        expect(page.get_by_role("status").first).to_contain_text("We received your first event")
    newcomer.sees("Website · last event")
    page.get_by_role("link", name="Go on setting up").click()
    _ticked(page, "Connect a source", "Receive the first event", "See visits from your website")

    page.get_by_role("link", name="Import a file").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files(_orders(tmp_path / "orders.csv"))
    expect(page.get_by_role("combobox", name="These rows are")).to_have_value("Orders")
    for verb in ("Look at the cleaning", "Look at the identifiers", "To the check", "Check all rows"):
        page.get_by_role("button", name=verb).click()
    page.get_by_role("button", name="Import 200 order rows").click()
    expect(page.get_by_text("imported", exact=True)).to_be_visible()
    page.get_by_role("link", name="See your customers").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Customers")
    page.keyboard.press("Control+k")
    search = page.get_by_role("dialog").get_by_role("combobox")
    expect(search).to_be_focused()
    page.keyboard.type(BUYER)
    expect(page.get_by_role("option").first).to_contain_text(BUYER)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(BUYER)
    timeline = page.get_by_role("tabpanel", name="Timeline")
    for seen in ("Product Viewed", "Form Submitted", "Order Completed"):
        expect(timeline).to_contain_text(seen)
    expect(timeline).to_contain_text("€24.68")
    newcomer.open("/setup")
    _ticked(page, "Import your history", "See records become one person")


def _sign_in(newcomer: Visit) -> Page:
    newcomer.expecting(401)  # nobody is signed in yet
    page = newcomer.open("/")
    page.get_by_role("textbox", name="E-mail").fill(OWNER)
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("region", name="Set up your workspace")).to_contain_text("0 of 11 done")
    return page


def _sign_up(shop: Page, url: str) -> None:
    """A visitor of the site, in another tab, who leaves an address."""
    shop.goto(url)
    shop.get_by_role("textbox").fill(BUYER)
    shop.get_by_role("button", name="Join").click()
    shop.wait_for_url(re.compile("mail="))


def _ticked(page: Page, *titles: str) -> None:
    for title in titles:
        step = page.get_by_role("listitem").filter(has_text=title)
        expect(step.get_by_role("img", name="done")).to_be_visible()


def _orders(file: Path) -> Path:
    """As a till writes them: a decimal comma, semicolons, and dates as whoever was there liked them."""
    rows = ["Order;Date;E-mail;Product;Quantity;Price;Total;Currency"]
    for number in range(200):
        day = (date(2026, 1, 1) + timedelta(days=number)).strftime(FORMATS[number % 4])
        buyer = BUYER if number == 150 else f"buyer-{number % 50}@example.com"
        rows.append(f"A-{number};{day};{buyer};Mug;2;12,34;24,68;EUR")
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return file


@contextlib.contextmanager
def _shop(html: str) -> Iterator[str]:
    """The marketer's own site: one page, which its form leads to again."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    site = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=site.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{site.server_port}/"
    finally:
        site.shutdown()
        site.server_close()
        thread.join(10)
