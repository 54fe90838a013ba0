"""What is expected of the events of one name: their properties, and what to do with an event that is otherwise.

A pattern comes from people, so it runs on RE2, which takes time in proportion to the text whatever the pattern is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

import msgspec

from oblik.collect.limits import NAME
from oblik.kernel.errors import Invalid
from oblik.kernel.personal import kind_of

Kind = Literal["string", "number", "integer", "boolean", "date", "array", "object"]
Broken = Literal["required", "type", "allowed", "pattern", "minimum", "maximum", "unknown"]
OnViolation = Literal["flag", "quarantine"]

FLAG: Final = "schema_violation"
"""On an event that was accepted though it is not as expected; the code of one that was not."""

MOST_PROPERTIES = 200  # of one schema
MOST_ALLOWED = 500  # values of one property
LONGEST_PATTERN = 300
LONGEST_ALLOWED = 300
_PATTERN_MEMORY = 1 << 20  # bytes that a compiled pattern may take
_PATTERN_TEXT = 10_000  # characters of a value that are looked at
_MOST_TOLD = 5  # of what is wrong with one event
_QUOTED = 60

_WORDS: Final[Mapping[str, str]] = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "date": "a date such as 2026-11-21 or 2026-11-21T10:00:00Z",
    "array": "a list",
    "object": "an object",
}


class Property(msgspec.Struct, frozen=True, kw_only=True):
    """What is expected of one property. Null counts as not there.

    Attributes:
        types: any of them; none: any type.
        allowed: the values it may have; none: any.
        pattern: what the whole text must look like, in RE2's syntax; "" for anything.
        minimum, maximum: of a number, both included.
    """

    name: str
    required: bool = False
    types: tuple[Kind, ...] = ()
    allowed: tuple[str | bool | int | float, ...] = ()
    pattern: str = ""
    minimum: float | None = None
    maximum: float | None = None


class Schema(msgspec.Struct, frozen=True, kw_only=True):
    """What is expected of the events of one name. `unknown` says whether they may carry properties that are not listed."""

    properties: tuple[Property, ...] = ()
    unknown: bool = True
    on_violation: OnViolation = "flag"


@dataclass(frozen=True, slots=True)
class Violation:
    """One property that is not as expected; `reason` says what was expected and what came."""

    property: str
    broken: Broken
    reason: str


Check = Callable[[Any], tuple[Broken, str] | None]
"""What is wrong with a value: what it breaks, and what was expected of it."""


class SchemaCheck:
    """A schema, compiled."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self._checks = [(p.name, p.required, tuple(_checks(p))) for p in schema.properties]
        self._known = None if schema.unknown else frozenset(p.name for p in schema.properties)

    def violations(self, properties: Mapping[str, Any]) -> Sequence[Violation]:
        """What is wrong with an event's properties; nothing when it is as expected."""
        found: list[Violation] = []
        for name, required, checks in self._checks:
            value = properties.get(name)
            if value is None:
                if required:
                    reason = f"Expected the property “{name}”, got none."
                    found.append(Violation(name, "required", reason))
                continue
            for check in checks:
                if wrong := check(value):
                    found.append(Violation(name, wrong[0], _reason(name, wrong[1], value)))
                    break
        if self._known is not None:
            found += [
                Violation(name, "unknown", f"Expected no property “{name[:_QUOTED]}”, got one.")
                for name in properties
                if name not in self._known
            ]
        return found


def told(violations: Sequence[Violation]) -> str:
    """All that is wrong with one event, in sentences."""
    said = " ".join(v.reason for v in violations[:_MOST_TOLD])
    more = len(violations) - _MOST_TOLD
    return f"{said} And {more} more." if more > 0 else said


def check(schema: Schema, field: str = "schema") -> None:
    """Makes sure that the schema can be.

    Raises:
        Invalid: code `invalid_schema`; `errors` in its details names each field, such as `schema.properties.2.pattern`.
    """
    errors = [{"field": f"{field}.{where}", "message": message} for where, message in _mistakes(schema)]
    if errors:
        raise Invalid(f"This schema cannot be: {errors[0]['message']}", code="invalid_schema", errors=errors)


