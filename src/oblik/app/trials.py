"""What the tracking plan would do, tried on stored events: rules before they are saved, schemas before they are written,
removals before they are asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any

import msgspec

from oblik.collect.arrival import plan as plans
from oblik.collect.arrival.mapping import Mapper, restored
from oblik.collect.arrival.rules import AnyRule, RenameEvent
from oblik.collect.arrival.suggestion import MOST_CHOICES, Observed
from oblik.collect.event import Added, Event
from oblik.collect.removals import CAN_GO
from oblik.collect.sources_repository import product_sources
from oblik.collect.stored import stored_events
from oblik.store.state import State
from oblik.store.warehouse import Warehouse

Document = dict[str, Any]

_LOOKED_AT = 1_000  # events
_LEAST_LOOKED_AT = 100  # for one event and source
_MOST_LOOKS = 20
_EXAMPLES = 8
_SAMPLE = 20_000  # events that a suggestion looks at

_LATEST = """
SELECT groupArray(offset) AS offsets
FROM (
    SELECT offset FROM events
    WHERE (empty({names:Array(String)}) OR name IN {names:Array(String)})
      AND ({source:UInt64} = 0 OR source_id = {source:UInt64})
      AND source_id NOT IN {exempt:Array(UInt64)}
    ORDER BY offset DESC LIMIT {most:UInt64}
)
"""
_ADDED = "SELECT offset, added FROM timeline WHERE offset IN {offsets:Array(UInt64)} AND position(added, '\"changes\"') > 0"
_GOING = f"""
SELECT countIf({CAN_GO}) AS events, countIf(NOT ({CAN_GO})) AS staying, uniqIf(profile_id, {CAN_GO}) AS people,
    toUnixTimestamp64Milli(min(timestamp)) AS first_at
FROM events WHERE name = {{name:String}} AND timestamp < fromUnixTimestamp64Milli({{before:Int64}})
"""  # noqa: S608  fixed names only
_VALUES = f"""
SELECT key, count() AS count, groupUniqArray({MOST_CHOICES + 1})(value) AS some,
    min(toFloat64OrNull(value)) AS least,
    min(isNotNull(parseDateTimeBestEffortOrNull(value)) AND match(value, '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}')) AS dates,
    min(match(value, '^-?[0-9]+$')) AS whole
FROM (SELECT properties FROM events WHERE name = {{name:String}} ORDER BY offset DESC LIMIT {_SAMPLE})
ARRAY JOIN mapKeys(properties) AS key, mapValues(properties) AS value
GROUP BY key
"""  # noqa: S608  fixed names only

_added = msgspec.json.Decoder(Added).decode


class PlanTrials:
    """Reads what is stored; changes nothing."""

    def __init__(self, state: State, warehouse: Warehouse) -> None:
        self._state, self._warehouse = state, warehouse

    def rules(self, wanted: Sequence[AnyRule]) -> Document:
        """A `RulesPreview`: what these rules would make of the latest events that they may concern, as those events came."""
        events = self._latest(wanted)
        before = {event.offset: deepcopy(event) for event in events}
        refused = {r.offset for r in Mapper(wanted).apply(events)}
        changed = [event for event in events if event.changes]
        counts = Counter(change.rule for event in changed for change in event.changes)
        return {
            "events": len(events),
            "changed": len(changed),
            "refused": len(refused),
            "by_rule": [{"rule": rule, "count": count} for rule, count in counts.most_common()],
            "examples": [_example(before[e.offset], e) for e in _varied(changed)],
        }

    def observed(self, name: str) -> Mapping[str, Observed]:
        """What the latest events of one name say of each of their properties."""
        found = {}
        for row in self._warehouse.rows(_VALUES, {"name": name}):
            few = len(row["some"]) <= MOST_CHOICES
            found[row["key"]] = Observed(
                count=row["count"],
                values=sorted(row["some"]) if few else None,
                least=row["least"],
                dates=bool(row["dates"]),
                whole=bool(row["whole"]),
            )
        return found

    def removal(self, name: str, before: int) -> Document:
        """A `RemovalPreview`: how many events of that name from before a moment (ms) would go, and how many stay because people
        stand on them."""
        row = self._warehouse.rows(_GOING, {"name": name, "before": before})[0]
        some = row["events"] + row["staying"] > 0
        return {
            "name": name,
            "events": row["events"],
            "staying": row["staying"],
            "people": row["people"],
            "first_at": row["first_at"] if some else None,
        }

    def _latest(self, wanted: Sequence[AnyRule]) -> list[Event]:
        """The latest events that the rules may concern, some for each combination of event and source that they name."""
        with self._state.read() as conn:
            renames = [r for r in (*plans.current(conn).rules, *wanted) if isinstance(r, RenameEvent)]
            exempt = sorted(product_sources(conn))
        concerned = list(dict.fromkeys((rule.event, rule.source) for rule in wanted))[:_MOST_LOOKS]
        offsets: set[int] = set()
        for name, source in concerned:
            params = {
                "names": _called(name, renames),
                "source": source,
                "exempt": exempt,
                "most": max(_LOOKED_AT // len(concerned), _LEAST_LOOKED_AT),
            }
            offsets.update(self._warehouse.rows(_LATEST, params)[0]["offsets"])
        return self._as_they_came(sorted(offsets))

    def _as_they_came(self, offsets: Sequence[int]) -> list[Event]:
        """Stored events, the latest first, without what the rules of their time did to them."""
        params = {"offsets": offsets}
        changes = {
            row["offset"]: _added(row["added"]).changes for row in self._warehouse.rows(_ADDED, params)
        }
        stored = stored_events(self._warehouse, "offset IN {offsets:Array(UInt64)}", params)
        events = {event.offset: event for block in stored for event in block}
        return [
            restored(e, changes[o]) if o in changes else e for o, e in sorted(events.items(), reverse=True)
        ]


def _called(name: str, renames: Sequence[RenameEvent]) -> list[str]:
    """The names under which events of that name may be stored; none for any."""
    if not name:
        return []
    return sorted(
        {name} | {r.to for r in renames if r.event == name} | {r.event for r in renames if r.to == name}
    )


def _varied(events: Iterable[Event]) -> list[Event]:
    """Some of the events, first one of each combination of rules."""
    seen: Counter[tuple[str, ...]] = Counter()
    ordered: list[tuple[int, Event]] = []
    for event in events:
        kind = tuple(change.rule for change in event.changes)
        ordered.append((seen[kind], event))
        seen[kind] += 1
    return [event for _, event in sorted(ordered, key=lambda item: item[0])[:_EXAMPLES]]


def _example(before: Event, after: Event) -> Document:
    return {
        "type": after.type,
        "source_id": after.source_id,
        "received_at": after.received_at,
        "before": {"name": before.name, "properties": before.properties, "traits": _traits(before)},
        "after": {"name": after.name, "properties": after.properties, "traits": _traits(after)},
        "changes": [msgspec.to_builtins(change) for change in after.changes],
    }


def _traits(event: Event) -> Document:
    return {} if event.type == "identify" else event.traits
