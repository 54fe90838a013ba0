"""What a change of the identity rules would do, told before it is saved: on stories, and on random histories against what a rebuild
then really makes of them."""

from __future__ import annotations

import random
from typing import Any

import msgspec
import pytest

from engines.fixtures import Engines
from oblik.app.pipeline import preview
from oblik.collect.event import Identifier
from oblik.identity import repository as identity
from oblik.identity.normalise import NORMALISERS
from oblik.identity.revision import revised
from oblik.identity.rules import Namespace, Rules
from oblik.kernel.ids import show
from stories.test_random_histories import random_call, undo_one
from stories.world import Call, World, identify, track

Json = dict[str, Any]
People = dict[int, set[Identifier]]


def rules_of(world: World) -> Rules:
    """The rules as they are saved."""
    with world.engines.state.read() as conn:
        return identity.current_rules(conn)


def changed(world: World, name: str, **said: Any) -> Rules:
    """The rules with one namespace changed."""
    now = rules_of(world)
    some = [msgspec.structs.replace(n, **said) if n.name == name else n for n in now.namespaces]
    return revised(now, some, now.other)


def previewed(world: World, wanted: Rules, **said: Any) -> Json:
    """What the preview says."""
    return preview.run(world.engines.state, world.engines.warehouse, wanted, **said)


def counts(found: Json) -> dict[str, int]:
    """How many of each kind, those that are none left out."""
    kinds = ("merges", "splits", "moves", "gone", "new")
    return {kind: found[kind]["count"] for kind in kinds if found[kind]["count"]}


def told(world: World, *calls: Call) -> World:
    """The calls came in."""
    world.send(*calls)
    world.run()
    return world


def test_two_accounts_of_one_person_would_become_one(engines: Engines) -> None:
    """With two numbers allowed, Ann's two accounts that met on her tablet are one; the example says on what they met."""
    world = told(
        World(engines),
        track("Signed In", user="ann", anonymous="tablet"),
        track("Signed In", user="ann-2", anonymous="tablet"),
        track("Signed In", user="bob", anonymous="phone"),
    )
    found = previewed(world, changed(world, "user_id", limit=2))
    assert counts(found) == {"merges": 1}
    assert (found["people"], found["events"], found["of_events"], found["complete"]) == (3, 3, 3, True)
    (example,) = found["merges"]["examples"]
    one, other = world.owner("user_id", "ann"), world.owner("user_id", "ann-2")
    assert one and other
    assert example["people"] == [
        {"id": show(one), "identifier": {"namespace": "user_id", "value": "ann"}},
        {"id": show(other), "identifier": {"namespace": "user_id", "value": "ann-2"}},
    ]
    assert example["reasons"] == [
        {
            "rule": "same_event",
            "identifiers": [
                {"namespace": "user_id", "value": "ann"},
                {"namespace": "anonymous_id", "value": "tablet"},
            ],
            "event": "Signed In",
        }
    ]
    assert world.owner("user_id", "ann") != world.owner("user_id", "ann-2"), "nothing was saved"


def test_whoever_shares_the_shops_own_address_would_be_taken_apart(engines: Engines) -> None:
    """The till's address made one person of two visitors; blocked, they are two, and it is nobody's."""
    world = told(
        World(engines),
        identify(anonymous="a1", email="till@shop.example"),
        identify(anonymous="a2", email="till@shop.example"),
        identify(anonymous="a3", email="eve@example.com"),
    )
    found = previewed(world, changed(world, "email", blocked=frozenset({"till@shop.example"})))
    assert counts(found) == {"splits": 1, "gone": 1}
    (example,) = found["splits"]["examples"]
    assert [part["identifiers"] for part in example["parts"]] == [
        [{"namespace": "anonymous_id", "value": "a1"}],
        [{"namespace": "anonymous_id", "value": "a2"}],
    ]
    assert example["gone"] == [{"namespace": "email", "value": "till@shop.example"}]
    assert example["person"] == found["gone"]["examples"][0]["person"]


