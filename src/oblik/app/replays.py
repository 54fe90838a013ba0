"""Quarantined events get another try: appended to the log again, a bounded number at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from oblik.collect import quarantine
from oblik.collect.event import Envelope, Rejection
from oblik.collect.wire import decode
from oblik.kernel.errors import Conflict, Invalid
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

    def replay_mended(self, source_id: int, offset: int, raw: bytes) -> None:
        """Appends one open row again with other content; the row keeps what came.

        Raises:
            NotFound: there is no such row.
            Conflict: it is not open any more.
            Invalid: it could not be stored like this either, with the reason.
        """
        with self._state.read() as conn:
            row = quarantine.get(conn, source_id, offset)
        if row.status != quarantine.OPEN:
            raise Conflict("This event is not open any more.", code="not_open")
        (entry,) = quarantine.replay_entries([replace(row, raw=raw)])
        (item,) = decode(msgspec.msgpack.decode(entry.data, type=Envelope), source_id, 0)
        if isinstance(item, Rejection):
            raise Invalid(item.reason, code=item.code, field="raw")
        self._log.append_all([entry])

    def _next(
        self, source_id: int, offsets: Sequence[int] | None, code: str | None, after: int
    ) -> list[quarantine.Row]:
        with self._state.read() as conn:
            return quarantine.select_for_replay(
                conn, source_id, offsets=offsets, code=code, after=after, limit=_AT_ONCE
            )
