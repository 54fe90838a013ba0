"""Goals: a figure of the shop, where it was, where it shall be by a day, and who answers for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from math import isfinite
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from oblik.govern import users
from oblik.kernel import ids
from oblik.kernel.errors import Invalid, NotFound
from oblik.store.state import insert
from oblik.store.state.schema import goals

MOST = 50


@dataclass(frozen=True, slots=True)
class Goal:
    """`metric` is one of `profiles.measures.METRICS`, `baseline` and `target` are values of it; `due` is a day
    (2026-12-31); `created_at` is in ms since the epoch."""

    id: int
    name: str
    metric: str
    baseline: float
    target: float
    due: str
    owner_id: int | None
    created_at: int

    def facts(self) -> dict[str, Any]:
        """What the audit keeps of a goal."""
        shown = {name: value for name, value in asdict(self).items() if name not in ("id", "created_at")}
        return shown | {"owner_id": None if self.owner_id is None else ids.show(self.owner_id)}

    def progress(self, value: float) -> float:
        """The part of the way that is done: 0 at the baseline, 1 at the target; below and beyond are possible."""
        return (value - self.baseline) / (self.target - self.baseline)


def all_goals(conn: Connection) -> list[Goal]:
    """All of them, the next due first."""
    query = sa.select(goals).order_by(goals.c.due, goals.c.id)
    return [Goal(**row._mapping) for row in conn.execute(query)]


def get(conn: Connection, goal_id: int) -> Goal:
    """The goal with that id, or NotFound."""
    row = conn.execute(sa.select(goals).where(goals.c.id == goal_id)).one_or_none()
    if row is None:
        raise NotFound(f"There is no goal {ids.show(goal_id)}.", code="goal_not_found")
    return Goal(**row._mapping)


def create(conn: Connection, *, at: int, **said: Any) -> Goal:
    """A new goal; the fields are those of `Goal`.

    Raises:
        Invalid: the target is where the baseline is, the day none, the owner nobody, or there are too many.
    """
    if conn.execute(sa.select(sa.func.count()).select_from(goals)).scalar_one() >= MOST:
        raise Invalid(f"Expected at most {MOST} goals: remove one first.", code="too_many_goals")
    made = Goal(id=ids.random_id(at), created_at=at, **said)
    _check(conn, made)
    insert(conn, goals, [asdict(made)])
    return made


def update(conn: Connection, goal_id: int, changes: Mapping[str, Any]) -> Goal:
    """Sets fields of one goal and answers it after that; Invalid as in `create`."""
    after = replace(get(conn, goal_id), **changes)
    _check(conn, after)
    if changes:
        conn.execute(sa.update(goals).where(goals.c.id == goal_id).values(**changes))
    return after


def remove(conn: Connection, goal_id: int) -> None:
    """Takes a goal away."""
    conn.execute(sa.delete(goals).where(goals.c.id == goal_id))


def _check(conn: Connection, goal: Goal) -> None:
    if not (isfinite(goal.baseline) and isfinite(goal.target)) or goal.baseline == goal.target:
        raise Invalid(
            "Expected a target that is another than where it stands now.", code="no_way_to_go", field="target"
        )
    try:
        date.fromisoformat(goal.due)
    except ValueError:
        raise Invalid(
            f"Expected a day such as 2026-12-31, got {goal.due[:80]!r}.", code="invalid_day", field="due"
        ) from None
    if goal.owner_id is not None:
        users.get(conn, goal.owner_id)
