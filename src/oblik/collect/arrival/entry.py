"""One version of the tracking plan, compiled: what the pipeline asks of each event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from oblik.collect.arrival import plan as plans
from oblik.collect.arrival.mapping import Mapper
from oblik.collect.arrival.plan import Plan
from oblik.collect.arrival.schema import FLAG, SchemaCheck, Violation, told
from oblik.collect.event import Event, Rejection
from oblik.collect.sources_repository import product_sources
from oblik.store.state import State

REFUSED = "event_blocked"
_REFUSED_REASON = "Events of this name are refused since somebody blocked them in the dictionary."


@dataclass(frozen=True, slots=True)
class Verdict:
    """An event that is not as expected. Without `code` it is accepted."""

    event: Event
    violations: Sequence[Violation]
    code: str
    reason: str


class Arrival:
    """Changes and judges events.

    Args:
        exempt: ids of the product's own sources, whose events are as they must be.
    """

    def __init__(self, plan: Plan, exempt: frozenset[int]) -> None:
        self.version = plan.version
        self._exempt = exempt
        self._mapper = Mapper(plan.rules)
        self._refused = frozenset(name for name, said in plan.events.items() if said.refused)
        self._checks = {
            name: SchemaCheck(said.schema) for name, said in plan.events.items() if said.schema is not None
        }

    def map(self, events: Sequence[Event]) -> Sequence[Rejection]:
        """Applies the rules to events of one source, in place; answers a rejection for each that cannot go on."""
        if self._mapper and events and events[0].source_id not in self._exempt:
            return self._mapper.apply(events)
        return ()

    def judge(self, events: Iterable[Event]) -> Iterator[Verdict]:
        """The events that are not as expected; those that are accepted carry a flag and the reason afterwards."""
        if not self._checks and not self._refused:
            return
        for event in events:
            if event.source_id in self._exempt:
                continue
            if event.name in self._refused:
                yield Verdict(event, (), REFUSED, _REFUSED_REASON)
            elif (check := self._checks.get(event.name)) and (wrong := check.violations(event.properties)):
                yield _verdict(event, check, wrong)


def _verdict(event: Event, check: SchemaCheck, wrong: Sequence[Violation]) -> Verdict:
    reason = told(wrong)
    if check.schema.on_violation == "quarantine":
        return Verdict(event, wrong, FLAG, reason)
    event.flags.append(FLAG)
    event.violation = reason
    return Verdict(event, wrong, "", reason)


class Arrivals:
    """The versions that are in use, each compiled once."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._latest: Arrival | None = None

    def of(self, version: int) -> Arrival:
        """A certain version."""
        if self._latest is None or self._latest.version != version:
            with self._state.read() as conn:
                self._latest = Arrival(plans.of(conn, version), product_sources(conn))
        return self._latest
