"""Imports run one after another in threads, and go on after a restart.

Only one process runs an import at a time: it holds a lease, and saves its progress only while it does.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakSet

from oblik.collect.imports.intake import digest_of
from oblik.collect.imports.job import Progress, Report, Result, open_job
from oblik.collect.imports.rejects import Rejects
from oblik.collect.imports.repository import UNFINISHED, ImportRecord, ImportRepository
from oblik.collect.imports.run import Run, StoppedError
from oblik.collect.imports.sinks import DrySink, LogSink, Rehearsal
from oblik.kernel.clock import Clock
from oblik.kernel.errors import Invalid, OblikError
from oblik.kernel.ids import show
from oblik.store.log import Log
from oblik.store.state import State
from oblik.store.state.lease import Lease
from oblik.store.warehouse import Warehouse

MAX_WAITING = 200_000  # events that may wait in the log before an import holds back


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What running imports depend on beside the engines.

    Attributes:
        rehearse: makes what says what a dry run's events would do to people.
        backlog: how many events wait for the pipeline now; an import holds back while they are too many.
        timezone: the workspace's, for dates that name none.
        lease_ms: after how long another process takes over from one that died.
    """

    rehearse: Callable[[], Rehearsal]
    backlog: Callable[[], int]
    timezone: Callable[[], str]
    lease_ms: int


class Turns:
    """Gives each import its turn in this process.

    Args:
        folder: where each import has a folder of its own.
    """

    def __init__(
        self,
        state: State,
        log: Log,
        warehouse: Warehouse,
        records: ImportRepository,
        folder: Path,
        clock: Clock,
        around: Surroundings,
    ) -> None:
        self._state, self._log, self._warehouse, self._records = state, log, warehouse, records
        self._folder, self._clock, self._around = folder, clock, around
        self._holder = secrets.token_hex(8)
        self._threads: WeakSet[threading.Thread] = WeakSet()
        self._stops: dict[int, threading.Event] = {}
        self._closing = threading.Event()
        self._one = threading.Lock()  # imports run one after another: each may use a core fully

    def begin(self, record: ImportRecord) -> None:
        """Runs it in the background when its turn comes."""
        name = f"import-{show(record.id)}"
        thread = threading.Thread(target=self._run_later, args=(record,), name=name, daemon=True)
        self._threads.add(thread)
        thread.start()

    def take(self, record: ImportRecord, report: Report) -> Result:
        """Waits for its turn, and until it is over."""
        with self._one:
            return self._run(record, report)

    def stop(self, import_id: int) -> None:
        """Ends a running import after the rows in work, if it runs here."""
        if stop := self._stops.get(import_id):
            stop.set()

    def close(self) -> None:
        """Ends running imports after the rows in work, as an interruption from which another process goes on."""
        self._closing.set()
        for stop in list(self._stops.values()):
            stop.set()
        with self._one:
            pass

    def wait(self) -> None:
        """Until every import that was begun here is over."""
        while threads := [t for t in threading.enumerate() if t in self._threads]:
            threads[0].join()

    # --- one turn -------------------------------------------------------------------------------------------

    def _run_later(self, record: ImportRecord) -> None:
        with self._one:
            if not self._closing.is_set():
                self._run(record, lambda _progress: None)

    def _run(self, record: ImportRecord, report: Report) -> Result:
        name, lasts = f"import:{record.id}", self._around.lease_ms
        lease = Lease(self._state, name, self._holder, ttl_ms=lasts, clock=self._clock)
        stop = self._stops[record.id] = threading.Event()
        try:
            if not self._taken(lease, stop, record):
                return Result(record.status, Progress())
            return self._attempt(self._records.get(record.id), lease, stop, report)
        finally:
            self._stops.pop(record.id, None)
            lease.release()

    def _taken(self, lease: Lease, stop: threading.Event, record: ImportRecord) -> bool:
        """Waits until no other process holds the import; False when it is finished or stopped meanwhile."""
        while not lease.acquire():
            if stop.wait(self._around.lease_ms / 3000):
                return False
        return self._records.get(record.id).status in UNFINISHED

    def _attempt(self, record: ImportRecord, lease: Lease, stop: threading.Event, report: Report) -> Result:
        progress = Progress.from_json(record.progress) if record.progress else Progress()
        if record.dry_run:  # what it found so far was in the memory of the process that began it
            progress = Progress(bytes_total=progress.bytes_total)

        def save(now: Progress, rejects: Rejects) -> None:
            nonlocal progress
            progress = now
            self._keep(record, now, rejects, lease)
            report(now)
            if stop.is_set():
                raise StoppedError

        try:
            return self._to_the_end(record, progress, lease, stop, save)
        except StoppedError:  # by a person: `stopped`; by a process that closes: still under way
            status = self._records.get(record.id).status
            return Result("interrupted" if status in UNFINISHED else status, progress)
        except OblikError as error:
            self._finish(record, "failed", None, error.message, error.code)
            return Result("failed", progress, error=error.message)
        except Exception as error:
            self._finish(record, "failed", None, f"{type(error).__name__}: {error}", "internal")
            raise

    def _to_the_end(
        self,
        record: ImportRecord,
        progress: Progress,
        lease: Lease,
        stop: threading.Event,
        save: Callable[[Progress, Rejects], None],
    ) -> Result:
        self._check_unchanged(record, progress)
        job = open_job(record, self._folder, self._around.timezone())
        if record.dry_run:
            dry = DrySink(self._warehouse, self._around.rehearse())
            result = Run(job, dry, progress, save).go()
            result.progress.effect = dry.effect(job)
            self._records.change(record.id, progress=result.progress.as_json())
            result.problems += dry.problems()
        else:
            result = Run(job, self._log_sink(lease, stop), progress, save).go()
        self._finish(record, "done", result.problems, None, None)
        if not record.dry_run:
            (job.folder / "upload").unlink(missing_ok=True)
        return result

    def _check_unchanged(self, record: ImportRecord, progress: Progress) -> None:
        """A file outside of the data folder may have become another one since the import was interrupted."""
        path = Path(record.path)
        if progress.read and self._folder not in path.parents and digest_of(path) != record.digest:
            raise Invalid(
                f"The file {record.file!r} was changed since its import began; import it anew.",
                code="file_changed",
            )

    def _keep(self, record: ImportRecord, now: Progress, rejects: Rejects, lease: Lease) -> None:
        lease.renew()
        shown = [problem.as_json() for problem in rejects.problems]
        with self._state.write() as conn:
            lease.confirm(conn)
            self._records.change(
                record.id,
                conn,
                progress=now.as_json(),
                updated_at=self._clock.now_ms(),
                **({"problems": shown} if shown else {}),
            )

    def _finish(
        self, record: ImportRecord, status: str, problems: Any, error: str | None, code: str | None
    ) -> None:
        now = self._clock.now_ms()
        found = {} if not problems else {"problems": problems}
        error = error and error[:1000]
        self._records.change(
            record.id, status=status, error=error, error_code=code, finished_at=now, updated_at=now, **found
        )

    def _log_sink(self, lease: Lease, stop: threading.Event) -> LogSink:
        def wait_for_room() -> None:
            while self._around.backlog() > MAX_WAITING and not stop.wait(0.5):
                lease.renew()

        return LogSink(self._log, self._warehouse, wait_for_room)
