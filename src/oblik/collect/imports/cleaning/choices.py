"""Rules about values out of a few: yes or no, and any list of replacements."""

from __future__ import annotations

from typing import Any, ClassVar

from oblik.collect.imports.cleaning import Gives, Rule, Unclean

YES = frozenset(
    {
        "1",
        "true",
        "t",
        "yes",
        "y",
        "on",
        "x",
        "так",
        "да",
        "є",
        "есть",
        "истина",
        "істина",
        "+",
        "subscribed",
        "opted in",
        *("in stock", "in_stock", "in-stock", "available", "preorder", "backorder"),
        *("в наявності", "є в наявності", "в наличии", "есть в наличии"),
    }
)
NO = frozenset(
    {
        "0",
        "false",
        "f",
        "no",
        "n",
        "off",
        "ні",
        "нет",
        "немає",
        "ложь",
        "хибність",
        "-",
        "unsubscribed",
        "opted out",
        *("out of stock", "out_of_stock", "out-of-stock", "sold out", "unavailable", "discontinued"),
        *("немає в наявності", "відсутній", "нет в наличии", "отсутствует"),
    }
)


class Boolean(Rule):
    """Reads yes or no, in English, Ukrainian or Russian."""

    key: ClassVar[str] = "boolean"
    gives: ClassVar[Gives] = "boolean"
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()

    def clean(self, value: Any) -> Any:
        text = str(value).strip().casefold()
        if text in YES or text in {v.casefold() for v in self.yes}:
            return True
        if text in NO or text in {v.casefold() for v in self.no}:
            return False
        raise Unclean(f"expected yes or no, got {str(value)[:40]!r}", code="not_yes_or_no")

    def sentence(self) -> str:
        return "yes or no"


class Map(Rule):
    """Replaces whole values: `map: {m: male, f: female}`. Case and outer spaces do not matter.

    `other`: what any other value becomes, `keep` (as it is), `reject` or a text.
    """

    key: ClassVar[str] = "map"
    main: ClassVar[str] = "values"
    gives: ClassVar[Gives] = "text"
    values: dict[str, str]
    other: str = "keep"

    def model_post_init(self, _context: Any) -> None:
        self.__dict__["_folded"] = {k.strip().casefold(): v for k, v in self.values.items()}

    def clean(self, value: Any) -> Any:
        found = self.__dict__["_folded"].get(str(value).strip().casefold())
        if found is not None:
            return found
        if self.other == "reject":
            known = ", ".join(list(self.values)[:10])
            raise Unclean(f"expected one of {known}; got {str(value)[:40]!r}", code="not_in_dictionary")
        return value if self.other == "keep" else self.other

    def sentence(self) -> str:
        return "; ".join(f"{k!r} becomes {v!r}" for k, v in list(self.values.items())[:10])


RULES = (Boolean, Map)
