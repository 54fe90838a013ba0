"""Time, passed in wherever something decides: milliseconds since the epoch, UTC."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What deciding code sees of time."""

    def now_ms(self) -> int:
        """Milliseconds since 1970-01-01 UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000


@dataclass
class ManualClock:
    """A clock that tests set and move."""

    ms: int

    def now_ms(self) -> int:
        return self.ms

    def advance(self, *, seconds: float = 0, days: float = 0) -> None:
        """Moves time forward."""
        self.ms += int(seconds * 1000 + days * 86_400_000)


def iso(ms: int) -> str:
    """`2026-11-21T22:22:00.123Z` for milliseconds since the epoch."""
    moment = datetime.fromtimestamp(ms / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
