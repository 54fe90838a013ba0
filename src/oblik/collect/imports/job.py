"""What one import is: the file, what was decided about it, and how far it has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from oblik.collect.imports.mapping import form_of, mapping_of
from oblik.collect.imports.plan import Plan, plan
from oblik.collect.imports.readers import open_rows
from oblik.collect.imports.repository import ImportRecord
from oblik.collect.imports.rows import Position, Reader
from oblik.kernel.errors import Invalid
from oblik.kernel.ids import show

_TEXT_PER_BYTE = {"parquet": 12, "excel": 6}  # of text for a byte on disk, about


@dataclass
class Progress:
    """How far an import has come, in rows of the file, events made, and bytes.

    Attributes:
        duplicate: events (or products) that were there already.
        position: where reading goes on; None at the beginning.
        rejects_size: bytes of the file of rejected rows that are right.
        sent: events made so far, which a run that starts again leaves out.
        effect: what a dry run found it would do.
    """

    read: int = 0
    accepted: int = 0
    rejected: int = 0
    duplicate: int = 0
    sent: int = 0
    bytes_done: int = 0
    bytes_total: int = 0
    position: Position | None = None
    rejects_size: int = 0
    phase: str = "reading"
    effect: dict[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """As the state keeps it."""
        place = None if self.position is None else [self.position.offset, self.position.row]
        return {**self.__dict__, "position": place}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Progress:
        """From what the state keeps."""
        place = data.get("position")
        return cls(**{**data, "position": None if place is None else Position(*place)})


@dataclass(frozen=True)
class Job:
    """Everything that a run needs to know; nothing here changes while it runs.

    Attributes:
        salt: kind and source, part of every message id.
        started_at: ms; the time of what has no time of its own. The same in every attempt.
        folder: where this import's own files lie.
    """

    reader: Reader
    plan: Plan
    source_id: int
    salt: str
    started_at: int
    folder: Path
    text_bytes: int
    dry_run: bool = False

    @property
    def rejects_path(self) -> Path:
        """The file of rejected rows."""
        return self.folder / "rejected.csv"


@dataclass
class Result:
    """What came of an import."""

    status: str
    progress: Progress
    problems: list[dict[str, Any]] = field(default_factory=list)
    rejects: Path | None = None
    error: str | None = None


def open_job(record: ImportRecord, imports: Path, timezone: str) -> Job:
    """The job of an import, whose own folder lies in `imports`.

    Raises:
        Invalid: its file is gone or cannot be read, or its mapping does not fit.
    """
    mapping, path, folder = mapping_of(record.mapping), Path(record.path), imports / show(record.id)
    if not path.exists():
        raise Invalid(f"The file {record.file!r} is no longer there.", code="file_changed")
    form = form_of(path, mapping)
    reader = open_rows(path, form, folder)
    made = plan(mapping, reader.columns, timezone)
    text_bytes = path.stat().st_size * _TEXT_PER_BYTE.get(form.kind, 1) * (8 if form.gzip else 1)
    salt = f"{record.kind}|{record.source_id}"
    return Job(reader, made, record.source_id, salt, record.created_at, folder, text_bytes, record.dry_run)


Report = Callable[[Progress], None]
"""Told the progress some times a second at most."""
