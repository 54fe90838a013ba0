"""The first page and the server itself."""

from __future__ import annotations

from typing import Literal

from oblik.api.models.base import Answer, Time
from oblik.api.models.sources import Balance


class ProfileCounts(Answer):
    """How many people there are; `identified_share` is between 0 and 1."""

    total: int
    identified: int
    anonymous: int
    identified_share: float


class MinuteCount(Answer):
    """Events of one minute."""

    at: Time
    count: int


class EventCounts(Answer):
    """How many events there are; `today` in the workspace's zone."""

    total: int
    today: int
    per_minute: list[MinuteCount]


class DayFigures(Answer):
    """One day in the workspace's zone."""

    day: str
    count: int
    profiles: int


class NameCount(Answer):
    """How often an event came."""

    name: str
    count: int


class SourceBalance(Balance):
    """The ledger of one source."""

    source: str


class Freshness(Answer):
    """How long ago a source sent something."""

    source: str
    last_event_at: Time | None
    lag_seconds: float | None


class PipelineLag(Answer):
    """How far the pipeline is behind the log."""

    lag_events: int
    lag_seconds: float


class Overview(Answer):
    """The first page."""

    as_of: Time
    profiles: ProfileCounts
    events: EventCounts
    by_day: list[DayFigures]
    top_events: list[NameCount]
    ledger: list[SourceBalance]
    freshness: list[Freshness]
    pipeline: PipelineLag
    demo: bool


class Engine(Answer):
    """One of the three engines; `url` is without a password, "" for an embedded one; `detail` says what is wrong."""

    kind: str
    url: str
    ok: bool
    detail: str


class Engines(Answer):
    """All three."""

    log: Engine
    state: Engine
    warehouse: Engine


class Disk(Answer):
    """The disk that the data lies on, in bytes."""

    total: int
    free: int


class PipelineState(Answer):
    """Where the pipeline stands in the log; `running` says that some process runs it."""

    position: int
    last: int
    pending: int
    lag_seconds: float
    running: bool


class System(Answer):
    """How the server is."""

    version: str
    as_of: Time
    started_at: Time
    engines: Engines
    disk: Disk
    pipeline: PipelineState


class Alive(Answer):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Check(Answer):
    """Whether one thing works."""

    name: str
    ok: bool
    detail: str


class Readiness(Answer):
    """Whether requests can be served."""

    status: Literal["ready", "not ready"]
    checks: list[Check]
