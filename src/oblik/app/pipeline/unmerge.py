"""Undoing a merge: the link is taken away and the history of everybody concerned is replayed, as if it had never happened.

Whoever could have been affected by the merge is found first (the *scope*: the profile, and any that its events' identifiers
lead to, until nobody is added). Their events then go through the same graph and the same folding as when they arrived, with the
two identifiers set apart for good. Since profile ids are made of events, everybody gets the id of before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import Connection, select, update

from oblik.app.pipeline.batch import Batch
from oblik.app.pipeline.move import move, moved
from oblik.app.pipeline.steps import (
    Tools,
    commit_outcome,
    decode,
    drop_repeats,
    enrich,
    fold_events,
    identify,
    merged_rows,
)
from oblik.collect.event import Event, Identifier
from oblik.collect.rows import event_rows, timeline_rows
from oblik.collect.stored import stored_events
from oblik.identity import repository as identity
from oblik.identity.extract import extractor
from oblik.identity.graph import CHANGES_PER_EVENT, Graph
from oblik.identity.rules import Rules
from oblik.profiles import facts
from oblik.profiles import repository as profiles
from oblik.profiles.repository import Stored
from oblik.profiles.snapshot import search_rows, snapshot_rows
from oblik.store.state import delete, given, insert
from oblik.store.state.schema import identity_log
from oblik.store.warehouse import Warehouse

_CARRIED = """
SELECT DISTINCT i.namespace AS namespace, i.value AS value
FROM events ARRAY JOIN identifiers AS i
WHERE profile_id IN {ids:Array(UInt64)}
"""
_MET = """
SELECT DISTINCT profile_id
FROM events
WHERE hasAny(identifiers.value, {values:Array(String)})
  AND arrayExists(i -> has({pairs:Array(String)}, concat(i.namespace, '\\0', i.value)), identifiers)
"""
_OF_SCOPE = "offset < {before:UInt64} AND (profile_id IN {ids:Array(UInt64)} OR has(flags, {flag:String}))"


@dataclass(frozen=True)
class Scope:
    """Everybody whom a replay may change.

    Attributes:
        living: profiles as they are now.
        ids: these and all that merged into them; their events carry one of these ids.
        identifiers: everything that leads to them.
    """

    living: frozenset[int]
    ids: frozenset[int]
    identifiers: frozenset[Identifier]


def run_unmerge(batch: Batch, tools: Tools, finish: Callable[[Connection], None]) -> None:
    """Processes a batch that holds one `Profile Unmerged` event and commits it with `finish`."""
    for step in (decode, drop_repeats, enrich, identify):
        step(batch, tools)
    pair = _pair(batch.events[0]) if batch.events else None
    if pair is None:
        _commit_nothing(batch, tools, finish)
        return
    replay = _replay(batch, tools, *pair)
    _store(replay, tools.warehouse)
    with tools.state.write() as conn:
        _commit(replay, pair, conn)
        commit_outcome(batch, tools, conn)
        finish(conn)
    tools.owners.forget()
    tools.repeats.remember(batch.events)


@dataclass
class Replay:
    """A batch made of a history: the stored events and the one that asked for it.

    Attributes:
        arrival: each stored event's profile before the replay, by offset.
    """

    scope: Scope
    batch: Batch
    asked: Event
    arrival: dict[int, int]


def _replay(batch: Batch, tools: Tools, one: Identifier, other: Identifier) -> Replay:
    with tools.state.read() as conn:
        scope = find_scope(conn, tools.warehouse, identity.owners(conn, [one, other]).values())
        history = _history(tools.warehouse, scope, batch.events[0])
        apart = {i: set(others) for i, others in identity.separated(conn).items()}
        apart.setdefault(one, set()).add(other)
        apart.setdefault(other, set()).add(one)
        arrival = {e.offset: e.profile_id for e in history}
        graph = Graph(
            rules=batch.rules,
            owners={},
            load_members=lambda ids: {},
            separated={i: frozenset(others) for i, others in apart.items()},
            load_taken=lambda ids: profiles.taken(conn, ids) - scope.ids,
        )
        replayed = Batch(
            batch.span, batch.entries, batch.rules, events=[*history, *batch.events], graph=graph
        )
        resolve_history(replayed, batch.rules)
    return Replay(scope, replayed, batch.events[0], arrival)


def _history(warehouse: Warehouse, scope: Scope, asked: Event) -> list[Event]:
    """The scope's events before `asked`. One that an earlier try has copied but not yet deleted counts as not moved."""
    params = {"ids": sorted(scope.ids), "flag": _moved_by(asked), "before": asked.offset}
    found: dict[int, Event] = {}
    for event in chain.from_iterable(stored_events(warehouse, _OF_SCOPE, params)):
        if event.offset not in found or params["flag"] not in event.flags:
            found[event.offset] = event
    return list(found.values())


