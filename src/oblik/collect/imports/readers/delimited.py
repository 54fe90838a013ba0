"""CSV and TSV: a block of whole rows at a time, parsed by Arrow; a row that does not fit is set aside, not
the end.

Cutting blocks here, and not in Arrow's own streaming, gives the exact place of each block in the file, so
that an interrupted
import goes on there, and lets one hopeless row be found without losing its neighbours.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from oblik.collect.imports.readers.text import DAMAGE, Utf8Blocks
from oblik.collect.imports.reason import Reason
from oblik.collect.imports.rows import (
    MAX_RECORD,
    OTHER_ENCODING,
    Batch,
    Broken,
    Format,
    Position,
    size_of,
    unique_names,
)
from oblik.kernel.errors import Invalid

_LONGEST = 50  # lines of one record, where a quote may have been left open


class CsvReader:
    """Rows of a delimited file whose first row names the columns."""

    def __init__(self, path: Path, form: Format) -> None:
        self._path, self._form = path, form
        self.total_bytes = size_of(path)
        with self._open() as blocks:
            record, self._header_size = _first_record(blocks)
        self.columns: Sequence[str] = unique_names(_fields(record, form.delimiter))

    def _open(self) -> Utf8Blocks:
        return Utf8Blocks(self._path, self._form.encoding, self._form.gzip)

    def batches(self, start: Position | None = None) -> Iterator[Batch]:
        """The rows, some MB at a time; the position's offset counts bytes of the decoded text."""
        offset, row = (start.offset, start.row) if start else (self._header_size, 2)
        with self._open() as blocks:
            rest, new = blocks.skip(offset), b"more"
            while new or rest:
                cut = _cut(rest) if new else len(rest)
                if cut:
                    offset += cut
                    batch = self._parse(rest[:cut], row, offset, blocks)
                    row, rest = batch.after.row, rest[cut:]
                    yield batch  # before more is read: what follows may be broken
                if new:
                    new = blocks.read()
                    rest += new

    def _parse(self, block: bytes, row: int, offset: int, blocks: Utf8Blocks) -> Batch:
        table, odd = _parsed(block, self.columns, self._form.delimiter)
        if table is None:
            table, odd = _line_by_line(block, self.columns, self._form.delimiter)
        count = table.num_rows + len(odd)
        numbers = _numbers(row, count, [place for place, _, _ in odd])
        broken = [Broken(row + place, text, reason) for place, text, reason in odd if text.strip()]
        if blocks.damaged:
            table, numbers, spoiled = _without_damage(table, numbers)
            broken += spoiled
        return Batch(table, numbers, broken, Position(offset, row + count), blocks.bytes_done)


Odd = tuple[int, str, Reason]
"""The place of a row in its block, its text, and why it could not be taken apart."""


def _parsed(block: bytes, columns: Sequence[str], delimiter: str) -> tuple[pa.Table | None, list[Odd]]:
    """The block by Arrow; None for the table when Arrow gives up (a quote that never closes)."""
    if not _balanced(block, delimiter.encode()):
        return None, []
    odd: list[Odd] = []

    def aside(row: arrow_csv.InvalidRow) -> str:
        sentence = f"expected {row.expected_columns} columns, got {row.actual_columns}"
        odd.append((row.number - 1, row.text, Reason(sentence, code="other_columns")))
        return "skip"

    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(block),
            read_options=arrow_csv.ReadOptions(
                use_threads=False, block_size=len(block) + 1, column_names=list(columns)
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=aside,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types={name: pa.large_string() for name in columns},
                strings_can_be_null=True,
                null_values=[""],
            ),
        )
    except pa.ArrowInvalid:
        return None, []
    if any("\n" in text.rstrip("\r\n") for _, text, _ in odd):  # a stray quote swallowed the rows after it
        return None, []
    return table, odd


def _balanced(block: bytes, sign: bytes) -> bool:
    """Whether as many values open with a quote as close with one.

    If one is left open, Arrow takes all that follows for its value. Quotes within values may look like either
    and upset the count; the block then goes the slow way, which is right as well.
    """
    if b'"' not in block:
        return True
    plain = block.replace(b"\r\n", b"\n")
    opening = plain.count(sign + b'"') + plain.count(b'\n"') + plain.startswith(b'"')
    closing = plain.count(b'"' + sign) + plain.count(b'"\n') + plain.endswith(b'"')
    return opening == closing and plain.count(b'"') % 2 == 0


