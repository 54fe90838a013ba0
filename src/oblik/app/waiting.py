"""Waiting until the pipeline has done what was put into the log."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from oblik.store.state.schema import cursors

if TYPE_CHECKING:
    from oblik.app.wiring import Oblik

_LOOK_S = 0.2


def wait_for_pipeline(app: Oblik, report: Callable[[dict[str, Any]], None] = lambda _: None) -> None:
    """Until everything that is in the log now is visible; the pipeline must be running."""
    last = app.log.last_sequence()
    query = select(cursors.c.position).where(cursors.c.log == app.log.identity)
    first = None
    while True:
        with app.state.read() as conn:
            position = conn.execute(query).scalar() or 0
        first = position if first is None else first
        report({"done": position - first, "total": last - first, "title": "Making profiles"})
        if position >= last:
            return
        time.sleep(_LOOK_S)
