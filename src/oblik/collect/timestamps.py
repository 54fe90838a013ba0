"""Moments as the SDKs write them, in milliseconds since the epoch, corrected for the sender's clock."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

Moment = str | int | float | None

EARLIEST = -2_208_988_800_000  # 1900-01-01, the first day the warehouse's DateTime64 holds
LATEST = 10_413_791_999_999  # the last millisecond of 2299
PLAUSIBLE = 631_152_000_000  # 1990-01-01: nobody sent an event before; an older one comes of a broken clock

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FORMATS = (
    "%Y-%m-%d %H:%M:%S UTC",
    "%Y-%m-%d %H:%M:%S %z",
    "%a %b %d %Y %H:%M:%S GMT%z",
    "%Y/%m/%d %H:%M:%S",
)


def parse(value: str | int | float) -> int:
    """Milliseconds since the epoch for ISO 8601 in all its forms, RFC 2822, and numbers.

    A number counts seconds, milliseconds, microseconds or nanoseconds by its size. A time without a zone is
    UTC.

    Raises:
        ValueError: it is none of these, or outside the years 1900 to 2299.
    """
    if type(value) is str:
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return _bounded(_unusual(value.strip()))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return _bounded(_since_epoch(moment))
    try:
        return _bounded(_from_number(float(value)))
    except OverflowError:
        raise ValueError("too large a number") from None


def _since_epoch(moment: datetime) -> int:
    passed = moment - _EPOCH
    return passed.days * 86_400_000 + passed.seconds * 1000 + passed.microseconds // 1000


def _bounded(ms: int) -> int:
    if not EARLIEST <= ms <= LATEST:
        raise ValueError("outside the years 1900 to 2299")
    return ms


def _from_number(value: float) -> int:
    size = abs(value)
    if size < 1e11:  # seconds until the year 5138
        return int(value * 1000)
    if size < 1e14:
        return int(value)
    if size < 1e17:
        return int(value // 1_000)
    if size < 1e20:
        return int(value // 1_000_000)
    raise ValueError("too large a number")


def _unusual(text: str) -> int:
    if text.isascii() and text.replace(".", "", 1).lstrip("-").isdecimal():
        return _from_number(float(text))
    return _since_epoch(_unusual_moment(text))


def _unusual_moment(text: str) -> datetime:
    for form in _FORMATS:
        try:
            moment = datetime.strptime(text.split(" (")[0], form)  # noqa: DTZ007 (the zone is set below)
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = _by_mail(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _by_mail(text: str) -> datetime:
    try:
        return parsedate_to_datetime(text)
    except (TypeError, OverflowError):
        raise ValueError("no date") from None


def corrected(original: int | None, sent_at: int | None, received_at: int) -> tuple[int, bool]:
    """The moment something happened by the server's clock, and whether it had to be clamped.

    `received_at − (sent_at − original)`: what the sender's clock is off by is off in both of its times. A
    moment in the future or before 1990 tells of a clock that jumped; the moment of arrival then stands for
    it.
    """
    if original is None:
        return received_at, False
    moment = original if sent_at is None else received_at - (sent_at - original)
    if PLAUSIBLE <= moment <= received_at:
        return moment, False
    return received_at, True
