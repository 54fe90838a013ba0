"""Ids: 64-bit, time-ordered, made without coordination; shown as 13 characters.

A profile's id is made from the event that first showed the person: the moment it was received and its place in the log.
The same event makes the same id again, which is what lets a batch be retried, and the history replayed, with the same result.
"""

from __future__ import annotations

import secrets

from oblik.kernel.errors import Invalid

EPOCH_MS = 1_577_836_800_000  # 2020-01-01: leaves 41 bits of milliseconds, until 2089
_PLACE_BITS = 22
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: nothing reads like something else
_VALUE = {c: i for i, c in enumerate(_ALPHABET)} | {"o": 0, "i": 1, "l": 1}
_LENGTH = 13


def timed_id(ms: int, place: int) -> int:
    """The id for something at `place` (any integer, its low 22 bits count) received at `ms`."""
    return ((max(ms, EPOCH_MS) - EPOCH_MS) << _PLACE_BITS) | (place & ((1 << _PLACE_BITS) - 1))


def random_id(ms: int) -> int:
    """A time-ordered id with a random place, for things that no event made (a source, an import, a user)."""
    return timed_id(ms, secrets.randbits(_PLACE_BITS))


def show(value: int) -> str:
    """The 13 characters that stand for a 64-bit id; sorting them sorts the ids."""
    return "".join(_ALPHABET[(value >> shift) & 31] for shift in range(5 * (_LENGTH - 1), -1, -5))


def parse(text: str) -> int:
    """The id behind the characters.

    Raises:
        Invalid: when the text is not 13 characters of the alphabet.
    """
    value = 0
    lowered = text.lower()
    if len(lowered) != _LENGTH or any(c not in _VALUE for c in lowered):
        raise Invalid(
            f"Expected an id of {_LENGTH} letters and digits, got {text[:40]!r}.", code="invalid_id"
        )
    for c in lowered:
        value = value << 5 | _VALUE[c]
    if value >= 1 << 64:
        raise Invalid(f"Expected an id below 2^64, got {text!r}.", code="invalid_id")
    return value
