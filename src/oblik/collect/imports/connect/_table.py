"""Rows of a query as a CSV file that the readers understand, with the greatest value of the column that grows."""

from __future__ import annotations

import csv
import hashlib
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from oblik.collect.imports.connect.kind import Fetch, Fetched, Marks
from oblik.collect.imports.rows import as_text
from oblik.kernel.errors import Invalid, TooLarge, Unavailable

CURSOR = ":cursor"
_ROWS_BETWEEN_LOOKS = 5_000


def cursor_of(query: str, start: str, known: Marks) -> Any:
    """The value that `:cursor` stands for: where the last fetch ended, or at first the wanted beginning.

    Raises:
        Invalid: the query asks for one and nothing says where to begin.
    """
    if CURSOR not in query:
        return None
    if "cursor" in known:
        return _read(known["cursor"])
    if not start:
        raise Invalid(
            "The query asks for `:cursor`: expected the value to begin with.",
            code="no_cursor",
            field="cursor_start",
        )
    return _guessed(start)


def written(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], growing: str, known: Marks, job: Fetch, name: str
) -> Fetched:
    """Writes the rows, in flat memory.

    Args:
        growing: the column of which the greatest value is remembered for the next time; "" for none.

    Raises:
        Invalid: the query has no such column.
        TooLarge, Unavailable: more than the limits.
    """
    if growing and growing not in columns:
        raise Invalid(
            f"Expected the query to give the column {growing!r}; it gives {', '.join(map(repr, columns[:30]))}.",
            code="no_cursor_column",
            field="cursor_column",
        )
    place = list(columns).index(growing) if growing else -1
    greatest: Any = None
    until = time.monotonic() + job.limits.seconds
    with job.target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for number, row in enumerate(islice(rows, job.limits.rows), 1):
            writer.writerow([_cell(value) for value in row])
            if place >= 0 and row[place] is not None and (greatest is None or row[place] > greatest):
                greatest = row[place]
            if number % _ROWS_BETWEEN_LOOKS == 0:
                _look(file.tell(), until, job)
    with job.target.open("rb") as made:
        digest = hashlib.file_digest(made, "sha256").hexdigest()
    marks: Marks = {"sha256": digest}
    if greatest is not None:
        marks["cursor"] = _kept(greatest)
    elif "cursor" in known:
        marks["cursor"] = known["cursor"]
    return Fetched(name, digest, marks, unchanged=known.get("sha256") == digest)


def _look(size: int, until: float, job: Fetch) -> None:
    if size > job.limits.bytes:
        raise TooLarge(f"Expected at most {job.limits.bytes} bytes of rows, got more.")
    if time.monotonic() > until:
        raise Unavailable("The query takes too long; the time is over.", code="outside_unavailable")
    job.progress(size)


def _cell(value: Any) -> str | None:
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).decode("utf-8", "replace")
    return as_text(value)


def _kept(value: Any) -> list[str]:
    """A value as JSON keeps it, with its type: what is compared with a column must be of the column's type."""
    kinds = ((datetime, "datetime"), (date, "date"), (bool, "text"), (int, "int"), (Decimal, "decimal"))
    for kind, name in kinds:
        if isinstance(value, kind):
            return [name, value.isoformat() if isinstance(value, date) else str(value)]
    return ["float", repr(value)] if isinstance(value, float) else ["text", str(value)]


def _read(kept: Sequence[str]) -> Any:
    name, text = kept
    readers = {
        "datetime": datetime.fromisoformat,
        "date": date.fromisoformat,
        "int": int,
        "decimal": Decimal,
        "float": float,
    }
    return readers[name](text) if name in readers else text  # type: ignore[operator]


def _guessed(text: str) -> Any:
    """What a person wrote: a number, a date, or text."""
    if text.lstrip("-").isdigit():
        return int(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment.astimezone(UTC) if moment.tzinfo else moment
