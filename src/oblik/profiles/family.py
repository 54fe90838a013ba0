"""A profile with those that merged into it: events keep the id they arrived under, so one person is read by several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from oblik.kernel.errors import NotFound
from oblik.kernel.ids import show
from oblik.profiles.repository import losers_of
from oblik.store.state.schema import profiles

TODAY = "if(joinGet('merged', 'winner', profile_id) = 0, profile_id, joinGet('merged', 'winner', profile_id))"
"""In SQL: who the profile of a row of the warehouse is today."""

_TOO_GREAT = 1 << 63  # for the state's integers; no id is ever made so great


@dataclass(frozen=True, slots=True)
class Family:
    """Who a person is today, and the ids of those that lost a merge to it."""

    id: int
    losers: tuple[int, ...] = ()

    @property
    def ids(self) -> list[int]:
        """Every id under which events of the person are stored."""
        return [self.id, *self.losers]


def family_of(conn: Connection, profile_id: int) -> Family:
    """The family that `profile_id`, a winner or a loser, belongs to.

    Raises:
        NotFound: nobody has or ever had that id.
    """
    query = sa.select(profiles.c.merged_into).where(profiles.c.id == profile_id)
    row = conn.execute(query).first() if profile_id < _TOO_GREAT else None
    if row is None:
        raise NotFound(f"There is no profile {show(profile_id)}.", code="unknown_profile")
    winner = row.merged_into or profile_id
    losers = sa.select(profiles.c.id).where(profiles.c.merged_into == winner).order_by(profiles.c.id)
    return Family(winner, tuple(conn.execute(losers).scalars()))


def families_of(conn: Connection, winners: Iterable[int]) -> Mapping[int, Family]:
    """The family of each of `winners`, profiles that live."""
    found: dict[int, list[int]] = {winner: [] for winner in winners}
    for loser, winner in losers_of(conn, found).items():
        found[winner].append(loser)
    return {winner: Family(winner, tuple(losers)) for winner, losers in found.items()}
