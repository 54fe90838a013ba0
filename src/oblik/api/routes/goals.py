"""Goals and how far they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from sqlalchemy import Connection

from oblik.api.access import may
from oblik.api.frame import Frame, InFrame
from oblik.api.models.setup import Goal, GoalPatch, Goals, MetricNow, Metrics, NewGoal
from oblik.api.parameters import ShownId, id_of
from oblik.govern import audit, goals, users
from oblik.govern.actor import Actor
from oblik.kernel import ids
from oblik.kernel.clock import iso
from oblik.profiles.measures import METRICS, WINDOW

router = APIRouter(prefix="/api/goals", tags=["goals"])

Editor = Annotated[Actor, Depends(may("goals.edit"))]

_DAY_MS = 86_400_000


@router.get("", dependencies=[Depends(may("overview.read"))])
def list_goals(frame: InFrame) -> Goals:
    """All goals with where they stand, the next due first."""
    with frame.services.state.read() as conn:
        found = goals.all_goals(conn)
        names = _names(conn, found)
    return Goals(items=[_shown(frame, goal, names) for goal in found])


@router.get("/metrics", dependencies=[Depends(may("overview.read"))])
def list_metrics(frame: InFrame) -> Metrics:
    """What a goal can be about, and where it stands today."""
    counted = {key: frame.services.measures.of(key) for key in METRICS}
    found = [
        MetricNow.model_validate({"key": key, "unit": METRICS[key], "value": one.value.value})
        for key, one in counted.items()
    ]
    return Metrics(metrics=found, as_of=iso(min(one.as_of for one in counted.values())))


@router.post("", status_code=201)
def create_goal(frame: InFrame, who: Editor, new: NewGoal) -> Goal:
    """Sets a goal."""
    with frame.services.state.write() as conn:
        goal = goals.create(conn, at=frame.now(), **new.fields())
        _record(frame, conn, who, "goal.create", goal, None, goal.facts())
        names = _names(conn, [goal])
    return _shown(frame, goal, names)


@router.patch("/{id}")
def update_goal(frame: InFrame, who: Editor, id: ShownId, patch: GoalPatch) -> Goal:
    """Changes a goal; what it is about stays."""
    with frame.services.state.write() as conn:
        before = goals.get(conn, id_of(id))
        goal = goals.update(conn, before.id, patch.fields())
        old, new = audit.changed(before.facts(), goal.facts())
        if new:
            _record(frame, conn, who, "goal.update", goal, old, new)
        names = _names(conn, [goal])
    return _shown(frame, goal, names)


@router.delete("/{id}", status_code=204)
def delete_goal(frame: InFrame, who: Editor, id: ShownId) -> None:
    """Takes a goal away."""
    with frame.services.state.write() as conn:
        goal = goals.get(conn, id_of(id))
        goals.remove(conn, goal.id)
        _record(frame, conn, who, "goal.delete", goal, goal.facts(), None)


def _shown(frame: Frame, goal: goals.Goal, names: Mapping[int, str]) -> Goal:
    counted = frame.services.measures.of(goal.metric)
    days = (frame.now() - goal.created_at) // _DAY_MS + WINDOW
    return Goal.of(goal, names.get(goal.owner_id or 0), counted.value, days, counted.as_of)


def _names(conn: Connection, found: list[goals.Goal]) -> Mapping[int, str]:
    return users.names(conn, {goal.owner_id for goal in found if goal.owner_id is not None})


def _record(
    frame: Frame,
    conn: Connection,
    who: Actor,
    action: str,
    goal: goals.Goal,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> None:
    name = f"goal:{ids.show(goal.id)}"
    audit.record(conn, at=frame.now(), who=who, action=action, object=name, before=before, after=after)
