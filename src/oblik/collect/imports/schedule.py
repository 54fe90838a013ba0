"""When a recipe runs: a cron expression in the workspace's zone. Pure functions.

Where clocks are set forward a run in the missing hour comes right after it; where they are set back it comes once.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from oblik.kernel.errors import Invalid

_CLOSEST = timedelta(minutes=5)


def check(expression: str) -> str:
    """The expression, tidied.

    Raises:
        Invalid: it is no cron expression of five fields, never comes, or comes more often than every five minutes.
    """
    text = " ".join(expression.split())
    try:
        times = CronSim(text, datetime(2024, 1, 1, tzinfo=ZoneInfo("UTC")))
        if len(text.split()) != 5:
            raise CronSimError("five fields")
        first = [next(times) for _ in range(24)]
    except CronSimError as error:
        raise _wrong(expression) from error
    except StopIteration:
        raise _wrong(expression) from None
    if any(later - earlier < _CLOSEST for earlier, later in pairwise(first)):
        raise Invalid(
            "Expected a schedule that comes at most every five minutes.",
            code="bad_schedule",
            field="schedule",
        )
    return text


def next_run(expression: str, after_ms: int, zone: ZoneInfo) -> int | None:
    """The first moment after `after_ms`, ms since the epoch; None when there is no schedule."""
    if not expression:
        return None
    local = datetime.fromtimestamp(after_ms / 1000, zone)
    return int(next(CronSim(expression, local)).timestamp() * 1000)


def _wrong(expression: str) -> Invalid:
    return Invalid(
        f"Expected a cron expression of five fields such as `0 6 * * 1`, got {expression[:100]!r}.",
        code="bad_schedule",
        field="schedule",
    )
