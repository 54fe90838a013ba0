"""What the checks look at: one picture of the state at one moment, read in a few statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from oblik.collect import described, volumes
from oblik.collect.arrival import broken
from oblik.collect.arrival import plan as plans
from oblik.collect.arrival.broken import Breach
from oblik.collect.arrival.plan import Plan
from oblik.collect.described import EventNote
from oblik.collect.ledger import HOUR_MS, hour_of
from oblik.collect.sources import source_kinds
from oblik.collect.sources_repository import Source, all_sources
from oblik.collect.volumes import Key, Volume
from oblik.govern.quality.usual import DAYS, same_hours
from oblik.store.state.schema import ledger, seen_events

DAY_MS = 24 * HOUR_MS
_SILENCE_DAYS = 28
_ERROR_DAYS = 7


@dataclass(frozen=True, slots=True)
class SeenName:
    """An event from one source: how often and between which moments (ms) it came."""

    name: str
    source_id: int
    count: int
    first_at: int
    last_at: int


@dataclass(frozen=True, slots=True)
class Scene:
    """One moment.

    Attributes:
        sources: by id; `live` are those that send by themselves, rather than when somebody imports.
        hours: events of this hour, the last one, and those they are compared with.
        recent, earlier: what came in the last hour and the one that runs, and in the week before.
        active: for each source the hours in which something came, oldest first.
        breaches: what was broken in the last day.
    """

    now: int
    zone: ZoneInfo
    sources: Mapping[int, Source]
    live: frozenset[int]
    plan: Plan
    notes: Mapping[str, EventNote]
    seen: Sequence[SeenName]
    hours: Mapping[Key, Mapping[int, Volume]]
    recent: Mapping[Key, Volume]
    earlier: Mapping[Key, Volume]
    active: Mapping[int, Sequence[int]]
    breaches: Sequence[Breach]

    def source(self, source_id: int) -> str:
        """A source's name."""
        found = self.sources.get(source_id)
        return found.name if found else ""


def read(conn: Connection, now: int, zone: ZoneInfo) -> Scene:
    """The picture of this moment."""
    hour = hour_of(now)
    sources = {source.id: source for source in all_sources(conn)}
    recent_since = hour - HOUR_MS
    wanted = {hour, recent_since}
    for each in (hour, recent_since):
        weeks, days = same_hours(each, zone)
        wanted |= {*weeks, *days}
    return Scene(
        now=now,
        zone=zone,
        sources=sources,
        live=frozenset(i for i, s in sources.items() if s.enabled and _sends_itself(s.kind)),
        plan=plans.current(conn),
        notes=described.all_notes(conn),
        seen=_seen(conn),
        hours=volumes.selected(conn, sorted(wanted), since=now - DAYS * DAY_MS),
        recent=volumes.totals(conn, since=recent_since, until=now),
        earlier=volumes.totals(conn, since=recent_since - _ERROR_DAYS * DAY_MS, until=recent_since),
        active=_active(conn, since=now - _SILENCE_DAYS * DAY_MS),
        breaches=broken.since(conn, now - DAY_MS),
    )


def _sends_itself(kind: str) -> bool:
    kinds = source_kinds()
    return kind in kinds and kinds.get(kind).sends_itself


def _seen(conn: Connection) -> list[SeenName]:
    c = seen_events.c
    total = sa.cast(sa.func.sum(c.count), sa.BigInteger)
    query = sa.select(
        c.name, c.source_id, total, sa.func.min(c.first_seen), sa.func.max(c.last_seen)
    ).group_by(c.name, c.source_id)
    return [SeenName(*row) for row in conn.execute(query)]


def _active(conn: Connection, *, since: int) -> Mapping[int, Sequence[int]]:
    c = ledger.c
    query = (
        sa.select(c.source_id, c.hour).where(c.hour >= since, c.accepted > 0).order_by(c.source_id, c.hour)
    )
    found: dict[int, list[int]] = {}
    for source_id, hour in conn.execute(query):
        found.setdefault(source_id, []).append(hour)
    return found
