"""Sessions of people who signed in. The browser holds the key, the state only its hash.

A session ends when it is not used for a while, and for good after a longer while. A new sign-in always makes
a new key; one that slept gets a new key when it wakes, and its old key goes on for a minute, for requests
that are already on their way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from oblik.govern import workspace
from oblik.govern.actor import Actor
from oblik.govern.permissions import permissions_of
from oblik.govern.secrets import fingerprint, new_key
from oblik.store.state import insert
from oblik.store.state.schema import second_factors, sessions, users

_DAY_MS = 86_400_000
_TOUCH_MS = 60_000  # a session in use is written down at most once a minute
_OVERLAP_MS = 60_000
_MOST_PER_USER = 50
_NAME_LENGTH = 16  # of a hash: enough to tell apart, and nothing to sign in with


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long sessions live, in ms: without use, and at most."""

    idle: int
    most: int

    @classmethod
    def of_days(cls, idle: int, most: int) -> Lifetime:
        """From the settings' days."""
        return cls(idle * _DAY_MS, most * _DAY_MS)

    def end(self, created_at: int, seen_at: int) -> int:
        """When a session ends that was made and last used at these moments."""
        return min(seen_at + self.idle, created_at + self.most)


@dataclass(frozen=True, slots=True)
class Session:
    """A session as its owner sees it. `id` names it and opens nothing; times are ms since the epoch."""

    id: str
    agent: str
    created_at: int
    last_seen_at: int
    current: bool


def of_user(conn: Connection, user_id: int, *, at: int, current: str = "") -> list[Session]:
    """Where somebody is signed in, latest use first; `current` is the hash of the asker's own."""
    query = (
        sa.select(sessions)
        .where(sessions.c.user_id == user_id, sessions.c.expires_at > at + _OVERLAP_MS)
        .order_by(sessions.c.last_seen_at.desc(), sessions.c.key)
    )
    return [
        Session(_named(row.key), row.agent, row.created_at, row.last_seen_at, row.key == current)
        for row in conn.execute(query)
    ]


def begin(conn: Connection, user_id: int, *, at: int, lifetime: Lifetime, agent: str = "") -> str:
    """A new session; returns its key, which is stored nowhere."""
    _forget_old(conn, user_id, at)
    return _insert(conn, user_id, created_at=at, at=at, lifetime=lifetime, agent=agent)


def actor(conn: Connection, key: str, *, at: int) -> Actor | None:
    """Who holds this key; None when the session is over or the user may not come in any more."""
    row = conn.execute(_open(fingerprint(key), at)).one_or_none()
    if row is None:
        return None
    return Actor(
        kind="user",
        id=row.user_id,
        label=row.email,
        role=row.role,
        permissions=permissions_of(row.role),
        user_id=row.user_id,
        session=row.key,
        slept_ms=at - row.last_seen_at,
        unenrolled=row.confirmed_at is None and workspace.get(conn).require_second_factor,
    )


def is_alive(conn: Connection, who: Actor, *, at: int) -> bool:
    """Whether the session would still be let in, with the same role."""
    row = conn.execute(_open(who.session, at)).one_or_none()
    return row is not None and row.role == who.role


def needs_touch(who: Actor) -> bool:
    """Whether the session's last use should be written down again."""
    return bool(who.session) and who.slept_ms > _TOUCH_MS


def touch(conn: Connection, session: str, *, at: int, lifetime: Lifetime) -> None:
    """Writes down that a session is in use, which moves its end. `session` is the hash; one that was replaced
    stays so."""
    row = conn.execute(sa.select(sessions).where(sessions.c.key == session)).one_or_none()
    if row is None or row.expires_at - at <= _OVERLAP_MS:
        return
    values = {"last_seen_at": at, "expires_at": lifetime.end(row.created_at, at)}
    conn.execute(sa.update(sessions).where(sessions.c.key == session).values(**values))


def rotate(conn: Connection, session: str, *, at: int, lifetime: Lifetime) -> str | None:
    """A new key for a session; the old one goes on for a minute. None when the session is gone or was rotated
    already."""
    row = conn.execute(sa.select(sessions).where(sessions.c.key == session)).one_or_none()
    if row is None or row.expires_at - at <= _OVERLAP_MS:
        return None
    conn.execute(sa.update(sessions).where(sessions.c.key == session).values(expires_at=at + _OVERLAP_MS))
    return _insert(conn, row.user_id, created_at=row.created_at, at=at, lifetime=lifetime, agent=row.agent)


def end(conn: Connection, session: str) -> None:
    """Ends one session, by its hash."""
    conn.execute(sa.delete(sessions).where(sessions.c.key == session))


def end_all(conn: Connection, user_id: int) -> None:
    """Ends every session of a user: after a new password, another role, a closed account."""
    conn.execute(sa.delete(sessions).where(sessions.c.user_id == user_id))


def end_named(conn: Connection, user_id: int, session_id: str) -> bool:
    """Ends one session of a user, by the name it is listed under; whether there was one."""
    own = sa.select(sessions.c.key).where(sessions.c.user_id == user_id)
    found = [key for key in conn.execute(own).scalars() if _named(key) == session_id]
    conn.execute(sa.delete(sessions).where(sessions.c.key.in_(found)))
    return bool(found)


def end_others(conn: Connection, user_id: int, current: str) -> int:
    """Ends every session of a user but the one with this hash; how many."""
    others = sa.and_(sessions.c.user_id == user_id, sessions.c.key != current)
    return conn.execute(sa.delete(sessions).where(others)).rowcount


def _named(session: str) -> str:
    return session[:_NAME_LENGTH]


def _open(session: str, at: int) -> sa.Select[Any]:
    return (
        sa.select(sessions, users.c.email, users.c.role, second_factors.c.confirmed_at)
        .join(users, users.c.id == sessions.c.user_id)
        .outerjoin(second_factors, second_factors.c.user_id == sessions.c.user_id)
        .where(sessions.c.key == session, sessions.c.expires_at > at, ~users.c.disabled)
    )


def _insert(
    conn: Connection, user_id: int, *, created_at: int, at: int, lifetime: Lifetime, agent: str
) -> str:
    key = new_key()
    row = {
        "key": fingerprint(key),
        "user_id": user_id,
        "created_at": created_at,
        "expires_at": lifetime.end(created_at, at),
        "last_seen_at": at,
        "agent": agent[:300],
    }
    insert(conn, sessions, [row])
    return key


def _forget_old(conn: Connection, user_id: int, at: int) -> None:
    """Drops what is over, and the longest unused of someone who signs in again and again."""
    conn.execute(sa.delete(sessions).where(sessions.c.expires_at <= at))
    kept = (
        sa.select(sessions.c.key)
        .where(sessions.c.user_id == user_id)
        .order_by(sessions.c.last_seen_at.desc())
        .limit(_MOST_PER_USER - 1)
    )
    conn.execute(sa.delete(sessions).where(sessions.c.user_id == user_id, sessions.c.key.not_in(kept)))
