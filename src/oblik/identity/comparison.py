"""Two outcomes of identity side by side: whose each identifier is today, and whose it would be under other rules.

A person of today lives on as whoever keeps their profile's id, or else their strongest identifier: that is their *heir*. People
with one heir merge. A part of a person that goes to somebody new is a split; one that goes to somebody else's heir only changes
hands. Nothing here reads or writes: both outcomes come in whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from oblik.collect.event import Identifier
from oblik.identity.normalise import NORMALISERS
from oblik.identity.rules import Namespace, Rules


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is different.

    Attributes:
        merged: who it would be → the profiles of today that it would be, where there are several.
        split: a profile of today → who its parts would be → the identifiers of each; the first part is the heir's.
        moved: an identifier → the profile of today that has it, and the one that would.
        gone: an identifier that nobody would have → the profile of today that has it.
        new: an identifier that nobody has today → who would.
        ended: profiles of today that would have no identifier left.
    """

    merged: Mapping[int, tuple[int, ...]]
    split: Mapping[int, Mapping[int, tuple[Identifier, ...]]]
    moved: Mapping[Identifier, tuple[int, int]]
    gone: Mapping[Identifier, int]
    new: Mapping[Identifier, int]
    ended: frozenset[int]


class Today:
    """Whose each identifier is today, found also by the spelling that the wanted rules give it."""

    def __init__(self, owners: Mapping[Identifier, int], current: Rules, wanted: Rules) -> None:
        self.owners = owners
        self._current, self._wanted = current, wanted
        self._respelt: dict[str, tuple[Namespace, Namespace] | None] = {}
        self._anew: dict[Identifier, list[Identifier]] = defaultdict(list)
        self._found: dict[Identifier, tuple[Identifier, ...]] = {}
        for identifier in owners:
            if sides := self._sides(identifier[0]):
                self._anew[_spelt(identifier, sides[1])].append(identifier)

    def spellings(self, identifier: Identifier) -> tuple[Identifier, ...]:
        """What an identifier of the wanted rules is called today; nothing for one that is new."""
        sides = self._sides(identifier[0])
        if sides is None:
            return (identifier,) if identifier in self.owners else ()
        found = self._found.get(identifier)
        if found is None:
            known = [i for i in (identifier, _spelt(identifier, sides[0])) if i in self.owners]
            found = self._found[identifier] = tuple(dict.fromkeys(known + self._anew.get(identifier, [])))
        return found

    def holders(self, identifiers: Iterable[Identifier]) -> set[int]:
        """The profiles of today to which identifiers of the wanted rules lead."""
        return {self.owners[i] for identifier in identifiers for i in self.spellings(identifier)}

    def priority(self, identifier: Identifier) -> int:
        """Of two identifiers the one with more is the stronger, under the wanted rules."""
        return self._wanted.of(identifier[0]).priority

    def _sides(self, name: str) -> tuple[Namespace, Namespace] | None:
        """The namespace as it is and as it is wanted, where the two spell values in different ways."""
        if name not in self._respelt:
            one, other = self._current.of(name), self._wanted.of(name)
            same = (one.normaliser, one.region) == (other.normaliser, other.region)
            self._respelt[name] = None if same else (one, other)
        return self._respelt[name]


def _spelt(identifier: Identifier, namespace: Namespace) -> Identifier:
    name, value = identifier
    return name, NORMALISERS[namespace.normaliser](value, namespace.region) or ""


def compare(today: Today, after: Mapping[Identifier, int]) -> Comparison:
    """What changes for the people of `today` when identifiers belong to whom `after` says."""
    ends = _ends(today, after)
    parts = _parts(today, after, ends)
    heirs = {
        profile: _heir(today, profile, parts.get(profile, {}), groups) for profile, groups in ends.items()
    }
    living: dict[int, list[int]] = defaultdict(list)
    for profile, heir in heirs.items():
        living[heir].append(profile)
    met = {spelling for identifier in after for spelling in today.spellings(identifier)}
    return Comparison(
        merged={group: tuple(sorted(some)) for group, some in living.items() if len(some) > 1},
        split=_split(parts, heirs, living),
        moved=_moved(parts, heirs, living),
        gone={i: profile for i, profile in today.owners.items() if i not in met},
        new={i: group for i, group in after.items() if not today.spellings(i)},
        ended=frozenset(set(today.owners.values()) - ends.keys()),
    )


def _ends(today: Today, after: Mapping[Identifier, int]) -> dict[int, set[int]]:
    """With whom the identifiers of each profile of today end."""
    ends: dict[int, set[int]] = defaultdict(set)
    for identifier, group in after.items():
        for profile in today.holders((identifier,)):
            ends[profile].add(group)
    return ends


Parts = dict[int, dict[int, list[Identifier]]]
"""Of profiles that are parted: who has which of their identifiers, as they are called today."""


def _parts(today: Today, after: Mapping[Identifier, int], ends: Mapping[int, set[int]]) -> Parts:
    parted = {profile for profile, groups in ends.items() if len(groups) > 1}
    parts: Parts = {profile: defaultdict(list) for profile in parted}
    for identifier, group in after.items() if parted else ():
        for spelling in today.spellings(identifier):
            if (profile := today.owners[spelling]) in parted:
                parts[profile][group].append(spelling)
    return parts


def _heir(today: Today, profile: int, parts: Mapping[int, list[Identifier]], groups: set[int]) -> int:
    if profile in groups or not parts:
        return profile if profile in groups else min(groups)
    strongest = {group: max(map(today.priority, some)) for group, some in parts.items()}
    return min(groups, key=lambda group: (-strongest[group], group))


def _split(
    parts: Parts, heirs: Mapping[int, int], living: Mapping[int, list[int]]
) -> dict[int, dict[int, tuple[Identifier, ...]]]:
    split = {}
    for profile, groups in parts.items():
        own = sorted(g for g in groups if g not in living)
        if own:
            split[profile] = {g: tuple(sorted(set(groups[g]))) for g in (heirs[profile], *own)}
    return split


def _moved(
    parts: Parts, heirs: Mapping[int, int], living: Mapping[int, list[int]]
) -> dict[Identifier, tuple[int, int]]:
    return {
        identifier: (profile, min(living[group]))
        for profile, groups in parts.items()
        for group, some in groups.items()
        if group != heirs[profile] and group in living
        for identifier in some
    }
