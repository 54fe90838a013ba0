"""Excel and OpenDocument sheets by calamine. A sheet holds at most 1,048,576 rows, so it is read whole."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from oblik.collect.imports.rows import (
    ROWS_PER_BATCH,
    Batch,
    Format,
    Position,
    as_text,
    size_of,
    text_table,
    unique_names,
)
from oblik.kernel.errors import Invalid

MAX_UNPACKED = 1 << 30  # a workbook is a zip file: one that unpacks to more than this is refused


class ExcelReader:
    """Rows of one sheet; the first row that holds anything names the columns."""

    def __init__(self, path: Path, form: Format) -> None:
        self.total_bytes = size_of(path)
        _refuse_bomb(path)
        self._sheet = _sheet(path, form.sheet)
        self._above, header = _header(self._sheet)
        self.columns: Sequence[str] = unique_names([as_text(cell) for cell in header])

    def batches(self, start: Position | None = None) -> Iterator[Batch]:
        """The rows, a bounded number at a time; the position's offset is the sheet's own row index."""
        begin = start.offset if start else self._above + 1
        rows: list[list[str | None]] = []
        numbers: list[int] = []
        last = begin
        for index, row in enumerate(self._sheet.iter_rows()):
            if index < begin:
                continue
            last = index + 1
            cells = [as_text(cell) for cell in row[: len(self.columns)]]
            if any(cells):
                rows.append(cells + [None] * (len(self.columns) - len(cells)))
                numbers.append(index + 1)
            if len(rows) == ROWS_PER_BATCH:
                yield self._batch(rows, numbers, last)
                rows, numbers = [], []
        yield self._batch(rows, numbers, last)

    def _batch(self, rows: list[list[str | None]], numbers: list[int], last: int) -> Batch:
        values = [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in self.columns]
        table = text_table(self.columns, values)
        done = self.total_bytes * last // max(self._sheet.total_height, 1)
        return Batch(
            table, pa.array(numbers, pa.int64()), (), Position(last, last + 1), min(done, self.total_bytes)
        )


def _sheet(path: Path, name: str) -> Any:
    try:
        book = CalamineWorkbook.from_path(path)
        return book.get_sheet_by_name(name) if name else book.get_sheet_by_index(0)
    except (CalamineError, OSError, ValueError) as error:
        raise Invalid(f"The workbook cannot be read: {error}.", code="broken_file") from error


def _header(sheet: Any) -> tuple[int, list[Any]]:
    for index, row in enumerate(sheet.iter_rows()):
        if any(cell not in (None, "") for cell in row):
            return index, row
    raise Invalid("The sheet is empty.", code="broken_file")


def _refuse_bomb(path: Path) -> None:
    if not zipfile.is_zipfile(path):
        return  # an old .xls
    with zipfile.ZipFile(path) as packed:
        size = sum(entry.file_size for entry in packed.infolist())
    if size > MAX_UNPACKED:
        raise Invalid(
            f"The workbook unpacks to {size} bytes; at most {MAX_UNPACKED} are read.", code="too_large"
        )
