"""Invitations, the second factor, and where somebody is signed in."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from oblik.api.models.account import Language, Name, NewPassword, RoleKey
from oblik.api.models.base import Answer, Question, Time
from oblik.collect.enrich.browsers import read_agent
from oblik.govern.invitations import Invitation as StoredInvitation
from oblik.govern.second_factor import Status
from oblik.govern.sessions import Session as StoredSession
from oblik.kernel import ids
from oblik.kernel.clock import iso

InvitationKey = Annotated[str, Field(min_length=20, max_length=200)]
Code = Annotated[str, Field(min_length=1, max_length=100)]
Password = Annotated[str, Field(max_length=1000)]


class Invitation(Answer):
    """Somebody who was invited and has not come yet. `inviter` is an e-mail address, null for a program."""

    id: str
    email: str
    role: RoleKey
    language: Language
    inviter: str | None
    created_at: Time
    expires_at: Time

    @staticmethod
    def fields(found: StoredInvitation, inviter: str | None) -> dict[str, str | None]:
        """From what is stored."""
        return {
            "id": ids.show(found.id),
            "email": found.email,
            "role": found.role,
            "language": found.language,
            "inviter": inviter,
            "created_at": iso(found.created_at),
            "expires_at": iso(found.expires_at),
        }


class InvitationWithLink(Invitation):
    """An invitation just made or renewed; its link is shown this once."""

    link: str


class Invitations(Answer):
    """A page of invitations."""

    items: list[Invitation]
    next: str | None


class NewInvitation(Question):
    """Whom to invite, as what; `language` is what the invited is greeted in."""

    email: Annotated[str, Field(max_length=320)]
    role: RoleKey
    language: Language = "en"


class InvitationLook(Question):
    """The key of a link, which stands behind its `#`."""

    key: InvitationKey


class Invited(Answer):
    """What a link is for."""

    workspace: str
    email: str
    role: RoleKey
    language: Language
    inviter: str | None
    expires_at: Time


class Acceptance(Question):
    """What the invited says of themselves."""

    key: InvitationKey
    name: Name
    password: NewPassword
    language: Language = "en"


class SecondFactor(Answer):
    """How it stands with somebody's second factor. `required`: the workspace asks everybody for one."""

    on: bool
    since: Time | None
    recovery_codes_left: int
    required: bool

    @classmethod
    def of(cls, status: Status, *, required: bool) -> SecondFactor:
        """From what is stored."""
        since = iso(status.since) if status.since is not None else None
        return cls(
            on=since is not None, since=since, recovery_codes_left=status.codes_left, required=required
        )


class Enrolment(Answer):
    """What an authenticator app needs, shown once: `qr` is a picture of `uri` (SVG as a data URI), `secret` the same
    to be typed."""

    secret: str
    uri: str
    qr: str


class PasswordProof(Question):
    """The password of who asks, once more: an open browser alone does not weaken an account."""

    password: Password


class EnrolmentProof(Question):
    """A code that the app shows, as proof that it has the key."""

    code: Code


class RecoveryCodes(Answer):
    """Each lets in once without the phone; shown once."""

    codes: list[str]


class Session(Answer):
    """Where somebody is signed in; `device` is desktop, mobile, tablet … or empty."""

    id: str
    device: str
    os: str
    browser: str
    created_at: Time
    last_seen_at: Time
    current: bool

    @classmethod
    def of(cls, session: StoredSession) -> Session:
        """From what is stored."""
        agent = read_agent(session.agent)
        return cls(
            id=session.id,
            device=agent.device,
            os=agent.os,
            browser=agent.browser,
            created_at=iso(session.created_at),
            last_seen_at=iso(session.last_seen_at),
            current=session.current,
        )


class Sessions(Answer):
    """All of them, latest use first; there are never many."""

    items: list[Session]
    next: None = None


class Ended(Answer):
    """How many sessions were ended."""

    ended: int
