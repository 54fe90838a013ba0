"""The pages of the dictionary, put together from what was seen and what was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from oblik.api.models.arrival import EventSchema
from oblik.api.models.dictionary import (
    Breach,
    DictionaryEvent,
    DictionaryEventPage,
    DictionaryProperty,
    EventVolume,
    Owner,
    VolumePoint,
)
from oblik.collect import described, removals, seen, volumes
from oblik.collect.arrival import broken
from oblik.collect.arrival import plan as plans
from oblik.collect.arrival.plan import Plan
from oblik.collect.arrival.rules import RenameEvent
from oblik.collect.described import PropertyNote
from oblik.collect.dictionary import TRAITS
from oblik.collect.ledger import HOUR_MS, hour_of
from oblik.collect.seen import SeenEvent, SeenProperty
from oblik.collect.sources_repository import source_names
from oblik.collect.standard import STANDARD
from oblik.collect.volumes import Volume
from oblik.govern import masking, users, workspace
from oblik.govern.actor import Actor
from oblik.govern.quality.usual import DAYS, WEEKS, usual
from oblik.kernel import ids
from oblik.kernel.clock import iso
from oblik.kernel.errors import NotFound
from oblik.kernel.personal import MARKED, kind_of

IDENTIFIED = "Identified"
TREND_DAYS = 30
_HOURS = 48
_DAY_MS = 24 * HOUR_MS


def events(
    conn: Connection, plan: Plan, items: Sequence[SeenEvent], now: int
) -> Mapping[tuple[str, str], DictionaryEvent]:
    """Rows of the list, by name and type; a set at a time."""
    names = list({one.name for one in items})
    notes = described.notes(conn, names)
    trends = volumes.by_day(conn, names, now=now, days=TREND_DAYS)
    owners = users.names(conn, [n.owner_id for n in notes.values() if n.owner_id])
    named = plan.named()
    return {
        (one.name, one.type): DictionaryEvent(
            name=one.name,
            type=one.type,
            status=described.status_of(one.name, notes[one.name], plan, named),
            description=notes[one.name].description,
            owner=_owner(owners, notes[one.name].owner_id),
            count=one.count,
            first_seen=iso(one.first_seen),
            last_seen=iso(one.last_seen),
            sources=list(one.sources),
            trend=[volume.stored for volume in trends[one.name]],
            wrong=trends[one.name][-1].wrong,
            has_schema=plan.of(one.name).schema is not None,
            retention_days=notes[one.name].retention_days,
        )
        for one in items
    }


def event(conn: Connection, who: Actor, name: str, now: int) -> DictionaryEventPage:
    """All about one event.

    Raises:
        NotFound: it was never seen, and nothing is said of it.
    """
    rows = seen.event(conn, name)
    plan, note = plans.current(conn), described.note(conn, name)
    said = plan.of(name)
    if not rows and said == plans.NOTHING and note == described.EventNote(name):
        raise NotFound(f"No event named {name!r} was ever seen.", code="event_not_seen")
    owners = users.names(conn, [note.owner_id] if note.owner_id else [])
    sources = source_names(conn)
    breaches = [_breach(who, one, sources) for one in broken.of(conn, name)]
    return DictionaryEventPage(
        name=name,
        types=[row.type for row in rows],
        status=described.status_of(name, note, plan, plan.named()),
        standard=name in STANDARD,
        expected=note.expected,
        hidden=note.hidden,
        refused=said.refused,
        description=note.description,
        owner=_owner(owners, note.owner_id),
        retention_days=note.retention_days,
        count=sum(row.count for row in rows),
        first_seen=iso(min(row.first_seen for row in rows)) if rows else None,
        last_seen=iso(max(row.last_seen for row in rows)) if rows else None,
        sources=sorted({source for row in rows for source in row.sources}),
        properties=properties(conn, who, TRAITS if name == IDENTIFIED else name),
        expectation=EventSchema.of(said.schema) if said.schema else None,
        since=said.since,
        breaches=breaches,
        renamed_to=_renamed_to(plan, name),
        removing=removals.is_waiting(conn, name),
        as_of=iso(now),
    )


def properties(conn: Connection, who: Actor, owner: str) -> list[DictionaryProperty]:
    """What events of one name carry, or what is known of people, the most frequent first."""
    found = seen.properties(conn, owner)
    notes = described.property_notes(conn, owner)
    most = max((one.count for one in found), default=0)
    total = seen.event_count(conn, owner) if owner else most
    return [_property(who, one, notes.get(one.name) or PropertyNote(owner, one.name), total) for one in found]


def volume(conn: Connection, name: str, by: str, now: int) -> EventVolume:
    """How events came, by hour or by day."""
    if by == "hour":
        return EventVolume(as_of=iso(now), by="hour", points=by_hour(conn, name, None, now))
    first = hour_of(now) - TREND_DAYS * _DAY_MS + HOUR_MS
    days = volumes.by_day(conn, [name], now=now, days=TREND_DAYS)[name]
    points = [_point(first + index * _DAY_MS, day) for index, day in enumerate(days)]
    return EventVolume(as_of=iso(now), by="day", points=points)


def by_hour(conn: Connection, name: str, source_id: int | None, now: int) -> list[VolumePoint]:
    """The last hours of an event, from one source or all, each beside what is usual for it."""
    zone = workspace.get(conn).zone
    last = hour_of(now)
    found = volumes.hours(conn, since=last - (WEEKS * 7 + DAYS) * _DAY_MS, name=name)
    hours: dict[int, Volume] = {}
    for (_, source), counted in found.items():
        if source_id in (None, source):
            for hour, one in counted.items():
                hours[hour] = hours.get(hour, Volume()) + one
    since = min(hours, default=last) + 1  # the first one did not begin with it
    counts = {hour: one.arrived for hour, one in hours.items()}
    points = []
    for hour in range(last - (_HOURS - 1) * HOUR_MS, last + 1, HOUR_MS):
        expected = usual(counts, hour, since, zone)
        point = _point(hour, hours.get(hour, Volume()))
        points.append(
            point.model_copy(update={"usual": expected.median, "spread": expected.spread})
            if expected
            else point
        )
    return points


def _point(at: int, one: Volume) -> VolumePoint:
    return VolumePoint(at=iso(at), stored=one.stored, flagged=one.flagged, refused=one.refused)


def _property(who: Actor, one: SeenProperty, note: PropertyNote, of: int) -> DictionaryProperty:
    of_person = not note.owner
    examples = list(one.examples)
    if not who.sees_personal:
        examples = masking.examples(one.name, examples, of_person=of_person)
    marked = MARKED.set(frozenset())  # what the name says by itself
    recognised = kind_of(one.name, of_person=of_person) is not None
    MARKED.reset(marked)
    return DictionaryProperty(
        name=one.name,
        types=dict(one.types),
        count=one.count,
        filled=round(min(one.count / of, 1.0), 4) if of else 0.0,
        first_seen=iso(one.first_seen),
        last_seen=iso(one.last_seen),
        examples=examples,
        description=note.description,
        personal=note.personal,
        recognised=recognised,
    )


def _breach(who: Actor, one: broken.Breach, sources: Mapping[int, str]) -> Breach:
    return Breach(
        property=one.property,
        broken=one.broken,
        source=sources.get(one.source_id),
        count=one.count,
        first_at=iso(one.first_at),
        last_at=iso(one.last_at),
        reason=one.reason if who.sees_personal else masking.sentence(one.reason) or "",
    )


def _owner(owners: Mapping[int, str], owner_id: int | None) -> Owner | None:
    if owner_id is None or owner_id not in owners:
        return None
    return Owner(id=ids.show(owner_id), name=owners[owner_id])


def _renamed_to(plan: Plan, name: str) -> str | None:
    for rule in plan.rules:
        if isinstance(rule, RenameEvent) and rule.enabled and rule.event == name:
            return rule.to
    return None


def facts_shown(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a finding as the API shows them: ids as text, moments as ISO 8601."""
    return {key: _fact(key, value) for key, value in facts.items()}


def _fact(key: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_fact(key, each) for each in value]
    if isinstance(value, dict):
        return facts_shown(value)
    if key == "profile":
        return ids.show(value)
    return iso(value) if key in ("last_at", "first_at", "hour") and value is not None else value
