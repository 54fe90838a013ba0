"""Files that become events."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from oblik.api.models.base import Answer, Json, Time

Kind = Literal["profiles", "events", "orders", "products", "messages"]
Status = Literal["uploaded", "checking", "running", "done", "failed", "stopped"]


class Rows(Answer):
    """What became of the rows."""

    read: int
    accepted: int
    rejected: int
    duplicate: int


class Bytes(Answer):
    """How far the file is read."""

    done: int
    total: int


class RowProblem(Answer):
    """Why a row was rejected."""

    row: int
    column: str | None
    reason: str
    value: Json


class Import(Answer):
    """One file on its way."""

    id: str
    kind: Kind
    file: str
    source: str
    status: Status
    rows: Rows
    bytes: Bytes
    started_at: Time | None
    finished_at: Time | None
    error: str | None
    who: str
    dry_run: bool
    problems: list[RowProblem]
    has_rejects: bool


class Imports(Answer):
    """A page of imports, newest first."""

    items: list[Import]
    next: str | None


class Format(Answer):
    """What kind of file it is."""

    kind: str
    delimiter: str | None = None
    encoding: str | None = None
    decimal: str | None = None


class GuessedColumn(Answer):
    """What a column seems to mean, and how it would be cleaned."""

    name: str
    examples: list[Json]
    target: str | None
    confidence: float
    clean: list[Json]


class Guess(Answer):
    """What a file seems to hold; `map` is the mapping as YAML text."""

    format: Format
    columns: list[GuessedColumn]
    as_: Kind = Field(alias="as")
    map: str
    preview: list[dict[str, Json]]
