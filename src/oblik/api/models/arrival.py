"""What happens to events on arrival: rules, schemas, what they would do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from pydantic import Field, StrictBool, StrictFloat, StrictInt, StrictStr

from oblik.api.models.base import Answer, Json, Question, Time, limits
from oblik.collect.arrival.rules import LONGEST_NOTE, LONGEST_VALUE, MOST_RULES, MOST_VALUES, AnyRule
from oblik.collect.arrival.schema import (
    LONGEST_ALLOWED,
    LONGEST_PATTERN,
    MOST_ALLOWED,
    MOST_PROPERTIES,
    Kind,
    OnViolation,
    Property,
    Schema,
)
from oblik.collect.limits import NAME

Name = Annotated[str, limits(NAME)]
AnyName = Annotated[str, Field(max_length=NAME)]
Scalar: TypeAlias = (
    StrictBool | StrictInt | StrictFloat | Annotated[StrictStr, Field(max_length=LONGEST_VALUE)]
)
Part = Literal["properties", "traits"]
RuleId = Annotated[str, Field(pattern="^[a-z0-9]{1,20}$")]


class ArrivalChange(Answer):
    """What one rule did to one event. `what` is the property or trait as it was called, "" for the event's name; what was dropped
    is not kept."""

    rule: str
    kind: str
    part: str
    what: str
    was: Json
    now: Json


class _Rule(Question):
    id: RuleId
    source: Annotated[str | None, Field(max_length=100)] = None
    event: AnyName = ""
    enabled: bool = True
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = ""


class _PropertyRule(_Rule):
    part: Part = "properties"
    property: Name


class RenameEventRule(_Rule):
    """A tracked event gets another name."""

    kind: Literal["rename_event"]
    event: Name
    to: Name


class RenamePropertyRule(_PropertyRule):
    """A property, or a trait, gets another name."""

    kind: Literal["rename_property"]
    to: Name


class SetPropertyRule(_PropertyRule):
    """A property gets a constant, always or where it is missing."""

    kind: Literal["set_property"]
    value: Scalar
    only_missing: bool = True


class MapValuesRule(_PropertyRule):
    """Values of a property become others."""

    kind: Literal["map_values"]
    values: Annotated[
        dict[Annotated[str, Field(max_length=LONGEST_VALUE)], Scalar],
        Field(min_length=1, max_length=MOST_VALUES),
    ]


class DropPropertyRule(_PropertyRule):
    """A property is left out."""

    kind: Literal["drop_property"]


ArrivalRule: TypeAlias = Annotated[
    RenameEventRule | RenamePropertyRule | SetPropertyRule | MapValuesRule | DropPropertyRule,
    Field(discriminator="kind"),
]
Rules = Annotated[list[ArrivalRule], Field(max_length=MOST_RULES)]


class ArrivalRules(Answer):
    """The rules, from the first to the last. `version` names them; `saved_at` is null where there never were any."""

    version: int
    saved_at: Time | None
    who: str | None
    rules: list[ArrivalRule]


class ArrivalRulesChange(Question):
    """All the rules as they shall be; `version` is that of the rules that were read and changed."""

    version: Annotated[int, Field(ge=0)]
    rules: Rules


class ArrivalRulesTrial(Question):
    """Rules to try."""

    rules: Rules


class ArrivalRulesVersion(ArrivalRules):
    """One version in the history."""


class ArrivalRulesHistory(Answer):
    """A page of versions, the latest first."""

    items: list[ArrivalRulesVersion]
    next: str | None


class RuleCount(Answer):
    """How many times one rule changed something."""

    rule: str
    count: int


class ArrivalSide(Answer):
    """An event on one side of the rules; `traits` are those that came with an event that is no identify."""

    name: str
    properties: dict[str, Json]
    traits: dict[str, Json]


class ArrivalExample(Answer):
    """An event before and after the rules."""

    type: str
    source: str | None
    received_at: Time
    before: ArrivalSide
    after: ArrivalSide
    changes: list[ArrivalChange]


class RulesPreview(Answer):
    """What the rules would have made of the latest events that they may concern: how many there were, how many would be others,
    how many could not be stored any more."""

    events: int
    changed: int
    refused: int
    by_rule: list[RuleCount]
    examples: list[ArrivalExample]


class SchemaProperty(Question):
    """What is expected of one property; null counts as not there. `types` and `allowed` empty: any; `pattern` is RE2's."""

    name: Name
    required: bool = False
    types: Annotated[list[Kind], Field(max_length=7)] = Field(default_factory=list)
    allowed: Annotated[
        list[StrictBool | StrictInt | StrictFloat | Annotated[StrictStr, Field(max_length=LONGEST_ALLOWED)]],
        Field(max_length=MOST_ALLOWED),
    ] = Field(default_factory=list)
    pattern: Annotated[str, Field(max_length=LONGEST_PATTERN)] = ""
    minimum: float | None = None
    maximum: float | None = None


class EventSchema(Question):
    """What is expected of the events of one name; `unknown` says whether they may carry other properties."""

    properties: Annotated[list[SchemaProperty], Field(max_length=MOST_PROPERTIES)] = Field(
        default_factory=list
    )
    unknown: bool = True
    on_violation: OnViolation = "flag"

    @classmethod
    def of(cls, schema: Schema) -> EventSchema:
        """From the plan."""
        return cls.model_validate(msgspec.to_builtins(schema))

    def schema_(self) -> Schema:
        """As the plan holds it."""
        properties = tuple(
            Property(
                name=p.name,
                required=p.required,
                types=tuple(p.types),
                allowed=tuple(p.allowed),
                pattern=p.pattern,
                minimum=p.minimum,
                maximum=p.maximum,
            )
            for p in self.properties
        )
        return Schema(properties=properties, unknown=self.unknown, on_violation=self.on_violation)


class SchemaChange(Question):
    """What shall be expected of an event, null for nothing. `since` is that of the event as it was read."""

    since: int
    expected: EventSchema | None


class Refusal(Question):
    """Whether events of a name are refused from now on."""

    refused: bool


def shown(rule: AnyRule, sources: Mapping[int, str]) -> dict[str, Any]:
    """A rule as the API shows it, with its source's name."""
    said: dict[str, Any] = msgspec.to_builtins(rule)
    return said | {"source": sources.get(rule.source) if rule.source else None}


def stored(rule: Any, sources: Mapping[str, int]) -> dict[str, Any]:
    """A rule as the plan keeps it, with its source's id; -1 for a source that there is not."""
    said: dict[str, Any] = rule.model_dump()
    return said | {"source": sources.get(rule.source, -1) if rule.source else 0}
