"""Holds what Oblik has against our own books. Every check names what it looked at and how many differences it found."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from benchmarks.rig.book import Book, Call, Known
from benchmarks.rig.server import OblikServer
from engines.fixtures import Engines
from oblik.profiles.document import traits_of
from oblik.store.state import State
from oblik.store.state.schema import identifiers, profiles, quarantine, sources
from stories.world import World

_EVENTS = """
SELECT message_id, name, profile_id, toUnixTimestamp64Milli(timestamp) AS at, value, offset
FROM events WHERE source_id = {source:Int64} ORDER BY offset
"""
_TIMELINE = "SELECT offset, profile_id FROM timeline WHERE source_id = {source:Int64} ORDER BY offset"
_LINES = """
SELECT order_id, count() AS lines FROM order_lines GROUP BY order_id
"""
_MERGED = "SELECT loser, winner FROM merged"
_CENT = 0.005
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold: how many were looked at, and what differs."""

    name: str
    looked_at: int
    differences: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing differs."""
        return not self.differences

    @property
    def detail(self) -> str:
        """For the table."""
        if self.ok:
            return ""
        more = len(self.differences) - _SHOWN
        return "; ".join(self.differences[:_SHOWN]) + (f"; and {more} more" if more > 0 else "")


@dataclass(frozen=True)
class Findings:
    """What the engines hold, read once."""

    events: list[Mapping[str, Any]]
    timeline: list[Mapping[str, Any]]
    winners: Mapping[int, int]
    owners: Mapping[tuple[str, str], int]
    traits: Mapping[int, Mapping[str, Any]]
    facts: Mapping[int, Mapping[str, Any]]
    lines: Mapping[str, int]
    quarantined: frozenset[str]


def read(engines: Engines) -> Findings:
    """Everything that a check needs."""
    rows = engines.warehouse.rows
    return Findings(
        events=list(rows(_EVENTS, {"source": _source(engines.state)})),
        timeline=list(rows(_TIMELINE, {"source": _source(engines.state)})),
        winners={r["loser"]: r["winner"] for r in rows(_MERGED)},
        owners=_owners(engines.state),
        traits=_traits(engines.state),
        facts=World(engines).facts(),
        lines={r["order_id"]: r["lines"] for r in rows(_LINES)},
        quarantined=_quarantined(engines.state),
    )


def audit(book: Book, found: Findings) -> list[Check]:
    """All checks on what is stored."""
    stored = _stored_calls(book, found)
    people = book.people(stored)
    return [
        _check("acknowledged events are stored once", len(book.good()), _exactly_once(book, found)),
        _check("nothing is stored that was never sent", len(found.events), _never_sent(book, found)),
        _check("events are stored as they were sent", len(found.events), _as_sent(book, found)),
        _check("timelines hold the same events", len(found.timeline), _timelines(found)),
        _check("order lines are stored once", len(found.lines), _order_lines(stored, found)),
        _check("refused events are in the quarantine", len(found.quarantined), _refused(book, found)),
        _check("identifiers lead to one person", len(people), _identities(people, found)),
        _check("events lie with their person", len(found.events), _owned(book, found)),
        _check("traits have their newest value", len(people), _trait_values(people, found)),
        _check("events, orders and revenue are right", len(people), _figures(people, found)),
    ]


def check_ledger(book: Book, said: Mapping[str, Any], stored: int) -> Check:
    """The ledger balances, nothing waits, and it counts no less than was acknowledged and no more than was sent."""
    parts = sum(said[name] for name in ("stored", "duplicate", "quarantined", "suppressed"))
    wrong = [
        (said["accepted"] == parts, f"accepted {said['accepted']}, but {parts} are somewhere"),
        (said["pending"] == 0, f"{said['pending']} still wait"),
        (said["stored"] == stored, f"stored {said['stored']}, but the warehouse has {stored}"),
        (
            book.answered <= said["accepted"] <= book.attempts,
            f"accepted {said['accepted']}, acknowledged {book.answered}, sent {book.attempts}",
        ),
    ]
    return _check("the ledger balances", said["accepted"], (why for right, why in wrong if not right))


def check_answers(book: Book) -> Check:
    """Nobody was answered with a fault of the server's own, or told to throw good events away."""
    said = Counter(book.faults)
    return _check(
        "answers are 200, 429 or 503", sum(book.statuses.values()), (f"{n}× {s}" for s, n in said.items())
    )


