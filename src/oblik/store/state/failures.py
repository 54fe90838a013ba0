"""What the state engines raise, said in Oblik's own errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from oblik.kernel.errors import Conflict, Invalid, OblikError, Unavailable


@contextmanager
def translated() -> Iterator[None]:
    """Lets Oblik's errors through and turns the engine's into them.

    A mistake of ours (unknown column, wrong SQL) stays what it is: it must be seen, not answered.
    """
    try:
        yield
    except OblikError:
        raise
    except (exc.DataError, OverflowError, UnicodeEncodeError) as error:
        raise _refused(error) from error
    except exc.IntegrityError as error:
        raise Conflict(f"This contradicts what is stored: {_reason(error)}", code="state_conflict") from error
    except exc.StatementError as error:
        # SQLAlchemy wraps what goes wrong while it prepares a value, such as a number that JSON cannot hold.
        if isinstance(error.orig, OverflowError | UnicodeEncodeError | ValueError):
            raise _refused(error) from error
        if isinstance(error, exc.OperationalError | exc.InterfaceError | exc.InternalError):
            raise _away(error) from error
        raise
    except exc.TimeoutError as error:
        raise _away(error) from error


def _refused(error: Exception) -> Invalid:
    return Invalid(f"The state database cannot hold this value: {_reason(error)}", code="state_rejected")


def _away(error: Exception) -> Unavailable:
    return Unavailable(f"The state database cannot do this now: {_reason(error)}", code="state_unavailable")


def _reason(error: Exception) -> str:
    """The engine's own first line, without the statement and the values that were in it."""
    original = getattr(error, "orig", None) or error
    return str(original).strip().split("\n", 1)[0][:300] or type(original).__name__