def _line_by_line(block: bytes, columns: Sequence[str], delimiter: str) -> tuple[pa.Table, list[Odd]]:
    """The slow way for a block with a stray quote: a record that does not fit costs its first line only."""
    lines = block.decode("utf-8", "replace").splitlines(keepends=True)
    good: list[list[str]] = []
    odd: list[Odd] = []
    at = 0
    while at < len(lines):
        fields, used = _record(lines, at, delimiter, len(columns))
        place = len(good) + len(odd)
        if fields is None:
            got = len(_fields(lines[at], delimiter))
            sentence = f"expected {len(columns)} columns, got {got}, or a quote is not closed"
            odd.append((place, lines[at].rstrip("\r\n"), Reason(sentence, code="other_columns")))
            at += 1
            continue
        good.append(fields)
        at += used
    values = [[row[i] or None for row in good] for i in range(len(columns))]
    return pa.table([pa.array(v, pa.large_string()) for v in values], names=list(columns)), odd


def _record(lines: list[str], at: int, delimiter: str, width: int) -> tuple[list[str] | None, int]:
    """The record that begins at a line and how many lines it takes; None when it does not come out right."""
    reader = csv.reader(iter(lines[at : at + _LONGEST]), delimiter=delimiter, strict=True)
    try:
        fields = next(reader, [])
    except csv.Error:  # a quote that never closes, or one in the middle of a value
        return None, 1
    return (fields if len(fields) == width else None), reader.line_num


def _fields(record: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([*record.splitlines(keepends=True)], delimiter=delimiter), [])
    except csv.Error:
        return []


def _first_record(blocks: Utf8Blocks) -> tuple[str, int]:
    """The header and its size in bytes of UTF-8."""
    text = b""
    while new := blocks.read():
        text += new
        end = text.find(b"\n")
        while end >= 0 and text.count(b'"', 0, end) % 2:
            end = text.find(b"\n", end + 1)
        if end >= 0:
            return text[: end + 1].decode("utf-8", "replace"), end + 1
        if len(text) > MAX_RECORD:
            raise Invalid(
                "Expected a first row that names the columns; it is over 1 MB long.", code="broken_file"
            )
    if not text.strip():
        raise Invalid("The file is empty.", code="broken_file")
    return text.decode("utf-8", "replace"), len(text)


def _cut(block: bytes) -> int:
    """Where the last whole row ends; 0 when there is none yet. A line end within quotes does not end a
    row.
    """
    end = block.rfind(b"\n") + 1
    quotes = block.count(b'"', 0, end)
    while end and quotes % 2:
        before = block.rfind(b"\n", 0, end - 1) + 1
        quotes -= block.count(b'"', before, end)
        end = before
    if (
        len(block) - end > MAX_RECORD * 8
    ):  # a quote that never closes: the rows are told apart by `_line_by_line`
        return block.rfind(b"\n") + 1 or len(block)
    return end


def _numbers(first: int, count: int, without: Sequence[int]) -> pa.Array:
    gone = set(without)
    return pa.array(
        [first + i for i in range(count) if i not in gone] if gone else range(first, first + count),
        pa.int64(),
    )


def _without_damage(table: pa.Table, numbers: pa.Array) -> tuple[pa.Table, pa.Array, list[Broken]]:
    """Takes out the rows with bytes that the encoding does not know."""
    if not table.num_rows:
        return table, numbers, []
    spoiled = pa.array([False] * table.num_rows)
    for column in table.columns:
        found = pc.fill_null(pc.match_substring(column.combine_chunks(), DAMAGE), False)
        spoiled = pc.or_(spoiled, found)
    if not pc.any(spoiled).as_py():
        return table, numbers, []
    rows = zip(numbers.filter(spoiled).to_pylist(), table.filter(spoiled).to_pylist(), strict=True)
    broken = [Broken(n, ",".join(str(v or "") for v in row.values()), OTHER_ENCODING) for n, row in rows]
    sound = pc.invert(spoiled)
    return table.filter(sound), numbers.filter(sound), broken
