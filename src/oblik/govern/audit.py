"""The record of every change: who, what, before, after; written in the transaction of the change, never
altered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from oblik.govern.actor import Actor
from oblik.kernel import ids
from oblik.kernel.page import Page, Position
from oblik.store.state import insert
from oblik.store.state.schema import audit

SYSTEM = "system"
"""Who did what nobody asked for over the API: the first start, the command line."""

_SECRET = {"password", "write_key", "token", "key", "secret"}
_LONGEST_NAME = 400


@dataclass(frozen=True, slots=True)
class Record:
    """One change. `user` and `token` say who: one of them, or neither for the system itself."""

    id: int
    at: int
    user: tuple[str, str] | None  # shown id, e-mail address at that time
    token: str | None
    action: str
    object: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which changes are asked for: parts of who did it, of the action and of the object, the exact action, and the time
    (`since` included, `until` not, ms). What is empty asks for nothing."""

    who: str = ""
    what: str = ""
    action: str = ""
    object: str = ""
    since: int | None = None
    until: int | None = None

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """As SQL; `what` is found in the action or the object."""
        found = []
        if self.who:
            found.append(audit.c.who.icontains(self.who, autoescape=True))
        if self.what:
            columns = audit.c.action, audit.c.object
            found.append(sa.or_(*(column.icontains(self.what, autoescape=True) for column in columns)))
        if self.action:
            found.append(audit.c.action == self.action)
        if self.object:
            found.append(audit.c.object.icontains(self.object, autoescape=True))
        if self.since is not None:
            found.append(audit.c.at >= self.since)
        if self.until is not None:
            found.append(audit.c.at < self.until)
        return found


def record(
    conn: Connection,
    *,
    at: int,
    who: Actor | str,
    action: str,
    object: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Writes one row.

    Args:
        at: ms since the epoch.
        who: an actor, or `SYSTEM`.
        action: what was done to which kind of thing: `source.rotate`.
        object: `source:shop`.
        before: what it was, None when it was made; secrets are replaced by a word.
        after: what it is, None when it is gone.
    """
    row = {
        "id": ids.random_id(at),
        "at": at,
        "who": (who if isinstance(who, str) else _written(who))[:_LONGEST_NAME],
        "action": action,
        "object": object[:_LONGEST_NAME],
        "before": _without_secrets(before),
        "after": _without_secrets(after),
    }
    insert(conn, audit, [row])


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The two sides of a change, only where they differ."""
    names = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in names}, {name: after[name] for name in names}


def page(
    conn: Connection,
    *,
    limit: int,
    after: Position | None = None,
    wanted: Filter | None = None,
) -> Page[Record]:
    """Changes, newest first."""
    query = sa.select(audit).where(*(wanted or Filter()).conditions())
    query = query.order_by(audit.c.id.desc()).limit(limit + 1)
    if after is not None:
        query = query.where(audit.c.id < after[0])
    records = [_read(row) for row in conn.execute(query)]
    more = len(records) > limit
    return Page(records[:limit], next=(records[limit - 1].id,) if more else None)


def actions(conn: Connection) -> list[str]:
    """Every action that was ever recorded, by name."""
    return list(conn.execute(sa.select(audit.c.action).distinct().order_by(audit.c.action)).scalars())


def _written(who: Actor) -> str:
    return f"user:{ids.show(who.id)}:{who.label}" if who.kind == "user" else f"token:{who.label}"


def _read(row: sa.Row[Any]) -> Record:
    kind, _, rest = row.who.partition(":")
    user_id, _, email = rest.partition(":")
    return Record(
        id=row.id,
        at=row.at,
        user=(user_id, email) if kind == "user" else None,
        token=rest if kind == "token" else None,
        action=row.action,
        object=row.object,
        before=row.before,
        after=row.after,
    )


def _without_secrets(side: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if side is None:
        return None
    return {name: "(secret)" if name in _SECRET and value else value for name, value in side.items()}
