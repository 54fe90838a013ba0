"""The first start: an owner to sign in as, and a token for automation."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from oblik.govern import audit, passwords, tokens, users
from oblik.govern.permissions import OWNER
from oblik.govern.secrets import new_key
from oblik.kernel.clock import Clock
from oblik.store.state import State

EMAIL = "admin@localhost"
TOKEN_NAME = "admin"  # noqa: S105 - a name


@dataclass(frozen=True, slots=True)
class Welcome:
    """What was made. `password` and `token` are None where they were given: only what nobody knows yet is
    shown."""

    email: str
    password: str | None
    token: str | None


def first_start(
    state: State, clock: Clock, *, email: str = "", password: str = "", token: str = ""
) -> Welcome | None:
    """Makes the first owner, and a token of the owner's, if there is no user yet; None if there is.

    What is not given is made. Safe when several processes start at once: one of them makes them.
    """
    with state.read() as conn:
        if users.count(conn):
            return None
    secret = password or new_key()[:16]
    stored = passwords.hashed(secret)
    key = token or new_key(tokens.PREFIX)
    with state.write() as conn:
        if not _is_first(conn):
            return None
        user = _make(conn, clock.now_ms(), email or EMAIL, stored, key)
    return Welcome(user.email, None if password else secret, None if token else key)


def _is_first(conn: Connection) -> bool:
    """Asked again inside the transaction, which other processes wait for."""
    if conn.dialect.name == "postgresql":
        conn.execute(sa.text("LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE"))
    return users.count(conn) == 0


def _make(conn: Connection, at: int, email: str, stored: str, key: str) -> users.User:
    user = users.create(conn, email=email, name="Administrator", role=OWNER, password=stored, at=at)
    audit.record(
        conn, at=at, who=audit.SYSTEM, action="user.create", object=f"user:{user.email}", after=user.facts()
    )
    token, _ = tokens.create(conn, name=TOKEN_NAME, role=OWNER, at=at, user_id=user.id, key=key)
    audit.record(
        conn,
        at=at,
        who=audit.SYSTEM,
        action="token.create",
        object=f"token:{token.name}",
        after=token.facts(),
    )
    return user