def _moved_by(asked: Event) -> str:
    """The flag of an event that this undoing has given to somebody else."""
    return f"unmerged:{asked.offset}"


def resolve_history(batch: Batch, rules: Rules) -> None:
    """Resolves and folds a whole history in memory, from nothing."""
    graph, extract = batch.graph, extractor(rules)
    if graph is None:
        raise RuntimeError("a replay needs a graph")
    for event in batch.events:
        event.identifiers = extract(event)
    graph.prefetch(batch.events)
    for event in batch.events:
        event.profile_id = graph.resolve(event)
    fold_events(batch, {})
    batch.merged = graph.losers
    batch.identifiers = {p: [] for p in batch.profiles}
    for identifier, link in graph.links.items():
        batch.identifiers[graph.winner(link.profile_id)].append(identifier)


def find_scope(conn: Connection, warehouse: Warehouse, start: Iterable[int]) -> Scope:
    """Everybody whom `start`'s events lead to, and whom theirs lead to, until nobody is added: by whoever owns or ever met one of
    the identifiers, since a device that moved on would have gone another way without the merge."""
    living: set[int] = set()
    ids: set[int] = set()
    known: set[Identifier] = set()
    found = set(start)
    while found - living:
        living |= found
        ids = living | profiles.losers_of(conn, living).keys()
        carried = {(r["namespace"], r["value"]) for r in warehouse.rows(_CARRIED, {"ids": sorted(ids)})}
        carried |= set(chain.from_iterable(identity.identifiers_of(conn, living).values()))
        met = _who_met(warehouse, carried - known)
        known |= carried
        found = set(identity.owners(conn, carried).values()) | set(profiles.winners(conn, met).values())
    return Scope(frozenset(living), frozenset(ids), frozenset(known))


def _who_met(warehouse: Warehouse, carried: set[Identifier]) -> set[int]:
    """The profiles, as stored, of all events that carry one of the identifiers."""
    params = {"values": sorted({v for _, v in carried}), "pairs": [f"{n}\0{v}" for n, v in sorted(carried)]}
    return {r["profile_id"] for r in warehouse.rows(_MET, params)} if carried else set()


def _store(replay: Replay, warehouse: Warehouse) -> None:
    """Each step undoes what an earlier try left, so that trying again ends in the same."""
    batch, token = replay.batch, replay.batch.span.token
    asked = event_rows([replay.asked])
    warehouse.insert("events", asked, token)
    warehouse.insert("timeline", timeline_rows([replay.asked], asked), token)
    for (old, new), events in moved(batch.events, replay.arrival).items():
        move(warehouse, old, new, events, _moved_by(replay.asked))
    ids = sorted(replay.scope.ids | batch.profiles.keys() | batch.lost.keys())
    warehouse.delete("facts", "profile_id IN {ids:Array(UInt64)}", {"ids": ids})
    warehouse.command(f"INSERT INTO facts {facts.FROM_EVENTS}", {"profiles": ids})
    warehouse.delete("merged", "loser IN {ids:Array(UInt64)}", {"ids": ids})
    if batch.merged:
        warehouse.insert("merged", merged_rows(batch.merged))
    gone = {
        i: Stored(0, replay.asked.offset, {"generated": False})
        for i in replay.scope.ids - batch.profiles.keys()
    }
    for stored in batch.profiles.values():
        stored.version = max(stored.version, replay.asked.offset)
    warehouse.insert("profiles", snapshot_rows(batch.profiles, batch.identifiers, gone), token)
    warehouse.insert("search_keys", search_rows(batch.profiles, batch.identifiers), token)


