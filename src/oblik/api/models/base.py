"""What all shapes share."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Annotated, Any, TypeAlias

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

Time: TypeAlias = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
"""A moment in an answer: ISO 8601, UTC, milliseconds, `Z`."""

Json: TypeAlias = Any


class Answer(BaseModel):
    """Something that goes out."""

    model_config = ConfigDict(frozen=True)


class Question(BaseModel):
    """Something that comes in: what is not known is refused, so that a typing mistake is not silently
    ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def given(self) -> dict[str, Any]:
        """The fields that were sent."""
        return self.model_dump(exclude_unset=True)


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("expected text without the character NUL")
    return text


def _not_null(value: Any) -> Any:
    if value is None:
        raise ValueError("expected a value; leave the field out to keep what is there")
    return value


def limits(longest: int) -> StringConstraints:
    """A trimmed text that says something, of at most so many characters; NUL is none that every engine can
    hold."""
    return StringConstraints(
        strip_whitespace=True, min_length=1, max_length=longest, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$"
    )


NotNull = BeforeValidator(_not_null)
"""For fields of a PATCH that may be absent but not null."""

_DEEPEST = 20
_LARGEST_INTEGER = 1 << 63


def _plain(value: Any, depth: int = 0) -> Any:
    """JSON that every engine can hold."""
    if isinstance(value, str):
        value.encode()  # half of a surrogate pair is no text
        return _storable(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("expected a finite number")
    if isinstance(value, int) and not -_LARGEST_INTEGER <= value < _LARGEST_INTEGER:
        raise ValueError("expected a number of at most 64 bits")
    if depth > _DEEPEST:
        raise ValueError(f"expected at most {_DEEPEST} nested levels")
    if isinstance(value, list):
        return [_plain(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {_plain(key): _plain(item, depth + 1) for key, item in value.items()}
    return value


PlainJson: TypeAlias = Annotated[Any, AfterValidator(_plain)]
"""A JSON value from outside."""


def ms(moment: datetime) -> int:
    """Milliseconds since the epoch; a moment without a zone is UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return int(aware.timestamp() * 1000)


def in_reach(moment: datetime) -> datetime:
    """Refuses moments that the engines cannot hold."""
    if not 1970 <= moment.year < 2262:
        raise ValueError("expected a moment between 1970 and 2262")
    return moment


Moment: TypeAlias = Annotated[datetime, AfterValidator(in_reach)]
"""A moment from outside, ISO 8601."""
