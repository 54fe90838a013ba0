"""Rows that belong together, brought together in flat memory, and their calls brought into order of time.

The lines of an order may stand anywhere in a file larger than memory. A first pass deals the rows into
partitions on disk by
a hash of the order's id, so that each partition fits into memory and holds its orders whole; a partition is
then sorted, its
calls written as a sorted run, and the runs merged. Hashing needs no ordered index as a database table would,
and writes each
row once, in sequence (Arrow IPC); merging by time lets history arrive as it happened, which is what identity
and the
warehouse's monthly partitions like.
"""

from __future__ import annotations

import heapq
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from oblik.collect.imports.sending import Encoded

_PARTITION_BYTES = 8 << 20  # of text; as Python objects about ten times that
_MOST = 256  # files open at once
_PACKED = pa.ipc.IpcWriteOptions(compression="lz4")


def partitions_for(text_bytes: int) -> int:
    """How many partitions a file of about so many bytes of text is dealt into."""
    return max(1, min(_MOST, -(-text_bytes // _PARTITION_BYTES)))


class Spill:
    """Partitions of rows on disk, by a hash of one column."""

    def __init__(self, folder: Path, by: str, count: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._by, self._count = by, count
        self._paths = [folder / f"part-{i}.arrow" for i in range(count)]
        self._open = ExitStack()
        self._writers: list[pa.RecordBatchStreamWriter | None] = [None] * count

    def add(self, table: pa.Table) -> None:
        """Deals rows out."""
        if self._count == 1:
            self._write(0, table)
            return
        places = self._places(table.column(self._by).combine_chunks())
        order = pc.array_sort_indices(places)
        sizes = {v["values"].as_py(): v["counts"].as_py() for v in pc.value_counts(places)}
        dealt, at = table.take(order), 0
        for place in sorted(sizes):
            self._write(place, dealt.slice(at, sizes[place]))
            at += sizes[place]

    def _places(self, keys: pa.Array) -> pa.Array:
        coded = keys.dictionary_encode()
        place = [
            zlib.crc32(str(key).encode("utf-8", "replace")) % self._count
            for key in coded.dictionary.to_pylist()
        ]
        return pa.array(place, pa.int16()).take(coded.indices)

    def _write(self, place: int, table: pa.Table) -> None:
        writer = self._writers[place]
        if writer is None:
            sink = self._open.enter_context(pa.OSFile(str(self._paths[place]), "wb"))
            writer = self._open.enter_context(pa.ipc.new_stream(sink, table.schema, options=_PACKED))
            self._writers[place] = writer
        writer.write_table(table)

    def close(self) -> None:
        """Finishes the files; only then can they be read."""
        self._open.close()

    def groups(self) -> Iterator[pa.Table]:
        """Each partition, sorted so that rows with the same key stand together in the order of the file."""
        for path, writer in zip(self._paths, self._writers, strict=True):
            if writer is not None:
                with pa.OSFile(str(path), "rb") as source, pa.ipc.open_stream(source) as stream:
                    table = stream.read_all()
                order = pc.sort_indices(table, sort_keys=[(self._by, "ascending"), ("#", "ascending")])
                yield table.take(order)
                path.unlink()


def write_run(path: Path, calls: Iterable[Encoded]) -> None:
    """Writes calls as lines, in order of time, then as they came: an order before its refund of the same
    moment.

    A line is the time, the number, the message id and the JSON, so that sorted lines are sorted calls.
    """
    lines = [f"{c.at}\t{n:09d}\t{c.message_id}\t".encode() + c.body + b"\n" for n, c in enumerate(calls)]
    lines.sort()
    with path.open("wb") as file:
        file.writelines(lines)


def merge_runs(paths: Iterable[Path]) -> Iterator[Encoded]:
    """All calls of all runs, in order of time, a few in memory at once.

    Two runs may say the same: a buyer with an order of one moment in each lives in the same town in both. Such
    a call comes once, so that the ledger counts no repeats where the file has none.
    """
    with ExitStack() as stack:
        files = [stack.enter_context(path.open("rb")) for path in paths]
        moment, told = b"", set[bytes]()
        for line in heapq.merge(*files):
            at, _, message_id, body = line.split(b"\t", 3)
            if at != moment:
                moment, told = at, set()
            if message_id not in told:
                told.add(message_id)
                yield Encoded(at.decode(), message_id.decode(), body[:-1])
