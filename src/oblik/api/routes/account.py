"""Who is asking, and what they change about themselves."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

import oblik
from oblik.api.access import Newcomer, set_cookie
from oblik.api.frame import Frame, InFrame
from oblik.api.models.account import Me, MePatch, PasswordChange, Person, Workspace
from oblik.govern import audit, passwords, second_factor, sessions, users, workspace
from oblik.govern.actor import Actor
from oblik.govern.permissions import PERMISSIONS
from oblik.kernel import ids
from oblik.kernel.errors import Forbidden, Invalid, Unauthenticated

router = APIRouter(prefix="/api/me", tags=["account"])

_SLEPT_MS = 3_600_000


def me_of(frame: Frame, who: Actor) -> Me:
    """Someone, as they see themselves."""
    with frame.services.state.read() as conn:
        shared = workspace.get(conn)
        has_second = who.user_id is not None and second_factor.status(conn, who.user_id).since is not None
        return Me(
            user=_person(conn, who),
            permissions=[key for key in PERMISSIONS if key in who.permissions],
            workspace=Workspace.model_validate(asdict(shared)),
            second_factor=has_second,
            second_factor_missing=bool(
                shared.require_second_factor and not has_second and who.kind == "user"
            ),
            demo_shop=frame.services.settings.demo_shop,
            version=oblik.__version__,
        )


@router.get("")
def get_me(frame: InFrame, request: Request, response: Response, who: Newcomer) -> Me:
    """Who is asking. A session that slept for an hour wakes with a new key."""
    if who.session and who.slept_ms > _SLEPT_MS:
        with frame.services.state.write() as conn:
            key = sessions.rotate(conn, who.session, at=frame.now(), lifetime=frame.lifetime)
        if key is not None:
            set_cookie(response, request, frame, key)
    return me_of(frame, who)


@router.patch("")
def update_me(frame: InFrame, request: Request, response: Response, who: Newcomer, patch: MePatch) -> Me:
    """Changes the asker's name, language, colours or password; a new password ends all other sessions."""
    if not who.session:
        raise Forbidden(
            "Only a person who signed in changes themselves, not a token.", code="session_required"
        )
    changes = patch.given()
    changes.pop("password", None)
    if patch.password is not None:
        changes["password"] = _new_password(frame, who, patch.password)
    with frame.services.state.write() as conn:
        _save(conn, who, changes, frame.now())
        key = _fresh_session(conn, frame, request, who) if "password" in changes else None
    if key is not None:
        set_cookie(response, request, frame, key)
    return me_of(frame, who)


def _save(conn: Connection, who: Actor, changes: dict[str, Any], now: int) -> None:
    before = users.get(conn, who.id)
    after = users.update(conn, who.id, changes)
    old, new = audit.changed(before.facts(), after.facts())
    if "password" in changes:
        new["password"] = "changed"  # noqa: S105 - the fact, not the password
    if new:
        audit.record(
            conn,
            at=now,
            who=who,
            action="user.update",
            object=f"user:{ids.show(who.id)}",
            before=old,
            after=new,
        )


def _new_password(frame: Frame, who: Actor, change: PasswordChange) -> str:
    try:
        frame.sign_in.confirm(who.label, change.current)
    except Unauthenticated:
        raise Invalid(
            "The current password is wrong.", code="wrong_password", field="password.current"
        ) from None
    passwords.check_new(change.new)
    return passwords.hashed(change.new)


def _fresh_session(conn: Connection, frame: Frame, request: Request, who: Actor) -> str:
    sessions.end_all(conn, who.id)
    agent = request.headers.get("user-agent", "")
    return sessions.begin(conn, who.id, at=frame.now(), lifetime=frame.lifetime, agent=agent)


def _person(conn: Connection, who: Actor) -> Person:
    if who.user_id is None:
        shown = {"id": ids.show(who.id), "email": "", "name": who.label, "language": "en", "theme": "auto"}
    else:
        user = users.get(conn, who.user_id)
        shown = {"id": ids.show(user.id)} | user.facts()
    return Person.model_validate(shown | {"role": who.role})
