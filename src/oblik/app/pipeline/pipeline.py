"""Runs batches: plans a range of the log, puts it through the steps, commits it."""

from __future__ import annotations

import time
from collections.abc import Sequence

import structlog
from sqlalchemy import Connection

from oblik.app.pipeline import cursor as cursors
from oblik.app.pipeline import rebuild, removal
from oblik.app.pipeline.batch import Batch, Span
from oblik.app.pipeline.cursor import Cursor
from oblik.app.pipeline.figures import Figures
from oblik.app.pipeline.steps import STEPS, Tools, commit, merged_rows, read_envelope, run_steps
from oblik.app.pipeline.unmerge import run_unmerge
from oblik.collect.arrival import plan as arrival_plans
from oblik.identity import repository as identity
from oblik.identity.rules import Rules
from oblik.kernel.clock import Clock
from oblik.profiles import repository as profiles
from oblik.store.log import Log, StoredEntry

BATCH_EVENTS = 10_000
UNMERGE = "unmerge"
"""The kind of an entry that undoes a merge. It makes a batch of its own, since it rewrites what came before it."""

_logger = structlog.get_logger()


class Pipeline:
    """One reader of the log. Only one may run at a time; if two do, the slower one's commit fails and nothing is done twice."""

    def __init__(self, log: Log, tools: Tools, clock: Clock, figures: Figures) -> None:
        self._log = log
        self._tools = tools
        self._clock = clock
        self._figures = figures
        self._cursor: Cursor | None = None

    def start(self) -> None:
        """Reads where the log stands and which events are known; forgets what an earlier turn remembered."""
        self._tools.owners.forget()
        with self._tools.state.write() as conn:
            cursor = cursors.open_cursor(conn, self._log.identity, self._clock.now_ms())
        self._cursor = cursor
        self._mend_merged()
        known = self._tools.repeats.load(self._clock.now_ms())
        _logger.info("pipeline_started", position=cursor.position, known_messages=known)

    def _mend_merged(self) -> None:
        """Writes the table of merges anew when it is not what the state says: it is kept in one file, which a crash may cost."""
        with self._tools.state.read() as conn:
            losers = profiles.all_losers(conn)
        stored = self._tools.warehouse.rows("SELECT count() AS merges FROM merged")[0]["merges"]
        if stored != len(losers):
            self._tools.warehouse.clear("merged")
            self._tools.warehouse.insert("merged", merged_rows(losers))

    def run_once(self, wait: float = 0.0) -> int:
        """Processes the next batch; returns how many events it held, 0 when there was none.

        Raises:
            Unavailable: an engine is away; the same batch is tried again next time.
            Conflict: another worker has taken over; `start` again before going on.
        """
        rebuild.run(self._tools, self._clock)
        cursor = self._opened()
        begun = cursor.planned > cursor.position
        if not begun:
            removal.run(self._tools)
        upto = cursor.planned if begun else None
        entries: Sequence[StoredEntry] = self._log.read(
            cursor.position, upto, events=BATCH_EVENTS if not begun else 1 << 40, wait=wait
        )
        if not entries:
            return 0
        if not begun:
            entries = _before_unmerge(entries)
            cursor = self._begin(cursor, entries[-1].sequence)
        return self._process(cursor, entries)

    def _begin(self, cursor: Cursor, upto: int) -> Cursor:
        with self._tools.state.write() as conn:
            rules = identity.current_rules(conn)
            plan = {"rules": rules.version, "arrival": arrival_plans.current_version(conn)}
            begun = cursors.begin(conn, cursor, upto, plan, self._clock.now_ms())
        # Only now: what was stored for a plan that the state does not have would be stored again by the next one.
        self._cursor = begun
        return begun

    def _process(self, cursor: Cursor, entries: Sequence[StoredEntry]) -> int:
        started = time.perf_counter()
        batch = Batch(self._span(cursor), entries, self._rules(cursor))
        if read_envelope(entries[0]).kind == UNMERGE:
            run_unmerge(batch, self._tools, lambda conn: self._finish(conn, cursor))
        else:
            run_steps(STEPS, batch, self._tools)
            with self._tools.state.write() as conn:
                commit(batch, self._tools, conn)
                self._finish(conn, cursor)
            self._remember(batch)
        self._cursor = Cursor(cursor.log, cursor.base, cursor.planned, cursor.planned, cursor.plan)
        self._figures.batch(batch, time.perf_counter() - started, self._clock.now_ms())
        return sum(e.count for e in entries)

    def _finish(self, conn: Connection, cursor: Cursor) -> None:
        cursors.finish(conn, cursor, self._clock.now_ms())

    def _remember(self, batch: Batch) -> None:
        if batch.graph is not None:
            self._tools.owners.remember(batch.graph)
        self._tools.repeats.remember(batch.events)

    def _rules(self, cursor: Cursor) -> Rules:
        with self._tools.state.read() as conn:
            return identity.rules_of(conn, int(cursor.plan["rules"]))

    def _span(self, cursor: Cursor) -> Span:
        rules, arrival = int(cursor.plan["rules"]), int(cursor.plan.get("arrival", 0))
        return Span(cursor.log, cursor.base, cursor.position + 1, cursor.planned, rules, arrival)

    def _opened(self) -> Cursor:
        if self._cursor is None:
            self.start()
        if self._cursor is None:
            raise RuntimeError("start did not open a cursor")
        return self._cursor


def _before_unmerge(entries: Sequence[StoredEntry]) -> Sequence[StoredEntry]:
    """The entries up to the first that undoes a merge, or that one alone."""
    for index, entry in enumerate(entries):
        if read_envelope(entry).kind == UNMERGE:
            return entries[:index] or entries[:1]
    return entries
