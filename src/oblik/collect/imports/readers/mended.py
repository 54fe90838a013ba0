"""A file of rejected rows that somebody mended and brings again: read as the file it came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from oblik.collect.imports.rows import REJECTED, Batch, Position, Reader
from oblik.kernel.spreadsheet import as_it_was


class MendedReader:
    """Leaves out the two columns that say why a row was rejected, and takes off the `'` that was put in front of cells."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._names = {name: as_it_was(name) for name in reader.columns if name not in REJECTED}
        self.columns: Sequence[str] = list(self._names.values())
        self.total_bytes = reader.total_bytes

    def batches(self, start: Position | None = None) -> Iterator[Batch]:
        """The rows as they were before they were rejected, with what was mended."""
        for batch in self._reader.batches(start):
            columns = [_as_it_was(batch.table.column(name).combine_chunks()) for name in self._names]
            table = pa.table(columns, names=list(self.columns))
            yield Batch(table, batch.numbers, batch.broken, batch.after, batch.bytes_done)


def _as_it_was(column: pa.Array) -> pa.Array:
    if not pc.any(pc.starts_with(column, "'")).as_py():
        return column
    return pa.array([cell and as_it_was(cell) for cell in column.to_pylist()], pa.large_string())
