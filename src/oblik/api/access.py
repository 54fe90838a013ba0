"""Who is asking, and whether they may: one dependency that every endpoint names.

`may("customers.read")` lets in who has that permission, `signed_in` whoever is known, `anyone` everyone. A
test walks all routes and fails where none of them stands.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Request, Response, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from oblik.api.client import is_https
from oblik.api.frame import Frame, InFrame
from oblik.api.marks import remember_marks
from oblik.govern import sessions, tokens
from oblik.govern.actor import Actor
from oblik.govern.permissions import PERMISSIONS
from oblik.kernel.errors import Forbidden, Unauthenticated, Unavailable

COOKIE: Final = "oblik_session"
CSRF_HEADER: Final = "x-oblik"

_READING = ("GET", "HEAD", "OPTIONS")
_bearer = HTTPBearer(auto_error=False, description="An API token.", scheme_name="token")
_cookie = APIKeyCookie(
    name=COOKIE,
    auto_error=False,
    scheme_name="session",
    description="A session; requests that change something also need the header `X-Oblik: 1`.",
)


@dataclass(frozen=True)
class May:
    """Lets in who has `permission`; None asks only that somebody is known. `unenrolled` lets in also those who have
    yet to set up the second factor that the workspace asks for."""

    permission: str | None
    unenrolled: bool = False

    def __post_init__(self) -> None:
        if self.permission is not None and self.permission not in PERMISSIONS:
            raise ValueError(f"Expected a permission from the table, got {self.permission!r}.")

    def __call__(
        self,
        request: Request,
        frame: InFrame,
        token: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
        session: Annotated[str | None, Security(_cookie)],
        _marks: Annotated[None, Depends(remember_marks)],
    ) -> Actor:
        """Who is asking.

        Raises:
            Unauthenticated: nobody that is known.
            Forbidden: somebody who may not.
        """
        who = _by_token(frame, token.credentials) if token else _by_session(frame, session, request)
        if who.unenrolled and not self.unenrolled:
            raise Forbidden(
                "This workspace asks everybody for a second factor: set yours up first, under /api/me/second-factor.",
                code="second_factor_missing",
            )
        if self.permission is not None and self.permission not in who.permissions:
            raise Forbidden(
                f"This needs the permission {self.permission}, which the role {who.role} does not have.",
                code="not_permitted",
                permission=self.permission,
            )
        return who


def may(permission: str) -> May:
    """The dependency that asks for one permission."""
    return May(permission)


signed_in: Final = May(None)


async def anyone() -> None:
    """The dependency of an endpoint that is open to everyone; written down so that it is never open by
    mistake."""


Somebody = Annotated[Actor, Depends(signed_in)]
Newcomer = Annotated[Actor, Depends(May(None, unenrolled=True))]
"""Whoever is known, also without the second factor that the workspace asks for."""


def still_there(frame: Frame, who: Actor) -> bool:
    """Whether someone who was let in a while ago would be let in again; for answers that go on for long."""
    with frame.services.state.read() as conn:
        return (
            sessions.is_alive(conn, who, at=frame.now())
            if who.session
            else tokens.is_alive(conn, who, at=frame.now())
        )


def set_cookie(response: Response, request: Request, frame: Frame, key: str) -> None:
    """Gives the browser a session's key, out of reach of scripts and of other sites' forms."""
    response.set_cookie(
        COOKIE,
        key,
        max_age=frame.lifetime.most // 1000,
        httponly=True,
        samesite="lax",
        secure=is_https(request, frame.services.settings),
    )


def clear_cookie(response: Response, request: Request, frame: Frame) -> None:
    """Takes the key back."""
    secure = is_https(request, frame.services.settings)
    response.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=secure)


def _by_token(frame: Frame, key: str) -> Actor:
    now = frame.now()
    with frame.services.state.read() as conn:
        found = tokens.actor(conn, key, at=now)
    if found is None:
        raise Unauthenticated("This API token is unknown, withdrawn or over.", code="unknown_token")
    who, unwritten = found
    if unwritten:
        # When the disk is full people can still look.
        with suppress(Unavailable), frame.services.state.write() as conn:
            tokens.touch(conn, who.id, at=now)
    return who


def _by_session(frame: Frame, key: str | None, request: Request) -> Actor:
    now = frame.now()
    with frame.services.state.read() as conn:
        who = sessions.actor(conn, key, at=now) if key else None
    if who is None:
        raise Unauthenticated(
            "Sign in first, or send an API token as `Authorization: Bearer`.", code="unauthenticated"
        )
    if request.method not in _READING and request.headers.get(CSRF_HEADER) != "1":
        raise Forbidden("A change made with a session needs the header `X-Oblik: 1`.", code="csrf")
    if sessions.needs_touch(who):
        with suppress(Unavailable), frame.services.state.write() as conn:
            sessions.touch(conn, who.session, at=now, lifetime=frame.lifetime)
    return who
