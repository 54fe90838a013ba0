"""Why identifiers are one person: everything that linked, merged, moved or kept them apart, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from oblik.collect.event import Identifier
from oblik.collect.sources_repository import source_names
from oblik.identity.reasons import sentence_of
from oblik.identity.repository import current_rules
from oblik.identity.rules import Rules
from oblik.kernel.clock import iso
from oblik.kernel.errors import NotFound
from oblik.kernel.ids import show
from oblik.kernel.page import Page, Position
from oblik.store.state import State
from oblik.store.state.schema import identifiers, identity_log, profiles
from oblik.store.warehouse import Warehouse

Document = dict[str, Any]

_TOO_GREAT = 1 << 63
_EVENTS = """
SELECT offset, name, message_id
FROM timeline
WHERE profile_id IN {ids:Array(UInt64)} AND offset IN {offsets:Array(UInt64)}
"""


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to a person's identity.

    Attributes:
        place: what the list is sorted by: time (ms), offset, and then what tells things of one event apart.
        kept, given: the stronger and the weaker identifier; a link has the one it is about as `kept`.
    """

    place: tuple[int, int, int, int | str, str]
    id: int
    kind: str
    profile_id: int
    other_id: int | None
    kept: Identifier | None
    given: Identifier | None
    rule: str
    source_id: int | None
    event: str | None = None
    message_id: str | None = None
    actor: str | None = None
    undone: bool = False


_CREATED, _LINK, _LOG = 0, 1, 2  # of one event, in the order in which they happened


class IdentityHistory:
    """Answers as the management API shows them, unmasked, newest first. Safe to use from any thread."""

    def __init__(self, state: State, warehouse: Warehouse) -> None:
        self._state = state
        self._warehouse = warehouse

    def history(self, profile_id: int, *, limit: int = 50, after: Position | None = None) -> Page[Document]:
        """`IdentityItem`s of one person, with what happened to those that merged into it.

        Raises:
            NotFound: nobody has that id.
        """
        with self._state.read() as conn:
            family = _family(conn, profile_id)
            found = [*_created(conn, family, after), *_links(conn, family[0], limit + 1, after)]
            found += _log(conn, _about(family), limit + 1, after)
            found = sorted(found, key=lambda one: one.place, reverse=True)[: limit + 1]
            told = _Teller(current_rules(conn), source_names(conn), self._events(family, found[:limit]))
        following = found[limit - 1].place if len(found) > limit else None
        return Page([told.item(one) for one in found[:limit]], following)

    def merges(self, *, limit: int = 50, after: Position | None = None) -> Page[Document]:
        """`IdentityItem`s of the merges of everybody."""
        query = sa.select(identity_log).where(identity_log.c.kind == "merge")
        if after is not None:
            query = query.where(identity_log.c.id < after[0])
        with self._state.read() as conn:
            rows = conn.execute(query.order_by(identity_log.c.id.desc()).limit(limit + 1)).all()
            told = _Teller(current_rules(conn), source_names(conn), {})
        items = [told.item(_of_log(row)) for row in rows[:limit]]
        return Page(items, (rows[limit - 1].id,) if len(rows) > limit else None)

    def _events(self, family: Sequence[int], shown: Iterable[Happening]) -> dict[int, Mapping[str, Any]]:
        """The events that made links, by offset."""
        offsets = sorted({one.place[1] for one in shown if one.kind == "link"})
        if not offsets:
            return {}
        rows = self._warehouse.rows(_EVENTS, {"ids": list(family), "offsets": offsets})
        return {row["offset"]: row for row in rows}


class _Teller:
    """Turns what happened into what is shown."""

    def __init__(
        self, rules: Rules, senders: Mapping[int, str], events: Mapping[int, Mapping[str, Any]]
    ) -> None:
        self._rules = rules
        self._senders = senders
        self._events = events

    def item(self, one: Happening) -> Document:
        """An `IdentityItem`."""
        event = self._events.get(one.place[1], {}) if one.kind == "link" else {}
        name = one.event or event.get("name")
        told = [identifier for identifier in (one.kept, one.given) if identifier]
        _, limited, namespace = one.rule.partition("limit:")
        return {
            "id": show(one.id % (1 << 64)),
            "kind": one.kind,
            "at": iso(one.place[0]),
            "identifiers": [{"namespace": n, "value": v} for n, v in dict.fromkeys(told)],
            "winner": show(one.profile_id),
            "loser": None if one.other_id is None else show(one.other_id),
            "reason": {
                "rule": one.rule,
                "sentence": sentence_of(
                    one.kind, one.rule, one.kept, one.given, name, one.actor, self._rules
                ),
                "event": name,
                "actor": one.actor,
                "limit": self._rules.of(namespace).limit if limited else None,
                "message_id": one.message_id or event.get("message_id"),
                "source": None if one.source_id is None else self._senders.get(one.source_id),
            },
            "reversible": one.kind == "merge" and not one.undone,
            "undone": one.undone,
        }


