"""How good what is known of people is: key traits that are there, addresses that cannot be used, people who may be one.

Read from the snapshots in the warehouse, over everybody, so it is done now and then rather than every minute.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from oblik.identity.normalise import NORMALISERS
from oblik.identity.rules import Rules
from oblik.store.warehouse import Warehouse

KEY_TRAITS: Final = ("email", "phone", "name", "country", "city")
ADDRESSES: Final = ("email", "phone")
_MOST_CHECKED = 5_000  # addresses that led to no identifier, looked at one by one
_EXAMPLES = 5
_GROUPS = 20
_CALM: Final = {"max_threads": 1, "max_execution_time": 600}  # beside everything else, and nobody waits

_PEOPLE = "profiles FINAL WHERE deleted = 0 AND identified"
_FILLED: Final[Mapping[str, str]] = {
    "email": "traits['email'] != '' OR has(identifiers.namespace, 'email')",
    "phone": "traits['phone'] != '' OR has(identifiers.namespace, 'phone')",
    "name": "arrayExists(k -> traits[k] != '', ['name', 'first_name', 'firstName', 'last_name', 'lastName'])",
    "country": "traits['country'] != '' OR JSONExtractString(traits['address'], 'country') != ''",
    "city": "traits['city'] != '' OR JSONExtractString(traits['address'], 'city') != ''",
}
_COMPLETE = f"""
SELECT count() AS total, {", ".join(f"countIf({condition}) AS {trait}" for trait, condition in _FILLED.items())},
    countIf(traits['email'] != '') AS email_said, countIf(traits['phone'] != '') AS phone_said
FROM {_PEOPLE}
"""  # noqa: S608  fixed names only
_UNUSED = f"""
SELECT profile_id, name, traits[{{trait:String}}] AS value, count() OVER () AS all_of_them
FROM {_PEOPLE} AND traits[{{trait:String}}] != '' AND NOT has(identifiers.namespace, {{trait:String}})
ORDER BY version DESC
LIMIT {{most:UInt64}}
"""  # noqa: S608  fixed names only
_ALIKE = f"""
WITH
    trimBoth(replaceRegexpAll(lowerUTF8(
        if(traits['name'] != '', traits['name'],
           concat(if(traits['first_name'] != '', traits['first_name'], traits['firstName']), ' ',
                  if(traits['last_name'] != '', traits['last_name'], traits['lastName'])))
    ), '[\\\\s.,]+', ' ')) AS who,
    replaceRegexpAll(traits['phone'], '[^0-9]', '') AS digits,
    replaceAll(extract(lowerUTF8(traits['email']), '^([^@+]+)'), '.', '') AS mailbox
SELECT key, count() AS people, groupArray({_EXAMPLES})((profile_id, name)) AS some, count() OVER () AS groups,
    sum(count()) OVER () AS all_people
FROM
(
    SELECT profile_id, name,
        arrayJoin(arrayFilter(k -> k != '', [
            if(length(digits) >= 9, concat('phone ', who, ' ', right(digits, 9)), ''),
            if(length(mailbox) >= 3, concat('email ', who, ' ', mailbox), '')
        ])) AS key
    FROM {_PEOPLE} AND lengthUTF8(who) >= 3
)
GROUP BY key
HAVING people > 1
ORDER BY people DESC, key
LIMIT {_GROUPS}
"""  # noqa: S608  fixed names only
"""People of one name whose telephone numbers end alike, or whose mailboxes differ in dots, tags or the provider only."""


@dataclass(frozen=True, slots=True)
class Measure:
    """So many of so many people."""

    value: int
    total: int


@dataclass(frozen=True, slots=True)
class People:
    """What was measured. `unusable` and `alike` hold examples: documents with the ids, names and values of people."""

    complete: Mapping[str, Measure]
    unusable: Mapping[str, Measure]
    alike: Measure
    examples: Mapping[str, Sequence[Mapping[str, Any]]]


def measure(warehouse: Warehouse, rules: Rules) -> People:
    """Reads everybody."""
    row = warehouse.rows(_COMPLETE, settings=_CALM)[0]
    complete = {trait: Measure(row[trait], row["total"]) for trait in KEY_TRAITS}
    examples: dict[str, list[dict[str, Any]]] = {}
    unusable = {}
    for trait in ADDRESSES:
        count, examples[trait] = _unusable(warehouse, rules, trait)
        unusable[trait] = Measure(count, row[f"{trait}_said"])
    groups = warehouse.rows(_ALIKE, settings=_CALM)
    examples["alike"] = [
        {
            "by": g["key"].partition(" ")[0],
            "people": [_person(*one.values()) for one in g["some"]],
            "count": g["people"],
        }
        for g in groups
    ]
    alike = Measure(groups[0]["groups"], groups[0]["all_people"]) if groups else Measure(0, 0)
    return People(complete, unusable, alike, examples)


def _unusable(warehouse: Warehouse, rules: Rules, trait: str) -> tuple[int, list[dict[str, Any]]]:
    """How many people's address has no spelling that could be theirs. One that belongs to somebody else is no identifier
    of theirs either, and quite in order."""
    rows = warehouse.rows(_UNUSED, {"trait": trait, "most": _MOST_CHECKED}, _CALM)
    namespace = rules.of(trait)
    spell = NORMALISERS[namespace.normaliser]
    bad = [row for row in rows if spell(row["value"], namespace.region) is None]
    if not bad:
        return 0, []
    count = round(len(bad) / len(rows) * rows[0]["all_of_them"])
    return count, [_person(r["profile_id"], r["name"]) | {"value": r["value"][:200]} for r in bad[:_EXAMPLES]]


def _person(profile_id: int, name: str) -> dict[str, Any]:
    return {"profile": profile_id, "name": name}
