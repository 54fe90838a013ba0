"""JSON lines: one object a line. Inner objects and lists stay JSON text, which a mapping can reach into
(`customer.email`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pyarrow as pa

from oblik.collect.imports.readers.text import DAMAGE, Utf8Blocks
from oblik.collect.imports.reason import Reason
from oblik.collect.imports.rows import MAX_RECORD, OTHER_ENCODING, Batch, Broken, Format, Position, size_of

_Row = dict[str, msgspec.Raw]
_decode = msgspec.json.Decoder(_Row).decode
_HEAD = 1_000  # rows looked at for the names of the columns


class JsonLinesReader:
    """Rows of a file with a JSON object on each line; the columns are the keys seen in the first rows."""

    def __init__(self, path: Path, form: Format) -> None:
        self._path, self._form = path, form
        self.total_bytes = size_of(path)
        self.columns: Sequence[str] = self._names()

    def _open(self) -> Utf8Blocks:
        return Utf8Blocks(self._path, self._form.encoding, self._form.gzip)

    def _names(self) -> list[str]:
        names: dict[str, None] = {}
        with self._open() as blocks:
            for line in blocks.read().splitlines()[:_HEAD]:
                row = _row(line)
                if isinstance(row, dict):
                    names.update(dict.fromkeys(row))
        return list(names)

    def batches(self, start: Position | None = None) -> Iterator[Batch]:
        """The rows, some MB at a time; row 1 is the first line, since there is no header."""
        offset, row = (start.offset, start.row) if start else (0, 1)
        with self._open() as blocks:
            rest, new = blocks.skip(offset), b"more"
            while new or rest:
                cut = rest.rfind(b"\n") + 1 if new else len(rest)
                if not cut and len(rest) > MAX_RECORD * 8:
                    cut = len(rest)
                if cut:
                    offset += cut
                    batch = _batch(rest[:cut], row, offset, blocks)
                    row, rest = batch.after.row, rest[cut:]
                    yield batch
                if new:
                    new = blocks.read()
                    rest += new


def _batch(block: bytes, first: int, offset: int, blocks: Utf8Blocks) -> Batch:
    lines = block.split(b"\n")
    if block.endswith(b"\n"):
        lines.pop()
    rows: list[_Row] = []
    numbers: list[int] = []
    broken: list[Broken] = []
    for number, line in enumerate(lines, first):
        if not line.strip():
            continue
        row = _row(line, blocks.damaged)
        if isinstance(row, Reason):
            broken.append(Broken(number, line[:MAX_RECORD].decode("utf-8", "replace"), row))
        else:
            rows.append(row)
            numbers.append(number)
    after = Position(offset, first + len(lines))
    return Batch(_table(rows), pa.array(numbers, pa.int64()), broken, after, blocks.bytes_done)


def _row(line: bytes, damaged: bool = False) -> _Row | Reason:
    """The object on a line, or why it is none."""
    if len(line) > MAX_RECORD:
        return Reason(f"longer than {MAX_RECORD} bytes", code="row_too_long")
    if damaged and DAMAGE.encode() in line:
        return OTHER_ENCODING
    try:
        return _decode(line)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        return Reason(f"expected a JSON object: {error}", code="not_an_object")


def _table(rows: Sequence[_Row]) -> pa.Table:
    names = dict.fromkeys(name for row in rows for name in row)
    columns = [[_text(row.get(name)) for row in rows] for name in names]
    return pa.table([pa.array(c, pa.large_string()) for c in columns], names=list(names))


def _text(raw: msgspec.Raw | None) -> str | None:
    if raw is None:
        return None
    text = bytes(raw).decode("utf-8", "replace")
    if text.startswith('"'):
        try:
            value = msgspec.json.decode(text)
        except msgspec.DecodeError:
            return text
        return value or None
    return None if text == "null" else text
