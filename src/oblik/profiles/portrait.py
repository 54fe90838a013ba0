"""Everything known of one person, as the 360° page shows it: the state's document and what was counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from oblik.collect.sources_repository import source_names
from oblik.kernel.clock import iso
from oblik.kernel.ids import show
from oblik.profiles.days import last_days, start_of
from oblik.profiles.document import Document, display_name, traits_of
from oblik.profiles.family import Family, family_of
from oblik.profiles.figures import DAY_MS, Figures, figures_of
from oblik.store.state import State
from oblik.store.state.schema import identifiers, profiles
from oblik.store.warehouse import Warehouse

ACTIVITY_DAYS = 90
_SHOWN_FIRST = ("user_id", "email", "phone", "loyalty_card")  # then the rest, devices last
_SHOWN_LAST = ("device_id", "anonymous_id")

_LIFE = """
SELECT
    uniqExactIf(session_id, session_id != '') AS sessions,
    sumMapIf(
        map(toString(toDate(timestamp, {zone:String})), toUInt64(1)),
        timestamp >= fromUnixTimestamp64Milli({since:Int64})
    ) AS days,
    groupArrayIf(
        CAST((offset, name, message_id), 'Tuple(offset UInt64, name String, message_id String)'),
        has({origins:Array(UInt64)}, offset)
    ) AS origins
FROM timeline
WHERE profile_id IN {ids:Array(UInt64)}
"""


@dataclass(frozen=True)
class Known:
    """What the state holds of a person."""

    family: Family
    created_at: int
    document: Document
    links: Sequence[sa.Row[Any]]
    senders: Mapping[int, str]

    @property
    def name(self) -> str:
        """What to call the person, or ""."""
        return display_name(traits_of(self.document), [(link.namespace, link.value) for link in self.links])


def known_of(conn: Connection, profile_id: int) -> Known:
    """What the state knows of whoever `profile_id` is today.

    Raises:
        NotFound: nobody has that id.
    """
    family = family_of(conn, profile_id)
    query = sa.select(profiles.c.created_at, profiles.c.document).where(profiles.c.id == family.id)
    row = conn.execute(query).one()
    linked = (
        sa.select(identifiers).where(identifiers.c.profile_id == family.id).order_by(identifiers.c.offset)
    )
    links = sorted(conn.execute(linked), key=lambda link: _order(link.namespace))
    return Known(family, row.created_at, row.document, links, source_names(conn))


def portrait_of(state: State, warehouse: Warehouse, profile_id: int, *, now: int, zone: ZoneInfo) -> Document:
    """A `Profile` as the management API shows it, unmasked."""
    with state.read() as conn:
        known = known_of(conn, profile_id)
    figures = figures_of(warehouse, [known.family])[known.family.id]
    life = _life(warehouse, known, now, zone)
    return {
        "id": show(known.family.id),
        "name": known.name,
        "traits": traits_of(known.document),
        "provenance": _provenance(known, life["origins"]),
        "identifiers": [_identifier(link, known.senders) for link in known.links],
        "first_seen": iso(known.created_at if figures.first_seen is None else figures.first_seen),
        "last_seen": iso(known.created_at if figures.last_seen is None else figures.last_seen),
        "consents": _consents(known),
        "segments": [],
        "figures": {"sessions": life["sessions"]} | _figures(figures, now),
        "activity": _by_day(life["days"], now, zone),
        "merged": [show(loser) for loser in known.family.losers],
        "as_of": iso(now),
        "masked": False,
        "generated": bool(known.document["generated"]),
    }


def _order(namespace: str) -> int:
    if namespace in _SHOWN_FIRST:
        return _SHOWN_FIRST.index(namespace)
    return len(_SHOWN_FIRST) + (1 + _SHOWN_LAST.index(namespace) if namespace in _SHOWN_LAST else 0)


def _identifier(link: sa.Row[Any], senders: Mapping[int, str]) -> Document:
    return {
        "namespace": link.namespace,
        "value": link.value,
        "first_seen": iso(link.linked_at),
        "source": senders.get(link.source_id),
    }


def _provenance(known: Known, events: Sequence[Mapping[str, Any]]) -> Document:
    origins = {event["offset"]: event for event in events}
    return {
        name: _origin(entry, origins, known.senders)
        for name, entry in known.document["traits"].items()
        if entry[0] is not None
    }


def _origin(
    entry: list[Any], origins: Mapping[int, Mapping[str, Any]], senders: Mapping[int, str]
) -> Document:
    _, at, offset, source_id = entry
    event = origins.get(offset, {})
    return {
        "source": senders.get(source_id),
        "source_id": show(source_id),
        "at": iso(at),
        "message_id": event.get("message_id", ""),
        "event": event.get("name", ""),
        "offset": offset,
    }


def _consents(known: Known) -> list[Document]:
    return [
        {
            "channel": key.partition("/")[0],
            "topic": key.partition("/")[2],
            "state": state,
            "at": iso(at),
            "source": known.senders.get(source_id),
            "proof": proof,
        }
        for key, (state, at, _, source_id, proof) in sorted(known.document["consents"].items())
    ]


def _figures(figures: Figures, now: int) -> Document:
    last = figures.last_order_at
    return {
        "events": figures.events,
        "orders": figures.orders,
        "revenue": figures.revenue,
        "currency": figures.currency,
        "average_order": figures.average_order,
        "last_order_at": None if last is None else iso(last),
        "days_since_last_order": None if last is None else max(0, now - last) // DAY_MS,
    }


def _life(warehouse: Warehouse, known: Known, now: int, zone: ZoneInfo) -> Mapping[str, Any]:
    """What one look at all the person's events tells: sessions, the last days, the events that traits are from."""
    traits = known.document["traits"].values()
    params = {
        "ids": known.family.ids,
        "zone": zone.key,
        "since": start_of(last_days(ACTIVITY_DAYS, now, zone)[0], zone),
        "origins": sorted({offset for value, _, offset, _ in traits if value is not None}),
    }
    return warehouse.rows(_LIFE, params)[0]


def _by_day(counted: Mapping[str, int], now: int, zone: ZoneInfo) -> list[Document]:
    days = (day.isoformat() for day in last_days(ACTIVITY_DAYS, now, zone))
    return [{"day": day, "count": counted.get(day, 0)} for day in days]