def check_api(book: Book, server: OblikServer, found_events: Iterable[str]) -> Check:
    """What a user sees of some people is what was sent of them."""
    known = book.acknowledged | book.unsure
    people = book.people([known[i] for i in found_events if i in known])
    chosen = [item for item in sorted(people.items()) if item[0][0] == "user_id"][::97][:30]
    wrong = (why for who, expected in chosen for why in _shown_wrong(server, who, expected))
    return _check("the API shows the same", len(chosen), wrong)


def check_doctor(server: OblikServer) -> Check:
    """`oblik doctor` finds nothing."""
    said = json.loads(server.command("doctor", "--json", ok=(0, 1)))
    return _check(
        "oblik doctor is content", len(said), (f"{f['name']}: {f['detail']}" for f in said if not f["ok"])
    )


def check_same(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Check:
    """Two readings of everything that is derived agree; see `World.everything`."""
    wrong = (
        f"{part}: {_difference(before[part], after[part])}" for part in before if before[part] != after[part]
    )
    return _check(name, sum(len(part) for part in before.values()), wrong)


# --- the checks -----------------------------------------------------------------------------------------------


def _check(name: str, looked_at: int, differences: Iterable[str]) -> Check:
    return Check(name, looked_at, tuple(differences))


def _stored_calls(book: Book, found: Findings) -> list[Call]:
    known = book.acknowledged | book.unsure
    return [known[i] for i in {e["message_id"] for e in found.events} if i in known]


def _exactly_once(book: Book, found: Findings) -> Iterator[str]:
    times = Counter(e["message_id"] for e in found.events)
    yield from (f"{i} is lost" for i in book.good() if times[i] == 0)
    yield from (f"{i} is stored {n} times" for i, n in times.items() if n > 1)


def _timelines(found: Findings) -> Iterator[str]:
    events = Counter((e["offset"], e["profile_id"]) for e in found.events)
    shown = Counter((t["offset"], t["profile_id"]) for t in found.timeline)
    yield from (
        f"{offset} of {person} is in the timeline {shown[offset, person]} times, stored {n} times"
        for (offset, person), n in (events | shown).items()
        if (events[offset, person], shown[offset, person]) != (1, 1)
    )


def _never_sent(book: Book, found: Findings) -> Iterator[str]:
    known = book.acknowledged.keys() | book.unsure.keys()
    yield from (f"{e['message_id']} {e['name']}" for e in found.events if e["message_id"] not in known)


def _as_sent(book: Book, found: Findings) -> Iterator[str]:
    for event, call in _with_calls(book, found):
        sent = (call.name, call.at, call.value)
        if call.name in ("Order Completed", "Order Refunded") and sent != _said(event):
            yield f"{call.message_id}: sent {sent}, stored {_said(event)}"
        elif sent[:2] != _said(event)[:2]:
            yield f"{call.message_id}: sent {sent[:2]}, stored {_said(event)[:2]}"


def _said(event: Mapping[str, Any]) -> tuple[str, int, float | None]:
    return event["name"], event["at"], event["value"]


def _order_lines(stored: Iterable[Call], found: Findings) -> Iterator[str]:
    expected = {
        c.wire["properties"]["order_id"]: len(c.wire["properties"]["products"])
        for c in stored
        if c.name == "Order Completed"
    }
    for order in expected.keys() | found.lines.keys():
        if expected.get(order, 0) != found.lines.get(order, 0):
            yield f"{order}: {expected.get(order, 0)} sent, {found.lines.get(order, 0)} stored"


def _refused(book: Book, found: Findings) -> Iterator[str]:
    yield from (f"{i} is lost" for i, c in book.acknowledged.items() if c.bad and i not in found.quarantined)
    yield from (f"{i} was good" for i in found.quarantined & book.good().keys())


def _identities(people: Mapping[tuple[str, str], Known], found: Findings) -> Iterator[str]:
    """Two identifiers have the same owner exactly if our books say that they are one person."""
    by_owner: dict[int, int] = {}
    for identifier, known in people.items():
        owner = found.owners.get(identifier)
        if owner is None:
            yield f"nobody has {identifier}"
        elif by_owner.setdefault(owner, id(known)) != id(known):
            yield f"{identifier} is with somebody else's"
    owners_of: dict[int, set[int | None]] = {}
    for identifier, known in people.items():
        owners_of.setdefault(id(known), set()).add(found.owners.get(identifier))
    yield from (f"one person is {len(o)} profiles" for o in owners_of.values() if len(o) > 1)


def _owned(book: Book, found: Findings) -> Iterator[str]:
    for event, call in _with_calls(book, found):
        from_call = next(iter(_identifiers(call)))
        owner, profile = found.owners.get(from_call), event["profile_id"]
        if found.winners.get(profile, profile) != owner:
            yield f"{call.message_id} lies with {profile}, {from_call} is {owner}"


def _trait_values(people: Mapping[tuple[str, str], Known], found: Findings) -> Iterator[str]:
    for identifier, known in people.items():
        expected = {name: value for name, (_, value) in known.traits.items()}
        said = found.traits.get(found.owners.get(identifier, 0), {})
        if expected != said:
            yield f"{identifier}: expected {expected}, got {dict(said)}"


def _figures(people: Mapping[tuple[str, str], Known], found: Findings) -> Iterator[str]:
    for identifier, known in people.items():
        said = found.facts.get(found.owners.get(identifier, 0))
        got = (said["events"], said["orders"], said["revenue"]) if said else (0, 0, 0.0)
        expected = (known.events, known.orders, known.revenue)
        if got[:2] != expected[:2] or abs(got[2] - expected[2]) > _CENT:
            yield f"{identifier}: expected {expected}, got {got}"


def _shown_wrong(server: OblikServer, who: tuple[str, str], expected: Known) -> Iterator[str]:
    items = server.get(f"/api/profiles?identifier={who[0]}:{who[1]}")["items"]
    if len(items) != 1:
        yield f"{who}: {len(items)} profiles"
        return
    shown = server.get(f"/api/profiles/{items[0]['id']}")
    figures = shown["figures"]
    if (figures["events"], figures["orders"]) != (expected.events, expected.orders):
        yield f"{who}: figures {figures}, expected {expected}"
    if abs((figures["revenue"] or 0) - expected.revenue) > _CENT:
        yield f"{who}: revenue {figures['revenue']}, expected {expected.revenue}"
    if shown["traits"] != {name: value for name, (_, value) in expected.traits.items()}:
        yield f"{who}: traits {shown['traits']}"
    lines = server.get(f"/api/profiles/{items[0]['id']}/timeline?limit=200")["items"]
    if len(lines) != min(200, expected.events):
        yield f"{who}: {len(lines)} events in the timeline, expected {expected.events}"


# --- reading --------------------------------------------------------------------------------------------------


def _with_calls(book: Book, found: Findings) -> Iterator[tuple[Mapping[str, Any], Call]]:
    known = book.acknowledged | book.unsure
    return ((e, known[e["message_id"]]) for e in found.events if e["message_id"] in known)


def _identifiers(call: Call) -> Iterator[tuple[str, str]]:
    if "userId" in call.wire:
        yield "user_id", call.wire["userId"]
    if "anonymousId" in call.wire:
        yield "anonymous_id", call.wire["anonymousId"]


def _source(state: State) -> int:
    with state.read() as conn:
        return int(conn.execute(select(sources.c.id).where(sources.c.name == "default")).scalar_one())


def _owners(state: State) -> dict[tuple[str, str], int]:
    with state.read() as conn:
        return {(r.namespace, r.value): r.profile_id for r in conn.execute(select(identifiers))}


def _traits(state: State) -> dict[int, dict[str, Any]]:
    with state.read() as conn:
        return {r.id: traits_of(r.document) for r in conn.execute(select(profiles))}


def _quarantined(state: State) -> frozenset[str]:
    with state.read() as conn:
        raws = conn.execute(select(quarantine.c.raw)).scalars()
        return frozenset(str(json.loads(raw)["messageId"]) for raw in raws)


def _difference(before: Any, after: Any) -> str:
    if isinstance(before, Mapping):
        keys = [k for k in before.keys() | after.keys() if before.get(k) != after.get(k)]
        return f"{len(keys)} differ, such as {keys[0]}: {before.get(keys[0])} → {after.get(keys[0])}"
    if len(before) != len(after):
        return f"{len(before)} → {len(after)} rows"
    pairs = zip(before, after, strict=True)
    return next(f"{one} → {other}" for one, other in pairs if one != other)
