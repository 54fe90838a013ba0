"""The set-up guide: what is there already and what is still to do, seen from the data, never ticked by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from oblik.collect.sources import source_kinds
from oblik.collect.sources_repository import Source, all_sources
from oblik.govern import goals, invitations, users, workspace
from oblik.store.state import State
from oblik.store.state.schema import (
    dictionary_events,
    dictionary_properties,
    identifiers,
    imports,
    ledger,
    profiles,
    seen_events,
    systems,
)

_PAGES = ("javascript", "gtm")
_COOKIE = "anonymous_id"


@dataclass(frozen=True, slots=True)
class Look:
    """What every step looks at: the state, and the sources that are the shop's own."""

    conn: Connection
    sources: tuple[Source, ...]

    def any(self, query: sa.Select[Any]) -> bool:
        """Whether the query finds a row."""
        return self.conn.execute(query.limit(1)).first() is not None

    def ids(self, *kinds: str) -> list[int]:
        """Of the sources of these kinds, or of all."""
        return [source.id for source in self.sources if not kinds or source.kind in kinds]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do.

    Attributes:
        minutes: how long it takes, roughly.
        part: what is hidden along with it, "" for what nobody does without.
        done: whether it is done, by what is there.
    """

    key: str
    minutes: int
    done: Callable[[Look], bool]
    part: str = ""


def _workspace_named(look: Look) -> bool:
    return workspace.get(look.conn).name != workspace.Workspace().name


def _parts_chosen(look: Look) -> bool:
    return workspace.get(look.conn).hidden_parts is not None


def _source_made(look: Look) -> bool:
    """The source of the first start counts once it is used."""
    made = (source for source in look.sources if source.name != "default" and source.kind != "import")
    return any(made) or _event_received(look)


def _event_received(look: Look) -> bool:
    own = ledger.c.source_id.in_([source.id for source in look.sources if source.kind != "import"])
    return look.any(sa.select(ledger.c.hour).where(own, ledger.c.accepted > 0))


def _tracker_seen(look: Look) -> bool:
    pages = sa.and_(seen_events.c.type == "page", seen_events.c.source_id.in_(look.ids(*_PAGES)))
    return look.any(sa.select(seen_events.c.name).where(pages))


def _history_imported(look: Look) -> bool:
    whole = sa.and_(imports.c.status == "done", ~imports.c.dry_run, imports.c.source_id.in_(look.ids()))
    return look.any(sa.select(imports.c.id).where(whole))


def _identities_unified(look: Look) -> bool:
    """Two profiles became one, or a visitor known by a cookie alone got a name."""
    if look.any(sa.select(profiles.c.id).where(profiles.c.merged_into.is_not(None))):
        return True
    cookie, name = identifiers.alias("cookie"), identifiers.alias("name")
    of_one = sa.and_(name.c.profile_id == cookie.c.profile_id, name.c.offset > cookie.c.offset)
    named = name.c.namespace.not_in((_COOKIE, "device_id"))
    own = cookie.c.source_id.in_(look.ids())
    pairs = sa.select(cookie.c.value).join(name, of_one)
    return look.any(pairs.where(cookie.c.namespace == _COOKIE, named, own))


def _inventory_drawn_up(look: Look) -> bool:
    return look.any(sa.select(systems.c.id))


def _dictionary_described(look: Look) -> bool:
    tables = dictionary_events, dictionary_properties
    return any(look.any(sa.select(t.c.name).where(t.c.description != "")) for t in tables)


def _colleagues_invited(look: Look) -> bool:
    return users.count(look.conn) + invitations.count(look.conn) > 1


def _goals_set(look: Look) -> bool:
    return bool(goals.all_goals(look.conn))


STEPS = (
    Step("workspace", 2, _workspace_named),
    Step("parts", 1, _parts_chosen),
    Step("source", 3, _source_made),
    Step("first_event", 10, _event_received),
    Step("tracker", 10, _tracker_seen),
    Step("history", 10, _history_imported, "imports"),
    Step("unified", 5, _identities_unified),
    Step("inventory", 10, _inventory_drawn_up, "inventory"),
    Step("dictionary", 10, _dictionary_described, "dictionary"),
    Step("colleagues", 2, _colleagues_invited),
    Step("goals", 5, _goals_set, "goals"),
)
"""In the order in which one does them."""


class SetupGuide:
    """Reads how far a workspace is."""

    def __init__(self, state: State) -> None:
        self._state = state

    def steps(self) -> list[dict[str, Any]]:
        """`SetupStep`s, without those of hidden parts."""
        with self._state.read() as conn:
            hidden = workspace.get(conn).hidden_parts or ()
            own = (
                s for s in all_sources(conn) if source_kinds().get(s.kind).sends_itself and not s.generated
            )
            look = Look(conn, tuple(own))
            return [
                {"key": step.key, "minutes": step.minutes, "done": step.done(look)}
                for step in STEPS
                if step.part not in hidden
            ]
