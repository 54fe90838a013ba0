"""Why two identifiers are, or are not, one person: a plain sentence. The UI has the same in other languages, made of the rule, the
kind and the identifiers that stand beside it."""

from __future__ import annotations

from oblik.collect.event import Identifier
from oblik.identity.rules import Rules

_SAID = {
    "user_id": "user id",
    "email": "e-mail",
    "phone": "phone",
    "loyalty_card": "loyalty card",
    "device_id": "device",
    "anonymous_id": "browser",
}


def sentence_of(
    kind: str,
    rule: str,
    kept: Identifier | None,
    given: Identifier | None,
    event: str | None,
    actor: str | None,
    rules: Rules,
) -> str:
    """The reason for something that happened to an identity.

    Args:
        kind: `created`, `link`, `merge`, `moved`, `refused` or `unmerge`.
        rule: as the identity log keeps it: `same_event`, `alias`, `limit:NAMESPACE`, `separated`, `unmerge`.
        kept, given: the stronger and the weaker identifier.
    """
    one, other = _said(kept), _said(given)
    told = f"the event “{event}”" if event else "one event"
    match kind:
        case "created":
            return "The first event of this profile."
        case "link" if rule == "alias":
            return f"An alias said that {one} is an earlier name of this person."
        case "link":
            return f"{_first(one)} came with {told}."
        case "merge" if rule == "alias":
            return (
                f"An alias said that {one} was known before as {other}, so the two profiles are one person."
            )
        case "merge":
            return f"{_first(one)} and {other} came together in {told}, so the two profiles are one person."
        case "moved":
            return f"{_first(other)} moved to the person with {one}: {_because(rule, rules)}."
        case "refused":
            return f"{_first(other)} did not join {one}, though {told} held both: {_because(rule, rules)}."
        case "unmerge":
            who = f"{actor} said" if actor else "It was said"
            return f"{who} that {one} and {other} belong to two people."
    return told


def _because(rule: str, rules: Rules) -> str:
    if rule == "separated":
        return "somebody said that they belong to two people"
    namespace = rule.removeprefix("limit:")
    limit = rules.of(namespace).limit
    name = _SAID.get(namespace, namespace)
    if limit == 1:
        return f"a person has only one {name}"
    return f"a person has at most {limit} of {name}" if limit else f"a person would have too many of {name}"


def _said(identifier: Identifier | None) -> str:
    if identifier is None:
        return "an identifier"
    namespace, value = identifier
    return f"{_SAID.get(namespace, namespace)} {value}"


def _first(text: str) -> str:
    return text[:1].upper() + text[1:]
