"""A figure that is counted at most so often, however many people look at it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from oblik.kernel.clock import Clock

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Counted(Generic[T]):
    """A figure and when it was counted, ms since the epoch."""

    value: T
    as_of: int


class Fresh(Generic[T]):
    """Counts again when the last count is older than `kept_ms`; who asks meanwhile waits for the one count."""

    def __init__(self, count: Callable[[], T], clock: Clock, kept_ms: int) -> None:
        self._count = count
        self._clock = clock
        self._kept_ms = kept_ms
        self._last: Counted[T] | None = None
        self._lock = threading.Lock()

    def get(self) -> Counted[T]:
        """The figure, at most `kept_ms` old."""
        with self._lock:
            now = self._clock.now_ms()
            if self._last is None or not 0 <= now - self._last.as_of < self._kept_ms:
                self._last = Counted(self._count(), now)
            return self._last
