"""The rules of identity again, written as slowly and plainly as possible: the judge of the real graph."""

from __future__ import annotations

from oblik.collect.event import Identifier
from oblik.identity.rules import Rules


class Oracle:
    """Sets of identifiers, one event at a time, no batches.

    `apart` holds pairs of identifiers that a person set apart.
    """

    def __init__(self, rules: Rules, apart: set[frozenset[Identifier]]) -> None:
        self.rules, self.apart = rules, apart
        self.people: list[set[Identifier]] = []  # oldest first

    def fits(self, group: set[Identifier], before: set[Identifier]) -> bool:
        for name in {n for n, _ in group}:
            limit = self.rules.of(name).limit
            grown = {i for i in group if i[0] == name} != {i for i in before if i[0] == name}
            if limit is not None and grown and sum(1 for n, _ in group if n == name) > limit:
                return False
        return not any(pair <= group and not pair <= before for pair in self.apart)

    def see(self, ids: tuple[Identifier, ...]) -> set[Identifier]:
        mine: set[Identifier] | None = None
        joining: set[Identifier] = set()
        for identifier in ids:
            theirs = next((p for p in self.people if identifier in p), None)
            if theirs is not None and theirs is mine:
                continue
            ours = (mine or set()) | joining
            both = ours | (theirs if theirs is not None else {identifier})
            if not ours or self.fits(both, ours):
                if theirs is None:
                    joining.add(identifier)
                elif mine is None:
                    mine = theirs
                else:
                    older, newer = sorted((mine, theirs), key=self.index)
                    older |= newer
                    del self.people[self.index(newer)]
                    mine = older
            elif (
                theirs is not None
                and self.rules.of(identifier[0]).shared
                and self.fits(ours | {identifier}, ours)
            ):
                theirs.discard(identifier)
                joining.add(identifier)
        if mine is None:
            mine = set()
            self.people.append(mine)
        mine |= joining
        return mine

    def index(self, person: set[Identifier]) -> int:
        return next(i for i, p in enumerate(self.people) if p is person)
