"""Days of the workspace's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


def day_of(ms: int, zone: ZoneInfo) -> date:
    """The day that a moment, in ms since the epoch, belongs to."""
    return datetime.fromtimestamp(ms / 1000, zone).date()


def last_days(count: int, now: int, zone: ZoneInfo) -> list[date]:
    """Today and the days before it, oldest first."""
    today = day_of(now, zone)
    return [today - timedelta(days=back) for back in range(count - 1, -1, -1)]


def start_of(day: date, zone: ZoneInfo) -> int:
    """When a day begins, in ms since the epoch."""
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC).timestamp() * 1000)
