"""The steps of the pipeline, in order. Reading `STEPS` is reading the data flow.

    log → decode → drop repeats → check → enrich → identify → resolve → store events → fold → store profiles → commit

Each takes the batch and the engines and does its work for the whole batch at once. Until `commit` nothing has changed but rows
in the warehouse, which repeat themselves without effect when the batch is tried again. The warehouse takes rows while the next
steps go on; `Pipeline` waits for it before it commits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain

import msgspec
import pyarrow as pa
from sqlalchemy import Connection

from oblik.app.pipeline.batch import Batch
from oblik.collect import ledger, quarantine, volumes
from oblik.collect.arrival import broken
from oblik.collect.arrival.entry import Arrivals
from oblik.collect.dictionary import Observer
from oblik.collect.enrich import enrich as enrich_events
from oblik.collect.enrich.lookups import Lookups
from oblik.collect.event import Envelope, Event, Identifier, Rejection, offset_of
from oblik.collect.ledger import Counts, hour_of
from oblik.collect.removals import FOUNDATION, is_statement
from oblik.collect.repeats import IMPORTED, Repeats
from oblik.collect.rows import event_rows, line_rows, timeline_rows
from oblik.collect.wire import decode as decode_entry
from oblik.identity import repository as identity
from oblik.identity.extract import Extractor, extractor
from oblik.identity.graph import Graph
from oblik.identity.owners import Owners
from oblik.identity.rules import Rules
from oblik.kernel.errors import Invalid
from oblik.profiles import facts
from oblik.profiles import repository as profiles
from oblik.profiles.document import empty, fold, merge, says_something
from oblik.profiles.repository import Stored
from oblik.profiles.snapshot import search_rows, snapshot_rows
from oblik.store.log import StoredEntry
from oblik.store.state import State
from oblik.store.warehouse import Warehouse

_decode_envelope = msgspec.msgpack.Decoder(Envelope).decode


@dataclass(frozen=True)
class Tools:
    """What the steps work with. `owners` and `repeats` remember what earlier batches learnt."""

    state: State
    warehouse: Warehouse
    repeats: Repeats
    lookups: Lookups
    owners: Owners
    observer: Observer
    arrivals: Arrivals
    extractors: Callable[[Rules], Extractor] = field(default_factory=lambda: lru_cache(maxsize=2)(extractor))
    inserters: Executor = field(default_factory=lambda: ThreadPoolExecutor(2, "oblik-insert"))


Step = Callable[[Batch, Tools], None]


def decode(batch: Batch, tools: Tools) -> None:
    """Entries become events, changed as the rules on arrival say; what cannot be read becomes a rejection."""
    arrival = tools.arrivals.of(batch.span.arrival)
    for entry in batch.entries:
        envelope = read_envelope(entry)
        items = _read(envelope, entry, batch.span.base + entry.sequence)
        if envelope.kind == quarantine.REPLAY:
            items = _still_open(batch, tools, envelope, items)
        else:
            batch.accepted[entry.source_id, hour_of(envelope.received_at)] += entry.count
        events = [i for i in items if isinstance(i, Event)]
        batch.rejections += [i for i in items if isinstance(i, Rejection)]
        if refused := arrival.map(events):
            batch.rejections += refused
            gone = {r.offset for r in refused}
            events = [e for e in events if e.offset not in gone]
        if envelope.kind == "import":
            for event in events:
                event.flags.append(IMPORTED)
        batch.requests.append((envelope, events))


def _still_open(
    batch: Batch, tools: Tools, envelope: Envelope, items: list[Event | Rejection]
) -> list[Event | Rejection]:
    """Of events that get another try, those that had none meanwhile."""
    offsets = quarantine.replayed(envelope.body)
    with tools.state.read() as conn:
        still = quarantine.still_open(conn, offsets) - set(batch.replayed)
    batch.replayed += [o for o in offsets if o in still]
    return [item for item, offset in zip(items, offsets, strict=True) if offset in still]


def read_envelope(entry: StoredEntry) -> Envelope:
    """What an entry of the log carries."""
    return _decode_envelope(entry.data)


def _read(envelope: Envelope, entry: StoredEntry, sequence: int) -> list[Event | Rejection]:
    """The entry's events. An entry that no longer reads as it did when it was accepted is kept whole in the quarantine."""
    try:
        return decode_entry(envelope, entry.source_id, sequence)
    except Invalid as error:
        first, at, code = offset_of(sequence, 0), envelope.received_at, "unreadable_request"
        bodies = [envelope.body] + [b""] * (entry.count - 1)
        return [
            Rejection(first + i, entry.source_id, at, code, error.message, b) for i, b in enumerate(bodies)
        ]


