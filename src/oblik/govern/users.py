"""The people who use Oblik."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from oblik.govern.permissions import OWNER
from oblik.kernel import ids
from oblik.kernel.errors import Conflict, Invalid, NotFound
from oblik.kernel.page import Page, Position
from oblik.store.state import insert
from oblik.store.state.schema import users

LANGUAGES = ("en", "uk", "ru")

_ADDRESS = re.compile(r"[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f]+@[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f]+")
_LONGEST = 320


@dataclass(frozen=True, slots=True)
class User:
    """A person with an account. `password` is a hash; times are ms since the epoch."""

    id: int
    email: str
    name: str
    password: str
    role: str
    language: str
    theme: str
    disabled: bool
    failures: int
    locked_until: int
    created_at: int

    def facts(self) -> dict[str, Any]:
        """What the audit keeps of a user."""
        kept = ("email", "name", "role", "language", "theme", "disabled")
        return {name: value for name, value in asdict(self).items() if name in kept}


def normal_email(text: str) -> str:
    """The address as it is stored: trimmed, lower case.

    An account's address is a name to sign in with, so `admin@localhost` is as good as any; whether mail
    arrives there is not asked.

    Raises:
        Invalid: when it is no address.
    """
    address = text.strip().lower()
    if not _ADDRESS.fullmatch(address) or len(address) > _LONGEST:
        raise Invalid(
            f"Expected an e-mail address of at most {_LONGEST} characters, got {text[:80]!r}.",
            code="invalid_email",
            field="email",
        )
    return address


def create(
    conn: Connection, *, email: str, name: str, role: str, password: str, at: int, language: str = "en"
) -> User:
    """A new account; `password` is a hash already.

    Raises:
        Conflict: when the address has one.
    """
    address = normal_email(email)
    if by_email(conn, address) is not None:
        raise Conflict(
            f"There is a user with the address {address} already.", code="email_taken", field="email"
        )
    user = User(
        id=ids.random_id(at),
        email=address,
        name=name,
        password=password,
        role=role,
        language=language,
        theme="auto",
        disabled=False,
        failures=0,
        locked_until=0,
        created_at=at,
    )
    insert(conn, users, [asdict(user)])
    return user


def get(conn: Connection, user_id: int) -> User:
    """The user with that id, or NotFound."""
    row = conn.execute(sa.select(users).where(users.c.id == user_id)).one_or_none()
    if row is None:
        raise NotFound(f"There is no user {ids.show(user_id)}.", code="user_not_found")
    return User(**row._mapping)


def by_email(conn: Connection, email: str) -> User | None:
    """The user with that address, however it is written."""
    row = conn.execute(sa.select(users).where(users.c.email == email.strip().lower())).one_or_none()
    return User(**row._mapping) if row else None


def emails(conn: Connection, user_ids: Collection[int]) -> Mapping[int, str]:
    """Addresses by id."""
    query = sa.select(users.c.id, users.c.email).where(users.c.id.in_(user_ids))
    return {row.id: row.email for row in conn.execute(query)} if user_ids else {}


def names(conn: Connection, user_ids: Collection[int]) -> Mapping[int, str]:
    """Names by id."""
    query = sa.select(users.c.id, users.c.name).where(users.c.id.in_(user_ids))
    return {row.id: row.name for row in conn.execute(query)} if user_ids else {}


def page(conn: Connection, *, limit: int, after: Position | None = None) -> Page[User]:
    """Everyone, by address."""
    query = sa.select(users).order_by(users.c.email).limit(limit + 1)
    if after is not None:
        query = query.where(users.c.email > after[0])
    found = [User(**row._mapping) for row in conn.execute(query)]
    more = len(found) > limit
    return Page(found[:limit], next=(found[limit - 1].email,) if more else None)


def update(conn: Connection, user_id: int, changes: Mapping[str, Any]) -> User:
    """Sets columns of one user and answers the user after it.

    Raises:
        Conflict: when nobody would be left who may do everything.
    """
    before = get(conn, user_id)
    if changes.get("role", OWNER) != OWNER or changes.get("disabled"):
        _keep_an_owner(conn, user_id)
    if changes:
        conn.execute(sa.update(users).where(users.c.id == user_id).values(**changes))
    return replace(before, **changes)


def count(conn: Connection) -> int:
    """How many users there are."""
    return conn.execute(sa.select(sa.func.count()).select_from(users)).scalar_one()


def _keep_an_owner(conn: Connection, leaving: int) -> None:
    # Locked, so that two owners who demote each other at one moment do not both succeed.
    owners = sa.select(users.c.id).where(users.c.role == OWNER, ~users.c.disabled).with_for_update()
    if set(conn.execute(owners).scalars()) == {leaving}:
        raise Conflict("Somebody must stay owner: make another user an owner first.", code="last_owner")
