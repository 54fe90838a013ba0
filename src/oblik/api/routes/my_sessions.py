"""Where the asker is signed in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from oblik.api.access import Somebody
from oblik.api.frame import InFrame
from oblik.api.models.people import Ended, Session, Sessions
from oblik.govern import audit, sessions
from oblik.kernel import ids
from oblik.kernel.errors import NotFound

router = APIRouter(prefix="/api/me/sessions", tags=["account"])

SessionId = Annotated[str, Path(pattern="^[0-9a-f]{16}$", description="A session as it is listed.")]


@router.get("")
def list_sessions(frame: InFrame, who: Somebody) -> Sessions:
    """The asker's sessions, latest use first; none for a token."""
    if not who.session:
        return Sessions(items=[])
    with frame.services.state.read() as conn:
        found = sessions.of_user(conn, who.id, at=frame.now(), current=who.session)
    return Sessions(items=[Session.of(one) for one in found])


@router.delete("")
def end_other_sessions(frame: InFrame, who: Somebody) -> Ended:
    """Signs the asker out everywhere but here."""
    if not who.session:
        return Ended(ended=0)
    with frame.services.state.write() as conn:
        ended = sessions.end_others(conn, who.id, who.session)
        audit.record(
            conn,
            at=frame.now(),
            who=who,
            action="session.end_others",
            object=f"user:{ids.show(who.id)}",
            after={"ended": ended},
        )
    return Ended(ended=ended)


@router.delete("/{session_id}", status_code=204)
def end_session(frame: InFrame, who: Somebody, session_id: SessionId) -> None:
    """Signs one of the asker's browsers out."""
    with frame.services.state.write() as conn:
        if not (who.session and sessions.end_named(conn, who.id, session_id)):
            raise NotFound("There is no such session any more.", code="session_not_found")
        audit.record(
            conn, at=frame.now(), who=who, action="session.end_one", object=f"user:{ids.show(who.id)}"
        )
