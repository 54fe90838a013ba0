"""What personal data looks like by the key it stands under."""

from __future__ import annotations

import re
from contextvars import ContextVar
from functools import lru_cache
from typing import Final


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


MARKED: Final[ContextVar[frozenset[str]]] = ContextVar("marked", default=frozenset())
"""The keys that people marked as personal, as far as whoever masks now has set them: their values are secrets."""

_WORD = re.compile(r"[A-ZА-ЯЁІЇЄҐ]?[a-zа-яёіїєґ'’]+|[A-ZА-ЯЁІЇЄҐ]+(?![a-z])|\d+")

_EMAIL = _set("email emails mail почта пошта емейл имейл")
_PHONE = _set(
    "phone phones mobile cell cellphone tel telephone msisdn fax whatsapp viber"
    " телефон тел мобильный мобільний"
)
_NAME = _set(
    "firstname lastname middlename fullname surname patronymic nickname fname lname recipient"
    " имя фамилия отчество фио ім'я ім’я прізвище піб клиент клієнт"
)
_BEFORE_NAME = _set(
    "first last middle full given family maiden nick sur display user contact customer client person buyer"
    " payer recipient billing shipping holder father mother"
)
_ADDRESS = _set(
    "address addresses street house apartment postcode zipcode zip postal"
    " адрес адреса улица вулиця индекс індекс"
)
_SECRET = _set(
    "birthday birthdate birth dob ssn passport iban pan cvv cvc taxid latitude longitude lat lng lon password"
    " рождения народження паспорт инн інн"
)
_IP = _set("ip ipaddress ipv4 ipv6")
# The last word of a key that speaks of an address or a number rather than holding one.
_ABOUT = _set(
    "campaign subject template opened clicked count consent status verified type provider domain sent model"
    " brand os subscribed optin"
)
_PERSON = _set("customer user person contact recipient client buyer traits billing shipping") | _ADDRESS
_PLACE = _set("city country region state province timezone locale")
# Numbers under such keys are not somebody's telephone.
_NUMBERS = _set(
    "sku ean gtin isbn upc barcode timestamp at time date price total revenue value amount quantity version"
    " size duration tax discount subtotal"
)
_WHO = _set("user customer client person profile anonymous contact buyer external loyalty")


@lru_cache(maxsize=4096)
def words(key: str) -> tuple[str, ...]:
    """The words of a key: `billingPhone_2` has `billing`, `phone`, `2`."""
    return tuple(word.lower() for word in _WORD.findall(key[:200]))


def kind_of(key: str, *, of_person: bool) -> str | None:
    """Which personal datum stands under a key: `email`, `phone`, `name`, `address`, `ip`, `secret`, or None.

    `of_person` says that the key belongs to a person, where `name` alone is a person's name and not a
    product's.
    """
    if key in MARKED.get():
        return "secret"
    said = words(key)
    if not said or said[-1] in _ABOUT:
        return None
    return _kind_of_words(said, frozenset(said), of_person)


def _kind_of_words(said: tuple[str, ...], found: frozenset[str], of_person: bool) -> str | None:
    for kind, known in (
        ("ip", _IP),
        ("email", _EMAIL),
        ("phone", _PHONE),
        ("secret", _SECRET),
        ("name", _NAME),
    ):
        if found & known:
            return kind
    if said[-1] == "name" and (found & _BEFORE_NAME or (of_person and len(said) == 1)):
        return "name"
    if "card" in found and not found & {"loyalty", "gift", "discount", "id"}:
        return "secret"
    return "address" if found & _ADDRESS else None


def is_person(key: str) -> bool:
    """Whether an object under this key describes a person, so that its `name` is a person's."""
    return not _PERSON.isdisjoint(words(key))


def is_place(key: str) -> bool:
    """Whether the key holds a part of an address that many people share: a city, a country."""
    return words(key)[-1:] != () and words(key)[-1] in _PLACE


def may_be_phone(key: str) -> bool:
    """Whether a long number under this key could be somebody's: under `customer_id`, not under `order_id` or
    `price`."""
    said = words(key)
    if said and said[-1] in ("id", "ids"):
        return not _WHO.isdisjoint(said)
    return not said or said[-1] not in _NUMBERS
