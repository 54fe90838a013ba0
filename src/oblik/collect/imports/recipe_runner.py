"""Runs recipes: when their time has come or somebody asks, fetch, import, and remember where it ended.

What is to be done stands in the table of runs, so a process that dies takes nothing with it: a run whose worker was
not heard of for a while is begun again, and rows that were imported already change nothing.
"""

from __future__ import annotations

import threading
from typing import Protocol

import structlog
from sqlalchemy import Connection

from oblik.collect.imports.fetching import STOPPING, Fetcher
from oblik.collect.imports.recipe_runs import Run
from oblik.collect.imports.recipes import RecipeRepository
from oblik.collect.imports.repository import ImportRepository
from oblik.collect.imports.uploads import Uploads
from oblik.kernel.clock import Clock
from oblik.kernel.errors import Conflict, NotFound, OblikError
from oblik.store.state import State

_SILENT_MS = 60_000
_AT_ONCE = 2  # fetches of this process

_logger = structlog.get_logger()


class Imports(Protocol):
    """What a recipe needs of the imports."""

    def import_waiting(self, upload_id: int, *, mapping: str, actor: str) -> int:
        """Begins to import a file that waits; the import's id."""
        ...


class RecipeRunner:
    """Does what the table of runs says; see `tick`."""

    def __init__(
        self,
        state: State,
        recipes: RecipeRepository,
        fetcher: Fetcher,
        uploads: Uploads,
        imports: Imports,
        clock: Clock,
    ) -> None:
        self._state, self._recipes, self._fetcher = state, recipes, fetcher
        self._uploads, self._imports, self._clock = uploads, imports, clock
        self._records = ImportRepository(state)
        self._slots = threading.Semaphore(_AT_ONCE)

    def request(self, conn: Connection, recipe_id: int, *, who: str) -> Run:
        """Asks for a run now, in the caller's transaction; `tick` after it begins with it."""
        return self._recipes.request_run(conn, self._recipes.get(conn, recipe_id), cause="manual", who=who)

    def tick(self) -> None:
        """One look: what is due begins to wait, what waits begins, what is imported ends."""
        self._wait_for_due()
        self._give_back_silent()
        self._begin_waiting()
        self._end_imported()

    def _wait_for_due(self) -> None:
        with self._state.read() as conn:
            if not self._recipes.due(conn):
                return
        with self._state.write() as conn:
            for recipe in self._recipes.due(conn):  # somebody may have edited one since
                try:
                    self._recipes.request_run(conn, recipe, cause="schedule", who="schedule")
                except Conflict:
                    _logger.info("recipe_still_running", recipe=recipe.name)
                self._recipes.plan_next(conn, recipe)

    def _give_back_silent(self) -> None:
        with self._state.read() as conn:
            fetching = self._recipes.runs.in_state(conn, "fetching")
        for run in fetching:
            if run.updated_at < self._clock.now_ms() - _SILENT_MS:
                with self._state.write() as conn:
                    self._recipes.runs.move(conn, run, "waiting")

    def _begin_waiting(self) -> None:
        with self._state.read() as conn:
            waiting = self._recipes.runs.in_state(conn, "waiting")
        for run in waiting:
            if not self._slots.acquire(blocking=False):
                return
            with self._state.write() as conn:
                mine = self._recipes.runs.move(conn, run, "fetching")
            if mine:
                threading.Thread(target=self._work, args=(run.id,), name="recipe", daemon=True).start()
            else:
                self._slots.release()

    def _work(self, run_id: int) -> None:
        try:
            self.carry_out(run_id)
        except NotFound:
            _logger.info("recipe_gone", run=run_id)  # deleted while it ran
        finally:
            self._slots.release()

    def carry_out(self, run_id: int) -> None:
        """Fetches and begins to import; the run ends when there is nothing new or something is wrong."""
        with self._state.read() as conn:
            run = self._recipes.runs.get(conn, run_id)
        try:
            self._fetch_and_import(run)
        except OblikError as error:
            if error.code == STOPPING:  # the next process does it again
                self._end(run, "waiting")
            else:
                self._end(run, "failed", error.message, error.code)
        except Exception as error:
            _logger.exception("recipe_failed", run=run.id)
            self._end(run, "failed", type(error).__name__, "internal")

    def _fetch_and_import(self, run: Run) -> None:
        with self._state.write() as conn:
            recipe = self._recipes.take_up(conn, run)
        definition = recipe.definition
        place = self._uploads.expect(
            connection_id=definition["connection"], request=definition["request"], who=run.who
        )

        def alive() -> None:
            with self._state.write() as conn:
                self._recipes.runs.touch(conn, run)

        upload, new = self._fetcher.fetch(place, recipe.marks, alive)
        if not new:
            self._end(run, "unchanged")
            self._uploads.remove(upload.id)
            return
        import_id = self._imports.import_waiting(
            upload.id,
            mapping=recipe.mapping.as_yaml(),
            actor=f"recipe {recipe.name}",
        )
        with self._state.write() as conn:
            now = self._recipes.runs.get(conn, run.id)
            self._recipes.runs.move(conn, now, "importing", upload_id=upload.id, import_id=import_id)

    def _end_imported(self) -> None:
        with self._state.read() as conn:
            importing = self._recipes.runs.in_state(conn, "importing")
        for run in importing:
            record = self._records.get(run.import_id or 0)
            if record.status == "done":
                self._succeed(run)
            elif record.status in ("failed", "stopped"):
                stopped = "The import was stopped.", "import_stopped"
                self._end(run, "failed", *((record.error, record.error_code) if record.error else stopped))

    def _succeed(self, run: Run) -> None:
        try:
            marks = self._uploads.get(run.upload_id or 0).marks
        except NotFound:  # tidied up meanwhile: the next fetch brings it again, which changes nothing
            marks = None
        with self._state.write() as conn:
            if self._recipes.runs.move(conn, run, "done") and marks is not None:
                self._recipes.keep_marks(conn, run, marks)
        self._uploads.remove(run.upload_id or 0)

    def _end(self, run: Run, status: str, error: str | None = None, code: str | None = None) -> None:
        error = error and error[:1000]
        with self._state.write() as conn:
            now = self._recipes.runs.get(conn, run.id)
            self._recipes.runs.move(conn, now, status, error=error, error_code=code)
