"""How a word sounds, roughly: one spelling for what Latin and Cyrillic write in many ways.

Шевченко, Shevchenko, Ševčenko and Schewtschenko come out the same. It is coarse on purpose: search finds
candidates by it and ranks them by their real spelling afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import normalize

from anyascii import anyascii

MAX_WORDS = 8  # of one text
MAX_LETTERS = 32  # of one word
_WORD = re.compile(r"[^\W_]+")
_SILENT = re.compile(
    r"[\u0300-\u036f'`´ʹʼ\u2018\u2019\u201b\u2032]"
)  # apostrophes and loose accents part no word
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_RUN = re.compile(r"(.)\1+")

# In this order: what is longer goes before what it holds.
_SPELLINGS = (
    *(("shch", "s"), ("tsch", "s"), ("sch", "s"), ("tch", "s"), ("sh", "s"), ("ch", "s"), ("zh", "z")),
    *(("kh", "h"), ("gh", "h"), ("ph", "f"), ("th", "t"), ("ts", "s"), ("tz", "s"), ("cz", "s"), ("ck", "k")),
    *(("ca", "ka"), ("co", "ko"), ("cu", "ku"), ("cl", "kl"), ("cr", "kr"), ("ct", "kt"), ("c", "s")),
    *(
        ("x", "ks"),
        ("q", "k"),
        ("w", "v"),
        ("g", "h"),
        ("y", "i"),
        ("j", "i"),
        ("ie", "e"),
        ("io", "e"),
        ("ou", "u"),
    ),
)


def words(text: str) -> list[str]:
    """The words of a text, lower-cased, in their own alphabet; an apostrophe parts none, a hyphen does."""
    plain = text.lower() if text.isascii() else normalize("NFC", text.lower())
    return [word[:MAX_LETTERS] for word in _WORD.findall(_SILENT.sub("", plain))[:MAX_WORDS]]


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """The word in plain letters and digits: `шевченко` → `shevchenko`."""
    return word if word.isascii() else _NOT_PLAIN.sub("", anyascii(word).lower())


def sound(folded: str) -> str:
    """What a folded word sounds like: `shevchenko` → `sevsenko`."""
    for written, heard in _SPELLINGS:
        folded = folded.replace(written, heard)
    return _RUN.sub(r"\1", folded)


@lru_cache(maxsize=100_000)
def slips(word: str) -> frozenset[str]:
    """The sounds of the word with any one letter left out.

    Two words that are one mistake apart (a letter missing, added, changed or swapped with its neighbour)
    share one of these, or one's is the other's `sound`: leaving out the letters that differ makes them equal.
    Letters are left out of the word as it is written, since a single Cyrillic one may be four Latin ones, and
    of its sound, for a mistake made in the other alphabet.
    """
    if len(word) < 3 or word.isdigit():
        return frozenset()
    whole = sound(fold(word))
    heard = {sound(shorter) for shorter in _shorter([fold(letter) for letter in word])}
    heard.update(_RUN.sub(r"\1", shorter) for shorter in _shorter(whole))
    return frozenset(heard - {whole, ""})


def _shorter(letters: str | list[str]) -> Iterator[str]:
    for i in range(len(letters)):
        yield "".join(letters[:i]) + "".join(letters[i + 1 :])
