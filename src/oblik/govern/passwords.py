"""Passwords: argon2id, with bounded memory however many sign in at once.

Parameters are OWASP's for argon2id (19 MiB, two passes); a hash made with others is made anew at the next
sign-in.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from oblik.kernel.errors import Invalid, Overloaded

SHORTEST = 8
LONGEST = 1000

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_turns = threading.BoundedSemaphore(4)
_WAIT_S = 10


def check_new(password: str) -> None:
    """Refuses what is too short to be a password.

    Raises:
        Invalid: with the limit in the sentence.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid(
            f"Expected a password of {SHORTEST} to {LONGEST} characters, got {len(password)}.",
            code="weak_password",
            field="password",
        )


def hashed(password: str) -> str:
    """What is stored instead of a password; takes some 20 ms of a core, so never on an event loop."""
    with _turn():
        return _hasher.hash(_bytes(password))


def matches(stored: str, password: str) -> bool:
    """Whether `password` is the one behind `stored`."""
    try:
        with _turn():
            return _hasher.verify(stored, _bytes(password))
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)


@cache
def nobody() -> str:
    """A hash that nothing matches, to spend the same time on an address that does not exist as on one that
    does."""
    return hashed("\x00 nobody's")


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=_WAIT_S):
        raise Overloaded("Too many people are signing in at this moment; try again.", retry_after=_WAIT_S)
    try:
        yield
    finally:
        _turns.release()
