"""Invitations: a link that makes an account once. The link holds the key, the state only its hash."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import Connection

from oblik.govern import users
from oblik.govern.secrets import fingerprint, new_key
from oblik.govern.users import User
from oblik.kernel import ids
from oblik.kernel.errors import Conflict, NotFound
from oblik.kernel.page import Page, Position
from oblik.store.state import insert
from oblik.store.state.schema import invitations

LIFETIME_MS: Final = 7 * 86_400_000


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody who may make an account. `inviter_id` is None when a program invited; times are ms since the epoch."""

    id: int
    email: str
    role: str
    language: str
    inviter_id: int | None
    created_at: int
    expires_at: int

    def facts(self) -> dict[str, Any]:
        """What the audit keeps of an invitation."""
        return {"email": self.email, "role": self.role}


def create(
    conn: Connection, *, email: str, role: str, language: str, inviter_id: int | None, at: int
) -> tuple[Invitation, str]:
    """A new invitation and its key; one to the same address that is over makes way.

    Raises:
        Invalid: when it is no address.
        Conflict: when the address has an account, or an invitation that is open.
    """
    address = users.normal_email(email)
    if users.by_email(conn, address) is not None:
        raise Conflict(
            f"There is a user with the address {address} already.", code="email_taken", field="email"
        )
    over = sa.and_(invitations.c.email == address, invitations.c.expires_at <= at)
    conn.execute(sa.delete(invitations).where(over))
    if conn.execute(sa.select(invitations.c.id).where(invitations.c.email == address)).first():
        raise Conflict(
            f"{address} is invited already: make a new link or withdraw the invitation.",
            code="invited_already",
            field="email",
        )
    made = Invitation(ids.random_id(at), address, role, language, inviter_id, at, at + LIFETIME_MS)
    key = new_key()
    row = {field: getattr(made, field) for field in Invitation.__slots__} | {"key": fingerprint(key)}
    insert(conn, invitations, [row])
    return made, key


def renew(conn: Connection, invitation_id: int, *, inviter_id: int | None, at: int) -> tuple[Invitation, str]:
    """A new link for an invitation, which lives from now on; the old link opens nothing any more."""
    get(conn, invitation_id)
    key = new_key()
    values = {"key": fingerprint(key), "inviter_id": inviter_id, "expires_at": at + LIFETIME_MS}
    conn.execute(sa.update(invitations).where(invitations.c.id == invitation_id).values(**values))
    return get(conn, invitation_id), key


def get(conn: Connection, invitation_id: int) -> Invitation:
    """The invitation with that id, or NotFound."""
    row = conn.execute(_shown().where(invitations.c.id == invitation_id)).one_or_none()
    if row is None:
        raise NotFound(f"There is no invitation {ids.show(invitation_id)}.", code="invitation_not_found")
    return Invitation(**row._mapping)


def page(conn: Connection, *, limit: int, after: Position | None = None) -> Page[Invitation]:
    """All of them, newest first; also those that are over, until somebody withdraws or renews them."""
    query = _shown().order_by(invitations.c.id.desc()).limit(limit + 1)
    if after is not None:
        query = query.where(invitations.c.id < after[0])
    found = [Invitation(**row._mapping) for row in conn.execute(query)]
    more = len(found) > limit
    return Page(found[:limit], next=(found[limit - 1].id,) if more else None)


def by_key(conn: Connection, key: str, *, at: int) -> Invitation:
    """The open invitation of a link.

    Raises:
        NotFound: when it was used, withdrawn or renewed, or is over.
    """
    opens = sa.and_(invitations.c.key == fingerprint(key), invitations.c.expires_at > at)
    row = conn.execute(_shown().where(opens)).one_or_none()
    if row is None:
        raise NotFound(
            "This invitation was used or withdrawn, or is over; ask for a new link.", code="invitation_gone"
        )
    return Invitation(**row._mapping)


def accept(conn: Connection, key: str, *, name: str, password: str, language: str, at: int) -> User:
    """The account that the link makes, once; `password` is a hash already."""
    found = by_key(conn, key, at=at)
    # Deleted before the account is made: of two people with one link only one goes on.
    if conn.execute(sa.delete(invitations).where(invitations.c.key == fingerprint(key))).rowcount != 1:
        by_key(conn, key, at=at)
    return users.create(
        conn, email=found.email, name=name, role=found.role, password=password, at=at, language=language
    )


def withdraw(conn: Connection, invitation_id: int) -> None:
    """Makes the link open nothing from now on."""
    conn.execute(sa.delete(invitations).where(invitations.c.id == invitation_id))


def withdraw_all(conn: Connection, inviter_id: int) -> int:
    """Withdraws what somebody invited who may no longer do so; how many."""
    return conn.execute(sa.delete(invitations).where(invitations.c.inviter_id == inviter_id)).rowcount


def count(conn: Connection) -> int:
    """How many there are."""
    return conn.execute(sa.select(sa.func.count()).select_from(invitations)).scalar_one()


def _shown() -> sa.Select[Any]:
    return sa.select(*(invitations.c[name] for name in Invitation.__slots__))
