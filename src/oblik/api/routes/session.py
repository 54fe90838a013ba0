"""Signing in and out."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from oblik.api.access import Newcomer, anyone, clear_cookie, set_cookie
from oblik.api.frame import Frame, InFrame
from oblik.api.models.account import Credentials, Me
from oblik.api.routes.account import me_of
from oblik.govern import audit, sessions
from oblik.govern.actor import Actor
from oblik.govern.permissions import permissions_of
from oblik.govern.users import User
from oblik.kernel import ids

router = APIRouter(prefix="/api/session", tags=["account"])


@router.post("", dependencies=[Depends(anyone)])
def sign_in(frame: InFrame, request: Request, response: Response, credentials: Credentials) -> Me:
    """Begins a session; its key comes as a cookie. 401 with the code `second_factor` asks for the same again with a
    `code`: of the authenticator app, or a recovery code."""
    user = frame.sign_in.check(credentials.email, credentials.password, credentials.code)
    key = begin(frame, request, user)
    set_cookie(response, request, frame, key)
    return me_of(frame, actor_of(user))


@router.delete("", status_code=204)
def sign_out(frame: InFrame, request: Request, response: Response, who: Newcomer) -> None:
    """Ends the session; without effect for a token."""
    if who.session:
        with frame.services.state.write() as conn:
            sessions.end(conn, who.session)
            audit.record(conn, at=frame.now(), who=who, action="session.end", object=_named(who.id))
    clear_cookie(response, request, frame)


def begin(frame: Frame, request: Request, user: User) -> str:
    """A new session for someone whose password was right."""
    now, agent = frame.now(), request.headers.get("user-agent", "")
    with frame.services.state.write() as conn:
        key = sessions.begin(conn, user.id, at=now, lifetime=frame.lifetime, agent=agent)
        audit.record(conn, at=now, who=actor_of(user), action="session.start", object=_named(user.id))
    return key


def actor_of(user: User) -> Actor:
    """The one who has just come in."""
    return Actor("user", user.id, user.email, user.role, permissions_of(user.role), user.id)


def _named(user_id: int) -> str:
    return f"user:{ids.show(user_id)}"
