"""The quarantine: events that could not be stored as they came, each with its reason, until somebody lets
them try again, mended or not, or discards them.

A discarded row stays counted as quarantined and can be taken back.

How a replay keeps the ledger balanced. A quarantined row was counted `accepted` and `quarantined` at the hour
it was received. A replay appends it to the log again, in an entry of kind "replay" that names the rows it is
made of and the moment they were received (`replay_entries`); the row stays open and counted as before while
it waits there. When the pipeline reads that entry it keeps the events whose rows are `still_open` and drops
the others, and counts none of them as accepted: they were accepted once. What becomes of each is counted like
any other event's, at the hour it was first received; one that fails again gets a new row. In the same
transaction `settle` marks the old rows as replayed and takes them out of `quarantined`. So both sides of the
balance are equal before, during and after, in every hour.

A row replayed twice, by two people or because a process died between two appends, is in the log twice; the
second time it is not open any more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from oblik.collect.event import Envelope, Rejection
from oblik.collect.ledger import Counts, hour_of
from oblik.collect.limits import EVENTS_PER_REQUEST
from oblik.kernel.errors import NotFound
from oblik.kernel.page import Page, Position
from oblik.store.log import Entry
from oblik.store.state import given, upsert
from oblik.store.state.schema import quarantine

REPLAY: Final = "replay"
"""The kind of an entry that gives quarantined events another try."""

OPEN: Final = "open"
REPLAYED: Final = "replayed"
DISCARDED: Final = "discarded"

_HEAD = b'{"replay":['


@dataclass(frozen=True, slots=True)
class Row:
    """One event kept back. `offset` is its place in history and its id, `raw` the bytes as they came."""

    offset: int
    source_id: int
    received_at: int
    code: str
    reason: str
    raw: bytes
    status: str


@dataclass(frozen=True, slots=True)
class Reason:
    """How many open rows have one code; `reason` is the sentence of the latest."""

    code: str
    reason: str
    count: int


def keep(conn: Connection, rejections: Sequence[Rejection]) -> None:
    """Keeps what was rejected; the same again changes nothing."""
    rows = [msgspec.structs.asdict(one) | {"status": OPEN} for one in rejections]
    upsert(conn, quarantine, rows)


def page(
    conn: Connection,
    source_id: int,
    *,
    limit: int,
    after: Position | None = None,
    code: str | None = None,
    status: str | None = None,
) -> Page[Row]:
    """What one source had rejected, newest first; `code` keeps one reason."""
    query = sa.select(quarantine).where(quarantine.c.source_id == source_id)
    if status:
        query = query.where(quarantine.c.status == status)
    if code:
        query = query.where(quarantine.c.code == code)
    if after is not None:
        query = query.where(quarantine.c.offset < after[0])
    query = query.order_by(quarantine.c.offset.desc()).limit(limit + 1)
    found = [Row(**row._mapping) for row in conn.execute(query)]
    more = len(found) > limit
    return Page(found[:limit], next=(found[limit - 1].offset,) if more else None)


def reasons(conn: Connection, source_id: int) -> list[Reason]:
    """Why the open rows of a source are there, the most frequent first."""
    counted = (
        sa.select(
            quarantine.c.code,
            sa.func.count().label("count"),
            sa.func.max(quarantine.c.offset).label("latest"),
        )
        .where(quarantine.c.source_id == source_id, quarantine.c.status == OPEN)
        .group_by(quarantine.c.code)
        .subquery()
    )
    query = (
        sa.select(counted.c.code, quarantine.c.reason, counted.c.count)
        .join(quarantine, quarantine.c.offset == counted.c.latest)
        .order_by(counted.c.count.desc(), counted.c.code)
    )
    return [Reason(*row) for row in conn.execute(query)]


def select_for_replay(
    conn: Connection,
    source_id: int,
    *,
    offsets: Sequence[int] | None = None,
    code: str | None = None,
    after: int = 0,
    limit: int = 2500,
) -> list[Row]:
    """Open rows of a source in the order they came: those of `offsets`, those with `code`, or all; at most
    `limit` beyond the offset `after`, so that a caller takes any number in steps."""
    wanted = _wanted(conn, source_id, OPEN, offsets, code)
    query = sa.select(quarantine).where(*wanted, quarantine.c.offset > after)
    query = query.order_by(quarantine.c.offset).limit(limit)
    return [Row(**row._mapping) for row in conn.execute(query)]


def discard(
    conn: Connection, source_id: int, *, offsets: Sequence[int] | None = None, code: str | None = None
) -> int:
    """Sets open rows of a source aside for good: those of `offsets`, those with `code`, or all; how many."""
    return _turn(conn, _wanted(conn, source_id, OPEN, offsets, code), DISCARDED)


def restore(
    conn: Connection, source_id: int, *, offsets: Sequence[int] | None = None, code: str | None = None
) -> int:
    """Opens discarded rows again; how many."""
    return _turn(conn, _wanted(conn, source_id, DISCARDED, offsets, code), OPEN)


def counts(conn: Connection, source_id: int) -> dict[str, int]:
    """How many rows of a source there are of each status."""
    query = (
        sa.select(quarantine.c.status, sa.func.count())
        .where(quarantine.c.source_id == source_id)
        .group_by(quarantine.c.status)
    )
    return dict.fromkeys((OPEN, REPLAYED, DISCARDED), 0) | {row[0]: row[1] for row in conn.execute(query)}


def get(conn: Connection, source_id: int, offset: int) -> Row:
    """One row, or NotFound."""
    found = sa.and_(quarantine.c.source_id == source_id, quarantine.c.offset == offset)
    row = conn.execute(sa.select(quarantine).where(found)).one_or_none()
    if row is None:
        raise NotFound("There is no such event in the quarantine.", code="not_quarantined")
    return Row(**row._mapping)


def replay_entries(rows: Sequence[Row]) -> list[Entry]:
    """What to append to the log so that `rows` try again, in their order; rows of one request stay
    together."""
    ordered = sorted(rows, key=lambda row: row.offset)
    groups = groupby(ordered, key=lambda row: (row.source_id, row.received_at))
    chunks = (chunk for _, group in groups for chunk in _chunks(list(group)))
    return [_entry(chunk) for chunk in chunks]


def _chunks(rows: list[Row]) -> Iterator[list[Row]]:
    for start in range(0, len(rows), EVENTS_PER_REQUEST):
        yield rows[start : start + EVENTS_PER_REQUEST]


def _entry(rows: list[Row]) -> Entry:
    named = b",".join(b"%d" % row.offset for row in rows)
    body = _HEAD + named + b'],"batch":[' + b",".join(row.raw for row in rows) + b"]}"
    envelope = Envelope(rows[0].received_at, REPLAY, "", "", "", body)
    return Entry(rows[0].source_id, len(rows), msgspec.msgpack.encode(envelope))


def replayed(body: bytes) -> list[int]:
    """The rows that an entry of kind "replay" is made of: event `i` of the entry is row `i`.

    The front of the body is read alone: what follows was refused once and need not be JSON.
    """
    named = body[len(_HEAD) : body.index(b"]")]
    return [int(offset) for offset in named.split(b",")]


def still_open(conn: Connection, offsets: Sequence[int]) -> frozenset[int]:
    """Those rows that nobody has replayed or discarded yet."""
    return frozenset(row.offset for row in _open_rows(conn, offsets))


def settle(conn: Connection, offsets: Sequence[int]) -> dict[tuple[int, int], Counts]:
    """Marks rows as replayed and answers what to add to the ledger for it; rows that were not open change
    nothing."""
    found = _open_rows(conn, offsets)
    mark(conn, [row.offset for row in found], REPLAYED)
    taken = Counter((row.source_id, hour_of(row.received_at)) for row in found)
    return {place: Counts(quarantined=-number) for place, number in taken.items()}


def mark(conn: Connection, offsets: Iterable[int], status: str) -> None:
    """Gives rows a status."""
    rows = [(offset,) for offset in offsets]
    if rows:
        wanted = sa.select(given(conn, rows, quarantine.c.offset).c.offset)
        conn.execute(sa.update(quarantine).where(quarantine.c.offset.in_(wanted)).values(status=status))


def _wanted(
    conn: Connection, source_id: int, status: str, offsets: Sequence[int] | None, code: str | None
) -> list[sa.ColumnElement[bool]]:
    found = [quarantine.c.source_id == source_id, quarantine.c.status == status]
    if code is not None:
        found.append(quarantine.c.code == code)
    if offsets is not None:
        named = given(conn, [(offset,) for offset in offsets], quarantine.c.offset)
        found.append(quarantine.c.offset.in_(sa.select(named.c.offset)))
    return found


def _turn(conn: Connection, wanted: Sequence[sa.ColumnElement[bool]], status: str) -> int:
    return conn.execute(sa.update(quarantine).where(*wanted).values(status=status)).rowcount


def _open_rows(conn: Connection, offsets: Sequence[int]) -> Sequence[sa.Row[int, int, int]]:
    wanted = given(conn, [(offset,) for offset in sorted(set(offsets))], quarantine.c.offset)
    query = (
        sa.select(quarantine.c.offset, quarantine.c.source_id, quarantine.c.received_at)
        .join(wanted, wanted.c.offset == quarantine.c.offset)
        .where(quarantine.c.status == OPEN)
    )
    return conn.execute(query).all()