def test_a_lower_limit_names_what_it_keeps_apart(engines: Engines) -> None:
    """One address a person: the second one of Ann's, with the visits under it, would be somebody else."""
    world = told(
        World(engines),
        identify(user="ann", email="ann@example.com"),
        identify(anonymous="work", email="ann@work.example"),
        identify(user="ann", email="ann@work.example"),
    )
    found = previewed(world, changed(world, "email", limit=1))
    assert counts(found) == {"splits": 1}
    (reason,) = found["splits"]["examples"][0]["reasons"]
    assert reason["rule"] == "limit:email"
    assert reason["identifiers"][1] == {"namespace": "email", "value": "ann@work.example"}


def test_addresses_that_come_elsewhere_are_gone_and_others_are_new(engines: Engines) -> None:
    """A changed path takes the address that tied two browsers, and brings the one that stands there."""
    world = told(
        World(engines),
        identify(anonymous="a1", email="ann@example.com", mail="one@example.com"),
        identify(anonymous="a2", email="ann@example.com", mail="two@example.com"),
    )
    found = previewed(world, changed(world, "email", paths=("traits.mail",)))
    assert counts(found) == {"splits": 1, "gone": 1, "new": 2}


def test_numbers_of_one_telephone_are_one_once_they_are_read_alike(engines: Engines) -> None:
    """Two spellings of a number are two people until the country is known; nothing is gone and nothing new."""
    world = told(
        World(engines),
        identify(anonymous="a1", phone="050 111 22 33"),
        identify(anonymous="a2", phone="+380501112233"),
    )
    told_apart = world.owner("anonymous_id", "a1") != world.owner("anonymous_id", "a2")
    found = previewed(world, changed(world, "phone", region="UA"))
    assert told_apart
    assert counts(found) == {"merges": 1}


def test_a_person_who_has_nothing_else_would_be_nobody(engines: Engines) -> None:
    """Whose only identifier is blocked ends."""
    world = told(World(engines), track("Seen", anonymous="kiosk"))
    found = previewed(world, changed(world, "anonymous_id", blocked=frozenset({"kiosk"})))
    assert (found["gone"]["count"], found["gone"]["people"]) == (1, 1)


def test_of_a_long_history_the_newest_people_are_looked_at_whole(engines: Engines) -> None:
    """Two of three visitors came last: all their events and only theirs, and it says so."""
    world = told(
        World(engines),
        track("Seen", user="old"),
        *[track("Seen", user="ann", anonymous="tablet") for _ in range(3)],
        *[track("Seen", user="ann-2", anonymous="tablet") for _ in range(3)],
    )
    found = previewed(world, changed(world, "user_id", limit=2), most=6)
    assert (found["people"], found["events"], found["of_events"], found["complete"]) == (2, 6, 7, False)
    assert counts(found) == {"merges": 1}


def random_history(world: World, dice: random.Random, requests: int = 12) -> None:
    """Visits, accounts and addresses in any order, some merges undone."""
    for _ in range(requests):
        world.send(*[random_call(dice)[0] for _ in range(dice.randrange(1, 40))])
        world.run()
        if dice.random() < 0.2:
            undo_one(world, dice)


def random_rules(world: World, dice: random.Random) -> Rules:
    """Up to three changes of any kind."""
    now = rules_of(world)
    some = {n.name: n for n in now.namespaces}
    for name in dice.sample(["user_id", "email", "anonymous_id"], dice.randrange(1, 4)):
        some[name] = _changed_somehow(some[name], dice)
    return revised(now, list(some.values()), now.other)


