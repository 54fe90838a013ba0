"""The file of rejected rows: the columns as they were, the row's number, and in the last column the
reason.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from oblik.collect.imports.plan import Refused
from oblik.collect.imports.reason import Reason
from oblik.collect.imports.rows import REJECTED, Broken
from oblik.kernel.spreadsheet import harmless

PROBLEMS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Problem:
    """One rejected row, as it is shown to a person."""

    row: int
    column: str
    reason: Reason
    value: str

    def as_json(self) -> dict[str, Any]:
        """For the state and the API."""
        sentence, code = self.reason
        return {"row": self.row, "column": self.column, "code": code, "reason": sentence, "value": self.value}


class Rejects:
    """Writes rejected rows to a CSV file, and keeps the first problems to show.

    `size`: how much of an existing file is kept; what an interrupted import wrote behind it is written again.
    """

    def __init__(self, path: Path, columns: Sequence[str], size: int = 0) -> None:
        self._columns = list(columns)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(exist_ok=True)
        with path.open("r+b") as old:
            old.truncate(min(size, path.stat().st_size))
        self._file = path.open("a", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file)
        if self._file.tell() == 0:
            self._writer.writerow([*map(harmless, self._columns), *REJECTED])
        self.count = 0
        self.problems: list[Problem] = []

    def broken(self, rows: Sequence[Broken]) -> None:
        """Rows that could not be taken apart: their text stands in the first column."""
        for row in rows:
            empty = [""] * (len(self._columns) - 1)
            self._write(
                [row.text, *empty, row.number, row.reason.sentence],
                Problem(row.number, "", row.reason, row.text[:200]),
            )

    def refused(self, rows: Sequence[Refused]) -> None:
        """Rows with a value that could not be used."""
        for row in rows:
            cells = [row.row.get(name) or "" for name in self._columns]
            sentence = row.reason.sentence
            self._write(
                [*cells, row.number, f"{row.column}: {sentence}" if row.column else sentence],
                Problem(row.number, row.column, row.reason, row.value[:200]),
            )

    def _write(self, cells: list[Any], problem: Problem) -> None:
        self.count += 1
        if len(self.problems) < PROBLEMS_SHOWN:
            self.problems.append(problem)
        self._writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in cells])

    def flush(self) -> int:
        """Writes out what is buffered; returns the file's size."""
        self._file.flush()
        return self._file.tell()

    def __enter__(self) -> Rejects:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._file.close()
