"""API tokens: keys for programs. Shown once, kept as a hash, never with more rights than their maker's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from oblik.govern.actor import Actor
from oblik.govern.permissions import permissions_of
from oblik.govern.secrets import fingerprint, new_key
from oblik.kernel import ids
from oblik.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from oblik.kernel.page import Page, Position
from oblik.store.state import insert
from oblik.store.state.schema import tokens, users

PREFIX = "oblik_"
_TOUCH_MS = 60_000


@dataclass(frozen=True, slots=True)
class Token:
    """A token without its key. `user_id` is whom it belongs to; times are ms since the epoch."""

    id: int
    name: str
    role: str
    user_id: int | None
    created_at: int
    expires_at: int | None
    last_used_at: int | None

    def facts(self) -> dict[str, Any]:
        """What the audit keeps of a token."""
        return {"name": self.name, "role": self.role, "expires_at": self.expires_at}


def create(
    conn: Connection,
    *,
    name: str,
    role: str,
    at: int,
    user_id: int | None = None,
    expires_at: int | None = None,
    key: str | None = None,
) -> tuple[Token, str]:
    """A new token and its key; `key` gives one that was chosen elsewhere.

    Raises:
        Conflict: when there is one of that name.
        Invalid: when it would have ended already.
    """
    if expires_at is not None and expires_at <= at:
        raise Invalid(
            "Expected an end in the future, got one in the past.", code="expired", field="expires_at"
        )
    if conn.execute(sa.select(tokens.c.id).where(tokens.c.name == name)).first():
        raise Conflict(f"There is a token named {name!r} already.", code="name_taken", field="name")
    secret = key or new_key(PREFIX)
    token = Token(ids.random_id(at), name, role, user_id, at, expires_at, None)
    row = {field: getattr(token, field) for field in Token.__slots__} | {"key": fingerprint(secret)}
    insert(conn, tokens, [row])
    return token, secret


def check_gift(giver: Actor, role: str, expires_at: int | None) -> None:
    """Refuses a token that could do more, or live longer, than the one who makes it.

    Raises:
        Forbidden: with the reason.
    """
    giver.check_may_give(role)
    if giver.expires_at is not None and (expires_at is None or expires_at > giver.expires_at):
        raise Forbidden("A token cannot make one that outlives it.", code="outlives_maker")


def actor(conn: Connection, key: str, *, at: int) -> tuple[Actor, bool] | None:
    """Who holds this key, and whether its use should be written down; None when it opens nothing (any
    more)."""
    row = conn.execute(_with_user().where(tokens.c.key == fingerprint(key))).one_or_none()
    if row is None or not _opens(row, at):
        return None
    who = Actor(
        "token", row.id, row.name, row.role, _permissions(row), row.user_id, expires_at=row.expires_at
    )
    return who, row.last_used_at is None or at - row.last_used_at > _TOUCH_MS


def is_alive(conn: Connection, who: Actor, *, at: int) -> bool:
    """Whether the token would still be let in, with the same rights."""
    row = conn.execute(_with_user().where(tokens.c.id == who.id)).one_or_none()
    return row is not None and _opens(row, at) and _permissions(row) == who.permissions


def touch(conn: Connection, token_id: int, *, at: int) -> None:
    """Writes down that a token was used."""
    conn.execute(sa.update(tokens).where(tokens.c.id == token_id).values(last_used_at=at))


def page(
    conn: Connection, *, limit: int, after: Position | None = None, user_id: int | None = None
) -> Page[Token]:
    """Tokens, newest first: one user's, or everyone's."""
    query = sa.select(*_shown()).order_by(tokens.c.id.desc()).limit(limit + 1)
    if after is not None:
        query = query.where(tokens.c.id < after[0])
    if user_id is not None:
        query = query.where(tokens.c.user_id == user_id)
    found = [Token(**row._mapping) for row in conn.execute(query)]
    more = len(found) > limit
    return Page(found[:limit], next=(found[limit - 1].id,) if more else None)


def get(conn: Connection, token_id: int) -> Token:
    """The token with that id, or NotFound."""
    row = conn.execute(sa.select(*_shown()).where(tokens.c.id == token_id)).one_or_none()
    if row is None:
        raise NotFound(f"There is no token {ids.show(token_id)}.", code="token_not_found")
    return Token(**row._mapping)


def withdraw(conn: Connection, token_id: int) -> None:
    """Makes the token open nothing from now on."""
    conn.execute(sa.delete(tokens).where(tokens.c.id == token_id))


def withdraw_all(conn: Connection, user_id: int) -> int:
    """Withdraws every token of a user whose account is closed; how many."""
    return conn.execute(sa.delete(tokens).where(tokens.c.user_id == user_id)).rowcount


def _shown() -> list[sa.Column[Any]]:
    return [tokens.c[name] for name in Token.__slots__]


def _with_user() -> sa.Select[Any]:
    columns = (tokens, users.c.role.label("user_role"), users.c.disabled)
    return sa.select(*columns).outerjoin(users, users.c.id == tokens.c.user_id)


def _opens(row: sa.Row[Any], at: int) -> bool:
    return not row.disabled and (row.expires_at is None or row.expires_at > at)


def _permissions(row: sa.Row[Any]) -> frozenset[str]:
    own = permissions_of(row.role)
    return own if row.user_id is None else own & permissions_of(row.user_role or "")
