"""How many events a second each source may send: a bucket that fills at the limit's pace and holds two seconds of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from oblik.collect.endpoint.answers import ProblemError
from oblik.collect.sources_repository import Source
from oblik.kernel.clock import Clock

_SECONDS_HELD: Final = 2.0


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at_ms: int


class Rates:
    """The buckets of one process, by source; several API processes allow their limit each."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[int, _Bucket] = {}

    def check(self, source: Source) -> None:
        """Whether the source may send now. A batch larger than what is left goes through and is paid off later.

        Raises:
            ProblemError: 429, with the seconds until it may.
        """
        if source.rate_limit is None:
            return
        bucket = self._filled(source.id, source.rate_limit)
        if bucket.tokens <= 0:
            wait = max(1.0, -bucket.tokens / source.rate_limit)
            raise ProblemError(
                429,
                "rate_limited",
                f"Expected at most {source.rate_limit} events a second from {source.name!r}, got more; try again.",
                retry_after=wait,
            )

    def spend(self, source: Source, events: int) -> None:
        """Takes what a request cost out of the bucket."""
        if source.rate_limit is not None:
            self._filled(source.id, source.rate_limit).tokens -= events

    def _filled(self, source_id: int, limit: int) -> _Bucket:
        now = self._clock.now_ms()
        full = limit * _SECONDS_HELD
        bucket = self._buckets.setdefault(source_id, _Bucket(full, now))
        bucket.tokens = min(full, bucket.tokens + max(0, now - bucket.at_ms) * limit / 1000)
        bucket.at_ms = now
        return bucket
