"""Goals, the inventory of systems, and the set-up guide."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from oblik.api.models.account import Name
from oblik.api.models.base import Answer, NotNull, Question, Time, limits
from oblik.api.parameters import ID_PATTERN
from oblik.govern.goals import Goal as StoredGoal
from oblik.kernel import ids
from oblik.kernel.clock import iso
from oblik.profiles.measures import METRICS, Series

Metric = Literal["orders", "revenue", "average_order", "active_customers", "repeat_share", "identified_share"]
Unit = Literal["count", "money", "share"]
Number = Annotated[float, Field(allow_inf_nan=False, ge=-1e15, le=1e15)]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Shown = Annotated[str, Field(pattern=ID_PATTERN)]
Text = Annotated[str, Field(max_length=1000, pattern=r"^[^\x00]*$")]


class DayValue(Answer):
    """A figure at the end of a day; null where there was nothing to measure."""

    day: str
    value: float | None


class GoalOwner(Answer):
    """Who answers for a goal."""

    id: str
    name: str


class Goal(Answer):
    """A figure and where it shall be. `progress` is 0 at the baseline and 1 at the target, null while there is nothing to
    measure; `series` has each day from thirty days before the goal was set."""

    id: str
    name: str
    metric: Metric
    unit: Unit
    baseline: float
    target: float
    due: str
    owner: GoalOwner | None
    created_at: Time
    value: float | None
    progress: float | None
    series: list[DayValue]
    as_of: Time

    @classmethod
    def of(cls, goal: StoredGoal, owner: str | None, series: Series, shown: int, as_of: int) -> Goal:
        """From what is stored and what was measured; the last `shown` days of it."""
        owned = goal.owner_id is not None and owner is not None
        pairs = list(zip(series.days, series.values, strict=True))[-shown:]
        return cls.model_validate(
            goal.facts()
            | {
                "id": ids.show(goal.id),
                "unit": METRICS[goal.metric],
                "owner": {"id": ids.show(goal.owner_id or 0), "name": owner} if owned else None,
                "created_at": iso(goal.created_at),
                "value": series.value,
                "progress": None if series.value is None else goal.progress(series.value),
                "series": [{"day": day.isoformat(), "value": value} for day, value in pairs],
                "as_of": iso(as_of),
            }
        )


class Goals(Answer):
    """All goals, the next due first; there are at most 50."""

    items: list[Goal]
    next: None = None


class MetricNow(Answer):
    """Something that a goal can be about, and where it stands."""

    key: Metric
    unit: Unit
    value: float | None


class Metrics(Answer):
    """All of them."""

    metrics: list[MetricNow]
    as_of: Time


class NewGoal(Question):
    """A goal to set. A share is between 0 and 1; money is in the workspace's currency."""

    name: Name
    metric: Metric
    baseline: Number
    target: Number
    due: Day
    owner: Shown | None = None

    def fields(self) -> dict[str, Any]:
        """As they are stored."""
        return _with_owner(self.model_dump())


class GoalPatch(Question):
    """What is changed about a goal."""

    name: Annotated[Name, NotNull] = ""
    baseline: Annotated[Number, NotNull] = 0
    target: Annotated[Number, NotNull] = 0
    due: Annotated[Day, NotNull] = ""
    owner: Shown | None = None

    def fields(self) -> dict[str, Any]:
        """Those that were sent, as they are stored."""
        return _with_owner(self.given())


def _with_owner(said: dict[str, Any]) -> dict[str, Any]:
    if "owner" in said:
        owner = said.pop("owner")
        said["owner_id"] = None if owner is None else ids.parse(owner)
    return said


PlannedStatus = Literal["planned", "in_progress", "by_file", "not_needed"]
Identifiers = Annotated[list[Annotated[str, limits(100)]], Field(max_length=30)]


class InventoryItem(Answer):
    """A system in which the shop keeps data. A connected one has a `source`, the `events` it sends most, and the
    identifiers that came; `generated`: it plays a demonstration."""

    id: str
    name: str
    source: str | None
    kind: str | None
    status: Literal["connected", "waiting", "off", "planned", "in_progress", "by_file", "not_needed"]
    owner: str
    holds: str
    note: str
    events: list[str]
    identifiers: list[str]
    last_event_at: Time | None
    generated: bool


class InventoryItems(Answer):
    """All of them, the connected ones first."""

    items: list[InventoryItem]
    next: None = None


class NewSystem(Question):
    """A system to write down."""

    name: Name
    owner: Annotated[Text, Field(max_length=200)] = ""
    holds: Text = ""
    identifiers: Identifiers = Field(default_factory=list)
    status: PlannedStatus = "planned"
    note: Text = ""


class SystemPatch(Question):
    """What is changed about a system; `source` connects it with a source, null parts them."""

    name: Annotated[Name, NotNull] = ""
    owner: Annotated[Text, Field(max_length=200), NotNull] = ""
    holds: Annotated[Text, NotNull] = ""
    identifiers: Annotated[Identifiers, NotNull] = Field(default_factory=list)
    status: Annotated[PlannedStatus, NotNull] = "planned"
    note: Annotated[Text, NotNull] = ""
    source: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9_-]{0,99}$")] | None = None


class SetupStep(Answer):
    """Something to do, and whether it is done by what is there; `minutes` it takes, roughly."""

    key: str
    minutes: int
    done: bool


class Setup(Answer):
    """How far the workspace is; `parts` are those one can do without, `hidden_parts` is null until somebody chose."""

    steps: list[SetupStep]
    done: int
    parts: list[str]
    hidden_parts: list[str] | None
    hidden: bool
