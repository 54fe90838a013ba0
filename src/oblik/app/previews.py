"""Previews of identity rules as a job: one at a time, worked on by a thread of the process that was asked, its progress and its
result in the state, where every process sees them."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

import structlog
from sqlalchemy import Connection, select

from oblik.app.pipeline import preview
from oblik.identity.rules import Rules
from oblik.kernel.clock import Clock, iso
from oblik.kernel.errors import NotFound, OblikError
from oblik.kernel.ids import random_id, show
from oblik.store.state import State, upsert
from oblik.store.state.schema import settings
from oblik.store.warehouse import Warehouse

KEY = "identity_preview"
_BEAT_MS = 1_000  # between two signs of life
_SILENT_MS = 60_000  # without one: whoever worked on it is dead
_LEAVE_S = 10.0

Document = dict[str, Any]

_logger = structlog.get_logger()


class _UnwantedError(Exception):
    """Nobody waits for this preview any more."""


@dataclass
class _Job:
    """A preview in work in this process."""

    id: str
    wanted: Rules
    stop: threading.Event = field(default_factory=threading.Event)
    beaten_at: int = 0


class RulePreviews:
    """Starts, watches and stops previews."""

    def __init__(self, state: State, warehouse: Warehouse, clock: Clock) -> None:
        self._state, self._warehouse, self._clock = state, warehouse, clock
        self._one = threading.Lock()
        self._changing = threading.Lock()
        self._job: _Job | None = None
        self._thread: threading.Thread | None = None

    def request(self, wanted: Rules) -> Document:
        """Begins a preview; one that runs is stopped.

        Raises:
            Conflict: a rebuild is under way.
        """
        now = self._clock.now_ms()
        row: Document = {
            "id": show(random_id(now)),
            "status": "running",
            "at": now,
            "beat": now,
            "finished": None,
            "version": wanted.version,
            "done": 0,
            "total": 0,
            "error": None,
            "result": None,
        }
        with self._state.write() as conn:
            preview.expect_no_rebuild(conn)
            upsert(conn, settings, [{"key": KEY, "value": row}], update=("value",))
        self._begin(_Job(row["id"], wanted, beaten_at=now))
        return self._shown(row)

    def latest(self) -> Document:
        """The latest preview, with its result when it is done; one that gives no sign of life has failed."""
        with self._state.read() as conn:
            return self._shown(_row(conn))

    def stop(self) -> Document:
        """Stops the latest preview, if it runs."""
        with self._state.write() as conn:
            row = _row(conn, locked=True)
            if row["status"] == "running":
                row |= {"status": "stopped", "finished": self._clock.now_ms()}
                _write(conn, row)
        self._halt()
        return self._shown(row)

    def close(self) -> None:
        """Ends the work of this process."""
        with self._changing:
            job, thread = self._job, self._thread
            self._halt()
        if thread is not None:
            thread.join(_LEAVE_S)
        if job is not None:
            self._save(job, status="stopped")

    def _begin(self, job: _Job) -> None:
        with self._changing:
            self._halt()
            self._job = job
            self._thread = threading.Thread(
                target=self._work, args=(job,), name="identity-preview", daemon=True
            )
            self._thread.start()

    def _halt(self) -> None:
        if self._job is not None:
            self._job.stop.set()

    def _work(self, job: _Job) -> None:
        with self._one:
            try:
                result = preview.run(self._state, self._warehouse, job.wanted, self._watched(job))
                done = result["events"]
                self._save(job, status="done", result=result, done=done, total=done)
            except _UnwantedError:
                return
            except OblikError as error:
                self._save(job, status="failed", error=error.message)
            except Exception:
                _logger.exception("identity_preview_failed")
                self._save(
                    job, status="failed", error="Something went wrong; the log of the server says what."
                )

    def _watched(self, job: _Job) -> preview.Progress:
        """Gives a sign of life now and then, and ends the work that nobody wants any more."""

        def progress(done: int, total: int) -> None:
            now = self._clock.now_ms()
            if job.stop.is_set():
                raise _UnwantedError
            if done == 0 or now - job.beaten_at >= _BEAT_MS:
                job.beaten_at = now
                if not self._save(job, status="running", done=done, total=total):
                    raise _UnwantedError

        return progress

    def _save(self, job: _Job, **changes: Any) -> bool:
        """Writes what has changed, unless another preview has taken this one's place or it was stopped."""
        now = self._clock.now_ms()
        ended = {} if changes["status"] == "running" else {"finished": now}
        with self._state.write() as conn:
            row = _row(conn, locked=True)
            if row["id"] != job.id or row["status"] != "running":
                return False
            _write(conn, row | {"beat": now} | ended | changes)
        return True

    def _shown(self, row: Document) -> Document:
        """An `IdentityPreview`."""
        silent = row["status"] == "running" and self._clock.now_ms() - row["beat"] > _SILENT_MS
        status, error = (
            ("failed", "The server that worked on it has stopped.")
            if silent
            else (row["status"], row["error"])
        )
        return {
            "id": row["id"],
            "status": status,
            "requested_at": iso(row["at"]),
            "finished_at": None if row["finished"] is None else iso(row["finished"]),
            "version": row["version"],
            "events": {"done": row["done"], "total": row["total"]},
            "error": error,
            "result": row["result"],
        }


def _row(conn: Connection, *, locked: bool = False) -> Document:
    query = select(settings.c.value).where(settings.c.key == KEY)
    row = conn.execute(query.with_for_update() if locked else query).first()
    if row is None:
        raise NotFound("Nobody has previewed identity rules yet.", code="no_preview")
    return dict(row[0])


def _write(conn: Connection, row: Document) -> None:
    upsert(conn, settings, [{"key": KEY, "value": row}], update=("value",))
