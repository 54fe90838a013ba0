"""Cleaning rules: each makes one value right, or says why it cannot, and says in words what it does.

A rule is a frozen model; its fields are its settings, in the mapping file and in a form. In a mapping it is
written as a name
(`trim`), a name with its main setting (`phone: UA`), or a name with settings (`date: {order: mdy}`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar, Literal, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError

from oblik.collect.imports.reason import Reason
from oblik.kernel.errors import Invalid

Gives = Literal["same", "text", "number", "time", "boolean", "json"]
"""What a rule's result is: `time` is ms since the epoch, `json` any structure, `same` what came in."""


class Unclean(Exception):
    """A value that the rule cannot make right, and the reason that the rejected row gets."""

    def __init__(self, sentence: str, *, code: str) -> None:
        super().__init__(sentence)
        self.reason = Reason(sentence, code)


class Surroundings(BaseModel):
    """What a mapping says once for all its rules."""

    model_config = ConfigDict(frozen=True)

    region: str = ""
    timezone: str = "UTC"
    decimal: str = ""


class Rule(BaseModel, ABC):
    """One way to clean a value. `main` names the setting that may be written alone."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: ClassVar[str]
    gives: ClassVar[Gives] = "same"
    main: ClassVar[str] = ""

    @property
    def result(self) -> Gives:
        """What this rule gives with these settings."""
        return self.gives

    @abstractmethod
    def clean(self, value: Any) -> Any:
        """The right value; None when there is none. `value` is never None.

        Raises:
            Unclean: with the reason.
        """

    @abstractmethod
    def sentence(self) -> str:
        """What the rule does, in words."""

    def within(self, around: Surroundings) -> Rule:  # noqa: ARG002  most rules need nothing of it
        """The rule with what it left open filled in from the mapping."""
        return self


RuleSpec = str | dict[str, Any]


def rules() -> dict[str, type[Rule]]:
    """All rules by name."""
    from oblik.collect.imports.cleaning import choices, contact, moments, numbers, places, text

    found = [rule for module in (text, contact, moments, numbers, places, choices) for rule in module.RULES]
    return {rule.key: rule for rule in found}


def rule_of(spec: RuleSpec) -> Rule:
    """The rule that a mapping names.

    Raises:
        Invalid: no such rule, or a setting it does not have.
    """
    if isinstance(spec, str):
        name, given = spec, None
    elif len(spec) == 1:
        (name, given), *_ = spec.items()
    else:
        raise Invalid(f"Expected one rule with its settings, got {spec!r}.", code="invalid_mapping")
    kind = rules().get(name)
    if kind is None:
        raise Invalid(f"Expected a rule of {', '.join(rules())}; got {name!r}.", code="invalid_mapping")
    return _built(kind, given)


def _built(kind: type[Rule], given: Any) -> Rule:
    if given is None:
        given = {}
    elif not isinstance(given, dict) or (kind.main and _is_main_alone(kind, given)):
        given = {kind.main: given} if kind.main else {"": given}
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        said = error.errors()[0]
        place = ".".join(str(p) for p in said["loc"]) or "its setting"
        raise Invalid(f"Rule {kind.key!r}, {place}: {said['msg']}.", code="invalid_mapping") from error


def _is_main_alone(kind: type[Rule], given: dict[str, Any]) -> bool:
    """Whether an object given to a rule is its main setting (`map: {m: male}`) and not its settings by name."""
    takes_object = get_origin(kind.model_fields[kind.main].annotation) is dict
    return takes_object and not set(given) <= set(kind.model_fields)


def result_of(chain: Sequence[Rule]) -> Gives:
    """What a chain of rules gives in the end; text when no rule says otherwise."""
    kinds = [rule.result for rule in chain if rule.result != "same"]
    return kinds[-1] if kinds else "text"


def clean(value: str | None, chain: Sequence[Rule]) -> Any:
    """One value through a chain; None stays None."""
    result: Any = value
    for rule in chain:
        if result is None:
            return None
        result = rule.clean(result)
    return None if result == "" else result
