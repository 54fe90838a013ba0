"""What is tidied up now and then: done requests in the log, ended sessions, settled quarantine."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from oblik.collect.arrival.entry import REFUSED
from oblik.collect.quarantine import DISCARDED, OPEN
from oblik.kernel.clock import Clock
from oblik.store.log import Log
from oblik.store.state import State
from oblik.store.state.schema import cursors, quarantine, sessions

_HOUR_MS = 3_600_000
_SETTLED_DAYS = 30
_REFUSED_DAYS = 7


class Housekeeping:
    """Tidies up; see `tidy`."""

    def __init__(self, state: State, log: Log, clock: Clock, log_retention_hours: int) -> None:
        self._state = state
        self._log = log
        self._clock = clock
        self._keep_ms = log_retention_hours * _HOUR_MS

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
        # Nobody waits for events that somebody blocked; they stay in the ledger as what they are.
        refused = (
            (quarantine.c.code == REFUSED)
            & (quarantine.c.status == OPEN)
            & (quarantine.c.received_at < now - _REFUSED_DAYS * 24 * _HOUR_MS)
        )
        with self._state.write() as conn:
            conn.execute(delete(sessions).where(sessions.c.expires_at < now))
            conn.execute(update(quarantine).where(refused).values(status=DISCARDED))
            conn.execute(delete(quarantine).where(settled))
