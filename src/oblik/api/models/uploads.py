"""Files that wait to be imported."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from oblik.api.models.base import Answer, Json, PlainJson, Question, Time, limits

_FINGERPRINT = 200
_LONGEST_MAP = 65_536


class Draft(Answer):
    """What was decided about a file so far."""

    as_: str | None = Field(default=None, alias="as")
    map: str | None = None
    source: str | None = None


class Upload(Answer):
    """One file: sent in parts, or fetched through a connection. The next part begins at `received`."""

    id: str
    name: str
    size: int | None
    received: int
    status: Literal["receiving", "fetching", "ready", "failed"]
    part_size: int
    connection: str | None
    request: Json
    draft: Draft | None
    error: str | None
    error_code: str | None
    created_at: Time


class NewUpload(Question):
    """A file that will come in parts. `fingerprint`: anything by which the same file is known again, to go on with it."""

    name: Annotated[str, limits(300)]
    size: Annotated[int, Field(ge=1, le=1 << 50)]
    fingerprint: Annotated[str, Field(max_length=_FINGERPRINT)] = ""


class UploadPatch(Question):
    """What was decided about a file."""

    as_: Annotated[str | None, Field(alias="as", max_length=20)] = None
    map: Annotated[str | None, Field(max_length=_LONGEST_MAP)] = None
    source: Annotated[str | None, Field(max_length=100)] = None


class Asked(Question):
    """What is wanted of a connection, in the form of its kind. `sample`: only to look at it, the first rows of a table."""

    request: dict[str, PlainJson] = Field(default_factory=dict)
    sample: bool = False
