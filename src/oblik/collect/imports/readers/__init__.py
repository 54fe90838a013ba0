"""Readers: a file of any supported format → batches of rows of text, in flat memory."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

from oblik.collect.imports.readers.delimited import CsvReader
from oblik.collect.imports.readers.excel import ExcelReader
from oblik.collect.imports.readers.jsonl import JsonLinesReader
from oblik.collect.imports.readers.mended import MendedReader
from oblik.collect.imports.readers.text import Gunzip, encoding_of
from oblik.collect.imports.rows import REJECTED, Format, Reader
from oblik.kernel.errors import Invalid


def _parquet(path: Path, form: Format) -> Reader:
    """Arrow's reader, which is loaded when there is something to read: no server needs it from the start."""
    from oblik.collect.imports.readers.parquet import ParquetReader

    return ParquetReader(path, form)


def _feed(path: Path, form: Format) -> Reader:
    """The reader of product feeds, loaded when there is one."""
    from oblik.collect.imports.readers.feed import FeedReader

    return FeedReader(path, form)


READERS: dict[str, Callable[[Path, Format], Reader]] = {
    "csv": CsvReader,
    "jsonl": JsonLinesReader,
    "parquet": _parquet,
    "excel": ExcelReader,
    "feed": _feed,
}
_HEAD = 256 << 10
_GZIP, _ZIP, _OLE, _PARQUET = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1"
_FEED = re.compile(r"<(rss|feed|yml_catalog|\w+:RDF)\b")
_DELIMITERS = (",", ";", "\t", "|")


def open_rows(path: Path, form: Format, scratch: Path) -> Reader:
    """Opens a file; a gzipped binary one is unpacked into `scratch` first.

    Raises:
        Invalid: it is not what `form` says.
    """
    if form.gzip and form.kind in ("parquet", "excel"):
        path = _unpacked(path, scratch)
    reader = READERS[form.kind](path, form)
    return MendedReader(reader) if set(REJECTED) <= set(reader.columns) else reader


def format_of(path: Path) -> Format:
    """How a file is written, judged by its first bytes.

    Raises:
        Invalid: it is empty, or nothing that can be read as rows.
    """
    head, packed = _head(path)
    if head.startswith(_PARQUET):
        return Format("parquet", gzip=packed)
    if head.startswith((_ZIP, _OLE)):
        return Format("excel", gzip=packed)
    encoding = encoding_of(head)
    text = head.decode(encoding, "ignore").lstrip("\ufeff \t\r\n")
    if not text:
        raise Invalid("The file is empty.", code="broken_file")
    if text.startswith("{"):
        return Format("jsonl", encoding=encoding, gzip=packed)
    if text.startswith("<"):
        return _feed_format(text, packed)
    if text.startswith("["):
        raise Invalid("Expected JSON lines (one object a line), got one JSON list.", code="broken_file")
    return Format("csv", delimiter=delimiter_of(text), encoding=encoding, gzip=packed)


def _feed_format(text: str, packed: bool) -> Format:
    if not _FEED.search(text):
        raise Invalid(
            "Expected a product feed (RSS or Atom of Google Merchant, or YML), got other XML.",
            code="broken_file",
        )
    return Format("feed", gzip=packed)


def delimiter_of(text: str) -> str:
    """The sign between the columns: the one that takes most rows apart into the same number of fields."""
    lines = text.splitlines()[:100]
    whole = lines[:-1] if len(lines) > 2 else lines  # the last one may be cut off
    return max(_DELIMITERS, key=lambda sign: _fit(whole, sign))


def _fit(lines: list[str], sign: str) -> tuple[float, int]:
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=sign) if row]
    except csv.Error:
        return (0.0, 0)
    if not widths or widths[0] < 2:
        return (0.0, 0)
    return (widths.count(widths[0]) / len(widths), widths[0])


def _head(path: Path) -> tuple[bytes, bool]:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.startswith(_GZIP):
        return head, False
    with path.open("rb") as file:
        return Gunzip(file).read(_HEAD), True


def _unpacked(path: Path, scratch: Path) -> Path:
    scratch.mkdir(parents=True, exist_ok=True)
    target = scratch / "unpacked"
    with path.open("rb") as packed, target.open("wb") as plain:
        stream = Gunzip(packed)
        while block := stream.read(1 << 20):
            plain.write(block)
    return target
