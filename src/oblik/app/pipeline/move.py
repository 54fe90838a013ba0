"""Giving stored events to another profile: what only an undone merge and a rebuild under new rules do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from oblik.collect.event import Event
from oblik.store.warehouse import Warehouse

_OLD = "profile_id = {old:UInt64} AND offset IN {offsets:Array(UInt64)}"
_COPIED = "profile_id = {new:UInt64} AND offset IN {offsets:Array(UInt64)}"
_NEW_OWNER = "{new:UInt64} AS profile_id"
_FLAGGED = f"{_NEW_OWNER}, arrayPushBack(flags, {{flag:String}}) AS flags"
_MOVED = (
    ("order_lines", _NEW_OWNER, "%Y%m"),
    ("events", _FLAGGED, "%Y%m"),
    ("timeline", _FLAGGED, "%Y"),
)
"""Tables, what changes in them, and how their partitions are named by the time."""


def moved(events: Iterable[Event], arrival: Mapping[int, int]) -> dict[tuple[int, int], list[Event]]:
    """The events that belong to somebody else than at `arrival` (offset → profile), by old and new profile."""
    found: dict[tuple[int, int], list[Event]] = defaultdict(list)
    for event in events:
        old = arrival.get(event.offset, event.profile_id)
        if old != event.profile_id:
            found[old, event.profile_id].append(event)
    return found


def move(warehouse: Warehouse, old: int, new: int, events: Sequence[Event], flag: str) -> None:
    """Gives stored rows to another profile: copies them, unless an earlier try has, then deletes the old ones. The timeline
    comes last: as long as it is where it was, the next try moves everything again. The copies carry `flag`."""
    params = {"old": old, "new": new, "offsets": [e.offset for e in events], "flag": flag}
    times = [datetime.fromtimestamp(e.timestamp / 1000, UTC) for e in events]
    for table, changes, partition in _MOVED:
        warehouse.command(_copy(table, changes), params)
        warehouse.delete(table, _OLD, params, sorted({f"{time:{partition}}" for time in times}))


def _copy(table: str, changes: str) -> str:
    # The inner query picks the rows: beside the REPLACE, `profile_id` would already mean the new one.
    return (
        f"INSERT INTO {table} SELECT * REPLACE ({changes}) FROM (SELECT * FROM {table} "  # noqa: S608  fixed names only
        f"WHERE {_OLD} AND offset NOT IN (SELECT offset FROM {table} WHERE {_COPIED}))"
    )
