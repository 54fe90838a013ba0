"""The keys under which a person is found: short texts in one sorted table; finding is reading a few ranges.

Kinds, and what marks their keys, so that each lies in a stretch of its own:

    name   a word of the name, folded                       shevchenko
    id     an identifier, its parts, the end of a number    ann@example.com, ann, 380501234567, 4567
    sound  what a word of the name sounds like              =sevsenko (for prefixes), ~sevsenko (for mistakes)
    typo   the sound with one letter left out               ~sevsnko

A mistake on either side meets: the one who searches leaves letters out as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from anyascii import anyascii
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from oblik.collect.event import Identifier
from oblik.profiles.sounds import fold, slips, sound, words

Key = tuple[str, str]
"""A key and its kind."""

MAX_KEYS = 60  # of one profile
MAX_LENGTH = 100  # of a key
SOUND, SLIP = "=", "~"
_NOT_SHOWN = re.compile(r"[^!-~]+")
_CALLING_CODES = frozenset(map(str, COUNTRY_CODE_TO_REGION_CODE))
_NOT_DIGIT = re.compile(r"[^0-9]+")
_UNREADABLE = frozenset(
    {"anonymous_id", "device_id"}
)  # nobody types a cookie; they are looked up whole, in the state


def keys_of(name: str, identifiers: Sequence[Identifier]) -> list[Key]:
    """At most `MAX_KEYS` different keys of one profile, from its name and its normalised identifiers."""
    tokens = words(name)
    ids: list[str] = []
    for namespace, value in identifiers:
        if len(ids) < MAX_KEYS:
            ids += id_keys(namespace, value)
    keys = [(fold(token), "name") for token in tokens]
    keys += [(key, "id") for key in ids]
    for token in tokens:
        keys += _of_sound(token)
    return [key for key in dict.fromkeys(keys) if key[0]][:MAX_KEYS]


def plain(value: str) -> str:
    """An identifier in lower case, with nothing but visible ASCII."""
    shown = value.lower() if value.isascii() else anyascii(value).lower()
    if _NOT_SHOWN.search(shown):
        shown = _NOT_SHOWN.sub("", shown)
    return shown[:MAX_LENGTH]


def digits_of(text: str) -> str:
    """Only the digits."""
    bare = text.removeprefix("+")
    return bare if bare.isdigit() and bare.isascii() else _NOT_DIGIT.sub("", text)


@lru_cache(maxsize=100_000)
def _of_sound(word: str) -> tuple[Key, ...]:
    folded = fold(word)
    heard = sound(folded)
    if not heard:
        return ()
    for_prefixes = () if heard == folded else ((SOUND + heard, "sound"),)
    return (*for_prefixes, (SLIP + heard, "sound"), *((SLIP + slip, "typo") for slip in sorted(slips(word))))


def id_keys(namespace: str, identifier: str) -> list[str]:
    """What an identifier is found by: the whole of it, and the parts that people know by heart."""
    value = plain(identifier)
    if namespace in _UNREADABLE:
        return []
    if namespace == "email":
        local = value.rpartition("@")[0]
        return [value, local, *(w for w in words(local.replace("_", " ")) if len(w) > 2 and not w.isdigit())]
    if namespace == "phone":
        digits = digits_of(value)
        return [value, digits, _national(digits), *_ends(digits)]
    if namespace == "loyalty_card":
        return [value, *_ends(digits_of(value))]
    return [value]


def _ends(digits: str) -> list[str]:
    """What people say of a long number."""
    return [digits[-7:], digits[-4:]] if len(digits) > 7 else []


def _national(digits: str) -> str:
    """The number without its calling code, which no other code begins with; "" when there is none."""
    for length in (1, 2, 3):
        if digits[:length] in _CALLING_CODES:
            return digits[length:]
    return ""