def _mistakes(schema: Schema) -> Iterator[tuple[str, str]]:
    names = [p.name for p in schema.properties]
    if len(names) > MOST_PROPERTIES:
        yield "properties", f"Expected at most {MOST_PROPERTIES} properties, got {len(names)}."
    for index, one in enumerate(schema.properties):
        at = f"properties.{index}"
        if not one.name.strip() or len(one.name) > NAME or "\0" in one.name:
            yield f"{at}.name", f"Expected a name of 1 to {NAME} characters, got {one.name[:_QUOTED]!r}."
        elif one.name in names[:index]:
            yield f"{at}.name", f"Expected each property once, got {one.name[:_QUOTED]!r} twice."
        if len(one.allowed) > MOST_ALLOWED:
            yield f"{at}.allowed", f"Expected at most {MOST_ALLOWED} values, got {len(one.allowed)}."
        if any(isinstance(v, str) and (len(v) > LONGEST_ALLOWED or "\0" in v) for v in one.allowed):
            yield f"{at}.allowed", f"Expected values of at most {LONGEST_ALLOWED} characters."
        if one.minimum is not None and one.maximum is not None and one.minimum > one.maximum:
            yield f"{at}.maximum", f"Expected at least the minimum, {one.minimum:g}; got {one.maximum:g}."
        if one.pattern and (wrong := _wrong_pattern(one.pattern)):
            yield f"{at}.pattern", wrong


def _wrong_pattern(pattern: str) -> str:
    if len(pattern) > LONGEST_PATTERN:
        return f"Expected a pattern of at most {LONGEST_PATTERN} characters, got {len(pattern)}."
    try:
        _compiled(pattern)
    except ValueError as error:
        return f"Expected a regular expression in RE2's syntax: {error}."
    return ""


def _checks(expected: Property) -> Iterator[Check]:
    """The checks of one property, the cheapest first."""
    if expected.types:
        yield _type_check(expected.types)
    if expected.allowed:
        yield _allowed_check(expected.allowed)
    if expected.minimum is not None:
        yield _minimum_check(expected.minimum)
    if expected.maximum is not None:
        yield _maximum_check(expected.maximum)
    if expected.pattern:
        yield _pattern_check(expected.pattern)


def _type_check(types: Sequence[Kind]) -> Check:
    tests = [_TESTS[kind] for kind in types]
    wanted = " or ".join(_WORDS[kind] for kind in types)

    def check(value: Any) -> tuple[Broken, str] | None:
        return None if any(test(value) for test in tests) else ("type", f"to be {wanted}")

    return check


def _allowed_check(allowed: Sequence[Any]) -> Check:
    keys = frozenset((type(v) is bool, v) for v in allowed)  # True is not 1
    shown = ", ".join(str(v)[:_QUOTED] for v in allowed[:8]) + ("…" if len(allowed) > 8 else "")

    def check(value: Any) -> tuple[Broken, str] | None:
        plain = not isinstance(value, dict | list)
        ok = plain and (type(value) is bool, value) in keys
        return None if ok else ("allowed", f"to be one of {shown}")

    return check


def _minimum_check(least: float) -> Check:
    def check(value: Any) -> tuple[Broken, str] | None:
        return ("minimum", f"to be at least {least:g}") if _is_number(value) and value < least else None

    return check


def _maximum_check(most: float) -> Check:
    def check(value: Any) -> tuple[Broken, str] | None:
        return ("maximum", f"to be at most {most:g}") if _is_number(value) and value > most else None

    return check


def _pattern_check(pattern: str) -> Check:
    fits = _compiled(pattern)

    def check(value: Any) -> tuple[Broken, str] | None:
        ok = not isinstance(value, str) or (len(value) <= _PATTERN_TEXT and fits(value))
        return None if ok else ("pattern", f"to look like {pattern}")

    return check


def _compiled(pattern: str) -> Callable[[str], bool]:
    """Whether a whole text is as the pattern says.

    Raises:
        ValueError: it is no pattern, or one that would need too much memory.
    """
    import re2  # loaded with the first pattern: most installations have none

    options = re2.Options()
    options.max_mem = _PATTERN_MEMORY
    options.log_errors = False
    options.never_capture = True
    try:
        found = re2.compile(pattern, options)
    except re2.error as error:
        said = error.args[0] if error.args else "unknown"
        raise ValueError(said.decode() if isinstance(said, bytes) else str(said)) from error
    return lambda text: found.fullmatch(text) is not None


def _is_number(value: Any) -> bool:
    return type(value) is int or type(value) is float


def _is_date(value: Any) -> bool:
    if not isinstance(value, str) or len(value) < 10:
        return False
    try:
        date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


_TESTS: Final[Mapping[str, Callable[[Any], bool]]] = {
    "string": lambda value: type(value) is str,
    "number": _is_number,
    "integer": lambda value: type(value) is int or (type(value) is float and value.is_integer()),
    "boolean": lambda value: type(value) is bool,
    "date": _is_date,
    "array": lambda value: type(value) is list,
    "object": lambda value: type(value) is dict,
}


def _reason(name: str, expected: str, value: Any) -> str:
    return f"Expected “{name}” {expected}, got {_got(name, value)}."


def _got(name: str, value: Any) -> str:
    """What came; what would be personal is not repeated."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) else str(value)[:_QUOTED]
    if kind_of(name, of_person=True):
        return "other text"
    cut = "…" if len(value) > _QUOTED else ""
    return f"the text “{value[:_QUOTED]}{cut}”"
