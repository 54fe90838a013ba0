"""Two-factor sign-in: codes of an authenticator app (TOTP, RFC 6238), and recovery codes for when the phone is gone.

The key of the app is encrypted where it lies; of the recovery codes only hashes are kept. A code of either kind is
good once. How often somebody may guess is the business of `sign_in.py`.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import b32encode
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

import pyotp
import sqlalchemy as sa
from sqlalchemy import Connection

from oblik.govern.secrets import fingerprint
from oblik.kernel.errors import Conflict, Invalid
from oblik.store.secrets import SecretBox
from oblik.store.state import insert, upsert
from oblik.store.state.schema import recovery_codes, second_factors

RECOVERY_CODES: Final = 10
_STEP_MS: Final = 30_000
_DRIFT: Final = (0, -1, 1)  # clocks of phones are rarely more than half a minute wrong
_CODE_BYTES: Final = 10  # as much as no attack on the hashes can go through


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator app needs; shown once. `uri` is what the QR code holds."""

    secret: str
    uri: str


@dataclass(frozen=True, slots=True)
class Status:
    """Since when somebody has a second factor (ms, None: they have none), and how many recovery codes are left."""

    since: int | None = None
    codes_left: int = 0


def status(conn: Connection, user_id: int) -> Status:
    """How it stands with one user."""
    since = conn.execute(
        sa.select(second_factors.c.confirmed_at).where(second_factors.c.user_id == user_id)
    ).scalar()
    codes = sa.select(sa.func.count()).where(recovery_codes.c.user_id == user_id)
    return Status(since, conn.execute(codes).scalar_one()) if since is not None else Status()


def enrolled(conn: Connection, user_ids: Collection[int]) -> frozenset[int]:
    """Those of the users who have one."""
    query = sa.select(second_factors.c.user_id).where(
        second_factors.c.user_id.in_(user_ids), second_factors.c.confirmed_at.is_not(None)
    )
    return frozenset(conn.execute(query).scalars())


def begin(conn: Connection, box: SecretBox, *, user_id: int, label: str, issuer: str, at: int) -> Enrolment:
    """A new key for an app, which counts once a code of it was confirmed; one that was begun before is forgotten.

    Args:
        label: whose it is, as the app shows it: the e-mail address.
        issuer: what for, as the app shows it.

    Raises:
        Conflict: when there is a second factor already.
    """
    if status(conn, user_id).since is not None:
        raise Conflict(
            "There is a second factor already: remove it before setting up another.", code="second_factor_on"
        )
    secret = pyotp.random_base32()
    row = {
        "user_id": user_id,
        "secret": box.encrypt(secret.encode()),
        "created_at": at,
        "confirmed_at": None,
        "last_step": 0,
    }
    upsert(conn, second_factors, [row], update=["secret", "created_at", "last_step"])
    uri = pyotp.TOTP(secret).provisioning_uri(name=label, issuer_name=issuer.replace(":", " ").strip())
    return Enrolment(secret, uri)


def confirm(conn: Connection, box: SecretBox, user_id: int, code: str, *, at: int) -> list[str] | None:
    """From now on signing in asks for codes; the recovery codes, or None when the code is wrong.

    Raises:
        Conflict: when it is on already.
        Invalid: when none was begun.
    """
    if status(conn, user_id).since is not None:
        raise Conflict("Two-factor sign-in is on already.", code="second_factor_on")
    if _row(conn, user_id) is None:
        raise Invalid("Begin the set-up first: there is no key to confirm.", code="second_factor_not_begun")
    if not _accepts_app(conn, box, user_id, _plain(code), at):
        return None
    conn.execute(sa.update(second_factors).where(second_factors.c.user_id == user_id).values(confirmed_at=at))
    return new_codes(conn, user_id)


def accepts(conn: Connection, box: SecretBox, user_id: int, code: str, *, at: int) -> bool:
    """Whether this is a code of the user's app or a recovery code; uses it up, so call it in a transaction that is
    kept."""
    plain = _plain(code)
    if plain.isdigit():
        return _accepts_app(conn, box, user_id, plain, at)
    used = conn.execute(sa.delete(recovery_codes).where(recovery_codes.c.key == _hashed(user_id, plain)))
    return used.rowcount == 1


def new_codes(conn: Connection, user_id: int) -> list[str]:
    """Recovery codes to be kept somewhere safe; those of before open nothing any more."""
    conn.execute(sa.delete(recovery_codes).where(recovery_codes.c.user_id == user_id))
    plain = [b32encode(secrets.token_bytes(_CODE_BYTES)).decode().lower() for _ in range(RECOVERY_CODES)]
    insert(conn, recovery_codes, [{"key": _hashed(user_id, code), "user_id": user_id} for code in plain])
    return ["-".join(code[i : i + 4] for i in range(0, len(code), 4)) for code in plain]


def remove(conn: Connection, user_id: int) -> None:
    """Signing in asks for the password alone again."""
    for table in (second_factors, recovery_codes):
        conn.execute(sa.delete(table).where(table.c.user_id == user_id))


def _row(conn: Connection, user_id: int) -> sa.Row[Any, Any] | None:
    query = sa.select(second_factors.c.secret, second_factors.c.last_step)
    return conn.execute(query.where(second_factors.c.user_id == user_id)).one_or_none()


def _accepts_app(conn: Connection, box: SecretBox, user_id: int, code: str, at: int) -> bool:
    row = _row(conn, user_id)
    if row is None:
        return False
    totp = pyotp.TOTP(box.decrypt(row.secret).decode())
    now = at // _STEP_MS
    steps = (now + drift for drift in _DRIFT)
    step = next((s for s in steps if hmac.compare_digest(totp.generate_otp(s), code)), None)
    if step is None:
        return False
    # Compared where it is set, so that of two requests with one code only one gets in.
    unused = sa.and_(second_factors.c.user_id == user_id, second_factors.c.last_step < step)
    return conn.execute(sa.update(second_factors).where(unused).values(last_step=step)).rowcount == 1


def _plain(code: str) -> str:
    """As it is compared: people type spaces and dashes, and large letters."""
    return "".join(char for char in code.lower() if char.isascii() and char.isalnum())


def _hashed(user_id: int, code: str) -> str:
    return fingerprint(f"{user_id}:{code}")