def drop_repeats(batch: Batch, tools: Tools) -> None:
    """Events that were stored before go no further."""
    arrived = [e for _, events in batch.requests for e in events]
    batch.events, batch.repeats = tools.repeats.split(arrived) if arrived else ([], [])


def check(batch: Batch, tools: Tools) -> None:
    """Events are held against what is expected of them, and refused or flagged; repeats are not looked at again."""
    batch.verdicts = list(tools.arrivals.of(batch.span.arrival).judge(batch.events))
    if bad := [v for v in batch.verdicts if v.code]:
        batch.reject((v.event, v.code, v.reason) for v in bad)


def enrich(batch: Batch, tools: Tools) -> None:
    """What only the request knew is written on its events."""
    for envelope, events in batch.requests:
        enrich_events(events, envelope, tools.lookups)


def identify(batch: Batch, tools: Tools) -> None:
    """Each event gets its identifiers; one that has none that could be somebody's is rejected."""
    extract = tools.extractors(batch.rules)
    for event in batch.events:
        event.identifiers = extract(event)
    if nobody := [e for e in batch.events if not e.identifiers]:
        batch.reject((e, "no_identifier", _NOBODY) for e in nobody)


_NOBODY = "Expected an identifier of a person or browser; all that came are placeholders (such as null, 0, anonymous) or malformed."


def resolve(batch: Batch, tools: Tools) -> None:
    """Each event gets its profile; profiles merge."""
    with tools.state.read() as conn:
        batch.graph = graph = Graph(
            rules=batch.rules,
            owners=tools.owners.of(conn, {i for e in batch.events for i in e.identifiers}),
            load_members=lambda ids: identity.members(conn, ids),
            separated=identity.separated(conn),
            load_taken=lambda ids: profiles.taken(conn, ids),
        )
        graph.prefetch(batch.events)
        for event in batch.events:
            before = len(graph.links) + len(graph.changes)
            event.profile_id = graph.resolve(event)
            if len(graph.links) + len(graph.changes) != before or is_statement(event):
                event.flags.append(FOUNDATION)
        batch.merged = graph.losers | {
            earlier: graph.winner(loser) for earlier, loser in profiles.losers_of(conn, graph.losers).items()
        }


def fold_traits(batch: Batch, tools: Tools) -> None:
    """What events say of people is written into their documents, in arrival order, merges between."""
    with tools.state.read() as conn:
        fold_events(batch, profiles.load(conn, _touched(batch)))
        batch.identifiers = _identifiers_after(identity.identifiers_of(conn, _before(batch)), batch)


def fold_events(batch: Batch, known: dict[int, Stored]) -> None:
    """Folds the batch's events into `known` documents; those that changed end up in `batch.profiles` and `batch.lost`."""
    graph = _resolved(batch)
    for new, at in graph.created.items():
        known[new] = Stored(created_at=at, version=0, document=empty())
    for event in batch.events:
        for winner, loser in graph.merges.get(event.offset, ()):
            _merge(batch, known, winner, loser, event.offset)
        if says_something(event) and fold(known[event.profile_id].document, event):
            _changed(batch, known, event.profile_id, event.offset)
    for link in graph.links.values():
        _changed(batch, known, graph.winner(link.profile_id), link.offset)
    for change in graph.changes:
        if change.kind == "moved":
            _changed(batch, known, graph.winner(change.other_id), change.offset)


def store_events(batch: Batch, tools: Tools) -> None:
    """The events as rows of the warehouse, and what is counted of them."""
    if batch.events:
        rows = event_rows(batch.events)
        _insert(batch, tools, "events", rows)
        _insert(batch, tools, "timeline", timeline_rows(batch.events, rows))
        _insert(batch, tools, "facts", facts.count(rows))
    if (lines := line_rows(batch.events)) is not None:
        _insert(batch, tools, "order_lines", lines)


def store_profiles(batch: Batch, tools: Tools) -> None:
    """The snapshots of the profiles that changed, the words under which they are found, and who merged."""
    if batch.profiles or batch.lost:
        _insert(batch, tools, "profiles", snapshot_rows(batch.profiles, batch.identifiers, batch.lost))
    if batch.profiles:
        _insert(batch, tools, "search_keys", search_rows(batch.profiles, batch.identifiers))
    if batch.merged:
        _insert(batch, tools, "merged", merged_rows(batch.merged))


def _insert(batch: Batch, tools: Tools, table: str, rows: pa.Table) -> None:
    """Hands the rows over under the batch's token; `Batch.wait_until_stored` says when they are durable."""
    batch.inserts.append(tools.inserters.submit(tools.warehouse.insert, table, rows, batch.span.token))


