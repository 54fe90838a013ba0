"""The people who use Oblik, and the table of roles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from sqlalchemy import Connection

from oblik.api.access import may, signed_in
from oblik.api.frame import Frame, InFrame
from oblik.api.models.account import NewUser, Permission, Role, Roles, User, UserPatch, Users
from oblik.api.parameters import Paged, ShownId, id_of
from oblik.govern import audit, invitations, passwords, second_factor, sessions, tokens, users
from oblik.govern.actor import Actor
from oblik.govern.permissions import PERMISSIONS, ROLES
from oblik.kernel import ids
from oblik.kernel.errors import Conflict

router = APIRouter(prefix="/api", tags=["users"])

Editor = Annotated[Actor, Depends(may("users.edit"))]


@router.get("/users", dependencies=[Depends(may("users.read"))])
def list_users(frame: InFrame, paging: Paged) -> Users:
    """Everyone with an account, by address."""
    with frame.services.state.read() as conn:
        found = users.page(conn, limit=paging.limit, after=paging.after)
        enrolled = second_factor.enrolled(conn, [user.id for user in found.items])
    return Users(**paging.render(found, lambda user: User.of(user, second_factor=user.id in enrolled)))


@router.post("/users", status_code=201)
def create_user(frame: InFrame, who: Editor, new: NewUser) -> User:
    """Makes an account, with a role that is not above the asker's."""
    who.check_may_give(new.role)
    passwords.check_new(new.password)
    password, now = passwords.hashed(new.password), frame.now()
    with frame.services.state.write() as conn:
        user = users.create(
            conn,
            email=new.email,
            name=new.name,
            role=new.role,
            password=password,
            at=now,
            language=new.language,
        )
        audit.record(conn, at=now, who=who, action="user.create", object=_named(user), after=user.facts())
    return User.of(user)


@router.patch("/users/{id}")
def update_user(frame: InFrame, who: Editor, id: ShownId, patch: UserPatch) -> User:
    """Changes somebody who is not above the asker. Another role, a new password or closing ends their
    sessions; closing also withdraws their tokens, and with another role what they invited."""
    changes = patch.given()
    if "password" in changes:
        passwords.check_new(patch.password)
        changes["password"] = passwords.hashed(patch.password)
        changes |= {"failures": 0, "locked_until": 0}
    with frame.services.state.write() as conn:
        before = users.get(conn, id_of(id))
        _check_may_change(who, before, changes)
        after = users.update(conn, before.id, changes)
        if changes.keys() & {"role", "disabled", "password"}:
            sessions.end_all(conn, before.id)
        old, new = audit.changed(before.facts(), after.facts())
        if "password" in changes:
            new["password"] = "changed"  # noqa: S105 - the fact, not the password
        new |= _withdraw(conn, before.id, changes)
        audit.record(
            conn, at=frame.now(), who=who, action="user.update", object=_named(after), before=old, after=new
        )
        return User.of(after, second_factor=after.id in second_factor.enrolled(conn, [after.id]))


@router.delete("/users/{id}/second-factor", status_code=204)
def reset_second_factor(frame: InFrame, who: Editor, id: ShownId) -> None:
    """Takes away the second factor of somebody who lost their phone, and signs them out."""
    _change_access(frame, who, id, "second_factor.reset", second_factor.remove)


@router.delete("/users/{id}/sessions", status_code=204)
def end_user_sessions(frame: InFrame, who: Editor, id: ShownId) -> None:
    """Signs somebody out everywhere."""
    _change_access(frame, who, id, "session.end_all", sessions.end_all)


def _change_access(
    frame: Frame, who: Actor, id: str, action: str, change: Callable[[Connection, int], None]
) -> None:
    with frame.services.state.write() as conn:
        user = users.get(conn, id_of(id))
        who.check_may_give(user.role)
        if user.id == who.user_id:
            raise Conflict("This is done for others; for oneself under /api/me.", code="own_account")
        change(conn, user.id)
        sessions.end_all(conn, user.id)
        audit.record(conn, at=frame.now(), who=who, action=action, object=_named(user))


def _withdraw(conn: Connection, user_id: int, changes: dict[str, Any]) -> dict[str, int]:
    """What goes with an account or a role; how many of each, where there were any."""
    gone = {}
    if changes.get("disabled"):
        gone["tokens"] = tokens.withdraw_all(conn, user_id)
    if changes.get("disabled") or "role" in changes:
        gone["invitations"] = invitations.withdraw_all(conn, user_id)
    return {name: number for name, number in gone.items() if number}


@router.get("/roles", dependencies=[Depends(signed_in)])
def list_roles() -> Roles:
    """Which role may do what."""
    return Roles(
        roles=[
            Role.model_validate(
                {
                    "key": role.key,
                    "name": role.name,
                    "permissions": [p for p in PERMISSIONS if p in role.permissions],
                }
            )
            for role in ROLES.values()
        ],
        permissions=[Permission(key=key, description=said) for key, said in PERMISSIONS.items()],
    )


def _named(user: users.User) -> str:
    return f"user:{ids.show(user.id)}"


def _check_may_change(who: Actor, user: users.User, changes: dict[str, Any]) -> None:
    if user.id == who.user_id and changes.keys() & {"role", "disabled", "password"}:
        raise Conflict(
            "Nobody changes their own role or closes their own account; "
            "the password is changed under /api/me.",
            code="own_account",
        )
    who.check_may_give(user.role)
    who.check_may_give(changes.get("role", user.role))
