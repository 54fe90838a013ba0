"""What is left of personal data when it is masked, found by the key it stands under or by its shape.

Deciding wrongly is not equal both ways: a product number masked for someone is a nuisance, a phone number
shown is a leak. So what could be either is masked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from oblik.kernel.personal import is_person, is_place, kind_of, may_be_phone

HIDDEN: Final = "•••"

# Of the calling codes that begin with neither 1 nor 7 these have two digits, all others three.
_TWO_DIGIT_CODES: Final = frozenset(
    [20, 27, *range(30, 35), 36, 39, 40, 41, *range(43, 50), *range(51, 59), *range(60, 67), 81, 82, 84, 86]
).union(range(90, 96), [98])


def mask_email(text: str) -> str:
    """`ann@example.com` → `a••@example.com`."""
    local, at, domain = text.strip().rpartition("@")
    if not at or not local or "@" in domain:
        return HIDDEN
    return f"{local[0]}{'•' * min(max(len(local) - 1, 2), 6)}@{mask_text(domain)}"


def mask_phone(text: str) -> str:
    """`+44 7700 900112` → `+44 ••• ••12`; what is too short to be a number is hidden."""
    written = re.sub("^%2b", "+", text.strip(), flags=re.IGNORECASE)
    digits = "".join(c for c in written if c.isdigit())
    if len(digits) < 7:
        return HIDDEN
    international = written[0] == "+"
    prefix = f"+{_calling_code(digits)} " if international else ""
    return f"{prefix}••• ••{digits[-2:]}"


def _calling_code(digits: str) -> str:
    """The country's calling code at the front of an international number (ITU-T E.164)."""
    if digits[0] in "17":
        return digits[0]
    return digits[:2] if int(digits[:2]) in _TWO_DIGIT_CODES else digits[:3]


def mask_name(text: str) -> str:
    """`Ann Brown` → `A•• B••••`; a name that is an address or a number is masked as such."""
    if _has_at(text):
        return mask_text(text)
    if sum(c.isdigit() for c in text) >= 7:
        return mask_phone(text)
    return " ".join(
        word[0] + "•" * min(len(word) - 1, 8) if len(word) > 1 else "•" for word in text.split()[:8]
    )


def mask_ip(text: str) -> str:
    """`203.0.113.7` → `203.0.•.•`; any other form is hidden."""
    parts = text.split(".")
    return f"{parts[0]}.{parts[1]}.•.•" if len(parts) == 4 and all(p.isdigit() for p in parts) else HIDDEN


def _hide(_: str) -> str:
    return HIDDEN


_MASKS: Final[dict[str, Callable[[str], str]]] = {
    "email": mask_email,
    "phone": mask_phone,
    "name": mask_name,
    "ip": mask_ip,
    "address": _hide,
    "secret": _hide,
}

_AT = r"(?:[@＠]|%(?:25)*40)"
_MAIL_SHAPE = re.compile(rf"[^\s@＠<>()\[\]\"',;:/?&=#|]{{1,64}}{_AT}[^\s@＠<>()\[\]\"',;:/?&=#|%]{{1,255}}")
_DIGITS_SHAPE = re.compile(
    r"(?P<id>[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12})"
    r"|(?P<date>(?<!\d)(?:(?:19|20)\d\d-\d\d-\d\d|\d\d?[./-]\d\d?[./-](?:19|20)\d\d)(?!\d)(?:[T ]\d\d(?=:))?)"
    r"|(?P<phone>(?:\+|%2[Bb]|(?<![\w/\-#.]))\(?\d(?:[\s().\-\u00a0\u2011\u2013/]{0,3}\d){6,18}(?!\w))"
)


def _has_at(text: str) -> bool:
    return "@" in text or "＠" in text or ("%" in text and "40" in text)


def _mask_found_mail(found: re.Match[str]) -> str:
    return mask_email(re.sub(_AT, "@", found.group()))


def _mask_found_digits(found: re.Match[str]) -> str:
    text = found.group()
    if found.lastgroup != "phone":
        return text
    enough = 7 if text[0] in "+%" else 9
    return mask_phone(text) if sum(c.isdigit() for c in text) - 2 * (text[0] == "%") >= enough else text


def mask_text(text: str, *, numbers: bool = True) -> str:
    """Free text without the e-mail addresses and the telephone and card numbers in it; `numbers=False` leaves
    numbers alone that are not written as international telephone numbers."""
    if _has_at(text):
        text = _MAIL_SHAPE.sub(_mask_found_mail, text)
    if numbers or "+" in text or "%2" in text:
        text = _DIGITS_SHAPE.sub(_mask_found_digits, text)
    return text


def mask_number(value: float) -> Any:
    """A number that could be a telephone's becomes its mask; moments since the epoch (s, ms) and ordinary
    numbers stay."""
    if not float(value).is_integer() or not 1e9 <= abs(value) < 1e15:
        return value
    if 1e9 <= value < 2e9 or 1e12 <= value < 2.2e12:
        return value
    return mask_phone(str(int(value)))


def mask_as(kind: str, value: Any) -> Any:
    """A value under a personal key. Numbers count as text; whether something is there and true stays
    visible."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, list):
        return [mask_as(kind, item) for item in value]
    if isinstance(value, dict):
        return {key: _mask_within(kind, key, item) for key, item in value.items()}
    return _MASKS[kind](str(value))


def _mask_within(kind: str, key: str, value: Any) -> Any:
    if kind == "address" and is_place(key):
        return mask_value(key, value, of_person=True)
    return mask_as(kind_of(key, of_person=True) or kind, value)


def mask_value(key: str, value: Any, *, of_person: bool) -> Any:
    """A JSON value under `key` with everything personal in it masked, however deep.

    The depth is bounded by what collection accepts; deeper than that is hidden.
    """
    return _mask_value(key, value, of_person, 0)


def _mask_value(key: str, value: Any, of_person: bool, depth: int) -> Any:
    kind = kind_of(key, of_person=of_person)
    if kind is not None:
        return mask_as(kind, value)
    if isinstance(value, str):
        return mask_text(value, numbers=may_be_phone(key))
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return mask_number(value) if may_be_phone(key) else value
    if depth > _DEEP:
        return HIDDEN
    if isinstance(value, list):
        return [_mask_value(key, item, of_person, depth + 1) for item in value]
    person = of_person or is_person(key)
    return {mask_text(k): _mask_value(k, item, person, depth + 1) for k, item in value.items()}


_DEEP = 210  # collection accepts 200
