"""Everything derived, derived again: identities, profiles, facts and the dictionary, from the stored events in arrival order.

The same steps as in the running pipeline do it, so the result is what the running pipeline had; rules that changed meanwhile apply
to the whole history. A rebuild writes down how far it is: a process that dies is followed by one that goes on from there, and the
pipeline waits until it is done, while collection goes on into the log. When the rules change under it, it begins anew: what is
derived is derived under one version of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy import delete as delete_from

from oblik.app.pipeline.batch import Batch, Span
from oblik.app.pipeline.move import move, moved
from oblik.app.pipeline.steps import Tools, commit_profiles, fold_traits, resolve, run_steps, store_profiles
from oblik.collect.event import Event
from oblik.collect.stored import stored_events
from oblik.identity import repository as identity
from oblik.identity.extract import extractor
from oblik.kernel.clock import Clock
from oblik.profiles import facts
from oblik.store.state import upsert
from oblik.store.state.schema import (
    identifiers,
    identity_log,
    profiles,
    seen_events,
    seen_properties,
    settings,
)

KEY = "rebuild"
_WINDOW = 50_000  # events read at once
_BATCH = 10_000

Progress = Callable[[int, int], None]
"""Told how many events are done, of how many."""

_TOTAL = "SELECT count() AS events, max(offset) AS last FROM events"
_WINDOW_END = """
SELECT max(offset) AS last, count() AS events
FROM (SELECT offset FROM events WHERE offset > {done:UInt64} AND offset <= {upto:UInt64} ORDER BY offset LIMIT {window:UInt32})
"""
_IN_WINDOW = "offset > {done:UInt64} AND offset <= {upto:UInt64}"


def request(conn: Connection, now: int) -> None:
    """Asks whoever runs the pipeline for a rebuild; one that is under way goes on."""
    if wanted(conn) is None:
        upsert(conn, settings, [{"key": KEY, "value": {"id": now, "begun": False}}])


def wanted(conn: Connection) -> dict[str, Any] | None:
    """What was asked for and how far it is, or None."""
    row = conn.execute(select(settings.c.value).where(settings.c.key == KEY)).first()
    return None if row is None else dict(row[0])


def run(tools: Tools, clock: Clock, progress: Progress = lambda done, total: None) -> int:
    """Does the rebuild that was requested, from where it stands; returns how many events it read."""
    with tools.state.read() as conn:
        job = wanted(conn)
    if job is None:
        return 0
    if not job["begun"]:
        job = _begin(tools, job)
    while job["done"] < job["upto"] or not _finish(tools, job):
        job = _window(tools, job, clock) if _is_current(tools, job) else _begin(tools, job)
        progress(job["events"], job["total"])
    return int(job["events"])


def _is_current(tools: Tools, job: dict[str, Any]) -> bool:
    with tools.state.read() as conn:
        return bool(identity.current_rules(conn).version == job.get("rules"))


def _begin(tools: Tools, job: dict[str, Any]) -> dict[str, Any]:
    total = tools.warehouse.rows(_TOTAL)[0]
    job = job | {"begun": True, "done": 0, "upto": total["last"], "events": 0, "total": total["events"]}
    with tools.state.write() as conn:
        job["rules"] = identity.current_rules(conn).version
        for table in (identifiers, profiles, seen_events, seen_properties):
            conn.execute(delete_from(table))
        derived = identity_log.c.kind.in_(identity.DERIVED) & identity_log.c.undone.is_(False)
        conn.execute(delete_from(identity_log).where(derived))
        _write(conn, job)
    return job


def _window(tools: Tools, job: dict[str, Any], clock: Clock) -> dict[str, Any]:
    if job["done"] == 0:
        for table in ("merged", "profiles", "search_keys"):
            tools.warehouse.clear(table)
        tools.owners.forget()
        tools.observer.forget()
    params = {"done": job["done"], "upto": job["upto"]}
    end = tools.warehouse.rows(_WINDOW_END, {**params, "window": _WINDOW})[0]
    for events in _batches(stored_events(tools.warehouse, _IN_WINDOW, {**params, "upto": end["last"]})):
        job = job | {"done": events[-1].offset, "events": job["events"] + len(events)}
        _process(tools, events, job, clock)
    return job


def _process(tools: Tools, events: Sequence[Event], job: dict[str, Any], clock: Clock) -> None:
    with tools.state.read() as conn:
        rules = identity.rules_of(conn, job["rules"])
    span = Span(
        f"rebuild:{job['id']}:{clock.now_ms()}", 0, events[0].offset, events[-1].offset, rules.version
    )
    batch = Batch(span, [], rules)
    arrival = {e.offset: e.profile_id for e in events}
    extract = extractor(rules)
    for event in events:
        event.identifiers = extract(event)
    batch.events = [e for e in events if e.identifiers]
    run_steps((resolve, fold_traits, store_profiles), batch, tools)
    for (old, new), some in moved(batch.events, arrival).items():
        move(tools.warehouse, old, new, some, f"rebuilt:{job['id']}")
    with tools.state.write() as conn:
        commit_profiles(batch, conn)
        tools.observer.flush(conn, events)
        _write(conn, job)
    if batch.graph is not None:
        tools.owners.remember(batch.graph)


def _finish(tools: Tools, job: dict[str, Any]) -> bool:
    """Whether it is done; not when the rules changed meanwhile."""
    tools.warehouse.clear("facts")
    tools.warehouse.command(f"INSERT INTO facts {facts.FROM_ALL_EVENTS}")
    with tools.state.write() as conn:
        done = identity.current_rules(conn).version == job.get("rules")
        if done:
            conn.execute(delete_from(settings).where(settings.c.key == KEY))
    return bool(done)


def _batches(blocks: Iterator[list[Event]]) -> Iterator[list[Event]]:
    """The events in batches of the pipeline's size."""
    waiting: list[Event] = []
    for block in blocks:
        waiting += block
        while len(waiting) >= _BATCH:
            yield waiting[:_BATCH]
            waiting = waiting[_BATCH:]
    if waiting:
        yield waiting


def _write(conn: Connection, job: dict[str, Any]) -> None:
    upsert(conn, settings, [{"key": KEY, "value": job}], update=("value",))
