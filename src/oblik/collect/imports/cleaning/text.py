"""Rules about letters: spaces, case, parts, and values that mean nothing."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Literal

import msgspec

from oblik.collect.imports.cleaning import Gives, Rule, Unclean

_SPACES = re.compile(r"[\s\u00a0\u200b\ufeff]+")
_EDGES = " \t\r\n\f\v\u00a0\u200b\ufeff"
_NOTHING = ("", "-", "--", "n/a", "na", "null", "none", "nan", "#n/a", "немає", "нет")


class Trim(Rule):
    """Takes away the spaces around."""

    key: ClassVar[str] = "trim"

    def clean(self, value: Any) -> Any:
        return str(value).strip(_EDGES) or None

    def sentence(self) -> str:
        return "spaces around are taken away"


class Collapse(Rule):
    """Makes one space of many."""

    key: ClassVar[str] = "collapse"

    def clean(self, value: Any) -> Any:
        return _SPACES.sub(" ", str(value)).strip() or None

    def sentence(self) -> str:
        return "several spaces become one"


class Case(Rule):
    """Changes the case."""

    key: ClassVar[str] = "case"
    main: ClassVar[str] = "to"
    to: Literal["lower", "upper", "title"]

    def clean(self, value: Any) -> Any:
        return str(getattr(str(value), self.to)())

    def sentence(self) -> str:
        return f"written in {self.to} case"


class Prefix(Rule):
    """Puts a text in front, such as `customer-` before a number that alone would say too little."""

    key: ClassVar[str] = "prefix"
    main: ClassVar[str] = "text"
    gives: ClassVar[Gives] = "text"
    text: str

    def clean(self, value: Any) -> Any:
        return f"{self.text}{value}"

    def sentence(self) -> str:
        return f"{self.text!r} is put in front"


class Replace(Rule):
    """Replaces one text by another, everywhere in the value."""

    key: ClassVar[str] = "replace"
    gives: ClassVar[Gives] = "text"
    find: str
    by: str = ""

    def clean(self, value: Any) -> Any:
        return str(value).replace(self.find, self.by)

    def sentence(self) -> str:
        return f"{self.find!r} becomes {self.by!r}"


class Empty(Rule):
    """Treats values such as `n/a` as no value."""

    key: ClassVar[str] = "empty"
    main: ClassVar[str] = "values"
    values: tuple[str, ...] = _NOTHING

    def clean(self, value: Any) -> Any:
        folded = str(value).strip().casefold()
        return None if any(folded == v.casefold() for v in self.values) else value

    def sentence(self) -> str:
        return "no value when it is " + ", ".join(repr(v) for v in self.values)


class SplitName(Rule):
    """Takes the first or the last name out of a full one."""

    key: ClassVar[str] = "split_name"
    main: ClassVar[str] = "part"
    gives: ClassVar[Gives] = "text"
    part: Literal["first", "last"]
    order: Literal["first_last", "last_first"] = "first_last"

    def clean(self, value: Any) -> Any:
        text = str(value)
        if "," in text:  # "Doe, John" is last name first everywhere
            last, _, first = text.partition(",")
        else:
            head, _, tail = text.strip().partition(" ")
            first, last = (head, tail) if self.order == "first_last" else (tail, head)
        return (first if self.part == "first" else last).strip() or None

    def sentence(self) -> str:
        return f"the {self.part} name is taken out of it"


class SplitList(Rule):
    """Makes a list of a text such as `shoes; bags`."""

    key: ClassVar[str] = "list"
    main: ClassVar[str] = "by"
    gives: ClassVar[Gives] = "json"
    by: str = ","

    def clean(self, value: Any) -> Any:
        return [part for piece in str(value).split(self.by or ",") if (part := piece.strip())] or None

    def sentence(self) -> str:
        return f"split at {self.by!r} into a list"


class Json(Rule):
    """Reads the value as JSON."""

    key: ClassVar[str] = "json"
    gives: ClassVar[Gives] = "json"

    def clean(self, value: Any) -> Any:
        try:
            return msgspec.json.decode(str(value))
        except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
            raise Unclean(f"expected JSON, got {str(value)[:60]!r}", code="not_json") from error

    def sentence(self) -> str:
        return "read as JSON"


RULES = (Trim, Collapse, Case, Prefix, Replace, Empty, SplitName, SplitList, Json)