def _commit(replay: Replay, pair: tuple[Identifier, Identifier], conn: Connection) -> None:
    batch, graph, asked = replay.batch, replay.batch.graph, replay.asked
    if graph is None:
        raise RuntimeError("a replay has a graph")
    identity.separate(conn, *pair, asked.offset)
    identity.forget(conn, sorted(replay.scope.identifiers))
    profiles.remove(conn, replay.scope.ids)
    _mark_undone(conn, replay, {c.id for c in graph.changes if c.kind != "refused"})
    identity.save(conn, graph)
    profiles.save(conn, batch.profiles | batch.lost)
    profiles.mark_merged(conn, graph.losers)
    insert(conn, identity_log, _unmerge_rows(replay, pair))


def _mark_undone(conn: Connection, replay: Replay, still: set[int]) -> None:
    """What the graph did within the scope makes room for what it did in the replay; a merge that is not made again is kept,
    marked as undone."""
    scope = given(conn, [[i] for i in replay.scope.ids], identity_log.c.profile_id)
    within = identity_log.c.profile_id.in_(select(scope.c.profile_id)) & identity_log.c.undone.is_(False)
    rows = conn.execute(select(identity_log.c.id, identity_log.c.kind).where(within)).all()
    undone = [row.id for row in rows if row.kind == "merge" and row.id not in still]
    delete(
        conn,
        [[row.id] for row in rows if row.kind in identity.DERIVED and row.id not in undone],
        identity_log.c.id,
    )
    marked = given(conn, [[i] for i in undone], identity_log.c.id)
    conn.execute(update(identity_log).where(identity_log.c.id.in_(select(marked.c.id))).values(undone=True))


def _unmerge_rows(replay: Replay, pair: tuple[Identifier, Identifier]) -> list[dict[str, Any]]:
    """The undoing in the log, seen from each of the two people."""
    graph, asked = replay.batch.graph, replay.asked
    sides = [graph.winner(graph.owners[i]) for i in pair] if graph else []
    said = {"kept": list(pair[0]), "given": list(pair[1]), "rule": "unmerge", "event": asked.name}
    reason = said | {
        "message_id": asked.message_id,
        "source_id": asked.source_id,
        "actor": asked.context.get("actor"),
    }
    common = {
        "kind": "unmerge",
        "offset": asked.offset,
        "at": asked.received_at,
        "reason": reason,
        "undone": False,
    }
    return [
        {"id": asked.offset * CHANGES_PER_EVENT + 30 + i, "profile_id": mine, "other_id": theirs, **common}
        for i, (mine, theirs) in enumerate((tuple(sides), tuple(reversed(sides))))
    ]


def _pair(event: Event) -> tuple[Identifier, Identifier] | None:
    kept, given_up = event.properties.get("kept"), event.properties.get("given")
    if not (isinstance(kept, list) and isinstance(given_up, list) and len(kept) == len(given_up) == 2):
        return None
    return (str(kept[0]), str(kept[1])), (str(given_up[0]), str(given_up[1]))


def _commit_nothing(batch: Batch, tools: Tools, finish: Callable[[Connection], None]) -> None:
    with tools.state.write() as conn:
        commit_outcome(batch, tools, conn)
        finish(conn)
