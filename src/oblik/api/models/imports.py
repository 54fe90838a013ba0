"""Files that become events."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from oblik.api.models.base import Answer, Json, Question, Time

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
    code: str = Field(default="", description='"" for a problem that was found before there were codes.')
    reason: str
    value: Json


class PeopleEffect(Answer):
    """What would become of people: `merged` would become somebody else. `events` of the file were looked at for it;
    unless it is `complete` there are more."""

    new: int
    changed: int
    merged: int
    same: int
    events: int
    complete: bool


class EventEffect(Answer):
    """Events that would be new, are there already, or would be refused."""

    new: int
    known: int
    refused: int


class ProductEffect(Answer):
    """Products that would be new or changed, and what would have happened to them, by name."""

    new: int
    changed: int
    same: int
    happened: dict[str, int]


class Effect(Answer):
    """What a dry run found that the import would do."""

    people: PeopleEffect | None
    events: EventEffect | None
    products: ProductEffect | None


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
    error_code: str | None
    who: str
    dry_run: bool
    problems: list[RowProblem]
    has_rejects: bool
    effect: Effect | None
    map: str


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
    identifier: bool
    confidence: float
    clean: list[Json]


class Guess(Answer):
    """What a file seems to hold; `map` is the mapping as YAML text."""

    format: Format
    columns: list[GuessedColumn]
    as_: Kind = Field(alias="as")
    map: str
    preview: list[dict[str, Json]]


class PreviewQuestion(Question):
    """A file that waits, and the mapping (YAML) to try on it."""

    upload: str
    map: str = Field(min_length=1, max_length=65_536)


class Example(Answer):
    """A value before and after cleaning, or why it cannot be used."""

    before: Json
    after: Json
    problem: str | None
    code: str | None


class PreviewedColumn(Answer):
    """What a column becomes; shares are of the rows that were looked at."""

    column: str
    target: str
    identifier: bool
    filled: float
    unclean: float
    examples: list[Example]


class CommonValue(Answer):
    """The value that most rows have in common."""

    value: str
    count: int


class PreviewedIdentifier(Answer):
    """How well a column tells people apart. `repeats`: the share of its values that stood in an earlier row."""

    namespace: str
    column: str
    filled: float
    distinct: int
    repeats: float
    unclean: float
    common: CommonValue | None
    warnings: list[Literal["repeats", "placeholder", "empty", "unclean"]]


class ImportPreview(Answer):
    """What a mapping makes of the first `rows`."""

    rows: int
    columns: list[PreviewedColumn]
    identifiers: list[PreviewedIdentifier]


class TargetField(Answer):
    """What a column can become, and how it is cleaned unless the mapping says otherwise."""

    key: str
    required: bool
    clean: list[Json]


class KindOfImport(Answer):
    """A kind of import. Columns that are no field are kept under `others`, where it is not empty."""

    key: Kind
    fields: list[TargetField]
    needs_person: bool
    others: str


class RuleSetting(Answer):
    """A setting of a cleaning rule."""

    key: str
    type: Literal["text", "number", "boolean", "choice", "list", "table"]
    choices: list[str]
    required: bool


class CleaningRule(Answer):
    """A cleaning rule; `main` names the setting that may stand alone."""

    key: str
    main: str
    settings: list[RuleSetting]


class Catalogue(Answer):
    """All that a mapping can say."""

    kinds: list[KindOfImport]
    identifiers: list[TargetField]
    rules: list[CleaningRule]
