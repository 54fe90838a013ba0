"""What readers give: rows as columns of text, numbered as in the file, and the rows that could not be
read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import msgspec
import pyarrow as pa

from oblik.collect.imports.reason import Reason

ROWS_PER_BATCH = 32_768
MAX_RECORD = 1 << 20  # bytes of one row: a longer one is broken
REJECTED = ("oblik_row", "oblik_reason")
"""The columns that the file of rejected rows has beside its own: the row's number, and why. By them it is known again."""
OTHER_ENCODING = Reason("holds bytes that do not belong to the file's encoding", code="other_encoding")


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that could not be taken apart. `number` counts as a spreadsheet does: the header is row 1."""

    number: int
    text: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Position:
    """Where a reader goes on: `offset` has a meaning of the reader's own, `row` is the number of the next
    row.
    """

    offset: int
    row: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows, all values text or null, and what is behind them.

    Attributes:
        numbers: int64, the row number of each row of `table`.
        bytes_done: how much of the file (as it lies on disk) has been read, for a progress bar.
    """

    table: pa.Table
    numbers: pa.Array
    broken: Sequence[Broken]
    after: Position
    bytes_done: int


class Reader(Protocol):
    """A file opened for reading rows."""

    columns: Sequence[str]
    total_bytes: int

    def batches(self, start: Position | None = None) -> Iterator[Batch]:
        """The rows from `start` on (None: all), a bounded number at a time.

        Raises:
            Invalid: the file itself cannot be read further (cut off, not what it said).
        """
        ...


class Format(msgspec.Struct, frozen=True):
    """How a file is written. `kind`: csv, jsonl, parquet, excel. Empty fields do not apply."""

    kind: str
    delimiter: str = ""
    encoding: str = ""
    gzip: bool = False
    sheet: str = ""


def as_text(value: Any) -> str | None:
    """A cell of a typed file as the text a CSV file would hold."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))  # spreadsheets keep an id such as 12345 as a float
    if isinstance(value, dict | list):
        return msgspec.json.encode(value).decode()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def unique_names(header: Sequence[str | None]) -> list[str]:
    """A name for every column: empty ones are numbered, repeated ones too."""
    names: list[str] = []
    for place, given in enumerate(header, 1):
        base = (given or "").replace("\ufeff", "").strip() or f"column {place}"
        name, again = base, 2
        while name in names:
            name, again = f"{base} {again}", again + 1
        names.append(name)
    return names


def text_table(columns: Sequence[str], values: Sequence[Sequence[str | None]]) -> pa.Table:
    """A table of text columns."""
    return pa.table([pa.array(v, pa.large_string()) for v in values], names=list(columns))


def size_of(path: Path) -> int:
    """Bytes on disk."""
    return path.stat().st_size