def commit(batch: Batch, tools: Tools, conn: Connection) -> None:
    """Everything that the state keeps, in the transaction that also moves the position."""
    commit_profiles(batch, conn)
    commit_outcome(batch, tools, conn)


def commit_outcome(batch: Batch, tools: Tools, conn: Connection) -> None:
    """What became of each event, and what was seen in them."""
    ledger.add(conn, counts(batch))
    ledger.add(conn, quarantine.settle(conn, batch.replayed))
    quarantine.keep(conn, batch.rejections)
    tools.observer.flush(conn, batch.events)
    volumes.add(conn, batch.events, _refused(batch), tools.observer.name_of)
    broken.add(conn, batch.verdicts)


def commit_profiles(batch: Batch, conn: Connection) -> None:
    """Who is who, and what is known of them."""
    graph = _resolved(batch)
    identity.save(conn, graph)
    profiles.save(conn, batch.profiles | batch.lost)
    profiles.mark_merged(conn, graph.losers)


def run_steps(steps: Sequence[Step], batch: Batch, tools: Tools) -> None:
    """One after the other, until the warehouse has all rows; also when one fails, so that nothing still runs at the next try."""
    try:
        for step in steps:
            step(batch, tools)
    finally:
        batch.wait_until_stored()


STEPS: Sequence[Step] = (
    decode,
    drop_repeats,
    check,
    enrich,
    identify,
    resolve,
    store_events,
    fold_traits,
    store_profiles,
)
"""`commit` comes last, in a transaction of its own."""


def counts(batch: Batch) -> dict[tuple[int, int], Counts]:
    """What became of the batch's events, by source and hour of arrival: the lines of the ledger."""
    stored, repeats, kept = _by_hour(batch.events), _by_hour(batch.repeats), _by_hour(batch.rejections)
    return {
        key: Counts(
            accepted=batch.accepted[key], stored=stored[key], duplicate=repeats[key], quarantined=kept[key]
        )
        for key in {*batch.accepted, *stored, *repeats, *kept}
    }


def merged_rows(merged: dict[int, int]) -> pa.Table:
    """The table `merged`."""
    return pa.table(
        {"loser": pa.array(merged.keys(), pa.uint64()), "winner": pa.array(merged.values(), pa.uint64())}
    )


def _by_hour(items: Sequence[Event | Rejection]) -> Counter[tuple[int, int]]:
    return Counter((i.source_id, hour_of(i.received_at)) for i in items)


def _refused(batch: Batch) -> Iterator[tuple[int, int, str]]:
    names = {v.event.offset: v.event.name for v in batch.verdicts if v.code}
    return ((r.source_id, r.received_at, names.get(r.offset, volumes.NAMELESS)) for r in batch.rejections)


def _resolved(batch: Batch) -> Graph:
    if batch.graph is None:
        raise RuntimeError("resolve comes first")
    return batch.graph


def _touched(batch: Batch) -> set[int]:
    """The profiles of which a document may change, as far as they existed before the batch."""
    graph = _resolved(batch)
    touched = {e.profile_id for e in batch.events if says_something(e)}
    touched |= {p for pair in chain.from_iterable(graph.merges.values()) for p in pair}
    touched |= {graph.winner(link.profile_id) for link in graph.links.values()}
    touched |= {graph.winner(c.other_id) for c in graph.changes if c.kind == "moved"}
    return touched - graph.created.keys()


def _merge(batch: Batch, known: dict[int, Stored], winner: int, loser: int, offset: int) -> None:
    lost = known.pop(loser)
    known[winner].document = merge(known[winner].document, lost.document)
    batch.profiles.pop(loser, None)
    batch.lost[loser] = Stored(lost.created_at, offset, lost.document)
    _changed(batch, known, winner, offset)


def _changed(batch: Batch, known: dict[int, Stored], profile: int, offset: int) -> None:
    stored = known[profile]
    stored.version = max(stored.version, offset)
    batch.profiles[profile] = stored


def _before(batch: Batch) -> set[int]:
    """The profiles whose identifiers of before the batch now belong to those that changed."""
    graph = _resolved(batch)
    return (batch.profiles.keys() | graph.losers.keys()) - graph.created.keys()


def _identifiers_after(before: dict[int, list[Identifier]], batch: Batch) -> dict[int, list[Identifier]]:
    graph = _resolved(batch)
    after: dict[int, dict[Identifier, None]] = {p: {} for p in batch.profiles}
    for profile, identifiers in sorted(before.items()):
        kept = [i for i in identifiers if i not in graph.links]
        after.get(graph.winner(profile), {}).update(dict.fromkeys(kept))
    for identifier, link in graph.links.items():
        after[graph.winner(link.profile_id)][identifier] = None
    return {profile: list(identifiers) for profile, identifiers in after.items()}
