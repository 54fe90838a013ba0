"""Rules about places: a country however it is written → ISO 3166.

Names in seven languages are in `countries.tsv`, taken from Unicode CLDR (Unicode licence v3).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, ClassVar

from anyascii import anyascii

from oblik.collect.imports.cleaning import Gives, Rule, Unclean

_ALSO = {
    **{"uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "great britain": "GB", "britain": "GB"},
    **{
        "usa": "US",
        "u.s.a.": "US",
        "u.s.": "US",
        "america": "US",
        "сша": "US",
        "eire": "IE",
        "rsa": "ZA",
        "uae": "AE",
    },
    **{
        "holland": "NL",
        "korea": "KR",
        "czech republic": "CZ",
        "channel islands": "JE",
        "west indies": "TT",
        "украина": "UA",
    },
    **{
        "великобритания": "GB",
        "велика британія": "GB",
        "англія": "GB",
        "англия": "GB",
        "оаэ": "AE",
        "оае": "AE",
    },
    **{"чехія": "CZ", "чехия": "CZ", "рф": "RU", "turkey": "TR", "moldova": "MD", "european community": ""},
    **{
        "ukr": "UA",
        "gbr": "GB",
        "deu": "DE",
        "fra": "FR",
        "pol": "PL",
        "rus": "RU",
        "esp": "ES",
        "ita": "IT",
        "can": "CA",
    },
}


@cache
def names() -> dict[str, str]:
    """Every known spelling, folded, → the two letters."""
    found = dict(_ALSO)
    text = files("oblik.collect.imports.cleaning").joinpath("countries.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        code, *spellings = line.split("\t")
        for spelling in (code, *spellings):
            found.setdefault(_fold(spelling), code)
            found.setdefault(_fold(spelling.replace("&", "and")), code)
            found.setdefault(anyascii(spelling).casefold(), code)
    return found


class Country(Rule):
    """Makes a country its two letters of ISO 3166, from a name in several languages or a code."""

    key: ClassVar[str] = "country"
    gives: ClassVar[Gives] = "text"

    def clean(self, value: Any) -> Any:
        code = names().get(_fold(str(value)))
        if code is None:
            raise Unclean(f"expected a country, got {str(value)[:40]!r}", code="not_a_country")
        return code or None

    def sentence(self) -> str:
        return "a country as two letters"


def _fold(text: str) -> str:
    return " ".join(text.replace("'", "ʼ").replace("’", "ʼ").casefold().split())


RULES = (Country,)
