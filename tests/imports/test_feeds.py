"""Product feeds: the kinds that shops publish, what happened to prices and stock, and feeds that mean harm."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from imports.shop import Shop
from oblik.collect.imports.guess import guess
from oblik.collect.imports.product_changes import happenings, price_at
from oblik.collect.imports.product_history import ProductHistory
from oblik.kernel.errors import Invalid

GOOGLE = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>
<item><g:id>M1</g:id><title>Blue  mug</title><link>https://shop.example/m1</link>
<g:price>15.00 EUR</g:price><g:availability>out_of_stock</g:availability>
<g:product_type>Kitchen &gt; Mugs</g:product_type><g:shipping><g:price>3 EUR</g:price></g:shipping></item>
<item><g:id>M2</g:id><title>Bowl</title><g:price>9,50 EUR</g:price><g:availability>in stock</g:availability></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0">
<entry><g:id>M1</g:id><title>Blue mug</title><link href="https://shop.example/m1"/>
<g:price>EUR 15</g:price></entry></feed>"""
YML = """<?xml version="1.0" encoding="windows-1251"?><!DOCTYPE yml_catalog SYSTEM "shops.dtd">
<yml_catalog date="2026-01-01 10:00"><shop><name>Крамниця</name>
<categories><category id="1">Посуд</category><category id="2" parentId="1">Чашки</category>
<category id="8" parentId="9"/><category id="9" parentId="8">Коло</category></categories>
<offers><offer id="Ч1" available="true"><model>Синя</model><vendor>Завод</vendor><price>120</price>
<currencyId>UAH</currencyId><categoryId>2</categoryId><picture>https://x/1.jpg</picture><picture>https://x/2.jpg</picture>
<param name="Колір">синій</param></offer></offers></shop></yml_catalog>"""
TSV = "id\ttitle\tprice\tsale_price\tavailability\tlink\nM1\tBlue mug\t15.00 EUR\t12.00 EUR\tin_stock\thttps://x/1\n"


def _imported(shop: Shop, path: Path, content: bytes, mapping: str = "") -> list[dict[str, Any]]:
    path.write_bytes(content)
    shop.imports(path, mapping or guess(path).mapping.as_yaml(), kind="products", source="feed")
    return shop.products()


def test_a_feed_of_every_kind_becomes_products(shop: Shop, tmp_path: Path) -> None:
    """Without a mapping: names, prices with their currency, stock, and the way down to a category."""
    by_id = {p["product_id"]: p for p in _imported(shop, tmp_path / "feed", GOOGLE.encode())}
    assert (by_id["M1"]["name"], by_id["M1"]["price"], by_id["M1"]["currency"]) == ("Blue mug", 15.0, "EUR")
    assert (by_id["M1"]["available"], by_id["M1"]["category"]) == (False, "Kitchen > Mugs")
    assert (by_id["M2"]["price"], by_id["M2"]["available"]) == (9.5, True)
    _imported(shop, tmp_path / "packed", gzip.compress(YML.encode("windows-1251")))
    cup = next(p for p in shop.products() if p["product_id"] == "Ч1")
    assert (cup["name"], cup["brand"], cup["category"]) == ("Завод Синя", "Завод", "Посуд > Чашки")
    assert (cup["price"], cup["currency"], cup["image_url"], cup["variant"]) == (
        120.0,
        "UAH",
        "https://x/1.jpg",
        "синій",
    )
    _imported(shop, tmp_path / "atom", ATOM.encode())
    atom = next(p for p in shop.products() if p["product_id"] == "M1")
    assert (atom["price"], atom["url"]) == (15.0, "https://shop.example/m1")
    _imported(shop, tmp_path / "tsv", TSV.encode())
    on_sale = next(p for p in shop.products() if p["product_id"] == "M1")
    assert (on_sale["price"], on_sale["available"]) == (12.0, True)
    assert '"regular_price":15' in on_sale["properties"]


