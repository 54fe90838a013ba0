"""A preview of other identity rules: reads the history, or the newest people's part of it, and replays it in memory.

The state is read once, together with the place in history at which it stands, so that what arrives meanwhile makes no difference.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection

from oblik.app.pipeline import cursor, rebuild
from oblik.collect.event import Event, Identifier, offset_of
from oblik.collect.stored import stored_events
from oblik.identity import repository as identity
from oblik.identity.preview import Document, Preview, Strangers
from oblik.identity.rules import Rules
from oblik.kernel.errors import Conflict
from oblik.profiles import repository as profiles
from oblik.profiles.family import TODAY
from oblik.store.state import State
from oblik.store.warehouse import Warehouse

T = TypeVar("T")

MOST_EVENTS = 1_000_000
"""At 45 µs an event, most of it for reading it, a million takes about a minute, and less than 1 GB when people have ten each."""

_WINDOW = 250_000  # events sorted at once
_BATCH = 2_000  # events between two looks at whether somebody still waits for the answer
_AT_ONCE = 50_000  # profiles asked for in one statement

Progress = Callable[[int, int], None]
"""Told how many events are done, of how many; whatever it raises ends the work."""

_COUNT = "SELECT count() AS events FROM events WHERE offset <= {upto:UInt64}"
_PEOPLE = f"""
SELECT {TODAY} AS living, toUnixTimestamp64Milli(max(last_seen)) AS seen, sum(events) AS mine
FROM facts GROUP BY living HAVING mine <= {{most:UInt64}}
"""  # noqa: S608  fixed names only
_OLDEST = f"""
SELECT min((seen, living)) AS edge, edge.1 AS since, edge.2 AS oldest
FROM (
    SELECT seen, living, sum(mine) OVER (
        ORDER BY seen DESC, living DESC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS sofar
    FROM ({_PEOPLE})
)
WHERE sofar <= {{most:UInt64}}
"""  # noqa: S608  fixed names only
"""Of the people who were seen last, as many as have no more than so many events together: the one seen first."""
_NEWEST = f"""
SELECT DISTINCT profile_id FROM facts
WHERE {TODAY} IN (SELECT living FROM ({_PEOPLE}) WHERE (seen, living) >= ({{since:Int64}}, {{oldest:UInt64}}))
"""  # noqa: S608  fixed names only
_EVERYBODY = "offset <= {upto:UInt64}"
_OF_NEWEST = f"{_EVERYBODY} AND profile_id IN ({_NEWEST})"


@dataclass(frozen=True, slots=True)
class _Part:
    """Whose events are replayed: everybody's, or those of `ids`, as events name them."""

    where: str = _EVERYBODY
    params: Mapping[str, Any] = field(default_factory=dict)
    ids: frozenset[int] | None = None

    def holds(self, event: Event) -> bool:
        return self.ids is None or event.profile_id in self.ids


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """The state at one moment: the last event that it knows of, the rules, and whose each identifier is."""

    upto: int
    rules: Rules
    owners: Mapping[Identifier, int]
    separated: identity.Separated


def run(
    state: State,
    warehouse: Warehouse,
    wanted: Rules,
    progress: Progress = lambda done, total: None,
    *,
    most: int = MOST_EVENTS,
) -> Document:
    """What `wanted` would make of the history, as `Preview.document` says it, with how many `events` it looked at, `of_events`, and
    whether that is all (`complete`).

    Args:
        most: events to look at; of a longer history the people who were seen last, each with all their events.

    Raises:
        Conflict: a rebuild is under way, so nobody is anybody at the moment.
    """
    part = _part(warehouse, most)
    with state.read() as conn:
        now = _snapshot(conn, part)
    preview = Preview(now.rules, wanted, now.owners, now.separated, _strangers(state, part))
    params = {**part.params, "upto": now.upto}
    listed = f"SELECT offset FROM events WHERE {part.where} ORDER BY offset"  # noqa: S608  fixed conditions
    offsets = warehouse.table(listed, params)
    ends = offsets["offset"].to_numpy()[_WINDOW - 1 :: _WINDOW].tolist()
    done, total = 0, offsets.num_rows
    progress(done, total)
    for batch in _history(warehouse, part, params, [*ends, now.upto]):
        preview.see(batch)
        done += len(batch)
        progress(min(done, total), total)
    all_events = warehouse.rows(_COUNT, params)[0]["events"]
    return {**preview.document(), "events": done, "of_events": all_events, "complete": part.ids is None}


def _part(warehouse: Warehouse, most: int) -> _Part:
    if warehouse.rows("SELECT count() AS events FROM events")[0]["events"] <= most:
        return _Part()
    oldest = warehouse.rows(_OLDEST, {"most": most})[0]
    params = {"most": most, "since": oldest["since"], "oldest": oldest["oldest"]}
    chosen = warehouse.table(_NEWEST, params)["profile_id"].to_pylist()
    return _Part(_OF_NEWEST, params, frozenset(chosen))


def expect_no_rebuild(conn: Connection) -> None:
    """Raises Conflict while a rebuild is asked for or under way."""
    if rebuild.wanted(conn) is not None:
        raise Conflict("A rebuild is under way; preview the rules once it is done.", code="rebuild_running")


def _snapshot(conn: Connection, part: _Part) -> _Snapshot:
    expect_no_rebuild(conn)
    owners = identity.all_owners(conn) if part.ids is None else _owners_of(conn, part.ids)
    upto = offset_of(cursor.reached(conn) + 1, 0) - 1
    return _Snapshot(upto, identity.current_rules(conn), owners, identity.separated(conn))


def _owners_of(conn: Connection, ids: Collection[int]) -> dict[Identifier, int]:
    living = {w for some in _sliced(list(ids)) for w in profiles.winners(conn, some).values()}
    return {
        identifier: profile
        for some in _sliced(sorted(living))
        for profile, held in identity.identifiers_of(conn, some).items()
        for identifier in held
    }


def _strangers(state: State, part: _Part) -> Strangers:
    def of_others(identifiers: Collection[Identifier]) -> Collection[Identifier]:
        if part.ids is None:
            return ()
        with state.read() as conn:
            return identity.owners(conn, identifiers).keys()

    return of_others


def _history(
    warehouse: Warehouse, part: _Part, params: Mapping[str, Any], ends: Sequence[int]
) -> Iterator[list[Event]]:
    """The part's events in arrival order. One that is being moved to another profile may be there twice, and counts once."""
    where = f"{part.where} AND offset > {{start:UInt64}} AND offset <= {{end:UInt64}}"
    last = 0
    for start, end in zip([0, *ends], ends, strict=False):
        for block in stored_events(warehouse, where, {**params, "start": start, "end": end}):
            for some in _sliced([e for e in block if part.holds(e)], _BATCH):
                before = [last, *(e.offset for e in some)]
                last = before[-1]
                yield [e for e, previous in zip(some, before, strict=False) if e.offset != previous]


def _sliced(items: Sequence[T], size: int = _AT_ONCE) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
