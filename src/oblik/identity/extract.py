"""The identifiers that an event carries, normalised, without placeholders, strongest first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from oblik.collect.event import Event, Identifier
from oblik.identity.normalise import MAX_LENGTH, NORMALISERS
from oblik.identity.rules import PLACEHOLDERS, Namespace, Rules

MAX_IDENTIFIERS = 12  # of one event: more is a mistake, and the strongest are kept
_NAME = re.compile(r"[a-z][a-z0-9_.]{0,49}")

_Getter = Callable[[Event], Any]


def extractor(rules: Rules) -> Callable[[Event], tuple[Identifier, ...]]:
    """A function from an event to its identifiers under `rules`, strongest first."""
    named = sorted(rules.namespaces, key=lambda n: -n.priority)
    getters = [(n, [_getter(p) for p in n.paths]) for n in named]
    by_name = {n.name: n for n in named}

    def identifiers(event: Event) -> tuple[Identifier, ...]:
        found: dict[Identifier, int] = {}
        for namespace, paths in getters:
            for get in paths:
                value = get(event)
                if value and (usable := _usable(namespace, value)):
                    found[namespace.name, usable] = namespace.priority
        external = event.context.get("externalIds")
        if external or event.type == "alias":
            for name, value in (*_external(external), *_previous(event)):
                namespace = by_name.get(name, rules.other)
                if usable := _usable(namespace, value):
                    found.setdefault((name, usable), namespace.priority)
        if len(found) == 1:
            return tuple(found)
        return tuple(sorted(found, key=lambda i: -found[i])[:MAX_IDENTIFIERS])

    return identifiers


def _usable(namespace: Namespace, value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = NORMALISERS[namespace.normaliser](str(value), namespace.region)
    if not text or len(text) > MAX_LENGTH:
        return None
    folded = text.lower()
    return None if folded in PLACEHOLDERS or folded in namespace.blocked else text


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


def _getter(path: str) -> _Getter:
    match path.split("."):
        case ["userId"]:
            return lambda event: event.user_id
        case ["anonymousId"]:
            return lambda event: event.anonymous_id
        case ["traits", name]:
            return lambda event: event.traits.get(name)
        case ["properties", name]:
            return lambda event: event.properties.get(name)
        case ["context", *names]:
            return lambda event: _walk(event.context, names)
        case _:
            raise ValueError(f"No such place in an event: {path!r}")


def _walk(data: Any, names: list[str]) -> Any:
    for name in names:
        if not isinstance(data, dict):
            return None
        data = data.get(name)
    return data
