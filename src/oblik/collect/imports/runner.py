"""Imports as a service: takes files in, runs them one after another in a thread, goes on with them after a
restart.

Only one process runs an import at a time: it holds a lease, and saves its progress only while it does.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol
from weakref import WeakSet

from oblik.collect.imports.guess import guess
from oblik.collect.imports.job import Job, Progress, Report, Result
from oblik.collect.imports.mapping import Mapping, form_of, mapping_of, read_mapping
from oblik.collect.imports.plan import plan
from oblik.collect.imports.preview import preview
from oblik.collect.imports.readers import open_rows
from oblik.collect.imports.rejects import Rejects
from oblik.collect.imports.repository import ImportRecord, ImportRepository
from oblik.collect.imports.run import Run, StoppedError
from oblik.collect.imports.sinks import DrySink, LogSink, Rehearsal
from oblik.collect.imports.uploads import Uploads
from oblik.kernel.clock import Clock, iso
from oblik.kernel.errors import Conflict, Invalid, NotFound, OblikError
from oblik.kernel.ids import random_id, show
from oblik.kernel.page import Page, Position
from oblik.store.log import Log
from oblik.store.state import State
from oblik.store.state.lease import Lease
from oblik.store.warehouse import Warehouse

MAX_WAITING = 200_000  # events that may wait in the log before an import holds back
_TEXT_PER_BYTE = {"parquet": 12, "excel": 6}  # of text for a byte on disk, about
_COPY = 1 << 20


class Sources(Protocol):
    """What an import needs of the sources."""

    def ensure(self, name: str, kind: str) -> Any:
        """The source of that name, made if there is none; its `id` is used."""
        ...


class Upload(Protocol):
    """A file that came in."""

    @property
    def name(self) -> str: ...

    @property
    def file(self) -> BinaryIO: ...


@dataclass(frozen=True, slots=True)
class Given:
    """What was asked for with a file. `mapping` is YAML, guessed when absent; `kind` may be "" when it names one."""

    name: str
    kind: str
    source: str | None
    mapping: str | None
    dry_run: bool
    actor: str


class ImportRunner:
    """Starts, watches, stops and resumes imports.

    Args:
        rehearse: makes what says what a dry run's events would do to people.
        backlog: how many events wait for the pipeline now; an import holds back while they are too many.
        timezone: the workspace's, for dates that name none.
        lease_ms: after how long another process takes over from one that died.
    """

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
        self._state, self._log, self._warehouse, self._sources = state, log, warehouse, sources
        self._folder, self._clock = data_dir / "imports", clock
        self._uploads, self._rehearse = uploads, rehearse
        self._backlog, self._timezone = backlog, timezone
        self._lease_ms, self._holder = lease_ms, secrets.token_hex(8)
        self._records = ImportRepository(state)
        self._threads: WeakSet[threading.Thread] = WeakSet()
        self._stops: dict[int, threading.Event] = {}
        self._closing = threading.Event()
        self._one = threading.Lock()  # imports run one after another: each may use a core fully

    # --- for the API ----------------------------------------------------------------------------------------

    def list(self, *, limit: int = 50, after: Position | None = None) -> Page[dict[str, Any]]:
        """Imports, newest first."""
        before = int(after[0]) if after and after[0] is not None else None
        found = self._records.page(limit + 1, before)
        following = (found[limit - 1].id,) if len(found) > limit else None
        return Page([self._shown(record) for record in found[:limit]], following)

    def get(self, import_id: int) -> dict[str, Any]:
        """One import as a document."""
        return self._shown(self._records.get(import_id))

    def create(
        self, upload: Upload, *, kind: str, source: str | None, mapping: str | None, dry_run: bool, actor: str
    ) -> dict[str, Any]:
        """Takes an upload in and begins with it in the background."""

        def keep(path: Path) -> str:
            return _kept(upload.file, path)

        given = Given(upload.name, kind, source, mapping, dry_run, actor)
        return self._shown(self._taken_in(keep, given))

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
        upload, waiting = self._uploads.ready(upload_id)
        given = Given(upload.name, kind, source, mapping, dry_run, actor)
        return self._shown(self._taken_in(lambda path: _linked(waiting, path), given))

    def import_waiting(self, upload_id: int, *, mapping: str, actor: str) -> int:
        """Imports a file that waits as a recipe says; the import's id."""
        upload, waiting = self._uploads.ready(upload_id)
        given = Given(upload.name, "", None, mapping, False, actor)
        return self._taken_in(lambda path: _linked(waiting, path), given).id

    def _taken_in(self, keep: Callable[[Path], str], given: Given) -> ImportRecord:
        import_id = random_id(self._clock.now_ms())
        path = self._folder_of(import_id) / "upload"
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            digest = keep(path)
            text, kind = given.mapping, given.kind
            known = _from_source(
                read_mapping(text, kind) if text else guess(path, kind).mapping, given.source
            )
            record = self._record(import_id, path, given.name, digest, known, given.dry_run, given.actor)
        except BaseException:
            shutil.rmtree(path.parent, ignore_errors=True)
            raise
        self._begin(record)
        return record

    def guess(self, upload: Upload, *, kind: str | None) -> dict[str, Any]:
        """What the columns of an upload seem to mean."""
        folder = self._folder / f"guess-{secrets.token_hex(8)}"
        folder.mkdir(parents=True)
        try:
            _kept(upload.file, folder / "upload")
            return guess(folder / "upload", kind or "").as_json()
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def guess_waiting(self, upload_id: int, *, kind: str | None) -> dict[str, Any]:
        """What the columns of a file that waits seem to mean."""
        return guess(self._uploads.ready(upload_id)[1], kind or "").as_json()

    def preview(self, upload_id: int, *, mapping: str) -> dict[str, Any]:
        """What a mapping makes of the first rows of a file that waits: see `preview.py`."""
        path = self._uploads.ready(upload_id)[1]
        with tempfile.TemporaryDirectory() as scratch:
            return preview(path, read_mapping(mapping), self._timezone(), Path(scratch))

    def start(self, import_id: int, *, actor: str) -> dict[str, Any]:
        """Begins in earnest after a dry run, or again after a stop or a failure."""
        record = self._records.get(import_id)
        if record.status in ("checking", "running") or (record.status == "done" and not record.dry_run):
            raise Conflict(f"This import is {record.status} already.", code="import_not_ready")
        told = record.progress.get("effect")
        fresh = Progress(bytes_total=record.progress.get("bytes_total", 0), effect=told).as_json()
        progress = fresh if record.dry_run else record.progress
        self._records.change(
            import_id,
            status="running",
            dry_run=False,
            progress=progress,
            error=None,
            finished_at=None,
            who=actor,
        )
        self._begin(record := self._records.get(import_id))
        return self._shown(record)

    def stop(self, import_id: int, *, actor: str) -> dict[str, Any]:  # noqa: ARG002  the API audits who it was
        """Stops after the rows in work; what was taken stays, and `start` goes on."""
        record = self._records.get(import_id)
        if record.status in ("checking", "running"):
            self._records.change(import_id, status="stopped", updated_at=self._clock.now_ms())
            if stop := self._stops.get(import_id):
                stop.set()
        return self.get(import_id)

    def rejects(self, import_id: int) -> Path:
        """The CSV of rejected rows; raises NotFound when there is none."""
        record = self._records.get(import_id)
        path = self._folder_of(import_id) / "rejected.csv"
        if not record.progress.get("rejected") or not path.exists():
            raise NotFound("This import has no rejected rows.", code="no_rejects")
        return path

    # --- for the process and the command line ---------------------------------------------------------------

    def resume_all(self) -> None:
        """Goes on, in the background, with every import that was interrupted."""
        for record in self._records.unfinished():
            self._begin(record)

    def close(self) -> None:
        """Ends running imports after the rows in work, as an interruption that `resume_all` goes on from."""
        self._closing.set()
        for stop in list(self._stops.values()):
            stop.set()
        with self._one:
            pass

    def wait(self) -> None:
        """Until every import that was begun here is over."""
        while threads := [t for t in threading.enumerate() if t in self._threads]:
            threads[0].join()

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
        if isinstance(mapping, str):
            mapping = read_mapping(mapping, kind)
        known = _from_source(mapping or guess(path, kind).mapping, source)
        digest = _digest(path)
        begun = self._records.like(
            digest, known.kind, self._sources.ensure(known.source, "import").id, _dumped(known)
        )
        if begun is not None and not dry_run:  # the same content, perhaps at another place
            self._records.change(begun.id, path=str(path.resolve()))
        else:
            import_id = random_id(self._clock.now_ms())
            begun = self._record(import_id, path.resolve(), path.name, digest, known, dry_run, "command line")
        with self._one:
            return self._run(begun, report)

    def last_mapping(self, source: str) -> Mapping | None:
        """The mapping of the newest import into a source; None when there was none."""
        with self._state.read() as conn:
            found = self._records.newest_mapping(conn, source)
        return None if found is None else mapping_of(found)

    # --- running --------------------------------------------------------------------------------------------

    def _record(
        self,
        import_id: int,
        path: Path,
        file: str,
        digest: str,
        mapping: Mapping,
        dry_run: bool,
        who: str,
    ) -> ImportRecord:
        """Checks that the file and the mapping fit, and keeps the new import."""
        now = self._clock.now_ms()
        source_id = self._sources.ensure(mapping.source, "import").id
        record = ImportRecord(
            id=import_id,
            kind=mapping.kind,
            file=Path(file).name[:200],
            path=str(path),
            digest=digest,
            source_id=source_id,
            mapping=_dumped(mapping),
            status="checking" if dry_run else "running",
            dry_run=dry_run,
            progress=Progress(bytes_total=path.stat().st_size).as_json(),
            problems=[],
            error=None,
            who=who[:100],
            created_at=now,
            started_at=now,
            finished_at=None,
            updated_at=now,
        )
        self._job(record)
        self._records.add(record)
        return record

    def _begin(self, record: ImportRecord) -> None:
        name = f"import-{show(record.id)}"
        thread = threading.Thread(target=self._run_later, args=(record,), name=name, daemon=True)
        self._threads.add(thread)
        thread.start()

    def _run_later(self, record: ImportRecord) -> None:
        with self._one:
            if not self._closing.is_set():
                self._run(record, lambda _progress: None)

    def _run(self, record: ImportRecord, report: Report) -> Result:
        lease = Lease(
            self._state, f"import:{record.id}", self._holder, ttl_ms=self._lease_ms, clock=self._clock
        )
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
            if stop.wait(self._lease_ms / 3000):
                return False
        return self._records.get(record.id).status in ("checking", "running")

    def _attempt(self, record: ImportRecord, lease: Lease, stop: threading.Event, report: Report) -> Result:
        progress = Progress.from_json(record.progress) if record.progress else Progress()
        if record.dry_run:  # what it found so far was in the memory of the process that began it
            progress = Progress(bytes_total=progress.bytes_total)

        def save(now: Progress, rejects: Rejects) -> None:
            self._keep(record, now, rejects, lease)
            report(now)
            if stop.is_set():
                raise StoppedError

        sink = DrySink(self._warehouse, self._rehearse()) if record.dry_run else self._log_sink(lease, stop)
        try:
            self._check_unchanged(record, progress)
            job = self._job(record)
            run = Run(job, sink, progress, save)
            result = run.go()
            if isinstance(sink, DrySink):
                result.progress.effect = sink.effect(job)
                self._records.change(record.id, progress=result.progress.as_json())
                result.problems += [
                    {
                        "row": 0,
                        "column": "",
                        "reason": r.reason,
                        "value": r.raw[:200].decode("utf-8", "replace"),
                    }
                    for r in sink.rejections[:100]
                ]
            self._finish(record, "done", result.problems, None)
            if not record.dry_run:
                (self._folder_of(record.id) / "upload").unlink(missing_ok=True)
            return result
        except StoppedError:
            status = self._records.get(
                record.id
            ).status  # a stop by a person is `stopped`, a closing process leaves `running`
            return Result("interrupted" if status in ("checking", "running") else status, run.progress)
        except Exception as error:
            said = error.message if isinstance(error, OblikError) else f"{type(error).__name__}: {error}"
            self._finish(record, "failed", None, said[:1000])
            if isinstance(error, OblikError):
                return Result("failed", progress, error=said)
            raise

    def _check_unchanged(self, record: ImportRecord, progress: Progress) -> None:
        """A file outside of the data folder may have become another one since the import was interrupted."""
        path = Path(record.path)
        if progress.read and self._folder not in path.parents and _digest(path) != record.digest:
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

    def _finish(self, record: ImportRecord, status: str, problems: Any, error: str | None) -> None:
        now = self._clock.now_ms()
        found = {} if not problems else {"problems": problems}
        self._records.change(record.id, status=status, error=error, finished_at=now, updated_at=now, **found)

    def _log_sink(self, lease: Lease, stop: threading.Event) -> LogSink:
        def wait_for_room() -> None:
            while self._backlog() > MAX_WAITING and not stop.wait(0.5):
                lease.renew()

        return LogSink(self._log, self._warehouse, wait_for_room)

    def _job(self, record: ImportRecord) -> Job:
        mapping, path, folder = mapping_of(record.mapping), Path(record.path), self._folder_of(record.id)
        if not path.exists():
            raise Invalid(f"The file {record.file!r} is no longer there.", code="file_changed")
        form = form_of(path, mapping)
        reader = open_rows(path, form, folder)
        made = plan(mapping, reader.columns, self._timezone())
        text_bytes = path.stat().st_size * _TEXT_PER_BYTE.get(form.kind, 1) * (8 if form.gzip else 1)
        salt = f"{record.kind}|{record.source_id}"
        return Job(
            reader, made, record.source_id, salt, record.created_at, folder, text_bytes, record.dry_run
        )

    def _folder_of(self, import_id: int) -> Path:
        return self._folder / show(import_id)

    def _shown(self, record: ImportRecord) -> dict[str, Any]:
        """An import as the API shows it."""
        progress = record.progress
        rows = {name: progress.get(name, 0) for name in ("read", "accepted", "rejected", "duplicate")}
        return {
            "id": show(record.id),
            "kind": record.kind,
            "file": record.file,
            "source": record.mapping["source"],
            "status": record.status,
            "rows": rows,
            "bytes": {"done": progress.get("bytes_done", 0), "total": progress.get("bytes_total", 0)},
            "started_at": None if record.started_at is None else iso(record.started_at),
            "finished_at": None if record.finished_at is None else iso(record.finished_at),
            "error": record.error,
            "who": record.who,
            "dry_run": record.dry_run,
            "problems": record.problems,
            "has_rejects": bool(progress.get("rejected")),
            "effect": progress.get("effect"),
            "map": mapping_of(record.mapping).as_yaml(),
        }


def _from_source(mapping: Mapping, source: str | None) -> Mapping:
    """The mapping with the source it is imported as: the one asked for, its own, or `import`."""
    return mapping.model_copy(update={"source": source or mapping.source or "import"})


def _dumped(mapping: Mapping) -> dict[str, Any]:
    return mapping.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _kept(file: BinaryIO, path: Path) -> str:
    """Copies an upload to disk; returns its SHA-256."""
    digest = hashlib.sha256()
    with path.open("wb") as target:
        while block := file.read(_COPY):
            digest.update(block)
            target.write(block)
    return digest.hexdigest()


def _linked(waiting: Path, path: Path) -> str:
    """The file under a second name, so that no bytes are copied; returns its SHA-256."""
    path.hardlink_to(waiting)
    return _digest(path)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
