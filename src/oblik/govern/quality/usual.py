"""Whether an hour's events are as many as usual, against the same hour of earlier weeks or days. Pure functions.

Usual is the median; its spread the median absolute deviation, scaled as for a normal distribution, and never less
than what chance alone gives such a count. Both stay what they are when one week of five was a holiday or an outage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import sqrt
from statistics import median
from typing import Final, Literal
from zoneinfo import ZoneInfo

HOUR_MS: Final = 3_600_000
WEEKS: Final = 5
DAYS: Final = 14
_LEAST_WEEKS = 3
_LEAST_DAYS = 5
_NORMAL = 1.4826  # a median absolute deviation times this is a standard deviation
_LEAST_USUAL = 20  # events; with fewer an empty hour means nothing
_LEAST_JUMP = 50
_DROP = (4.0, 0.5)  # so many spreads below, and under this share of the usual
_JUMP = (6.0, 2.0)
_LEAST_PART = 0.25  # of an hour, to say that too little has come so far

Direction = Literal["drop", "jump"]


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual: `median` ± `spread` events an hour, from `of` hours. `by` says which: of the same hour of the week,
    or of the day."""

    median: float
    spread: float
    of: int
    by: Literal["weekday", "day"]

    def part(self, share: float) -> Usual:
        """What is usual for the first part of an hour."""
        expected = self.median * share
        return Usual(expected, max(self.spread * share, sqrt(expected)), self.of, self.by)


@dataclass(frozen=True, slots=True)
class Verdict:
    """An hour that is not as usual. `share` is how much of it was over."""

    direction: Direction
    hour: int
    count: int
    usual: Usual
    share: float


def same_hours(hour: int, zone: ZoneInfo) -> tuple[list[int], list[int]]:
    """The beginnings (ms) of the same hour of earlier weeks, and of earlier days, by the clock on the wall."""
    local = datetime.fromtimestamp(hour / 1000, zone).replace(tzinfo=None)
    return (
        [_moment(local - timedelta(weeks=n), zone) for n in range(1, WEEKS + 1)],
        [_moment(local - timedelta(days=n), zone) for n in range(1, DAYS + 1)],
    )


def usual(counts: Mapping[int, int], hour: int, since: int, zone: ZoneInfo) -> Usual | None:
    """What is usual for the hour that begins at `hour`; None when too little is known.

    Args:
        counts: events by hour; an hour that is not there had none.
        since: when the first event came: hours that began before it are no zeros.
    """
    weeks, days = same_hours(hour, zone)
    by_week = [counts.get(h, 0) for h in weeks if h >= since]
    if len(by_week) >= _LEAST_WEEKS:
        return _of(by_week, "weekday")
    by_day = [counts.get(h, 0) for h in days if h >= since]
    return _of(by_day, "day") if len(by_day) >= _LEAST_DAYS else None


def verdict(count: int, expected: Usual, hour: int, share: float = 1.0) -> Verdict | None:
    """Whether `count` events in the first `share` of an hour are far too few, or more than a whole hour ever has."""
    if share > 0:
        part = expected.part(share) if share < 1 else expected
        enough = part.median >= _LEAST_USUAL and share >= _LEAST_PART
        if enough and count < min(part.median - _DROP[0] * part.spread, part.median * _DROP[1]):
            return Verdict("drop", hour, count, expected, share)
    most = max(expected.median + _JUMP[0] * expected.spread, expected.median * _JUMP[1], _LEAST_JUMP)
    return Verdict("jump", hour, count, expected, share) if count > most else None


def judged(counts: Mapping[int, int], now: int, since: int, zone: ZoneInfo) -> Verdict | None:
    """The verdict of this moment: of the hour that runs, or, until it can tell, of the last whole one."""
    hour = now - now % HOUR_MS
    share = (now - hour) / HOUR_MS
    expected = usual(counts, hour, since, zone)
    if expected is not None:
        running = counts.get(hour, 0)
        if found := verdict(running, expected, hour, share):
            return found
        if share >= _LEAST_PART and running >= expected.part(share).median * _DROP[1]:
            return None
    before = hour - HOUR_MS
    earlier = usual(counts, before, since, zone)
    return verdict(counts.get(before, 0), earlier, before) if earlier is not None else None


def _of(counts: Sequence[int], by: Literal["weekday", "day"]) -> Usual:
    middle = float(median(counts))
    deviation = float(median(abs(count - middle) for count in counts))
    return Usual(middle, max(_NORMAL * deviation, sqrt(middle)), len(counts), by)


def _moment(local: datetime, zone: ZoneInfo) -> int:
    at = int(local.replace(tzinfo=zone).astimezone(UTC).timestamp() * 1000)
    return at - at % HOUR_MS
