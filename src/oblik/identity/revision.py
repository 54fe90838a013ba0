"""The next version of the rules of identity, as people want it: checked as a whole, every mistake named with its field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import msgspec
import phonenumbers

from oblik.identity.extract import place
from oblik.identity.normalise import NORMALISERS
from oblik.identity.rules import Namespace, Rules
from oblik.kernel.errors import Invalid

USER_ID = "user_id"
OTHER = "other"

_COUNTRIES = frozenset(phonenumbers.SUPPORTED_REGIONS)

Mistake = tuple[str, str]
"""A field, such as `namespaces.2.region`, and what is wrong with it."""


def revised(current: Rules, namespaces: Sequence[Namespace], other: Namespace) -> Rules:
    """The version after `current`; `current` itself when nothing is different.

    Names, numbers and lengths must be within the bounds that `rules.py` names. Blocked values are spelt as the namespace
    spells what it meets, since that is what they are compared with.

    Raises:
        Invalid: code `invalid_rules`; `errors` in its details names each field.
    """
    if mistakes := list(_mistakes(namespaces, other)):
        errors = [{"field": field, "message": message} for field, message in mistakes]
        raise Invalid(
            f"These identity rules cannot be: {mistakes[0][1]}", code="invalid_rules", errors=errors
        )
    spelt = Rules(current.version, tuple(_spelt(n) for n in namespaces), _spelt(other))
    return current if spelt == current else msgspec.structs.replace(spelt, version=current.version + 1)


def _mistakes(namespaces: Sequence[Namespace], other: Namespace) -> Iterator[Mistake]:
    yield from _of_names(namespaces)
    for index, namespace in enumerate(namespaces):
        yield from _of_one(f"namespaces.{index}", namespace)
    yield from _of_one(OTHER, other)
    if other.name != OTHER:
        yield "other.name", f"Expected {OTHER!r}, got {other.name!r}."
    if other.paths:
        yield (
            "other.paths",
            "Expected none: other namespaces come in context.externalIds, each with its name.",
        )


def _of_names(namespaces: Sequence[Namespace]) -> Iterator[Mistake]:
    names = [n.name for n in namespaces]
    for name, count in Counter(names).items():
        if count > 1:
            last = len(names) - 1 - names[::-1].index(name)
            yield f"namespaces.{last}.name", f"Expected another name: {name!r} is there already."
    if USER_ID not in names:
        yield "namespaces", f"Expected {USER_ID} among them: it is the customer's own number."


def _of_one(field: str, namespace: Namespace) -> Iterator[Mistake]:
    if namespace.normaliser not in NORMALISERS:
        known = ", ".join(NORMALISERS)
        yield f"{field}.normaliser", f"Expected one of {known}; got {namespace.normaliser!r}."
    if namespace.region and namespace.region not in _COUNTRIES:
        yield f"{field}.region", f"Expected a country such as UA, or nothing; got {namespace.region!r}."
    if wrong := [path for path in namespace.paths if not _leads_somewhere(path)]:
        expected = "userId, anonymousId, traits.NAME, properties.NAME or context.NAME (deeper with more dots)"
        yield f"{field}.paths", f"Expected {expected}; got {wrong[0]!r}."
    elif namespace.name == USER_ID and "userId" not in namespace.paths:
        yield f"{field}.paths", "Expected userId among them: it is how events name a customer."


def _leads_somewhere(path: str) -> bool:
    try:
        return bool(place(path))
    except ValueError:
        return False


def _spelt(namespace: Namespace) -> Namespace:
    spell, region = NORMALISERS[namespace.normaliser], namespace.region
    return msgspec.structs.replace(
        namespace,
        paths=tuple(dict.fromkeys(namespace.paths)),
        blocked=frozenset(_blocked(value, region, spell) for value in namespace.blocked),
    )


def _blocked(value: str, region: str, spell: Callable[[str, str], str | None]) -> str:
    """As `extract` compares it; a value that has no spelling stays what it is."""
    return (spell(value, region) or value.strip()).lower()
