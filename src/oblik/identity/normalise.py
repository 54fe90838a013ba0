"""One spelling for an identifier, so that the same thing written twice is met again. None: this is no usable identifier."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import phonenumbers

MAX_LENGTH = 512  # of a value, as the column holds it

Normaliser = Callable[[str, str], str | None]
"""(value, region) → the one spelling. `region` is an ISO 3166 country for what is written without one, or ""."""


def trim(value: str, _region: str) -> str | None:
    """Without the white space around it."""
    return value.strip() or None


def lower(value: str, _region: str) -> str | None:
    """Trimmed and lower-cased."""
    return value.strip().lower() or None


def code(value: str, _region: str) -> str | None:
    """A card or coupon number: no spaces or dashes, upper case."""
    return value.replace(" ", "").replace("-", "").replace("\u00a0", "").upper() or None


@lru_cache(maxsize=100_000)
def email(value: str, _region: str) -> str | None:
    """Trimmed and lower-cased; None without a local part and a domain with a dot."""
    address = value.strip().lower()
    if address.startswith("mailto:"):
        address = address[7:]
    local, at, domain = address.rpartition("@")
    if not (at and local and "." in domain.strip(".")) or any(c.isspace() for c in address):
        return None
    return address if len(address) <= 320 else None


@lru_cache(maxsize=100_000)
def phone(value: str, region: str) -> str | None:
    """E.164 (`+380501234567`); None when it is a possible number in no reading: as written, in `region`, or with a + before."""
    for text, country in ((value, region or None), ("+" + value.strip().lstrip("+0"), None)):
        try:
            number = phonenumbers.parse(text, country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return None


NORMALISERS: dict[str, Normaliser] = {
    "trim": trim,
    "lower": lower,
    "code": code,
    "email": email,
    "phone": phone,
}
