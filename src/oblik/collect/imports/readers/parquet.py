"""Parquet: a row group at a time, every value as the text that a CSV file would hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from oblik.collect.imports.rows import ROWS_PER_BATCH, Batch, Format, Position, as_text, size_of, unique_names
from oblik.kernel.errors import Invalid

if TYPE_CHECKING:
    import pyarrow.parquet as pq


class ParquetReader:
    """Rows of a Parquet file."""

    def __init__(self, path: Path, _form: Format) -> None:
        self._path = path
        self.total_bytes = size_of(path)
        with self._open() as file:
            self._rows: int = file.metadata.num_rows
            self.columns: Sequence[str] = unique_names(file.schema_arrow.names)

    def _open(self) -> pq.ParquetFile:
        import pyarrow.parquet as pq  # 10 MB, loaded by whoever brings such a file

        try:
            return pq.ParquetFile(self._path)
        except (pa.ArrowInvalid, OSError) as error:
            raise Invalid(f"The Parquet file cannot be read: {error}", code="broken_file") from error

    def batches(self, start: Position | None = None) -> Iterator[Batch]:
        """The rows, a bounded number at a time; the position's offset is the index of the next row."""
        skip, row = (start.offset, start.row) if start else (0, 2)
        with self._open() as file:
            groups, skipped = _groups_from(file, skip)
            behind = skip - skipped
            for block in _blocks(file, groups):
                if behind >= block.num_rows:
                    behind -= block.num_rows
                    continue
                table = _as_text(block.slice(behind), self.columns)
                behind = 0
                skip, numbers = skip + table.num_rows, pa.array(range(row, row + table.num_rows), pa.int64())
                row += table.num_rows
                yield Batch(
                    table, numbers, (), Position(skip, row), self.total_bytes * skip // max(self._rows, 1)
                )


def _groups_from(file: pq.ParquetFile, skip: int) -> tuple[list[int], int]:
    """The row groups still to be read, and how many rows the others hold."""
    passed = 0
    for group in range(file.num_row_groups):
        size = file.metadata.row_group(group).num_rows
        if passed + size > skip:
            return list(range(group, file.num_row_groups)), passed
        passed += size
    return [], passed


def _blocks(file: pq.ParquetFile, groups: list[int]) -> Iterator[pa.RecordBatch]:
    try:
        if groups:
            yield from file.iter_batches(batch_size=ROWS_PER_BATCH, row_groups=groups, use_threads=False)
    except (pa.ArrowInvalid, OSError) as error:
        raise Invalid(f"The Parquet file cannot be read further: {error}", code="broken_file") from error


def _as_text(block: pa.RecordBatch, names: Sequence[str]) -> pa.Table:
    return pa.table([_column(block.column(i)) for i in range(block.num_columns)], names=list(names))


def _column(column: pa.Array) -> pa.Array:
    if (
        pa.types.is_timestamp(column.type)
        or pa.types.is_nested(column.type)
        or pa.types.is_binary(column.type)
    ):
        return pa.array([as_text(_readable(v)) for v in column.to_pylist()], pa.large_string())
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    return column.cast(pa.large_string())


def _readable(value: object) -> object:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
