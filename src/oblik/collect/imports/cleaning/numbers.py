"""Rules about amounts: numbers as people write them, and currencies."""

from __future__ import annotations

import math
import re
from typing import Any, ClassVar, Literal

from oblik.collect.imports.cleaning import Gives, Rule, Surroundings, Unclean

_NOISE = re.compile(r"[\s\u00a0\u202f'’_]|[^\d.,+\-()eE%]")
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
_WORDS = re.compile(
    r"[^\W\d_]{4,}|\d[^\W\deE_]+\d"
)  # "12 pieces", "3x4": text that a number must not be read out of
_SYMBOLS = {
    **{
        "£": "GBP",
        "€": "EUR",
        "$": "USD",
        "₴": "UAH",
        "₽": "RUB",
        "¥": "JPY",
        "zł": "PLN",
        "₸": "KZT",
        "₺": "TRY",
    },
    **{"грн": "UAH", "руб": "RUB", "р": "RUB", "евро": "EUR", "євро": "EUR", "долл": "USD", "дол": "USD"},
}
_CURRENCY_CODE = re.compile(r"^[A-Z]{3}\s?(?=[\d.,(+-])|(?<=[\d.)])\s?[A-Z]{3}$")  # its E is no exponent
_AMOUNT = re.compile(r"[-+(]?\d[\d\s\u00a0\u202f.,'’]*\)?")
_CODE = re.compile(r"[A-Z]{3}")


class Number(Rule):
    """Reads a number, with a decimal point or comma, thousands apart or not, a currency sign, or brackets
    for minus.
    """

    key: ClassVar[str] = "number"
    main: ClassVar[str] = "decimal"
    gives: ClassVar[Gives] = "number"
    decimal: Literal["", ".", ","] = ""
    whole: bool = False

    def clean(self, value: Any) -> Any:
        text = str(value)
        number = self._plain(text) if _PLAIN.fullmatch(text) and self.decimal != "," else self._written(text)
        if not math.isfinite(number):
            raise Unclean(
                f"expected a number that a computer can hold, got {text[:40]!r}", code="number_too_large"
            )
        if self.whole and number != int(number):
            raise Unclean(f"expected a whole number, got {text[:40]!r}", code="not_a_whole_number")
        return number

    def _plain(self, text: str) -> float:
        return float(text)

    def _written(self, text: str) -> float:
        text = _CURRENCY_CODE.sub("", text)
        bare = text if _WORDS.search(text.replace("\u00a0", " ")) else _NOISE.sub("", text)
        if bare.startswith("(") and bare.endswith(")"):  # how accountants write a minus
            bare = "-" + bare[1:-1]
        if bare.endswith("-"):
            bare = "-" + bare[:-1]
        point = self.decimal or _decimal_of(bare)
        bare = bare.replace("," if point == "." else ".", "").replace(point, ".").rstrip(".%")
        if not _PLAIN.fullmatch(bare):
            raise Unclean(f"expected a number, got {text[:40]!r}", code="not_a_number")
        return float(bare)

    def within(self, around: Surroundings) -> Rule:
        return (
            self
            if self.decimal or not around.decimal
            else self.model_copy(update={"decimal": around.decimal})
        )

    def sentence(self) -> str:
        named = {",": ", with a decimal comma", ".": ", with a decimal point", "": ""}[self.decimal]
        return f"a {'whole ' if self.whole else ''}number{named}"


def _decimal_of(text: str) -> str:
    """Which sign parts off the decimals: the later of the two, or the only one when it does not part off
    thousands.
    """
    comma, point = text.rfind(","), text.rfind(".")
    if comma < 0 or point < 0:
        only = "," if comma >= 0 else "."
        return only if text.count(only) == 1 else ("." if only == "," else ",")
    return "," if comma > point else "."


class Currency(Rule):
    """Makes a currency its three letters of ISO 4217, from a sign such as €, or out of an amount such as `15.00 USD`."""

    key: ClassVar[str] = "currency"
    gives: ClassVar[Gives] = "text"

    def clean(self, value: Any) -> Any:
        text = _AMOUNT.sub("", str(value).strip()).strip()
        code = _SYMBOLS.get(text.casefold().rstrip("."), text.upper())
        if not _CODE.fullmatch(code):
            raise Unclean(f"expected a currency such as EUR, got {text[:20]!r}", code="not_a_currency")
        return code

    def sentence(self) -> str:
        return "a currency as three letters"


RULES = (Number, Currency)
