"""How many events of each name each source sent in each hour, and how many of them were not as expected.

Kept by the pipeline in the transaction of a batch, so the numbers are exact and a question about five weeks reads a
few thousand rows, not fifty million events. An hour is the one in which an event was received, as in the ledger. What
was refused before its name was known counts under "".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy import Connection

from oblik.collect.arrival.schema import FLAG
from oblik.collect.event import Event
from oblik.collect.ledger import HOUR_MS, hour_of
from oblik.store.state import given, inserted, upsert
from oblik.store.state.schema import event_hours

KEPT_DAYS: Final = 70
NAMELESS: Final = ""
_COLUMNS = ("stored", "flagged", "refused")
_DAY_MS = 24 * HOUR_MS

Refused = Iterable[tuple[int, int, str]]
"""Source, moment of arrival in ms, and name of each event that was not stored."""


@dataclass(frozen=True, slots=True)
class Volume:
    """Events of one hour; `flagged` are among the stored."""

    stored: int = 0
    flagged: int = 0
    refused: int = 0

    def __add__(self, other: Volume) -> Volume:
        return Volume(self.stored + other.stored, self.flagged + other.flagged, self.refused + other.refused)

    @property
    def wrong(self) -> int:
        """How many were not as expected."""
        return self.flagged + self.refused

    @property
    def arrived(self) -> int:
        """How many came in all."""
        return self.stored + self.refused


Key = tuple[str, int]
"""An event's name and a source's id."""


def add(conn: Connection, events: Sequence[Event], refused: Refused, name_of: Callable[[str], str]) -> None:
    """Adds a batch, one statement for all; `name_of` keeps the number of names bounded."""
    counted: dict[tuple[int, int, str], list[int]] = {}
    for event in events:
        key = (event.received_at - event.received_at % HOUR_MS, event.source_id, event.name)
        row = counted.get(key)
        if row is None:
            row = counted[key] = [0, 0, 0]
        row[0] += 1
        if event.flags and FLAG in event.flags:
            row[1] += 1
    for source, at, name in refused:
        counted.setdefault((hour_of(at), source, name), [0, 0, 0])[2] += 1
    bounded: dict[tuple[int, int, str], list[int]] = {}
    for (hour, source, name), numbers in counted.items():
        kept = bounded.setdefault((hour, source, name_of(name) if name else NAMELESS), [0, 0, 0])
        kept[:] = map(sum, zip(kept, numbers, strict=True))
    rows = [
        {"hour": hour, "source_id": source, "name": name} | dict(zip(_COLUMNS, numbers, strict=True))
        for (hour, source, name), numbers in sorted(bounded.items())
    ]
    new = inserted(event_hours)
    upsert(conn, event_hours, rows, update={n: event_hours.c[n] + new.c[n] for n in _COLUMNS})


def hours(
    conn: Connection, *, since: int, until: int | None = None, name: str | None = None
) -> Mapping[Key, Mapping[int, Volume]]:
    """The hours from `since` to `until` (ms, the latter not included) in which anything came, by event and source."""
    c = event_hours.c
    query = sa.select(event_hours).where(c.hour >= since)
    if until is not None:
        query = query.where(c.hour < until)
    if name is not None:
        query = query.where(c.name == name)
    found: dict[Key, dict[int, Volume]] = {}
    for row in conn.execute(query):
        volume = Volume(row.stored, row.flagged, row.refused)
        found.setdefault((row.name, row.source_id), {})[row.hour] = volume
    return found


def selected(conn: Connection, wanted: Sequence[int], *, since: int) -> Mapping[Key, Mapping[int, Volume]]:
    """The same for certain hours only, of events that came since a moment."""
    c = event_hours.c
    rows = given(conn, [(hour,) for hour in wanted], c.hour)
    live = sa.select(c.name, c.source_id).where(c.hour >= since).distinct().subquery()
    same = (live.c.name == c.name) & (live.c.source_id == c.source_id)
    query = sa.select(event_hours).join(rows, rows.c.hour == c.hour).join(live, same)
    found: dict[Key, dict[int, Volume]] = {}
    for row in conn.execute(query):
        volume = Volume(row.stored, row.flagged, row.refused)
        found.setdefault((row.name, row.source_id), {})[row.hour] = volume
    return found


def totals(conn: Connection, *, since: int, until: int) -> Mapping[Key, Volume]:
    """All that came from `since` to `until` (ms, the latter not included), by event and source."""
    c = event_hours.c
    sums = [sa.cast(sa.func.sum(c[n]), sa.BigInteger) for n in _COLUMNS]
    query = (
        sa.select(c.name, c.source_id, *sums)
        .where(c.hour >= since, c.hour < until)
        .group_by(c.name, c.source_id)
    )
    return {(name, source): Volume(*numbers) for name, source, *numbers in conn.execute(query)}


def by_day(conn: Connection, names: Sequence[str], *, now: int, days: int) -> Mapping[str, Sequence[Volume]]:
    """Of each event the last `days` times 24 hours, the oldest first, all sources together."""
    first = hour_of(now) - days * _DAY_MS + HOUR_MS
    c = event_hours.c
    wanted = given(conn, [(name,) for name in names], c.name)
    day = ((c.hour - first) // _DAY_MS).label("day")
    sums = [sa.cast(sa.func.sum(c[n]), sa.BigInteger) for n in _COLUMNS]
    query = (
        sa.select(c.name, day, *sums)
        .join(wanted, wanted.c.name == c.name)
        .where(c.hour >= first)
        .group_by(c.name, day)
    )
    found = {name: [Volume()] * days for name in names}
    for name, index, *numbers in conn.execute(query):
        if 0 <= int(index) < days:
            found[name][int(index)] = Volume(*numbers)
    return found


def forget(conn: Connection, before: int) -> None:
    """Deletes the hours before a moment, ms."""
    conn.execute(sa.delete(event_hours).where(event_hours.c.hour < before))


def forget_event(conn: Connection, name: str) -> None:
    """Deletes everything about one event."""
    conn.execute(sa.delete(event_hours).where(event_hours.c.name == name))
