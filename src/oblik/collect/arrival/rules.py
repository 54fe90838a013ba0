"""The rules on arrival: how an event is changed before anything else is done with it, one kind a class.

A rule holds for one source or all, for events of one name or all. Rules run from top to bottom, each on what the
one before it left, so a rule after a renaming names the event as it is called by then. What a rule did is kept as
a `Change` with the event, except for a value that was dropped: that is gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

import msgspec

from oblik.collect.limits import NAME
from oblik.kernel.errors import Invalid

MOST_RULES = 500
MOST_VALUES = 1_000  # of one value map
LONGEST_VALUE = 1_000  # characters of a value that a rule writes
LONGEST_NOTE = 500
_LONGEST_WAS = 200  # characters of a value before its change; a longer one is not kept

Fields = dict[str, Any]
Part = Literal["properties", "traits"]


class Change(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one rule did to one event.

    Attributes:
        rule: its id; `kind`: its kind, in case the rule is gone by now.
        what: the property or trait as it was called; "" for the event itself.
        was, now: the name or the value before and after; a dropped value is not kept.
    """

    rule: str
    kind: str
    part: Part | Literal["event"]
    what: str = ""
    was: Any = None
    now: Any = None


class Rule(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """What all kinds have. `source` is a source's id, 0 for all; `event` a name, "" for all."""

    id: str
    source: int = 0
    event: str = ""
    enabled: bool = True
    note: str = ""

    def concerns(self, source: int, event: str) -> bool:
        """Whether the rule holds for events of that name from that source."""
        return self.enabled and self.source in (0, source) and self.event in ("", event)

    def mistakes(self) -> Mapping[str, str]:
        """What cannot be, by field."""
        return {}


class RenameEvent(Rule, frozen=True, kw_only=True, tag="rename_event"):
    """A tracked event gets another name."""

    to: str

    def mistakes(self) -> Mapping[str, str]:
        found = _named("event", self.event) | _named("to", self.to)
        if not found and self.event == self.to:
            found["to"] = "Expected another name than the event has."
        return found


class PropertyRule(Rule, frozen=True, kw_only=True):
    """A rule about one property of events, or about one trait of people."""

    part: Part = "properties"
    property: str

    def mistakes(self) -> Mapping[str, str]:
        return _named("property", self.property)

    def apply(self, fields: Fields) -> Change | None:
        """Changes `fields` in place; None when there was nothing to do."""
        raise NotImplementedError


class RenameProperty(PropertyRule, frozen=True, kw_only=True, tag="rename_property"):
    """A property gets another name. Where the event has one of that name already, both stay as they are."""

    to: str

    def mistakes(self) -> Mapping[str, str]:
        found = dict(super().mistakes()) | _named("to", self.to)
        if not found and self.property == self.to:
            found["to"] = "Expected another name than the property has."
        return found

    def apply(self, fields: Fields) -> Change | None:
        if self.property not in fields or fields.get(self.to) is not None:
            return None
        fields[self.to] = fields.pop(self.property)
        return Change(self.id, "rename_property", self.part, self.property, self.property, self.to)


class SetProperty(PropertyRule, frozen=True, kw_only=True, tag="set_property"):
    """A property gets one constant value, always or where it is missing."""

    value: str | bool | int | float
    only_missing: bool = True

    def mistakes(self) -> Mapping[str, str]:
        return dict(super().mistakes()) | _short("value", self.value)

    def apply(self, fields: Fields) -> Change | None:
        was = fields.get(self.property)
        if was is not None and (self.only_missing or _same(was, self.value)):
            return None
        fields[self.property] = self.value
        return Change(self.id, "set_property", self.part, self.property, _kept(was), self.value)


class MapValues(PropertyRule, frozen=True, kw_only=True, tag="map_values"):
    """Values of a property become others. Numbers, true and false are looked up as JSON writes them."""

    values: dict[str, str | bool | int | float]

    def mistakes(self) -> Mapping[str, str]:
        found = dict(super().mistakes())
        if not 0 < len(self.values) <= MOST_VALUES:
            found["values"] = f"Expected 1 to {MOST_VALUES} values, got {len(self.values)}."
        for was, now in self.values.items():
            found |= _short("values", was) | _short("values", now)
        return found

    def apply(self, fields: Fields) -> Change | None:
        was = fields.get(self.property)
        if was is None or type(was) in (dict, list):
            return None
        key = was.strip() if type(was) is str else msgspec.json.encode(was).decode()
        if key not in self.values or _same(was, now := self.values[key]):
            return None
        fields[self.property] = now
        return Change(self.id, "map_values", self.part, self.property, _kept(was), now)


class DropProperty(PropertyRule, frozen=True, kw_only=True, tag="drop_property"):
    """A property is left out, as if it had never been sent."""

    def apply(self, fields: Fields) -> Change | None:
        if self.property not in fields:
            return None
        del fields[self.property]
        return Change(self.id, "drop_property", self.part, self.property)


AnyRule = RenameEvent | RenameProperty | SetProperty | MapValues | DropProperty
KINDS: Final = ("rename_event", "rename_property", "set_property", "map_values", "drop_property")


def check(rules: tuple[AnyRule, ...]) -> None:
    """Makes sure that the rules can be.

    Raises:
        Invalid: code `invalid_arrival_rules`; `errors` in its details names each field, such as `rules.2.to`.
    """
    mistakes = [
        {"field": f"rules.{index}.{field}", "message": message}
        for index, rule in enumerate(rules)
        for field, message in rule.mistakes().items()
    ]
    if len(rules) > MOST_RULES:
        mistakes.append({"field": "rules", "message": f"Expected at most {MOST_RULES}, got {len(rules)}."})
    if len({rule.id for rule in rules}) < len(rules):
        mistakes.append({"field": "rules", "message": "Expected an id of its own for each rule."})
    if mistakes:
        raise Invalid(
            f"These rules cannot be: {mistakes[0]['message']}", code="invalid_arrival_rules", errors=mistakes
        )


def _named(field: str, name: str) -> dict[str, str]:
    if 0 < len(name) <= NAME and name == name.strip() and "\0" not in name:
        return {}
    return {field: f"Expected a name of 1 to {NAME} characters, got {name[:60]!r}."}


def _short(field: str, value: Any) -> dict[str, str]:
    if isinstance(value, str) and (len(value) > LONGEST_VALUE or "\0" in value):
        return {field: f"Expected at most {LONGEST_VALUE} characters."}
    return {}


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


def _kept(was: Any) -> Any:
    """The value before, where it is small enough to be kept beside the event."""
    if isinstance(was, dict | list) or (isinstance(was, str) and len(was) > _LONGEST_WAS):
        return None
    return was
