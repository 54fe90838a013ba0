"""Takes stored events away between two batches: in slices, each of which leaves people, figures and events agreeing.

The order within a slice makes it safe to be done again after a crash: figures are counted anew of what will be left,
then order lines, then the timeline; the rows of `events` name the slice and go last.
"""

from __future__ import annotations

from typing import Any

import structlog

from oblik.app.pipeline.steps import Tools
from oblik.collect import removals
from oblik.collect.removals import CAN_GO, Removal
from oblik.profiles import facts

_SLICE = 1_000_000  # events

_logger = structlog.get_logger()

# fixed names only, values bound
_NEXT = f"""
SELECT count() AS events, max(offset) AS last
FROM (SELECT offset FROM events WHERE {CAN_GO} ORDER BY offset LIMIT {{slice:UInt64}})
"""  # noqa: S608
_GOING = f"({CAN_GO} AND offset <= {{last:UInt64}})"
_THEIRS = f"profile_id IN (SELECT profile_id FROM events WHERE {_GOING})"  # noqa: S608
_THEIR_LINES = f"offset IN (SELECT offset FROM events WHERE {_GOING} AND order_id != '')"  # noqa: S608
_RECOUNT = f"INSERT INTO facts {facts.from_events(f'{_THEIRS} AND NOT {_GOING}')}"


def run(tools: Tools) -> int:
    """Does the next slice of what was asked for; returns how many events went."""
    with tools.state.read() as conn:
        removal = removals.waiting(conn)
    if removal is None:
        return 0
    gone = _slice(tools, removal)
    if gone < _SLICE:
        with tools.state.write() as conn:
            removals.done(conn, removal)
    _logger.info("events_removed", name=removal.name, count=gone)
    return gone


def _slice(tools: Tools, removal: Removal) -> int:
    params: dict[str, Any] = {"name": removal.name, "before": removal.before, "slice": _SLICE}
    found = tools.warehouse.rows(_NEXT, params)[0]
    if not found["events"]:
        return 0
    params["last"] = found["last"]
    tools.warehouse.delete("facts", _THEIRS, params)
    tools.warehouse.command(_RECOUNT, params)
    for table, condition in (("order_lines", _THEIR_LINES), ("timeline", _GOING), ("events", _GOING)):
        tools.warehouse.delete(table, condition, params)
    return int(found["events"])
