"""Without a mapping: what the columns of a file are, told from their headers and values."""

from __future__ import annotations

from pathlib import Path

import pytest

from imports.shop import Shop
from oblik.collect.imports.guess import guess
from oblik.collect.imports.mapping import read_mapping

FILES = [
    (
        "ID;ПІБ;Ел. пошта;Моб. телефон;Дата народження;Місто;Улюблений колір\n"
        "17;Ганна Коваленко;hanna@example.com;+380501234567;17.05.1990;Київ;синій\n"
        "18;Петро Іваненко;petro@example.com;+380671234567;02.11.1985;Львів;червоний\n",
        "profiles",
        {"name": "ПІБ", "birthday": "Дата народження", "city": "Місто"},
        {"email": "Ел. пошта", "phone": "Моб. телефон", "user_id": "ID"},
    ),
    (
        "Номер заказа,Дата заказа,Артикул,Название товара,Количество,Цена,Email\n"
        "A1,13.01.2025 10:00,P1,Чашка,2,150.50,ann@example.com\n"
        "A1,13.01.2025 10:00,P2,Блюдце,1,80.00,ann@example.com\n",
        "orders",
        {
            "order_id": "Номер заказа",
            "timestamp": "Дата заказа",
            "product_id": "Артикул",
            "quantity": "Количество",
        },
        {"email": "Email"},
    ),
    (
        "contact,status,date,campaign\nann@example.com,opened,01/13/2025,Sale\nbob@example.com,bounced,01/14/2025,Sale\n",
        "messages",
        {"activity": "status", "campaign": "campaign"},
        {"email": "contact"},
    ),
    (
        '{"event":"Song Played","userId":"u1","timestamp":"2025-01-01T00:00:00Z","properties":{"title":"A"}}\n'
        '{"event":"Song Liked","userId":"u2","timestamp":"2025-01-01T00:00:01Z","properties":{"n":1}}\n',
        "events",
        {"event": "event", "timestamp": "timestamp", "properties": "properties"},
        {"user_id": "userId"},
    ),
    (
        "sku,title,price,in stock,url\nP1,Cup,5.00,yes,https://x.example/1\nP2,Jug,20.00,no,https://x.example/2\n",
        "products",
        {"product_id": "sku", "name": "title", "price": "price", "available": "in stock", "url": "url"},
        {},
    ),
]


@pytest.mark.parametrize(("content", "kind", "columns", "people"), FILES)
def test_a_file_tells_what_it_is(
    shop: Shop, tmp_path: Path, content: str, kind: str, columns: dict[str, str], people: dict[str, str]
) -> None:
    """In three languages, the kind and the columns are found, and the guess imports every row."""
    path = tmp_path / "file"
    path.write_text(content)
    found = guess(path)
    assert found.mapping.kind == kind
    sources = {t: s if isinstance(s, str) else s.column for t, s in found.mapping.columns.items()}
    assert columns.items() <= sources.items()
    assert {t: s if isinstance(s, str) else s.column for t, s in found.mapping.identifiers.items()} == people
    assert all(0 <= c.confidence <= 1 for c in found.columns)
    assert read_mapping(found.mapping.as_yaml()) == found.mapping
    result = shop.imports(path)
    assert (result.progress.accepted, result.progress.rejected) == (2, 0)


def test_the_month_comes_first_only_where_the_values_say_so(tmp_path: Path) -> None:
    """One 01/13 in the column decides for all of it; without a sign the day comes first."""
    path = tmp_path / "orders.csv"
    path.write_text("order,date,total,email\n1,01/02/2025,5,a@example.com\n2,01/13/2025,5,a@example.com\n")
    spec = guess(path).mapping.columns["timestamp"]
    assert not isinstance(spec, str)
    assert spec.clean == [{"date": {"order": "mdy"}}]
    path.write_text("order,date,total,email\n1,01/02/2025,5,a@example.com\n")
    assert guess(path).mapping.columns["timestamp"] == "date"
