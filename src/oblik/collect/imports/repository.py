"""The table `imports`: every import that was begun, how far it came, and what was wrong with its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from oblik.kernel.errors import NotFound
from oblik.kernel.ids import show
from oblik.store.state import State, insert
from oblik.store.state.schema import imports

UNFINISHED = ("checking", "running")


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """One import as the state knows it. Times are ms; `mapping` and `progress` are their JSON; `error_code` names the
    `error`."""

    id: int
    kind: str
    file: str
    path: str
    digest: str
    source_id: int
    mapping: dict[str, Any]
    status: str
    dry_run: bool
    progress: dict[str, Any]
    problems: list[dict[str, Any]]
    error: str | None
    error_code: str | None
    who: str
    created_at: int
    started_at: int | None
    finished_at: int | None
    updated_at: int


class ImportRepository:
    """Reads and writes import records."""

    def __init__(self, state: State) -> None:
        self._state = state

    def add(self, record: ImportRecord) -> None:
        """Keeps a new import."""
        row = {name: getattr(record, name) for name in ImportRecord.__slots__}
        with self._state.write() as conn:
            insert(conn, imports, [row])

    def get(self, import_id: int) -> ImportRecord:
        """One import; raises NotFound."""
        with self._state.read() as conn:
            row = conn.execute(sa.select(imports).where(imports.c.id == import_id)).first()
        if row is None:
            raise NotFound(f"There is no import {show(import_id)}.", code="import_not_found")
        return _record(row)

    def page(self, limit: int, before: int | None = None) -> list[ImportRecord]:
        """The newest imports, those with an id below `before`."""
        query = sa.select(imports).order_by(imports.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(imports.c.id < before)
        with self._state.read() as conn:
            return [_record(row) for row in conn.execute(query)]

    def unfinished(self) -> list[ImportRecord]:
        """Imports that were running when their process ended, or run elsewhere."""
        query = sa.select(imports).where(imports.c.status.in_(UNFINISHED)).order_by(imports.c.id)
        with self._state.read() as conn:
            return [_record(row) for row in conn.execute(query)]

    def newest_mapping(self, conn: Connection, source: str) -> dict[str, Any] | None:
        """The mapping of the last import into the source of that name, dry runs aside."""
        query = sa.select(imports.c.mapping).where(sa.not_(imports.c.dry_run)).order_by(imports.c.id.desc())
        found = (row.mapping for row in conn.execute(query) if row.mapping["source"] == source)
        return next(found, None)

    def like(self, digest: str, kind: str, source_id: int, mapping: dict[str, Any]) -> ImportRecord | None:
        """An unfinished import of the same file in the same way."""
        for record in self.unfinished():
            same = (record.digest, record.kind, record.source_id) == (digest, kind, source_id)
            if same and record.mapping == mapping and not record.dry_run:
                return record
        return None

    def change(self, import_id: int, conn: Connection | None = None, **values: Any) -> None:
        """Changes some fields, within the caller's transaction if there is one."""
        statement = sa.update(imports).where(imports.c.id == import_id).values(**values)
        if conn is not None:
            conn.execute(statement)
            return
        with self._state.write() as own:
            own.execute(statement)


def _record(row: Row[Any]) -> ImportRecord:
    return ImportRecord(**{name: getattr(row, name) for name in ImportRecord.__slots__})
