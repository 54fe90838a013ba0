"""The tracking plan: rules on arrival, expected shapes and refused events, kept in versions.

A batch of the pipeline is done, and after a crash done again, under the version that its cursor's plan names.
Version 0 is the empty plan of an installation that has said nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from oblik.collect.arrival.rules import AnyRule, RenameEvent
from oblik.collect.arrival.schema import Schema
from oblik.kernel.errors import Conflict, Invalid, NotFound
from oblik.kernel.page import Page, Position
from oblik.store.state import insert
from oblik.store.state.schema import arrival_plans

MOST_EVENTS = 2_000  # with a schema, or refused


class Expected(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is said of the events of one name. `since` is when it was said, ms."""

    refused: bool = False
    schema: Schema | None = None
    since: int = 0


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """One version. `events` is by name, and holds those of which something is said."""

    version: int = 0
    rules: tuple[AnyRule, ...] = ()
    events: dict[str, Expected] = {}

    def of(self, name: str) -> Expected:
        """What is said of an event; nothing, for most."""
        return self.events.get(name, NOTHING)

    def named(self) -> frozenset[str]:
        """The events that somebody has named: by a schema, or by giving them another name or this one."""
        renames = [rule for rule in self.rules if isinstance(rule, RenameEvent) and rule.enabled]
        described = {name for name, said in self.events.items() if said.schema is not None}
        return frozenset(described | {r.event for r in renames} | {r.to for r in renames})

    def with_event(self, name: str, expected: Expected) -> Plan:
        """The plan with something else said of one event.

        Raises:
            Invalid: too much is said.
        """
        others = {key: value for key, value in self.events.items() if key != name}
        events = others if not expected.refused and expected.schema is None else others | {name: expected}
        if len(events) > MOST_EVENTS:
            raise Invalid(
                f"Expected at most {MOST_EVENTS} events with a schema or refused.", code="too_many_schemas"
            )
        return msgspec.structs.replace(self, events=events)


NOTHING: Final = Expected()


@dataclass(frozen=True, slots=True)
class Version:
    """One version in the history: when, by whom, and what was said with it; `object` is what changed: `rules`, or `event:NAME`."""

    plan: Plan
    at: int
    who: str
    object: str


def current(conn: Connection) -> Plan:
    """The latest version."""
    query = sa.select(arrival_plans.c.plan).order_by(arrival_plans.c.version.desc()).limit(1)
    row = conn.execute(query).first()
    return Plan() if row is None else _read(row[0])


def current_version(conn: Connection) -> int:
    """Its number."""
    return int(conn.execute(sa.select(sa.func.max(arrival_plans.c.version))).scalar() or 0)


def of(conn: Connection, version: int) -> Plan:
    """A certain version.

    Raises:
        NotFound: there is none.
    """
    if version == 0:
        return Plan()
    row = conn.execute(sa.select(arrival_plans.c.plan).where(arrival_plans.c.version == version)).first()
    if row is None:
        raise NotFound(f"There is no version {version} of the tracking plan.", code="unknown_plan_version")
    return _read(row[0])


def save(conn: Connection, before: Plan, after: Plan, *, object: str, who: str, at: int) -> Plan:
    """Adds `after` as the version that follows `before`; the plan as it is then.

    Raises:
        Conflict: somebody else has saved one meanwhile.
    """
    if (version := current_version(conn)) != before.version:
        raise Conflict(
            f"The tracking plan was changed meanwhile: expected version {version}, got {before.version}. Read it again.",
            code="stale_version",
            version=version,
        )
    saved = msgspec.structs.replace(after, version=version + 1)
    row = {
        "version": saved.version,
        "plan": msgspec.to_builtins(saved),
        "who": who,
        "object": object,
        "created_at": at,
    }
    insert(conn, arrival_plans, [row])
    return saved


def history(conn: Connection, *, object: str, limit: int, after: Position | None = None) -> Page[Version]:
    """The versions that changed one thing, the latest first."""
    c = arrival_plans.c
    query = sa.select(arrival_plans).where(c.object == object).order_by(c.version.desc()).limit(limit + 1)
    if after is not None:
        query = query.where(c.version < after[0])
    found = [Version(_read(r.plan), r.created_at, r.who, r.object) for r in conn.execute(query)]
    more = len(found) > limit
    return Page(found[:limit], next=(found[limit - 1].plan.version,) if more else None)


def last_change(conn: Connection, object: str) -> Version | None:
    """The latest version that changed one thing."""
    items = history(conn, object=object, limit=1).items
    return items[0] if items else None


def rules_from(data: Sequence[Mapping[str, Any]]) -> tuple[AnyRule, ...]:
    """Rules from JSON.

    Raises:
        Invalid: with the place and the reason.
    """
    try:
        return msgspec.convert(data, tuple[AnyRule, ...])
    except msgspec.ValidationError as error:
        raise Invalid(f"These rules cannot be read: {error}.", code="invalid_arrival_rules") from error


def _read(data: Any) -> Plan:
    return msgspec.convert(data, Plan)
