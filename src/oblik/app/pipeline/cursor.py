"""How far the pipeline has read the log, and which range it has begun."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select, update

from oblik.kernel.errors import Conflict
from oblik.store.state import insert
from oblik.store.state.schema import cursors


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where one log stands.

    Attributes:
        base: added to the log's sequences.
        position: the last sequence that is done.
        planned: the end of the range that was begun; equal to `position` when there is none.
        plan: what the range was begun with.
    """

    log: str
    base: int
    position: int
    planned: int
    plan: Mapping[str, Any]


def open_cursor(conn: Connection, log: str, now: int) -> Cursor:
    """The log's cursor. A log never seen before starts above everything that earlier logs held."""
    row = conn.execute(select(cursors).where(cursors.c.log == log)).first()
    if row is not None:
        return Cursor(log, row.base, row.position, row.planned, row.plan)
    base = conn.execute(select(func.max(cursors.c.base + cursors.c.planned))).scalar() or 0
    new: dict[str, Any] = {
        "log": log,
        "base": base,
        "position": 0,
        "planned": 0,
        "plan": {},
        "updated_at": now,
    }
    insert(conn, cursors, [new])
    return Cursor(log, base, 0, 0, {})


def reached(conn: Connection) -> int:
    """The last sequence that is done, counted over all logs; 0 before the first."""
    return int(conn.execute(select(func.max(cursors.c.base + cursors.c.position))).scalar() or 0)


def begin(conn: Connection, cursor: Cursor, upto: int, plan: Mapping[str, Any], now: int) -> Cursor:
    """Writes down the range that is about to be processed.

    Raises:
        Conflict: another worker has moved the cursor.
    """
    _move(conn, cursor, {"planned": upto, "plan": dict(plan), "updated_at": now})
    return Cursor(cursor.log, cursor.base, cursor.position, upto, plan)


def finish(conn: Connection, cursor: Cursor, now: int) -> Cursor:
    """Moves the position to the end of the planned range.

    Raises:
        Conflict: another worker has done the range already.
    """
    _move(conn, cursor, {"position": cursor.planned, "updated_at": now})
    return Cursor(cursor.log, cursor.base, cursor.planned, cursor.planned, cursor.plan)


def _move(conn: Connection, cursor: Cursor, values: Mapping[str, Any]) -> None:
    here = (
        (cursors.c.log == cursor.log)
        & (cursors.c.position == cursor.position)
        & (cursors.c.planned == cursor.planned)
    )
    if conn.execute(update(cursors).where(here).values(**values)).rowcount != 1:
        raise Conflict("Another worker has moved the pipeline's position.", code="cursor_moved")
