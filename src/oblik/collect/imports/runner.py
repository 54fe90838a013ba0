"""Imports as a service: what the API and the command line ask of them.

`intake.py` takes files in, `turns.py` runs them one after another, `shown.py` says what an import looks like.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from oblik.collect.imports.intake import Given, Intake, Sources, Upload
from oblik.collect.imports.job import Progress, Report, Result
from oblik.collect.imports.mapping import Mapping, mapping_of
from oblik.collect.imports.repository import UNFINISHED, ImportRepository
from oblik.collect.imports.shown import shown
from oblik.collect.imports.sinks import Rehearsal
from oblik.collect.imports.turns import Surroundings, Turns
from oblik.collect.imports.uploads import Uploads
from oblik.kernel.clock import Clock
from oblik.kernel.errors import Conflict, NotFound
from oblik.kernel.ids import show
from oblik.kernel.page import Page, Position
from oblik.store.log import Log
from oblik.store.state import State
from oblik.store.warehouse import Warehouse


class ImportRunner:
    """Starts, watches, stops and resumes imports. For the other arguments see `turns.Surroundings`."""

    def __init__(
        self,
        state: State,
        log: Log,
        warehouse: Warehouse,
        sources: Sources,
        uploads: Uploads,
        data_dir: Path,
        clock: Clock,
        *,
        rehearse: Callable[[], Rehearsal],
        backlog: Callable[[], int] = lambda: 0,
        timezone: Callable[[], str] = lambda: "UTC",
        lease_ms: int = 30_000,
    ) -> None:
        self._state, self._clock, self._folder = state, clock, data_dir / "imports"
        self._records = ImportRepository(state)
        self._intake = Intake(self._records, sources, uploads, self._folder, clock, timezone)
        around = Surroundings(rehearse, backlog, timezone, lease_ms)
        self._turns = Turns(state, log, warehouse, self._records, self._folder, clock, around)

    # --- for the API ----------------------------------------------------------------------------------------

    def list(self, *, limit: int = 50, after: Position | None = None) -> Page[dict[str, Any]]:
        """Imports, newest first."""
        before = int(after[0]) if after and after[0] is not None else None
        found = self._records.page(limit + 1, before)
        following = (found[limit - 1].id,) if len(found) > limit else None
        return Page([shown(record) for record in found[:limit]], following)

    def get(self, import_id: int) -> dict[str, Any]:
        """One import as a document."""
        return shown(self._records.get(import_id))

    def create(
        self, upload: Upload, *, kind: str, source: str | None, mapping: str | None, dry_run: bool, actor: str
    ) -> dict[str, Any]:
        """Takes an upload in and begins with it in the background."""
        self._turns.begin(record := self._intake.take(upload, Given(kind, source, mapping, dry_run, actor)))
        return shown(record)

    def create_waiting(
        self,
        upload_id: int,
        *,
        kind: str,
        source: str | None,
        mapping: str | None,
        dry_run: bool,
        actor: str,
    ) -> dict[str, Any]:
        """Begins, in the background, with a file that waits; it goes on waiting, for another try."""
        given = Given(kind, source, mapping, dry_run, actor)
        self._turns.begin(record := self._intake.take_waiting(upload_id, given))
        return shown(record)

    def import_waiting(self, upload_id: int, *, mapping: str, actor: str) -> int:
        """Imports a file that waits as a recipe says; the import's id."""
        given = Given("", None, mapping, False, actor)
        self._turns.begin(record := self._intake.take_waiting(upload_id, given))
        return record.id

    def guess(self, upload: Upload, *, kind: str | None) -> dict[str, Any]:
        """What the columns of an upload seem to mean."""
        return self._intake.guess(upload, kind or "")

    def guess_waiting(self, upload_id: int, *, kind: str | None) -> dict[str, Any]:
        """What the columns of a file that waits seem to mean."""
        return self._intake.guess_waiting(upload_id, kind or "")

    def preview(self, upload_id: int, *, mapping: str) -> dict[str, Any]:
        """What a mapping makes of the first rows of a file that waits: see `preview.py`."""
        return self._intake.preview(upload_id, mapping)

    def start(self, import_id: int, *, actor: str) -> dict[str, Any]:
        """Begins in earnest after a dry run, or again after a stop or a failure."""
        record = self._records.get(import_id)
        if record.status in UNFINISHED or (record.status == "done" and not record.dry_run):
            raise Conflict(f"This import is {record.status} already.", code="import_not_ready")
        told = record.progress.get("effect")
        fresh = Progress(bytes_total=record.progress.get("bytes_total", 0), effect=told).as_json()
        self._records.change(
            import_id,
            status="running",
            dry_run=False,
            progress=fresh if record.dry_run else record.progress,
            error=None,
            error_code=None,
            finished_at=None,
            who=actor,
        )
        self._turns.begin(record := self._records.get(import_id))
        return shown(record)

    def stop(self, import_id: int, *, actor: str) -> dict[str, Any]:  # noqa: ARG002  the API audits who it was
        """Stops after the rows in work; what was taken stays, and `start` goes on."""
        if self._records.get(import_id).status in UNFINISHED:
            self._records.change(import_id, status="stopped", updated_at=self._clock.now_ms())
            self._turns.stop(import_id)
        return self.get(import_id)

    def rejects(self, import_id: int) -> Path:
        """The CSV of rejected rows; raises NotFound when there is none."""
        record = self._records.get(import_id)
        path = self._folder / show(import_id) / "rejected.csv"
        if not record.progress.get("rejected") or not path.exists():
            raise NotFound("This import has no rejected rows.", code="no_rejects")
        return path

    # --- for the process and the command line ---------------------------------------------------------------

    def resume_all(self) -> None:
        """Goes on, in the background, with every import that was interrupted."""
        for record in self._records.unfinished():
            self._turns.begin(record)

    def close(self) -> None:
        """Ends running imports after the rows in work, as an interruption that `resume_all` goes on from."""
        self._turns.close()

    def wait(self) -> None:
        """Until every import that was begun here is over."""
        self._turns.wait()

    def run_file(
        self,
        path: Path,
        *,
        kind: str = "",
        mapping: Mapping | str | None = None,
        source: str | None = None,
        dry_run: bool = False,
        report: Report = lambda _progress: None,
    ) -> Result:
        """Imports a file and waits for it; an interrupted import of the same file, in the same way, goes on.

        Args:
            mapping: a mapping, its YAML, or None to guess it.
            report: told the progress after each step.

        Raises:
            Invalid: the file or the mapping is not right.
        """
        given = Given(kind, source, mapping, dry_run, "command line")
        return self._turns.take(self._intake.take_in_place(path, given), report)

    def last_mapping(self, source: str) -> Mapping | None:
        """The mapping of the newest import into a source; None when there was none."""
        with self._state.read() as conn:
            found = self._records.newest_mapping(conn, source)
        return None if found is None else mapping_of(found)
