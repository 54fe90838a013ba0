"""What is tidied up now and then: done requests in the log, ended sessions, settled quarantine."""

from __future__ import annotations

import threading

import structlog
from sqlalchemy import delete, select

from oblik.kernel.clock import Clock
from oblik.store.log import Log
from oblik.store.state import State
from oblik.store.state.schema import cursors, quarantine, sessions

_EVERY_S = 60.0
_HOUR_MS = 3_600_000
_SETTLED_DAYS = 30

_logger = structlog.get_logger()


class Housekeeping:
    """A thread that tidies up once a minute."""

    def __init__(self, state: State, log: Log, clock: Clock, log_retention_hours: int) -> None:
        self._state = state
        self._log = log
        self._clock = clock
        self._keep_ms = log_retention_hours * _HOUR_MS
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="housekeeping", daemon=True)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the work at hand."""
        self._stopping.set()
        self._thread.join(10)

    def tidy(self) -> None:
        """Does everything once."""
        now = self._clock.now_ms()
        with self._state.read() as conn:
            done = conn.execute(
                select(cursors.c.position).where(cursors.c.log == self._log.identity)
            ).scalar()
        if done:
            self._log.prune(done, now - self._keep_ms)
        settled = (quarantine.c.status != "open") & (
            quarantine.c.received_at < now - _SETTLED_DAYS * 24 * _HOUR_MS
        )
        with self._state.write() as conn:
            conn.execute(delete(sessions).where(sessions.c.expires_at < now))
            conn.execute(delete(quarantine).where(settled))

    def _work(self) -> None:
        while not self._stopping.wait(_EVERY_S):
            try:
                self.tidy()
            except Exception:
                # Tidying can wait for the next minute; serving cannot.
                _logger.exception("housekeeping_failed")
