"""The rules on arrival, applied: compiled once for each (source, type, name) that comes, then a few look-ups an event.

What a rule changes is changed in the event and in its `raw`, so that whatever reads the stored event later, a
person's timeline, a replay, a rebuild, reads what was stored without knowing of rules. The event keeps what came
as `sent`, until it is stored: an event that ends up in the quarantine is kept there as it came, since it tries
again under the rules of that day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from oblik.collect.arrival.rules import AnyRule, Change, Fields, PropertyRule, RenameEvent
from oblik.collect.event import Event, Rejection
from oblik.collect.reasons import RefusalError
from oblik.collect.wire import check_identified

_MOST_KINDS = 20_000  # of events remembered; strangers make names up

_decode: Callable[[bytes], dict[str, Any]] = msgspec.json.Decoder(dict[str, Any]).decode
_encode: Callable[[Any], bytes] = msgspec.json.Encoder().encode

_Steps = Sequence[AnyRule]


class Mapper:
    """The rules of one version, ready to be applied."""

    def __init__(self, rules: Sequence[AnyRule]) -> None:
        self._rules = [rule for rule in rules if rule.enabled]
        self._steps: dict[tuple[int, str, str], _Steps] = {}

    def __bool__(self) -> bool:
        return bool(self._rules)

    def apply(self, events: Iterable[Event]) -> list[Rejection]:
        """Changes the events that rules concern, in place; answers a rejection for each that is nobody's afterwards."""
        steps = self._steps
        refused: list[Rejection] = []
        for event in events:
            key = (event.source_id, event.type, event.name)
            rules = steps.get(key)
            if rules is None:
                rules = self._compile(key)
            if rules and (changes := _changed(event, rules)):
                event.changes = changes
                event.sent = event.raw
                event.raw = _rewritten(event)
                refused += _refused(event)
        return refused

    def _compile(self, key: tuple[int, str, str]) -> _Steps:
        source, kind, name = key
        found: list[AnyRule] = []
        for rule in self._rules:
            if not rule.concerns(source, name):
                continue
            if isinstance(rule, RenameEvent):
                if kind != "track":
                    continue
                name = rule.to
            found.append(rule)
        if len(self._steps) >= _MOST_KINDS:
            self._steps.clear()
        self._steps[key] = found
        return found


def restored(event: Event, changes: Iterable[Change]) -> Event:
    """The event as it was before `changes`, as far as they say: what a preview of other rules looks at. What was dropped, or too
    long to be kept, is missing."""
    for change in reversed(list(changes)):
        if change.part == "event":
            event.name = str(change.was)
            continue
        fields = _fields(event, change.part)
        if fields is None:
            continue
        if change.kind == "rename_property":
            fields[change.what] = fields.pop(str(change.now), None)
        elif change.kind != "drop_property":
            fields[change.what] = change.was
    event.changes = ()
    event.raw = _rewritten(event)
    return event


def _refused(event: Event) -> list[Rejection]:
    """A rule may have taken away whose the event is."""
    try:
        check_identified(event)
    except RefusalError as why:
        return [
            Rejection(event.offset, event.source_id, event.received_at, why.code, why.message, event.sent)
        ]
    return []


def _changed(event: Event, rules: _Steps) -> tuple[Change, ...]:
    changes: list[Change] = []
    for rule in rules:
        if isinstance(rule, PropertyRule):
            fields = _fields(event, rule.part)
            change = None if fields is None else rule.apply(fields)
            if change is not None:
                changes.append(change)
        else:
            changes.append(Change(rule.id, "rename_event", "event", "", event.name, rule.to))
            event.name = rule.to
    return tuple(changes)


def _fields(event: Event, part: str) -> Fields | None:
    """What a rule about `part` changes; None where the event has no such part."""
    if part == "traits":
        if event.type == "identify":
            return event.properties
        said = event.context.get("traits")
        return said if isinstance(said, dict) else None
    return None if event.type in ("identify", "alias") else event.properties


def _rewritten(event: Event) -> bytes:
    """The event's `raw` with its present name, properties and traits; decoding it gives this event."""
    call = _decode(event.raw)
    if event.type == "track":
        call["event"] = event.name
    if event.type in ("identify", "group"):
        call["traits"] = event.properties
    elif event.type != "alias":
        call["properties"] = event.properties
    if event.type in ("page", "screen"):
        for written_into_properties in ("name", "category"):
            call.pop(written_into_properties, None)
    context = call.get("context")
    if isinstance(context, dict) and "traits" in context:
        if event.type == "identify":
            del context["traits"]  # they are among the event's properties
        elif isinstance(event.context.get("traits"), dict):
            context["traits"] = event.context["traits"]
    return _encode(call)
