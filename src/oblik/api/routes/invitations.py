"""Inviting people by a link, and what the invited does with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import Connection

from oblik.api.access import anyone, may, set_cookie
from oblik.api.client import base_url
from oblik.api.frame import Frame, InFrame
from oblik.api.models.account import Me
from oblik.api.models.people import (
    Acceptance,
    Invitation,
    InvitationLook,
    Invitations,
    InvitationWithLink,
    Invited,
    NewInvitation,
)
from oblik.api.parameters import Paged, ShownId, id_of
from oblik.api.routes.account import me_of
from oblik.api.routes.session import actor_of, begin
from oblik.govern import audit, invitations, passwords, users, workspace
from oblik.govern.actor import Actor
from oblik.kernel import ids

router = APIRouter(prefix="/api", tags=["users"])

Editor = Annotated[Actor, Depends(may("users.edit"))]


@router.get("/invitations", dependencies=[Depends(may("users.read"))])
def list_invitations(frame: InFrame, paging: Paged) -> Invitations:
    """Who was invited and has not come yet, newest first; the links themselves are not kept."""
    with frame.services.state.read() as conn:
        found = invitations.page(conn, limit=paging.limit, after=paging.after)
        emails = users.emails(conn, {one.inviter_id for one in found.items if one.inviter_id is not None})
    return Invitations(**paging.render(found, lambda one: _shown(one, emails)))


@router.post("/invitations", status_code=201)
def create_invitation(
    frame: InFrame, request: Request, who: Editor, new: NewInvitation
) -> InvitationWithLink:
    """Invites somebody to a role that is not above the asker's; the answer is the only place where the link is
    shown."""
    who.check_may_give(new.role)
    with frame.services.state.write() as conn:
        made, key = invitations.create(
            conn,
            email=new.email,
            role=new.role,
            language=new.language,
            inviter_id=who.user_id,
            at=frame.now(),
        )
        _record(frame, conn, who, "invitation.create", made)
        return _with_link(frame, request, conn, made, key)


@router.post("/invitations/{id}/renew")
def renew_invitation(frame: InFrame, request: Request, who: Editor, id: ShownId) -> InvitationWithLink:
    """A new link for somebody who lost theirs or came too late; the old one opens nothing any more."""
    with frame.services.state.write() as conn:
        who.check_may_give(invitations.get(conn, id_of(id)).role)
        made, key = invitations.renew(conn, id_of(id), inviter_id=who.user_id, at=frame.now())
        _record(frame, conn, who, "invitation.renew", made)
        return _with_link(frame, request, conn, made, key)


@router.delete("/invitations/{id}", status_code=204)
def delete_invitation(frame: InFrame, who: Editor, id: ShownId) -> None:
    """Withdraws an invitation."""
    with frame.services.state.write() as conn:
        found = invitations.get(conn, id_of(id))
        who.check_may_give(found.role)
        invitations.withdraw(conn, found.id)
        _record(frame, conn, who, "invitation.delete", found)


@router.post("/invitation/look", dependencies=[Depends(anyone)])
def look_at_invitation(frame: InFrame, look: InvitationLook) -> Invited:
    """What a link is for; the key in it is all that is asked."""
    with frame.services.state.read() as conn:
        found = invitations.by_key(conn, look.key, at=frame.now())
        emails = users.emails(conn, {found.inviter_id} if found.inviter_id is not None else set())
        shown = Invitation.fields(found, emails.get(found.inviter_id or 0))
        names = Invited.model_fields.keys() & shown.keys()
        return Invited.model_validate(
            {name: shown[name] for name in names} | {"workspace": workspace.get(conn).name}
        )


@router.post("/invitation/accept", dependencies=[Depends(anyone)], status_code=201)
def accept_invitation(frame: InFrame, request: Request, response: Response, said: Acceptance) -> Me:
    """Makes the account, uses the link up, and signs the new person in."""
    passwords.check_new(said.password)
    with frame.services.state.read() as conn:
        invitations.by_key(conn, said.key, at=frame.now())  # before a password is hashed for nothing
    password = passwords.hashed(said.password)
    with frame.services.state.write() as conn:
        user = invitations.accept(
            conn, said.key, name=said.name, password=password, language=said.language, at=frame.now()
        )
        audit.record(
            conn,
            at=frame.now(),
            who=actor_of(user),
            action="invitation.accept",
            object=f"user:{ids.show(user.id)}",
            after=user.facts(),
        )
    set_cookie(response, request, frame, begin(frame, request, user))
    return me_of(frame, actor_of(user))


def _shown(found: invitations.Invitation, emails: Mapping[int, str]) -> Invitation:
    return Invitation.model_validate(Invitation.fields(found, emails.get(found.inviter_id or 0)))


def _with_link(
    frame: Frame, request: Request, conn: Connection, made: invitations.Invitation, key: str
) -> InvitationWithLink:
    # Behind the # nothing of the key reaches a log or the address that a page tells another site it came from.
    link = f"{base_url(request, frame.services.settings)}/invitation#{key}"
    emails = users.emails(conn, {made.inviter_id} if made.inviter_id is not None else set())
    return InvitationWithLink.model_validate(
        Invitation.fields(made, emails.get(made.inviter_id or 0)) | {"link": link}
    )


def _record(frame: Frame, conn: Connection, who: Actor, action: str, found: invitations.Invitation) -> None:
    made = action != "invitation.delete"
    audit.record(
        conn,
        at=frame.now(),
        who=who,
        action=action,
        object=f"invitation:{found.email}",
        before=None if made else found.facts(),
        after=found.facts() if made else None,
    )
