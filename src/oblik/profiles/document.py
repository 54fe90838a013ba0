"""A profile's document: what events said of a person, newest value first, each with where it came from. Pure functions.

The state keeps it as JSON:

    {"traits":   {name: [value, at, offset, source_id]},          a removed trait has the value null
     "consents": {"channel/topic": [state, at, offset, source_id, proof]},
     "groups":   {group_id: [at, offset]},
     "generated": bool}                                            made up, for a demonstration

`at` is the event's time in ms, `offset` its place in history. Newest means the greatest `(at, offset)`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from oblik.collect.event import Event

Document = dict[str, Any]

MAX_TRAITS = 1000  # of one profile; what comes after is not folded, and stays in the events
CONSENT_EVENT = "Consent Changed"
_STATES = {"granted": "granted", "withdrawn": "withdrawn", "denied": "withdrawn", "revoked": "withdrawn"}


def empty() -> Document:
    """The document of somebody of whom nothing was said yet."""
    return {"traits": {}, "consents": {}, "groups": {}, "generated": False}


def says_something(event: Event) -> bool:
    """Whether folding the event could change a document."""
    return (
        event.type == "identify"
        or event.type == "group"
        or event.name == CONSENT_EVENT
        or "consent" in event.context
        or event.context.get("generated") is True
    )


def fold(document: Document, event: Event) -> bool:
    """Writes into `document` what `event` says; whether anything changed."""
    changed = False
    if event.type == "identify":
        changed |= _fold_traits(document["traits"], event)
    elif event.type == "group" and event.group_id:
        changed |= _newer(document["groups"], event.group_id, [event.timestamp, event.offset], at=0)
    elif event.name == CONSENT_EVENT:
        changed |= _fold_consent(document["consents"], event)
    changed |= _fold_categories(document["consents"], event)
    if event.context.get("generated") is True and not document["generated"]:
        document["generated"] = changed = True
    return changed


def merge(winner: Document, loser: Document) -> Document:
    """One document of two: the newest trait wins, and a withdrawn consent wins over a granted one."""
    consents = dict(winner["consents"])
    for key, theirs in loser["consents"].items():
        ours = consents.get(key)
        consents[key] = theirs if ours is None or _consent_rank(theirs) > _consent_rank(ours) else ours
    return {
        "traits": _newest(winner["traits"], loser["traits"], at=1),
        "consents": consents,
        "groups": _newest(winner["groups"], loser["groups"], at=0),
        "generated": winner["generated"] or loser["generated"],
    }


def traits_of(document: Document) -> dict[str, Any]:
    """The traits that have a value."""
    return {name: entry[0] for name, entry in document["traits"].items() if entry[0] is not None}


def consents_of(document: Document) -> dict[str, str]:
    """`channel/topic` → state."""
    return {key: entry[0] for key, entry in document["consents"].items()}


def display_name(traits: Mapping[str, Any], identifiers: Sequence[tuple[str, str]]) -> str:
    """What to call the person: a name, or the most telling identifier that is no cookie, or ""."""
    if isinstance(name := traits.get("name"), str) and name.strip():
        return name.strip()
    first = traits.get("first_name") or traits.get("firstName") or ""
    last = traits.get("last_name") or traits.get("lastName") or ""
    if full := f"{first} {last}".strip():
        return full
    by_namespace = dict(reversed(identifiers))
    for namespace in ("email", "phone", "user_id", "loyalty_card"):
        if namespace in by_namespace:
            return by_namespace[namespace]
    return ""


def _fold_traits(traits: dict[str, Any], event: Event) -> bool:
    changed = False
    for name, value in event.properties.items():
        known = traits.get(name)
        if known is None and (value is None or len(traits) >= MAX_TRAITS):
            continue
        entry = [value, event.timestamp, event.offset, event.source_id]
        changed |= _newer(traits, name, entry, at=1)
    return changed


def _fold_consent(consents: dict[str, Any], event: Event) -> bool:
    said = event.properties
    channel, topic = str(said.get("channel") or "email"), str(said.get("topic") or "all")
    state = _STATES.get(str(said.get("state", "")).lower())
    if state is None:
        return False
    proof = {k: v for k, v in said.items() if k not in ("channel", "topic", "state")}
    entry = [state, event.timestamp, event.offset, event.source_id, proof]
    return _newer(consents, f"{channel}/{topic}", entry, at=1)


def _fold_categories(consents: dict[str, Any], event: Event) -> bool:
    """What a consent banner says of cookies, on any event; kept when it changes, not each time it is repeated."""
    consent = event.context.get("consent")
    categories = consent.get("categoryPreferences") if isinstance(consent, dict) else None
    if not isinstance(categories, dict):
        return False
    changed = False
    for name, granted in categories.items():
        state = "granted" if granted is True else "withdrawn"
        key = f"cookies/{name}"
        if key not in consents or consents[key][0] != state:
            proof = {"url": event.url} if event.url else {}
            entry = [state, event.timestamp, event.offset, event.source_id, proof]
            changed |= _newer(consents, key, entry, at=1)
    return changed


def _newer(entries: dict[str, Any], key: str, entry: list[Any], *, at: int) -> bool:
    """Puts the entry in unless a newer one is there; `at` is where the entry holds its time, its offset comes after."""
    known = entries.get(key)
    if known is not None and (known[at], known[at + 1]) > (entry[at], entry[at + 1]):
        return False
    entries[key] = entry
    return True


def _newest(ours: dict[str, Any], theirs: dict[str, Any], *, at: int) -> dict[str, Any]:
    merged = dict(ours)
    for key, entry in theirs.items():
        _newer(merged, key, entry, at=at)
    return merged


def _consent_rank(entry: list[Any]) -> tuple[bool, int, int]:
    return entry[0] == "withdrawn", entry[1], entry[2]
