"""Thousands of random events over a few identifiers, merges undone in between: the real pipeline against a plain oracle."""

from __future__ import annotations

import random
from typing import Any

import pytest
from sqlalchemy import select

from engines.fixtures import Engines
from identity.oracle import Oracle
from oblik.collect.event import Identifier
from oblik.identity.rules import DEFAULT_RULES
from oblik.store.state.schema import identity_log
from stories.world import Call, World, identify, order, track

EVENTS = 1500


def random_call(dice: random.Random) -> tuple[Call, tuple[Identifier, ...]]:
    """A random call and the identifiers it carries, strongest first."""
    user = f"u{dice.randrange(25)}" if dice.random() < 0.4 else ""
    email = f"p{dice.randrange(25)}@example.com" if dice.random() < 0.25 else ""
    cookie = f"c{dice.randrange(60)}" if dice.random() < 0.8 or not (user or email) else ""
    said: dict[str, Any] = {"email": email} if email else {"step": dice.randrange(100)}
    if email or dice.random() < 0.3:
        call = identify(user=user, anonymous=cookie, **said)
    elif dice.random() < 0.5:
        call = order(f"o{dice.randrange(10**9)}", dice.randrange(1, 100), user=user, anonymous=cookie)
    else:
        call = track("Product Viewed", user=user, anonymous=cookie)
    found = [("user_id", user), ("email", email), ("anonymous_id", cookie)]
    return call, tuple(i for i in found if i[1])


def undo_one(world: World, dice: random.Random) -> frozenset[Identifier] | None:
    """Takes a random merge back; the pair that is apart from now on."""
    with world.engines.state.read() as conn:
        rows = conn.execute(
            select(identity_log.c.reason)
            .where(identity_log.c.kind == "merge", identity_log.c.undone.is_(False))
            .order_by(identity_log.c.id)
        ).all()
    if not rows:
        return None
    reason = dice.choice(rows).reason
    kept, given = (reason["kept"][0], reason["kept"][1]), (reason["given"][0], reason["given"][1])
    world.unmerge(kept, given)
    return frozenset((kept, given))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_people_are_whom_the_oracle_says_and_a_rebuild_agrees(embedded: Engines, seed: int) -> None:
    """After random events, repeats and undone merges, people equal the oracle's, who never knew of the undone links, the
    ledger balances, and a rebuild changes nothing."""
    dice, world = random.Random(seed), World(embedded)
    history: list[tuple[Identifier, ...]] = []
    apart: set[frozenset[Identifier]] = set()
    sent: list[Call] = []
    while len(history) < EVENTS:
        made = [random_call(dice) for _ in range(dice.randrange(1, 60))]
        history += [ids for _, ids in made]
        repeats = dice.sample(sent, min(len(sent), 3))
        sent += [call for call, _ in made]
        world.send(*[call for call, _ in made], *[dict(call) for call in repeats])
        if dice.random() < 0.5:
            world.run()
        if dice.random() < 0.1 and (pair := undo_one(world, dice)):
            apart.add(pair)
    world.run()
    oracle = Oracle(DEFAULT_RULES, apart)
    for ids in history:
        oracle.see(ids)
    assert set(map(frozenset, world.people().values())) - {frozenset()} == {
        frozenset(p) for p in oracle.people if p
    }
    counts = world.ledger()
    assert counts.balanced
    assert counts.stored == len(history) + len(apart)
    running = world.everything()
    assert len(running["events"]) == counts.stored
    world.rebuild()
    assert world.everything() == running


@pytest.mark.parametrize("seed", [4, 5])
def test_a_merge_and_its_undoing_are_nothing(embedded: Engines, seed: int) -> None:
    """Merge any two people and take it back: links, documents and figures are as before, but for the two events themselves."""
    dice, world = random.Random(seed), World(embedded)
    world.send(*[random_call(dice)[0] for _ in range(200)])
    world.run()
    for _ in range(8):
        people = world.people()
        users = sorted(i for p in people.values() for i in p if i[0] == "user_id")
        cookies = sorted(
            i
            for p in people.values()
            for i in p
            if i[0] == "anonymous_id" and not any(n == "user_id" for n, _ in p)
        )
        if not cookies:
            break
        user, cookie = dice.choice(users), dice.choice(cookies)
        before = world.everything()
        world.send(track("Signed In", user=user[1], anonymous=cookie[1]))
        world.run()
        assert world.owner(*user) == world.owner(*cookie)
        world.unmerge(user, cookie)
        after = world.everything()
        for part in ("links", "lost", "documents"):
            assert after[part] == before[part], part
        mine = world.owner(*user)
        for profile, facts in before["facts"].items():
            more = 2 if profile == mine else 0
            assert after["facts"][profile]["events"] == facts["events"] + more
            assert after["facts"][profile]["revenue"] == facts["revenue"]