def test_what_happens_to_prices_and_stock_is_kept_once(shop: Shop, tmp_path: Path) -> None:
    """A sale that begins, a product that is back; the same feed again says nothing, also after a crash in between."""
    path = tmp_path / "feed"
    _imported(shop, path, GOOGLE.encode())
    mapping = guess(path).mapping.as_yaml()
    changed = GOOGLE.replace("out_of_stock", "in_stock").replace(
        "<g:price>15.00 EUR", "<g:sale_price>12.00 EUR</g:sale_price><g:price>15.00 EUR"
    )
    for _ in range(2):
        _imported(shop, path, changed.encode(), mapping)
    history = ProductHistory(shop.engines.warehouse)
    told = [
        (c["product_id"], c["name"], c["before"], c["after"]) for c in history.changes(product="M1").items
    ]
    assert told == [
        ("M1", "Price Dropped", 15.0, 12.0),
        ("M1", "Back in Stock", None, None),
        ("M1", "Product Listed", None, 15.0),
    ]
    first = history.changes(limit=2)
    rest = history.changes(limit=2, after=first.next)
    assert len({(c["product_id"], c["name"]) for c in (*first.items, *rest.items)}) == 4
    assert rest.next is None
    assert [c["product_id"] for c in history.changes(name="Price Dropped").items] == ["M1"]


def test_a_dry_run_tells_what_would_happen_to_products(shop: Shop, tmp_path: Path) -> None:
    """How many are new or changed, and how many prices would drop, before anything does."""
    path = tmp_path / "feed"
    _imported(shop, path, GOOGLE.encode())
    mapping = guess(path).mapping.as_yaml()
    path.write_text(GOOGLE.replace("9,50", "8,00"))
    tried = shop.imports(path, mapping, source="feed", dry_run=True)
    assert tried.progress.effect is not None
    counts = {"new": 0, "changed": 1, "same": 1, "happened": {"Price Dropped": 1}}
    assert tried.progress.effect["products"] == counts
    assert shop.products()[1]["price"] == 9.5


def test_a_sale_price_counts_while_the_sale_lasts() -> None:
    """From its start to its end, and only when it is lower."""
    product = {"price": 15, "sale_price": 12, "sale_period": "2026-02-01T00:00+02:00/2026-02-03T00:00+02:00"}
    february_2 = 1_770_000_000_000
    assert [price_at(product, february_2 + day * 86_400_000) for day in (-3, 0, 3)] == [15, 12, 15]
    assert price_at({**product, "sale_price": 16}, february_2) == 15
    assert price_at({**product, "sale_period": "soon"}, february_2) == 15


def test_a_price_in_another_currency_neither_drops_nor_rises() -> None:
    """A shop that changes its currency has no sale."""
    before = {"price": 400.0, "currency": "UAH", "available": None, "quantity": 3.0}
    after = {"price": 10.0, "currency": "EUR", "available": None, "quantity": 0.0}
    assert happenings(before, after) == [("Out of Stock", 3.0, 0.0)]


BOMB = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><rss><item><id>&b;</id><title>x</title></item></rss>'
FILE = '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><item><id>&a;</id><title>x</title></item></rss>'
ENDLESS = "<rss><item><id>1</id><title>" + "x" * 5_000_000 + "</title></item></rss>"
CUT = GOOGLE[: GOOGLE.index("<g:id>M2")]


@pytest.mark.parametrize("content", [BOMB, FILE, ENDLESS, "<rss></rss>", "<html><p>Not found</p></html>"])
def test_a_hostile_or_empty_feed_is_refused(tmp_path: Path, content: str) -> None:
    """No entity is expanded, no file is read, no item may fill the memory."""
    path = tmp_path / "feed.xml"
    path.write_text(content)
    with pytest.raises(Invalid):
        guess(path)


def test_a_feed_that_is_cut_off_keeps_nothing_of_what_it_lost(shop: Shop, tmp_path: Path) -> None:
    """The import fails with a sentence; the next whole feed brings everything."""
    path = tmp_path / "feed"
    path.write_text(GOOGLE)
    mapping = guess(path).mapping
    path.write_text(CUT)
    with pytest.raises(Invalid, match="cannot be read"):
        shop.runner.run_file(path, mapping=mapping)
    path.write_text(GOOGLE)
    assert shop.imports(path, mapping.as_yaml()).progress.read == 2