def _family(conn: Connection, profile_id: int) -> list[int]:
    """Who the profile is today, then those that merged into it."""
    query = sa.select(profiles.c.merged_into).where(profiles.c.id == profile_id)
    row = conn.execute(query).first() if profile_id < _TOO_GREAT else None
    if row is None:
        raise NotFound(f"There is no profile {show(profile_id)}.", code="unknown_profile")
    winner = row.merged_into or profile_id
    losers = conn.execute(sa.select(profiles.c.id).where(profiles.c.merged_into == winner)).scalars()
    return [winner, *losers]


def _about(family: Sequence[int]) -> sa.ColumnElement[bool]:
    return identity_log.c.profile_id.in_(family) | identity_log.c.other_id.in_(family)


def _created(conn: Connection, family: Sequence[int], after: Position | None) -> list[Happening]:
    query = sa.select(profiles.c.id, profiles.c.created_at).where(profiles.c.id.in_(family))
    found = []
    for row in conn.execute(query):
        place = (row.created_at, -1, _CREATED, row.id, "")
        if after is None or place < tuple(after):
            found.append(Happening(place, row.id, "created", row.id, None, None, None, "first_event", None))
    return found


def _links(conn: Connection, profile: int, limit: int, after: Position | None) -> list[Happening]:
    c = identifiers.c
    order = (c.linked_at, c.offset, c.namespace, c.value)
    query = sa.select(identifiers).where(c.profile_id == profile)
    query = _behind(query, order, after, _LINK).order_by(*(column.desc() for column in order)).limit(limit)
    return [_of_link(row) for row in conn.execute(query)]


def _of_link(row: sa.Row[Any]) -> Happening:
    place = (row.linked_at, row.offset, _LINK, row.namespace, row.value)
    number = int.from_bytes(blake2b(f"{row.namespace}:{row.value}".encode(), digest_size=8).digest(), "big")
    rule = "alias" if row.alias else "same_event"
    link = (row.namespace, row.value)
    return Happening(place, number, "link", row.profile_id, None, link, None, rule, row.source_id)


def _log(
    conn: Connection, about: sa.ColumnElement[bool], limit: int, after: Position | None
) -> list[Happening]:
    order = (identity_log.c.at, identity_log.c.offset, identity_log.c.id)
    query = _behind(sa.select(identity_log).where(about), order, after, _LOG)
    rows = conn.execute(query.order_by(*(column.desc() for column in order)).limit(limit))
    return [_of_log(row) for row in rows]


def _of_log(row: sa.Row[Any]) -> Happening:
    reason = row.reason
    return Happening(
        place=(row.at, row.offset, _LOG, row.id, ""),
        id=row.id,
        kind=row.kind,
        profile_id=row.profile_id,
        other_id=row.other_id,
        kept=_identifier(reason.get("kept")),
        given=_identifier(reason.get("given")),
        rule=reason.get("rule", ""),
        source_id=reason.get("source_id"),
        event=reason.get("event"),
        message_id=reason.get("message_id"),
        actor=reason.get("actor"),
        undone=row.undone,
    )


def _identifier(said: Any) -> Identifier | None:
    return (str(said[0]), str(said[1])) if isinstance(said, list) and len(said) == 2 else None


def _behind(
    query: sa.Select[Any], order: Sequence[sa.Column[Any]], after: Position | None, rank: int
) -> sa.Select[Any]:
    """What comes after a place in a list that holds several tables: `rank` orders these within one event."""
    if after is None:
        return query
    at, offset, other_rank, *rest = after
    if rank == other_rank:
        return query.where(sa.tuple_(*order) < sa.tuple_(*([at, offset, *rest][: len(order)])))
    moment, place = sa.tuple_(*order[:2]), sa.tuple_(at, offset)
    return query.where(moment <= place if rank < int(other_rank or 0) else moment < place)
