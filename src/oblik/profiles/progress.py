"""How far the pipeline has come in the log, as the state knows it: the same for every process."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from oblik.collect.event import offset_of
from oblik.store.log import EVENTS_PER_ENTRY
from oblik.store.state.schema import cursors


@dataclass(frozen=True, slots=True)
class Progress:
    """`position` is the last sequence that is done, `newest` the greatest offset that an event up to there can have."""

    position: int = 0
    newest: int = 0


def progress_of(conn: Connection, log: str) -> Progress:
    """Where the log of that identity stands; the beginning for one that was never read."""
    query = sa.select(cursors.c.base, cursors.c.position).where(cursors.c.log == log)
    row = conn.execute(query).first()
    if row is None:
        return Progress()
    return Progress(row.position, offset_of(row.base + row.position, EVENTS_PER_ENTRY - 1))