def _changed_somehow(namespace: Namespace, dice: random.Random) -> Namespace:
    values = {"user_id": "u{}", "email": "p{}@example.com", "anonymous_id": "c{}"}[namespace.name]
    how: Json = {
        "limit": dice.choice([1, 2, 3, None]),
        "priority": dice.randrange(1, 101),
        "shared": dice.random() < 0.5,
        "blocked": frozenset(values.format(dice.randrange(25)) for _ in range(3)),
        "normaliser": dice.choice(sorted(NORMALISERS)),
    }
    chosen = dice.sample(sorted(how), 2)
    return msgspec.structs.replace(namespace, **{name: how[name] for name in chosen})


@pytest.mark.parametrize("seed", range(2))
def test_rules_that_are_the_same_change_nobody(embedded: Engines, seed: int) -> None:
    """Over any history, whether all of it is looked at or only the newest people's part."""
    dice, world = random.Random(seed), World(embedded)
    random_history(world, dice)
    for most in (10**6, 150, 60, 20):
        found = previewed(world, rules_of(world), most=most)
        assert counts(found) == {}, most


def said(found: Json) -> Json:
    """The preview, as far as it can be compared."""
    return {
        "counts": counts(found),
        "merging": found["merges"]["people"],
        "ended": found["gone"]["people"],
        "merged": {
            frozenset(person["id"] for person in example["people"])
            for example in found["merges"]["examples"]
            if example["count"] <= 10
        },
        "split": {example["person"]["id"]: example["count"] for example in found["splits"]["examples"]},
    }


def really(before: People, after: People, current: Rules, wanted: Rules) -> Json:
    """The same, worked out slowly from who people were and who they are."""

    def spelt(identifier: Identifier, rules: Rules) -> Identifier:
        namespace = rules.of(identifier[0])
        return identifier[0], NORMALISERS[namespace.normaliser](identifier[1], namespace.region) or ""

    def same(old: Identifier, new: Identifier) -> bool:
        return old == new or spelt(old, wanted) == new or spelt(new, current) == old

    olds = {old: p for p, held in before.items() for old in held}
    news = {new: g for g, held in after.items() for new in held}
    pairs = [(old, new) for new in news for old in olds if same(old, new)]
    parts: dict[int, dict[int, set[Identifier]]] = {p: {} for p in before if before[p]}
    for old, new in pairs:
        parts[olds[old]].setdefault(news[new], set()).add(old)
    heirs = {
        p: p
        if p in groups
        else min(groups, key=lambda g: (-max(wanted.of(n).priority for n, _ in groups[g]), g))
        for p, groups in parts.items()
        if groups
    }
    families = {g: {show(p) for p in heirs if heirs[p] == g} for g in heirs.values()}
    merged = [family for family in families.values() if len(family) > 1]
    alone = {p: [g for g in groups if g not in families] for p, groups in parts.items()}
    split = {show(p): 1 + len(groups) for p, groups in alone.items() if groups}
    moved = {
        old
        for p, groups in parts.items()
        for g, some in groups.items()
        if g in families and g != heirs[p]
        for old in some
    }
    number = {
        "merges": len(merged),
        "splits": len(split),
        "moves": len(moved),
        "gone": len(olds.keys() - {old for old, _ in pairs}),
        "new": len(news.keys() - {new for _, new in pairs}),
    }
    return {
        "counts": {kind: count for kind, count in number.items() if count},
        "merging": sum(map(len, merged)),
        "ended": sum(not groups for groups in parts.values()),
        "merged": set(map(frozenset, merged)),
        "split": split,
    }


def test_what_is_said_is_what_happens(embedded: Engines) -> None:
    """Whoever is said to merge, split or end does exactly that when the rules are saved and applied to the whole history."""
    dice, world = random.Random(100), World(embedded)
    random_history(world, dice)
    wanted = random_rules(world, dice)
    found = previewed(world, wanted)
    before, current = world.people(), rules_of(world)
    with embedded.state.write() as conn:
        identity.save_rules(conn, wanted, world.clock.now_ms())
    world.rebuild()
    assert said(found) == really(before, world.people(), current, wanted)
