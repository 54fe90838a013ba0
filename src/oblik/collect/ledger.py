"""The ledger: for each source and hour, what became of every event that was acknowledged.

    accepted = stored + duplicate + quarantined + suppressed

The pipeline adds a batch's counts in the transaction that moves its cursor on, so a row of the table balances
at every moment; what waits in the log is not in the table yet and is added, on both sides, as `pending`. How
a replay keeps the balance is said in `collect/quarantine.py`. An hour is the one in which an event was
received.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from oblik.store.state import inserted, upsert
from oblik.store.state.schema import ledger

HOUR_MS = 3_600_000
OUTCOMES = ("stored", "duplicate", "quarantined", "suppressed")
_COLUMNS = ("accepted", *OUTCOMES)


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of events: how many were taken, and what became of them. A replay has negative ones among
    them."""

    accepted: int = 0
    stored: int = 0
    duplicate: int = 0
    quarantined: int = 0
    suppressed: int = 0
    pending: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, name) + getattr(other, name) for name in Counts.__slots__))

    @property
    def balanced(self) -> bool:
        """Whether every event taken is somewhere."""
        return self.accepted == (
            self.stored + self.duplicate + self.quarantined + self.suppressed + self.pending
        )

    def waiting(self, pending: int) -> Counts:
        """With so many events that are acknowledged and still in the log."""
        return self + Counts(accepted=pending, pending=pending)


def hour_of(received_at: int) -> int:
    """The beginning of the hour, both in ms since the epoch."""
    return received_at - received_at % HOUR_MS


def add(conn: Connection, counts: Mapping[tuple[int, int], Counts]) -> None:
    """Adds to the ledger, one statement for all.

    Args:
        counts: by source id and hour (`hour_of(received_at)`); `pending` does not count.
    """
    rows = [
        {"source_id": source_id, "hour": hour} | {name: getattr(one, name) for name in _COLUMNS}
        for (source_id, hour), one in sorted(counts.items())
    ]
    new = inserted(ledger)
    upsert(conn, ledger, rows, update={name: ledger.c[name] + new.c[name] for name in _COLUMNS})


def totals(conn: Connection, pending: Mapping[int, int] | None = None) -> dict[int, Counts]:
    """What became of everything, by source id; `pending` as the log counts it."""
    query = sa.select(ledger.c.source_id, *_sums()).group_by(ledger.c.source_id)
    found = {row[0]: _counts(row[1:]) for row in conn.execute(query)}
    for source_id, waiting in (pending or {}).items():
        found[source_id] = found.get(source_id, Counts()).waiting(waiting)
    return found


def of(conn: Connection, source_id: int, pending: int = 0) -> Counts:
    """What became of everything one source sent."""
    row = conn.execute(sa.select(*_sums()).where(ledger.c.source_id == source_id)).one()
    return _counts(row).waiting(pending)


def by_hour(conn: Connection, source_id: int, *, since: int, until: int) -> list[tuple[int, Counts]]:
    """The hours of one source in which anything came, oldest first; `since` is included and `until` is not,
    in ms."""
    query = (
        sa.select(ledger.c.hour, *(ledger.c[name] for name in _COLUMNS))
        .where(ledger.c.source_id == source_id, ledger.c.hour >= since, ledger.c.hour < until)
        .order_by(ledger.c.hour)
    )
    return [(row[0], _counts(row[1:])) for row in conn.execute(query)]


def _sums() -> list[sa.ColumnElement[int]]:
    # PostgreSQL sums bigints into numerics.
    return [sa.cast(sa.func.coalesce(sa.func.sum(ledger.c[name]), 0), sa.BigInteger) for name in _COLUMNS]


def _counts(values: Iterable[int]) -> Counts:
    return Counts(*values)
