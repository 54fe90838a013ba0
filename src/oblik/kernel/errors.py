"""The errors Oblik raises: one root, a stable code, a sentence that says what was expected and what came.

Nothing here knows HTTP; `api/problems.py` maps each class to a status.
"""

from __future__ import annotations

from typing import Any


class OblikError(Exception):
    """The root. `code` is stable and machine-readable, the message is for a person.

    `details` carries structured facts (field names, limits) that a client may show beside the sentence.
    """

    code = "error"

    def __init__(self, message: str, *, code: str | None = None, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.details = details


class Invalid(OblikError):
    """The input is wrong; sending the same again will not help."""

    code = "invalid"


class TooLarge(Invalid):
    """The input is over a limit that the message names."""

    code = "too_large"


class Unauthenticated(OblikError):
    """Nobody knows who is asking."""

    code = "unauthenticated"


class Forbidden(OblikError):
    """The asker is known and may not do this."""

    code = "forbidden"


class NotFound(OblikError):
    """What was named does not exist."""

    code = "not_found"


class Conflict(OblikError):
    """What was asked contradicts what is there (a name already taken, a stale version)."""

    code = "conflict"


class Overloaded(OblikError):
    """A bounded queue or a rate limit is full; try again after `details["retry_after"]` seconds."""

    code = "overloaded"


class Unavailable(OblikError):
    """An engine or the disk cannot take it right now; nothing was accepted, try again."""

    code = "unavailable"
