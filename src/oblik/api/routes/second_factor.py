"""The second factor of who asks."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection

from oblik.api.access import Newcomer
from oblik.api.frame import Frame, InFrame
from oblik.api.models.people import (
    Enrolment,
    EnrolmentProof,
    PasswordProof,
    RecoveryCodes,
    SecondFactor,
)
from oblik.govern import audit, second_factor, sessions, workspace
from oblik.govern.actor import Actor
from oblik.kernel import ids
from oblik.kernel.errors import Conflict, Forbidden, Invalid, Unauthenticated

router = APIRouter(prefix="/api/me/second-factor", tags=["account"])


@router.get("")
def get_second_factor(frame: InFrame, who: Newcomer) -> SecondFactor:
    """Whether the asker has one."""
    _check_person(who)
    with frame.services.state.read() as conn:
        required = workspace.get(conn).require_second_factor
        return SecondFactor.of(second_factor.status(conn, who.id), required=required)


@router.post("/begin")
def begin_second_factor(frame: InFrame, who: Newcomer, proof: PasswordProof) -> Enrolment:
    """A new key for an authenticator app; it counts once a code of it was confirmed."""
    _check_password(frame, who, proof)
    with frame.services.state.write() as conn:
        made = second_factor.begin(
            conn,
            frame.services.secrets,
            user_id=who.id,
            label=who.label,
            issuer=f"Oblik {workspace.get(conn).name}".replace("Oblik Oblik", "Oblik"),
            at=frame.now(),
        )
    import segno  # the encoder's tables, loaded for whoever sets this up

    picture = segno.make(made.uri, error="m").svg_data_uri(scale=4, border=3, light="#fff")
    return Enrolment(secret=made.secret, uri=made.uri, qr=picture)


@router.post("/confirm")
def confirm_second_factor(frame: InFrame, who: Newcomer, proof: EnrolmentProof) -> RecoveryCodes:
    """Turns it on, ends all other sessions, and answers the recovery codes."""
    _check_person(who)
    codes = frame.sign_in.enrol(who.id, proof.code)
    with frame.services.state.write() as conn:
        sessions.end_others(conn, who.id, who.session)
        _record(frame, conn, who, "second_factor.on")
    return RecoveryCodes(codes=codes)


@router.post("/codes")
def renew_recovery_codes(frame: InFrame, who: Newcomer, proof: PasswordProof) -> RecoveryCodes:
    """New recovery codes; those of before open nothing any more."""
    _check_password(frame, who, proof)
    with frame.services.state.write() as conn:
        if second_factor.status(conn, who.id).since is None:
            raise Conflict("Set up the second factor first.", code="second_factor_off")
        codes = second_factor.new_codes(conn, who.id)
        _record(frame, conn, who, "second_factor.codes")
    return RecoveryCodes(codes=codes)


@router.post("/remove")
def remove_second_factor(frame: InFrame, who: Newcomer, proof: PasswordProof) -> SecondFactor:
    """Signing in asks for the password alone again; refused where the workspace asks everybody for a second factor."""
    _check_password(frame, who, proof)
    with frame.services.state.write() as conn:
        if workspace.get(conn).require_second_factor:
            raise Conflict(
                "This workspace asks everybody for a second factor; an administrator can reset it for another phone.",
                code="second_factor_required",
            )
        second_factor.remove(conn, who.id)
        _record(frame, conn, who, "second_factor.off")
        return SecondFactor.of(second_factor.status(conn, who.id), required=False)


def _check_person(who: Actor) -> None:
    if not who.session:
        raise Forbidden(
            "Only a person who signed in changes themselves, not a token.", code="session_required"
        )


def _check_password(frame: Frame, who: Actor, proof: PasswordProof) -> None:
    _check_person(who)
    try:
        frame.sign_in.confirm(who.label, proof.password)
    except Unauthenticated:
        raise Invalid("The password is wrong.", code="wrong_password", field="password") from None


def _record(frame: Frame, conn: Connection, who: Actor, action: str, **more: Any) -> None:
    audit.record(conn, at=frame.now(), who=who, action=action, object=f"user:{ids.show(who.id)}", **more)
