"""Several people at once, as the state knows them: what a row of a table and a search's answer are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from oblik.collect.event import Identifier
from oblik.identity.repository import identifiers_of
from oblik.kernel.clock import iso
from oblik.kernel.ids import show
from oblik.profiles.document import Document, display_name, traits_of
from oblik.profiles.family import Family, families_of
from oblik.profiles.figures import Figures
from oblik.profiles.repository import load, winners
from oblik.profiles.snapshot import PERSONAL


@dataclass(frozen=True)
class Card:
    """A living profile."""

    family: Family
    created_at: int
    name: str
    traits: Mapping[str, Any]
    identifiers: Sequence[Identifier]

    @property
    def identified(self) -> bool:
        """Whether there is more than a cookie or a device."""
        return any(namespace in PERSONAL for namespace, _ in self.identifiers)


def cards_of(conn: Connection, ids: Iterable[int]) -> list[Card]:
    """The people behind `ids`, each once, in that order; an id that nobody has is left out."""
    wanted = list(ids)
    if not wanted:
        return []
    today = winners(conn, wanted)
    people = list(dict.fromkeys(today[profile] for profile in wanted if profile in today))
    stored, linked, families = load(conn, people), identifiers_of(conn, people), families_of(conn, people)
    cards = []
    for person in (p for p in people if p in stored):
        traits, identifiers = traits_of(stored[person].document), linked.get(person, [])
        name = display_name(traits, identifiers)
        cards.append(Card(families[person], stored[person].created_at, name, traits, identifiers))
    return cards


def row_of(card: Card, figures: Figures, columns: Sequence[str]) -> Document:
    """A `ProfileRow`; with no `columns`, all traits."""
    shown = {c: card.traits[c] for c in columns if c in card.traits} if columns else dict(card.traits)
    return {
        "id": show(card.family.id),
        "name": card.name,
        "traits": shown,
        "identifiers": [{"namespace": n, "value": v} for n, v in card.identifiers],
        "first_seen": _shown(figures.first_seen),
        "last_seen": _shown(figures.last_seen),
        "events": figures.events,
        "orders": figures.orders,
        "revenue": figures.revenue,
        "currency": figures.currency,
        "identified": card.identified,
        "masked": False,
    }


def person_of(card: Card, by: Identifier, last_seen: int | None) -> Document:
    """A `Person` whom a search found by `by`; `last_seen` in ms."""
    return {
        "id": show(card.family.id),
        "name": card.name,
        "matched": {"namespace": by[0], "value": by[1]},
        "last_seen": _shown(last_seen),
    }


def _shown(at: int | None) -> str | None:
    return None if at is None else iso(at)
