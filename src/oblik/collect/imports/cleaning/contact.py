"""Rules about ways to reach a person: e-mail and phone."""

from __future__ import annotations

import re
from typing import Any, ClassVar

import phonenumbers

from oblik.collect.imports.cleaning import Gives, Rule, Surroundings, Unclean

_EMAIL = re.compile(
    r"[^\s@<>\"(),;:\\\[\]]{1,64}@(?:[^\s@.<>\"(),;:\\\[\]]{1,63}\.)+[^\s@.\d<>\"(),;:\\\[\]]{2,63}"
)


class Email(Rule):
    """Makes an e-mail address plain and lower-case, and refuses what is none."""

    key: ClassVar[str] = "email"
    gives: ClassVar[Gives] = "text"

    def clean(self, value: Any) -> Any:
        text = str(value).strip().removeprefix("mailto:")
        if text.endswith(">") and "<" in text:  # Ann <ann@example.com>
            text = text[text.rindex("<") + 1 : -1]
        text = text.strip().lower()
        if len(text) > 254 or not _EMAIL.fullmatch(text):
            raise Unclean(f"expected an e-mail address, got {str(value)[:60]!r}", code="not_an_email")
        return text

    def sentence(self) -> str:
        return "an e-mail address, in lower case"


class Phone(Rule):
    """Writes a phone number internationally (E.164); `region` is the country of numbers written without
    one.
    """

    key: ClassVar[str] = "phone"
    main: ClassVar[str] = "region"
    gives: ClassVar[Gives] = "text"
    region: str = ""

    def clean(self, value: Any) -> Any:
        text = str(value).strip()
        for spelling, region in ((text, self.region or None), (f"+{text.lstrip('+0')}", None)):
            try:
                number = phonenumbers.parse(spelling, region)
            except phonenumbers.NumberParseException:
                continue
            if phonenumbers.is_possible_number(number):
                return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
        raise Unclean(f"expected a phone number{self._where()}, got {text[:40]!r}", code="not_a_phone")

    def within(self, around: Surroundings) -> Rule:
        return self if self.region else self.model_copy(update={"region": around.region})

    def sentence(self) -> str:
        return f"a phone number, written internationally{self._where()}"

    def _where(self) -> str:
        return f" (of {self.region} when it names no country)" if self.region else ""


RULES = (Email, Phone)
