"""Makes the demo shop's catalogue of the real orders: `python demo/make_catalogue.py` writes `shop/catalogue.json`.

Real are the codes, names, prices (the median of the year) and how often each was ordered. Made up are the categories
(by words of the name), the pictures' shapes and colours (likewise), and which products are out of stock.
"""

from __future__ import annotations

import json
import re
import zlib
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

HERE = Path(__file__).parent
OF_EACH = 12  # products in a category

# Category → the words by which a product belongs to it, each with the picture it gets. The first that fits counts.
CATEGORIES = {
    "tea": {
        "TEAPOT|TEA SET": "teapot",
        "JUG": "jug",
        "CAKESTAND|CAKE STAND": "stand",
        r"\bMUG": "mug",
        "BOWL": "bowl",
        "CAKE TIN": "tin",
        "TEA GLASS": "glass",
    },
    "bags": {"LUNCHBOX": "lunchbox", "LUNCH BAG|LUNCHBAG|SHOPPER|CHARLOTTE BAG|JUMBO": "bag"},
    "home": {
        "DOORMAT": "doormat",
        "HOT WATER BOTTLE|HOTTIE": "bottle",
        "FRAME": "frame",
        "METAL SIGN": "sign",
        "CABINET": "cabinet",
        "BUILDING BLOCK": "block",
    },
    "lights": {"T-LIGHT": "tealight", "CANDLE": "candle", "NIGHT LIGHT": "toadstool", "LANTERN": "tealight"},
    "party": {"BUNTING": "bunting", "CAKE CASES": "cupcake", "PAPER CHAIN": "chain", "NAPKIN": "napkin"},
    "gifts": {
        "TRINKET BOX|JEWELLERY BOX": "box",
        "BIRD ORNAMENT|DOVE": "bird",
        "HEART OF WICKER|HEART DECORATION|HEART TRELLIS|HEART IVORY": "heart",
        "UMBRELLA|PARASOL": "umbrella",
        "GIFT TAGS|BIRTHDAY CARD": "card",
        "APRON": "apron",
    },
}
COLOURS = {
    "pink": "PINK|SWEETHEART|FAIRY|ROSE",
    "red": "RED |RETROSPOT|RETRO SPOT|STRAWBERRY|TOADSTOOL|SUKI|SCOTT",
    "blue": "BLUE|SPACEBOY|UNION|DINOSAUR",
    "green": "GREEN|GARDEN|WOODLAND|OWL|TEA AND",
    "dark": "BLACK|SKULL|CHOCOLATE|SLATE",
    "cream": "WHITE|CREAM|IVORY|ANTIQUE|NATURAL|WOOD|WICKER|FAWN|VINTAGE",
    "grey": "SILVER|ZINC|METAL|GLASS|VICTORIAN",
}
PATTERNS = {
    "dots": "SPOT|DOTS|STRAWBERRY",
    "hearts": "HEART|LOVE|ROSE",
    "stripes": "STRIPE|UNION|PAISLEY|VINTAGE|CARS|CIRCUS",
}
SMALL_WORDS = re.compile(r"\b(Of|And|With|In|The|To|For)\b")


def catalogue() -> dict[str, Any]:
    """The catalogue as the shop reads it."""
    seen: dict[str, list[dict[str, Any]]] = {category: [] for category in CATEGORIES}
    for row in _sold():
        found = _place(row["Description_max"])
        if found and len(seen[found[0]]) < OF_EACH:
            seen[found[0]].append(_product(row, *found))
    return {"currency": "GBP", "products": [product for products in seen.values() for product in products]}


def _sold() -> list[dict[str, Any]]:
    """Each product with its median price and the number of its orders, the most ordered first."""
    lines = pq.read_table(HERE / "online_retail_II.parquet")
    sold = lines.filter(pc.and_(pc.greater(lines["Quantity"], 0), pc.greater(lines["Price"], 0)))
    sold = sold.filter(pc.match_substring_regex(sold["StockCode"], r"^\d{5}"))
    wanted = [("Price", "approximate_median"), ("Description", "max"), ("Invoice", "count_distinct")]
    rows = sold.group_by("StockCode").aggregate(wanted).to_pylist()
    return sorted(rows, key=lambda row: (-row["Invoice_count_distinct"], row["StockCode"]))


def _place(description: str) -> tuple[str, str] | None:
    for category, pictures in CATEGORIES.items():
        for words, picture in pictures.items():
            if re.search(words, description):
                return category, picture
    return None


def _product(row: dict[str, Any], category: str, picture: str) -> dict[str, Any]:
    description = f"{row['Description_max']} "
    chance = zlib.crc32(row["StockCode"].encode())
    named = [colour for colour, words in COLOURS.items() if re.search(words, description)]
    return {
        "id": row["StockCode"],
        "name": _name(description),
        "price": round(row["Price_approximate_median"], 2),
        "category": category,
        "picture": picture,
        "colour": named[0] if named else list(COLOURS)[chance % len(COLOURS)],
        "pattern": next((p for p, words in PATTERNS.items() if re.search(words, description)), ""),
        "sold": row["Invoice_count_distinct"],
        "in_stock": chance % 9 != 0,
    }


def _name(description: str) -> str:
    name = (
        " ".join(description.replace(".", " ").split())
        .title()
        .replace("'S", "'s")
        .replace("T-Light", "T-light")
    )
    return SMALL_WORDS.sub(lambda word: word[0].lower(), name)


if __name__ == "__main__":
    text = json.dumps(catalogue(), indent=1, ensure_ascii=False)
    (HERE / "shop" / "catalogue.json").write_text(text + "\n", encoding="utf-8")
