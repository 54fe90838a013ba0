"""The identifiers that an event carries, normalised, without placeholders, strongest first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from oblik.collect.event import Event, Identifier
from oblik.identity.normalise import MAX_LENGTH, NORMALISERS
from oblik.identity.rules import NAME, PLACEHOLDERS, Namespace, Rules

MAX_IDENTIFIERS = 12  # of one event: more is a mistake, and the strongest are kept
_NAME = re.compile(NAME)

Extractor = Callable[[Event], tuple[Identifier, ...]]

_MEMORY = 200_000  # values whose spelling is remembered, for each namespace


class _Spelling:
    """The one spelling of a namespace's values, remembered: most values of a batch were met before."""

    def __init__(self, namespace: Namespace) -> None:
        self.namespace = namespace
        self._known: dict[Any, Identifier | None] = {}

    def of(self, value: Any) -> Identifier | None:
        """The identifier, or None for a placeholder or something that cannot be one."""
        try:
            return self._known[value]
        except KeyError:
            found = self._known[value] = self._read(value)
        except TypeError:  # a list or an object
            return None
        if len(self._known) > _MEMORY:
            self._known.clear()
        return found

    def _read(self, value: Any) -> Identifier | None:
        if isinstance(value, bool) or not isinstance(value, str | int):
            return None
        namespace = self.namespace
        text = NORMALISERS[namespace.normaliser](str(value), namespace.region)
        if not text or len(text) > MAX_LENGTH:
            return None
        folded = text.lower()
        return None if folded in PLACEHOLDERS or folded in namespace.blocked else (namespace.name, text)


def extractor(rules: Rules) -> Extractor:
    """A function from an event to its identifiers under `rules`, strongest first."""
    namespaces = sorted(rules.namespaces, key=lambda n: -n.priority)
    spellings = {n.name: _Spelling(n) for n in namespaces}
    places = [(spellings[n.name], place(p)) for n in namespaces for p in n.paths]
    users = [s for s, names in places if names == ("userId",)]
    cookies = [s for s, names in places if names == ("anonymousId",)]
    named = [(s, names[1]) for s, names in places if names[0] == "traits"]
    said = [(s, names[1]) for s, names in places if names[0] == "properties"]
    deep = [(s, names[1:]) for s, names in places if names[0] == "context"]

    def identifiers(event: Event) -> tuple[Identifier, ...]:
        found: list[Identifier | None] = []
        context, properties = event.context, event.properties
        if event.user_id:
            found += [s.of(event.user_id) for s in users]
        if event.anonymous_id:
            found += [s.of(event.anonymous_id) for s in cookies]
        if event.type == "identify" or "traits" in context:
            traits = event.traits
            found += [s.of(traits[name]) for s, name in named if name in traits]
        found += [s.of(properties[name]) for s, name in said if name in properties]
        found += [s.of(_walk(context, names)) for s, names in deep if names[0] in context]
        if "externalIds" in context or event.type == "alias":
            found += _others(event, spellings, rules)
        usable = [i for i in found if i is not None]
        return tuple(usable) if len(usable) < 2 else _strongest(usable, rules)

    return identifiers


def _strongest(found: list[Identifier], rules: Rules) -> tuple[Identifier, ...]:
    distinct = dict.fromkeys(found)
    return tuple(sorted(distinct, key=lambda i: -rules.of(i[0]).priority)[:MAX_IDENTIFIERS])


def _others(event: Event, spellings: dict[str, _Spelling], rules: Rules) -> Iterator[Identifier | None]:
    """Those that name their namespace themselves."""
    for name, value in (*_external(event.context.get("externalIds")), *_previous(event)):
        spelling = spellings.get(name) or _Spelling(msgspec.structs.replace(rules.other, name=name))
        yield spelling.of(value)


def _external(external: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(external, list):
        return
    for item in external[: 2 * MAX_IDENTIFIERS]:
        if isinstance(item, dict):
            name = str(item.get("type", "")).strip().lower()
            if _NAME.fullmatch(name):
                yield name, item.get("id")


def _previous(event: Event) -> Iterator[tuple[str, Any]]:
    """An alias names an earlier id without saying of what kind; `graph.py` keeps the kind that is known."""
    if event.type == "alias" and event.previous_id:
        yield "user_id", event.previous_id
        yield "anonymous_id", event.previous_id


def place(path: str) -> tuple[str, ...]:
    """Where in an event a path of the rules leads: `traits.email` → `("traits", "email")`.

    Raises:
        ValueError: nowhere.
    """
    first, *rest = names = path.split(".")
    known = {
        "userId": not rest,
        "anonymousId": not rest,
        "traits": len(rest) == 1,
        "properties": len(rest) == 1,
        "context": len(rest) > 0,
    }
    if not known.get(first) or not all(rest):
        raise ValueError(f"No such place in an event: {path!r}")
    return tuple(names)


def _walk(data: Any, names: tuple[str, ...]) -> Any:
    for name in names:
        if not isinstance(data, dict):
            return None
        data = data.get(name)
    return data
