"""The inventory: every system in which the shop keeps data, connected or not, and who answers for it.

A connected source is in it by itself; a row of the table with its id says what people know of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import Connection

from oblik.kernel import ids
from oblik.kernel.errors import Conflict, Invalid, NotFound
from oblik.store.state import upsert
from oblik.store.state.schema import systems

MOST: Final = 500
STATUSES: Final = ("planned", "in_progress", "by_file", "not_needed")
"""Of a system that is not connected."""


@dataclass(frozen=True, slots=True)
class System:
    """What people wrote down of one system. `source_id` is the source it is connected by; `holds` says which data are in
    it, `identifiers` how it knows people."""

    id: int
    name: str
    source_id: int | None
    owner: str
    holds: str
    identifiers: tuple[str, ...]
    status: str
    note: str
    created_at: int

    def facts(self) -> dict[str, Any]:
        """What the audit keeps of a system."""
        kept = ("name", "owner", "holds", "identifiers", "status", "note")
        return {name: value for name, value in _row(self).items() if name in kept}


def all_systems(conn: Connection) -> list[System]:
    """All rows, by name."""
    return [_system(row) for row in conn.execute(sa.select(systems).order_by(systems.c.name, systems.c.id))]


def find(conn: Connection, system_id: int) -> System | None:
    """The row with that id, or of the source with that id."""
    wanted = sa.or_(systems.c.id == system_id, systems.c.source_id == system_id)
    row = conn.execute(sa.select(systems).where(wanted)).first()
    return _system(row) if row else None


def get(conn: Connection, system_id: int) -> System:
    """The same, or NotFound."""
    found = find(conn, system_id)
    if found is None:
        raise NotFound(f"There is no system {ids.show(system_id)}.", code="system_not_found")
    return found


def blank(*, at: int, name: str, source_id: int | None = None) -> System:
    """A system of which nothing is known but its name."""
    return System(ids.random_id(at), name, source_id, "", "", (), "planned", "", at)


def save(conn: Connection, system: System, changes: Mapping[str, Any]) -> System:
    """Writes a system with some fields changed.

    Raises:
        Invalid: there are too many.
        Conflict: its source belongs to another row.
    """
    after = replace(system, **changes)
    if conn.execute(sa.select(sa.func.count()).select_from(systems)).scalar_one() >= MOST:
        raise Invalid(f"Expected at most {MOST} systems.", code="too_many_systems")
    if after.source_id is not None:
        owner = find(conn, after.source_id)
        if owner is not None and owner.id != after.id:
            raise Conflict(
                f"This source belongs to {owner.name!r} already.", code="source_taken", field="source"
            )
    upsert(conn, systems, [_row(after)], update=[name for name in System.__slots__ if name != "id"])
    return after


def remove(conn: Connection, system_id: int) -> None:
    """Takes a row away; a connected source stays in the inventory, without what was written of it."""
    conn.execute(sa.delete(systems).where(systems.c.id == system_id))


def _row(system: System) -> dict[str, Any]:
    return asdict(system) | {"identifiers": list(system.identifiers)}


def _system(row: sa.Row[Any]) -> System:
    return System(**dict(row._mapping) | {"identifiers": tuple(row.identifiers)})
