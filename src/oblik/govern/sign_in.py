"""Signing in with a password, and a code where there is a second factor, and what happens to those who guess.

Each failure beyond the fifth locks the address for twice as long as the one before, up to a quarter of an
hour, whatever is tried meanwhile. An address that nobody has is answered, and locked, in the same way, so
that the answers tell nothing.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

import sqlalchemy as sa
from sqlalchemy import Connection

from oblik.govern import passwords, second_factor, users
from oblik.govern.users import User
from oblik.kernel.clock import Clock
from oblik.kernel.errors import Invalid, Overloaded, Unauthenticated
from oblik.store.secrets import SecretBox
from oblik.store.state import State
from oblik.store.state.schema import users as table

FREE_FAILURES = 5
_FIRST_LOCK_MS = 30_000
_LONGEST_LOCK_MS = 900_000
_STRANGERS = 10_000


def lock_ms(failures: int) -> int:
    """How long an address is locked after so many failures in a row."""
    beyond = failures - FREE_FAILURES
    return 0 if beyond < 0 else min(_FIRST_LOCK_MS << min(beyond, 10), _LONGEST_LOCK_MS)


class SignIn:
    """Checks passwords and codes. Blocks for some 20 ms of computing: call it from a thread."""

    def __init__(self, state: State, clock: Clock, box: SecretBox) -> None:
        self._state = state
        self._clock = clock
        self._box = box
        self._strangers: OrderedDict[str, tuple[int, int]] = OrderedDict()  # address → failures, locked until
        self._guard = threading.Lock()

    def check(self, email: str, password: str, code: str = "") -> User:
        """The user with that address and password, and with that code where there is a second factor.

        Raises:
            Unauthenticated: wrong, disabled or unknown, without saying which; `second_factor` when the password is
                right and a code is missing, `wrong_code` when it is wrong or was used.
            Overloaded: too many failures; `retry_after` in seconds.
        """
        user = self.confirm(email, password)
        self._check_code(user, code)
        return self._succeed(user, password)

    def confirm(self, email: str, password: str) -> User:
        """The user with that address and password, without asking for a code: for somebody who is signed in. Errors
        as in `check`; a right password does not take back the failures there were."""
        address = email.strip().lower()
        with self._state.read() as conn:
            user = users.by_email(conn, address)
        self._refuse_locked(user.locked_until if user else self._strangers.get(address, (0, 0))[1])
        right = passwords.matches(user.password if user else passwords.nobody(), password)
        if user is None or not right or user.disabled:
            self._count_failure(user, address)
            raise Unauthenticated("The e-mail address or the password is wrong.", code="wrong_credentials")
        return user

    def enrol(self, user_id: int, code: str) -> list[str]:
        """Turns the second factor on that was begun; the recovery codes.

        Raises:
            Invalid: when the code is wrong, which counts as a failure.
            Overloaded: too many failures.
        """
        with self._state.read() as conn:
            user = users.get(conn, user_id)
        self._refuse_locked(user.locked_until)
        with self._state.write() as conn:
            codes = second_factor.confirm(conn, self._box, user_id, code, at=self._clock.now_ms())
        if codes is None:
            self._count_failure(user, user.email)
            raise Invalid(
                "This code is wrong or over; take the one that the app shows now.",
                code="wrong_code",
                field="code",
            )
        return codes

    def _check_code(self, user: User, code: str) -> None:
        with self._state.read() as conn:
            if second_factor.status(conn, user.id).since is None:
                return
        if not code.strip():
            raise Unauthenticated("Enter the code of the authenticator app.", code="second_factor")
        with self._state.write() as conn:
            right = second_factor.accepts(conn, self._box, user.id, code, at=self._clock.now_ms())
        if not right:
            self._count_failure(user, user.email)
            raise Unauthenticated("The code is wrong, or was used already.", code="wrong_code")

    def _refuse_locked(self, until: int) -> None:
        wait = until - self._clock.now_ms()
        if wait > 0:
            seconds = -(-wait // 1000)
            raise Overloaded(
                f"Too many failed attempts for this address; try again in {seconds} seconds.",
                code="too_many_attempts",
                retry_after=seconds,
            )

    def _count_failure(self, user: User | None, address: str) -> None:
        if user is None:
            self._count_stranger(address)
            return
        with self._state.write() as conn:
            _count(conn, user.id, self._clock.now_ms())

    def _count_stranger(self, address: str) -> None:
        with self._guard:
            failures = self._strangers.pop(address, (0, 0))[0] + 1
            self._strangers[address] = (failures, _locked_until(failures, self._clock.now_ms()))
            if len(self._strangers) > _STRANGERS:
                self._strangers.popitem(last=False)

    def _succeed(self, user: User, password: str) -> User:
        changes: dict[str, object] = {"failures": 0, "locked_until": 0} if user.failures else {}
        if passwords.is_outdated(user.password):
            changes["password"] = passwords.hashed(password)
        if not changes:
            return user
        with self._state.write() as conn:
            return users.update(conn, user.id, changes)


def _locked_until(failures: int, now: int) -> int:
    lock = lock_ms(failures)
    return now + lock if lock else 0


def _count(conn: Connection, user_id: int, now: int) -> None:
    failures = users.get(conn, user_id).failures + 1
    values = {"failures": failures, "locked_until": _locked_until(failures, now)}
    conn.execute(sa.update(table).where(table.c.id == user_id).values(**values))
