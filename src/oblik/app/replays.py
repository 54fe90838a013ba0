"""Quarantined events get another try: appended to the log again, a bounded number at a time."""

from __future__ import annotations

from collections.abc import Sequence

from oblik.collect import quarantine
from oblik.store.log import Log
from oblik.store.state import State

_AT_ONCE = 5_000


class QuarantineReplays:
    """Reads the quarantine and appends to the log; the pipeline settles the rest."""

    def __init__(self, state: State, log: Log) -> None:
        self._state = state
        self._log = log

    def replay(self, source_id: int, *, offsets: Sequence[int] | None = None, code: str | None = None) -> int:
        """Appends the source's open rows to the log again (those `offsets`, those with that `code`, or all); how many."""
        after, count = -1, 0
        while rows := self._next(source_id, offsets, code, after):
            self._log.append_all(quarantine.replay_entries(rows))
            after, count = rows[-1].offset, count + len(rows)
        return count

    def _next(
        self, source_id: int, offsets: Sequence[int] | None, code: str | None, after: int
    ) -> list[quarantine.Row]:
        with self._state.read() as conn:
            return quarantine.select_for_replay(
                conn, source_id, offsets=offsets, code=code, after=after, limit=_AT_ONCE
            )
