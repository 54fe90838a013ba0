"""Profile documents in the state: read for the batch that changes them, written once per batch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from oblik.profiles.document import Document
from oblik.store.state import delete, given, upsert
from oblik.store.state.schema import profiles


@dataclass(slots=True)
class Stored:
    """A living profile as the state has it.

    Attributes:
        created_at: ms; when the event that first showed the person was received.
        version: the offset of the last event that changed it.
    """

    created_at: int
    version: int
    document: Document


def load(conn: Connection, ids: Iterable[int]) -> dict[int, Stored]:
    """The living profiles among `ids`."""
    keys = given(conn, [[i] for i in ids], profiles.c.id)
    query = select(
        profiles.c.id, profiles.c.merged_into, profiles.c.created_at, profiles.c.version, profiles.c.document
    ).join(keys, keys.c.id == profiles.c.id)
    # Losers are left out here: asked for `merged_into IS NULL`, SQLite reads every profile by that column's index.
    return {
        row.id: Stored(row.created_at, row.version, row.document)
        for row in conn.execute(query)
        if row.merged_into is None
    }


def taken(conn: Connection, ids: Iterable[int]) -> set[int]:
    """Which of `ids` any profile has or ever had."""
    keys = given(conn, [[i] for i in ids], profiles.c.id)
    return set(conn.execute(select(profiles.c.id).join(keys, keys.c.id == profiles.c.id)).scalars())


def save(conn: Connection, changed: Mapping[int, Stored]) -> None:
    """Writes documents as they are now."""
    rows = [
        {
            "id": i,
            "merged_into": None,
            "created_at": p.created_at,
            "version": p.version,
            "document": p.document,
        }
        for i, p in changed.items()
    ]
    upsert(conn, profiles, rows, update=("merged_into", "created_at", "version", "document"))


def mark_merged(conn: Connection, losers: Mapping[int, int]) -> None:
    """Says of each loser who it is now, and of those that had merged into it too: `merged_into` is always the final winner."""
    if not losers:
        return
    lost = given(conn, [[k, v] for k, v in losers.items()], profiles.c.id, profiles.c.merged_into)
    for column in (profiles.c.id, profiles.c.merged_into):
        winner = select(lost.c.merged_into).where(lost.c.id == column).scalar_subquery()
        conn.execute(update(profiles).where(column.in_(select(lost.c.id))).values(merged_into=winner))


def winners(conn: Connection, ids: Iterable[int]) -> dict[int, int]:
    """Who each of `ids` is today; those that never existed are absent."""
    keys = given(conn, [[i] for i in ids], profiles.c.id)
    query = select(profiles.c.id, profiles.c.merged_into).join(keys, keys.c.id == profiles.c.id)
    return {profile: winner or profile for profile, winner in conn.execute(query)}


def losers_of(conn: Connection, ids: Iterable[int]) -> dict[int, int]:
    """Each profile that merged into one of `ids` → which."""
    keys = given(conn, [[i] for i in ids], profiles.c.merged_into)
    query = select(profiles.c.id, profiles.c.merged_into).join(
        keys, keys.c.merged_into == profiles.c.merged_into
    )
    return {row.id: row.merged_into for row in conn.execute(query)}


def all_losers(conn: Connection) -> dict[int, int]:
    """Every profile that ever lost a merge → who it is today."""
    query = select(profiles.c.id, profiles.c.merged_into).where(profiles.c.merged_into.is_not(None))
    return {row.id: row.merged_into for row in conn.execute(query)}


def remove(conn: Connection, ids: Iterable[int]) -> None:
    """Removes profiles, so that a replay can make them anew."""
    delete(conn, [[i] for i in ids], profiles.c.id)
