"""Rules about time: dates as people and programs write them → ms since the epoch, or a plain day."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, ClassVar, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import field_validator

from oblik.collect.imports.cleaning import Gives, Rule, Surroundings, Unclean

_CLOCK = (
    r"(?:[T,\s]+(?P<h>\d{1,2}):(?P<mi>\d{2})(?::(?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?)?"
)
_ZONE = r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?"
_DIGITS = re.compile(
    rf"(?P<a>\d{{1,4}})(?P<sep>[-./])(?P<b>\d{{1,2}})(?P=sep)(?P<c>\d{{1,4}}){_CLOCK}{_ZONE}"
)
_PACKED = re.compile(
    r"(?P<y>(?:19|20)\d{2})(?P<m>[01]\d)(?P<d>[0-3]\d)(?:T?(?P<h>\d{2})(?P<mi>\d{2})(?P<s>\d{2})Z?)?"
)
_WORDS = re.compile(
    rf"(?:\w{{2,9}},?\s+)?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?P<m>[^\W\d]{{3,}})\.?,?[\s-]+(?P<y>\d{{4}}){_CLOCK}{_ZONE}"
)
_WORDS_US = re.compile(
    rf"(?P<m>[^\W\d]{{3,}})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}}){_CLOCK}{_ZONE}"
)
_EPOCH = re.compile(r"\d{10}(\d{3})?(\.\d+)?")
_MONTHS = (
    *(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],),
    *(["січ", "лют", "бер", "кві", "тра", "чер", "лип", "сер", "вер", "жов", "лис", "гру"],),
    *(["янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"],),
)
_MONTH = {name: number for names in _MONTHS for number, name in enumerate(names, 1)} | {"май": 5}

Order = Literal["", "dmy", "mdy"]


class Date(Rule):
    """Reads a date with or without a time.

    `formats` are tried first (as Python's strptime writes them), then ISO 8601, epoch seconds or ms, and
    dates in digits or
    with month names. `order` says what 03/04/2025 means: `dmy` (the default) or `mdy`. Without a zone in the
    value it is read
    in `zone`. `day: true` gives a plain day such as `1990-05-17`. `shift_days` moves every date.
    """

    key: ClassVar[str] = "date"
    main: ClassVar[str] = "formats"
    formats: tuple[str, ...] = ()
    order: Order = ""
    zone: str = ""
    day: bool = False
    shift_days: int = 0

    @field_validator("formats", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value:
            zone_of(value)
        return value

    @property
    def result(self) -> Gives:
        """A plain day is text."""
        return "text" if self.day else "time"

    def clean(self, value: Any) -> Any:
        text = str(value).strip()
        try:
            moment = self._read(text) + timedelta(days=self.shift_days)
            if self.day:
                return moment.date().isoformat()
            aware = moment if moment.tzinfo else moment.replace(tzinfo=zone_of(self.zone or "UTC"))
            if not 1900 <= aware.year < 2300:  # what the log takes
                raise ValueError("too far away")
            return round(aware.timestamp() * 1000)
        except (ValueError, OverflowError) as error:
            raise Unclean(f"expected a date{self._how()}, got {text[:40]!r}", code="not_a_date") from error

    def _read(self, text: str) -> datetime:
        for form in self.formats:
            try:
                return datetime.strptime(text, form)  # noqa: DTZ007  its zone is added by the caller
            except ValueError:
                continue
        return read_moment(text, self.order or "dmy")

    def within(self, around: Surroundings) -> Rule:
        return self if self.zone else self.model_copy(update={"zone": around.timezone})

    def sentence(self) -> str:
        zone = f", in {self.zone} when it names no zone" if self.zone and not self.day else ""
        moved = f", moved by {self.shift_days} days" if self.shift_days else ""
        return f"a {'day' if self.day else 'date'}{self._how()}{zone}{moved}"

    def _how(self) -> str:
        if self.formats:
            return " written as " + " or ".join(self.formats)
        return {"mdy": " with the month first", "dmy": " with the day first"}.get(self.order, "")


@cache
def zone_of(name: str) -> ZoneInfo:
    """The time zone of an IANA name; ValueError for what is none (a path, an unknown name)."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"expected a time zone such as Europe/Kyiv, got {name[:40]!r}") from error


def read_moment(text: str, order: Order = "dmy") -> datetime:
    """The moment a text means, with a zone only if the text has one; ValueError when it means none."""
    if found := _DIGITS.fullmatch(text):
        return _in_digits(found, order)
    if found := _PACKED.fullmatch(text):
        return _moment(int(found["y"]), int(found["m"]), int(found["d"]), found.groupdict())
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(float(text) / (1000 if len(text.split(".")[0]) == 13 else 1), UTC)
    if found := _WORDS.fullmatch(text) or _WORDS_US.fullmatch(text):
        month = _MONTH.get(found["m"].casefold()[:3])
        if month is None:
            raise ValueError(f"no month {found['m']!r}")
        return _moment(int(found["y"]), month, int(found["d"]), found.groupdict())
    return datetime.fromisoformat(text)


def _in_digits(found: re.Match[str], order: Order) -> datetime:
    first, second, third = int(found["a"]), int(found["b"]), int(found["c"])
    if len(found["a"]) == 4:
        year, month, day = first, second, third
    elif order == "mdy":
        year, month, day = third, first, second
    else:
        year, month, day = third, second, first
    if len(found["a"]) != 4 and len(found["c"]) <= 2:
        year += 1900 if year >= 69 else 2000  # as POSIX reads two digits
    return _moment(year, month, day, found.groupdict())


def _moment(year: int, month: int, day: int, clock: dict[str, str | None]) -> datetime:
    hour = int(clock.get("h") or 0)
    if half := clock.get("half"):
        hour = hour % 12 + (12 if half.lower().startswith("p") else 0)
    micro = int((clock.get("f") or "0").ljust(6, "0")[:6])
    moment = datetime(year, month, day, hour, int(clock.get("mi") or 0), int(clock.get("s") or 0), micro)  # noqa: DTZ001
    zone = clock.get("zone")
    if not zone:
        return moment
    if zone in ("Z", "UTC", "GMT"):
        return moment.replace(tzinfo=UTC)
    return datetime.fromisoformat(moment.isoformat() + (zone if len(zone) > 3 else zone + ":00"))


RULES = (Date,)
