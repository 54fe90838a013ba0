"""The history of recipes: every run that was asked for, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from oblik.kernel.clock import Clock, iso
from oblik.kernel.errors import Conflict, NotFound
from oblik.kernel.ids import random_id, show
from oblik.store.state import insert
from oblik.store.state.schema import recipe_runs

OPEN = ("waiting", "fetching", "importing")
"""The states of a run that is not over."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a recipe. `cause`: manual or schedule; `status`: one of `OPEN`, done, unchanged, failed."""

    id: int
    recipe_id: int
    version: int
    cause: str
    status: str
    upload_id: int | None
    import_id: int | None
    error: str | None
    error_code: str | None
    who: str
    created_at: int
    finished_at: int | None
    updated_at: int

    def document(self) -> dict[str, Any]:
        """As the API shows it."""
        return {
            "id": show(self.id),
            "version": self.version,
            "cause": self.cause,
            "status": self.status,
            "import": None if self.import_id is None else show(self.import_id),
            "error": self.error,
            "error_code": self.error_code,
            "who": self.who,
            "started_at": iso(self.created_at),
            "finished_at": None if self.finished_at is None else iso(self.finished_at),
        }


class RunRepository:
    """The table of runs. Changes happen in the caller's transaction."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def of(self, conn: Connection, recipe_id: int, *, limit: int, before: int | None = None) -> Sequence[Run]:
        """Runs of a recipe, newest first, those with an id below `before`."""
        query = sa.select(recipe_runs).where(recipe_runs.c.recipe_id == recipe_id)
        if before is not None:
            query = query.where(recipe_runs.c.id < before)
        return [_run(row) for row in conn.execute(query.order_by(recipe_runs.c.id.desc()).limit(limit))]

    def latest(self, conn: Connection, recipe_ids: Sequence[int]) -> dict[int, Run]:
        """The last run of each recipe that has one."""
        newest = (
            sa.select(sa.func.max(recipe_runs.c.id))
            .where(recipe_runs.c.recipe_id.in_(recipe_ids))
            .group_by(recipe_runs.c.recipe_id)
        )
        rows = conn.execute(sa.select(recipe_runs).where(recipe_runs.c.id.in_(newest)))
        return {row.recipe_id: _run(row) for row in rows}

    def get(self, conn: Connection, run_id: int) -> Run:
        """One run; raises NotFound."""
        row = conn.execute(sa.select(recipe_runs).where(recipe_runs.c.id == run_id)).first()
        if row is None:
            raise NotFound(f"There is no run {show(run_id)}.", code="unknown_run")
        return _run(row)

    def in_state(self, conn: Connection, status: str) -> Sequence[Run]:
        """Runs in one state, oldest first."""
        query = sa.select(recipe_runs).where(recipe_runs.c.status == status).order_by(recipe_runs.c.id)
        return [_run(row) for row in conn.execute(query)]

    def add(self, conn: Connection, recipe_id: int, *, version: int, cause: str, who: str) -> Run:
        """A run that waits to be done; raises Conflict while one is under way."""
        open_ = (recipe_runs.c.recipe_id == recipe_id) & recipe_runs.c.status.in_(OPEN)
        if conn.execute(sa.select(recipe_runs.c.id).where(open_)).first():
            raise Conflict("This recipe is running already.", code="recipe_running")
        now = self._clock.now_ms()
        row: dict[str, Any] = {
            "id": random_id(now),
            "recipe_id": recipe_id,
            "version": version,
            "cause": cause,
            "status": "waiting",
            "upload_id": None,
            "import_id": None,
            "error": None,
            "error_code": None,
            "who": who[:100],
            "created_at": now,
            "finished_at": None,
            "updated_at": now,
        }
        insert(conn, recipe_runs, [row])
        return Run(**row)

    def move(self, conn: Connection, run: Run, status: str, **values: Any) -> bool:
        """Puts a run from the state it is known in into another; False when somebody else did meanwhile."""
        now = self._clock.now_ms()
        if status not in OPEN:
            values["finished_at"] = now
        same = (recipe_runs.c.id == run.id) & (recipe_runs.c.status == run.status)
        same &= recipe_runs.c.updated_at == run.updated_at
        statement = sa.update(recipe_runs).where(same).values(status=status, updated_at=now, **values)
        return conn.execute(statement).rowcount == 1

    def touch(self, conn: Connection, run: Run) -> None:
        """Says that somebody still works on it."""
        mine = (recipe_runs.c.id == run.id) & (recipe_runs.c.status == run.status)
        conn.execute(sa.update(recipe_runs).where(mine).values(updated_at=self._clock.now_ms()))

    def take_version(self, conn: Connection, run: Run, version: int) -> None:
        """Writes down which version of its recipe a run does."""
        conn.execute(sa.update(recipe_runs).where(recipe_runs.c.id == run.id).values(version=version))

    def remove(self, conn: Connection, recipe_id: int) -> None:
        """Forgets the history of a recipe."""
        conn.execute(sa.delete(recipe_runs).where(recipe_runs.c.recipe_id == recipe_id))


def _run(row: Row[Any]) -> Run:
    return Run(**{field: getattr(row, field) for field in Run.__slots__})
