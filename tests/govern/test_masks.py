"""What is left of personal data, and that nothing else is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oblik.kernel.masks import mask_email, mask_name, mask_number, mask_phone, mask_text, mask_value
from oblik.kernel.personal import kind_of

LETTERS = st.sampled_from("abcdefghijklmnopqrstuvwxyzABCDEFGHéüїж")
EMAILS = st.builds(
    lambda local, domain, top: f"{local}@{domain}.{top}",
    st.text(LETTERS | st.sampled_from("0123456789._+-%"), min_size=2, max_size=80),
    st.text(LETTERS | st.sampled_from("0123456789-"), min_size=1, max_size=40),
    st.sampled_from(["com", "ua", "co.uk", "example"]),
)
SEPARATORS = st.sampled_from(["", " ", "-", ".", " - ", ") ", "\u00a0"])
PHONES = st.builds(
    lambda plus, parts: plus + "".join(digit + gap for digit, gap in parts).rstrip(" -.)\u00a0"),
    st.sampled_from(["+", "", "00"]),
    st.lists(st.tuples(st.sampled_from("23456789"), SEPARATORS), min_size=10, max_size=15),
)
TEXTS = st.sampled_from(["", "call ", "write to: ", "(", '"', "see https://x.example/?a=", "ф. "])
KEYS = st.sampled_from(
    ["email", "phone", "note", "custom_7", "billing", "contacts", "Телефон", "user_id", "x"]
)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Call +44 7700 900112 now", "Call +44 ••• ••12 now"),
        ("(050) 123-45-67", "••• ••67"),
        ("https://x.io/p/1234567890?email=ann%40ex.com", "https://x.io/p/1234567890?email=a••@ex.com"),
        ("?phone=%2B380501234567", "?phone=+380 ••• ••67"),
        ("4111 1111 1111 1111", "••• ••11"),
        ("2026-11-21 22:22:01", "2026-11-21 22:22:01"),
        ("21.11.2026 22:22", "21.11.2026 22:22"),
        ("550e8400-e29b-41d4-a716-446655440000", "550e8400-e29b-41d4-a716-446655440000"),
        ("Chrome/120.0.0.0 on 10_15_7", "Chrome/120.0.0.0 on 10_15_7"),
        ("£19.99 for 3", "£19.99 for 3"),
    ],
)
def test_what_has_the_shape_of_an_address_or_a_number_is_masked_and_the_rest_stays(
    text: str, masked: str
) -> None:
    """Dates, ids, versions and prices are no telephone numbers."""
    assert mask_text(text) == masked


def test_masks_leave_enough_to_recognise() -> None:
    """As the contract shows them."""
    assert mask_email("ann@example.com") == "a••@example.com"
    assert mask_phone("+447700900112") == "+44 ••• ••12"
    assert mask_phone("+1 212 555 0100") == "+1 ••• ••00"
    assert mask_name("Ann Brown") == "A•• B••••"
    assert mask_name("ann@example.com") == "a••@example.com"


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("email", "email"),
        ("customerEmail", "email"),
        ("E-mail address", "email"),
        ("Телефон", "phone"),
        ("billing_phone2", "phone"),
        ("firstName", "name"),
        ("LAST_NAME", "name"),
        ("full name", "name"),
        ("shipping_address", "address"),
        ("zip", "address"),
        ("ip", "ip"),
        ("card_number", "secret"),
        ("date_of_birth", "secret"),
        ("product_name", None),
        ("name", None),
        ("email_campaign", None),
        ("loyalty_card", None),
        ("mobile_os", None),
        ("order_id", None),
        ("skip", None),
    ],
)
def test_keys_say_what_stands_under_them(key: str, kind: str | None) -> None:
    """In any spelling, in three languages, and not where a word only occurs."""
    assert kind_of(key, of_person=False) == kind


def test_a_name_is_personal_where_a_person_is_meant() -> None:
    """A product's name is not, a customer's is, however deep."""
    event = {
        "name": "Red mug",
        "products": [{"name": "Red mug", "product_id": "1234567890123"}],
        "customer": {"name": "Ann Brown", "address": {"line1": "1 High St", "city": "Leeds"}},
        "sent": 1_764_000_000_000,
        "phone": 380501234567,
    }
    masked = mask_value("", event, of_person=False)
    assert masked["name"] == "Red mug"
    assert masked["products"] == event["products"]
    assert masked["customer"] == {"name": "A•• B••••", "address": {"line1": "•••", "city": "Leeds"}}
    assert (masked["sent"], masked["phone"]) == (1_764_000_000_000, "••• ••67")


@pytest.mark.parametrize("number", [0, -3, 19.99, 42, 1_764_000_000, 1_764_000_000_000, 10**18, float("inf")])
def test_ordinary_numbers_stay(number: float) -> None:
    """Counts, prices and moments since the epoch."""
    assert mask_number(number) == number


@given(EMAILS, PHONES, TEXTS, KEYS, KEYS)
def test_no_address_and_no_number_comes_through(
    email: str, phone: str, around: str, key: str, inner: str
) -> None:
    """Wherever it stands: under any key, deep inside, in the middle of a text, as a key, or as a number."""
    digits = "".join(c for c in phone if c.isdigit())
    document: dict[str, Any] = {
        key: {inner: [f"{around}{email} ", {"deep": f"{around}{phone},"}]},
        "text": f"{around}{email} and {phone}",
        "number": int(digits),
        email: True,
    }
    shown = json.dumps(mask_value("", document, of_person=True), ensure_ascii=False)
    assert email not in shown
    assert phone not in shown
    assert digits not in "".join(c for c in shown if c.isalnum())
