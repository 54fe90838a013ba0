"""The embedded log: one SQLite file, and one thread that commits everything that waits in a single
transaction.

A commit costs an fsync, whoever shares it; so under load many requests share one, and alone a request waits
for one only.
"""

from __future__ import annotations

import asyncio
import os
import queue
import secrets
import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from oblik.kernel.errors import OblikError, Overloaded, Unavailable
from oblik.store.log.entries import Entry, StoredEntry

_SCHEMA = """
CREATE TABLE IF NOT EXISTS log (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id INTEGER NOT NULL,
    count INTEGER NOT NULL,
    stored_at INTEGER NOT NULL,
    data BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
_WRITER_PRAGMAS = (
    "PRAGMA auto_vacuum = INCREMENTAL",  # only a new file takes it; pruned space goes back to the disk
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = 1",  # macOS: an fsync there only reaches the drive's cache
    "PRAGMA wal_autocheckpoint = 4000",
)
_INSERT = "INSERT INTO log (seq, source_id, count, stored_at, data) VALUES "
_ROW = "(?, ?, ?, ?, ?)"
_ROWS = 100  # of one statement: each statement gives Python's lock away, and getting it back takes longer than writing
_LAST = "SELECT seq FROM sqlite_sequence WHERE name = 'log'"
_PRUNE = """
DELETE FROM log WHERE seq IN (SELECT seq FROM log WHERE seq <= ? AND stored_at < ? ORDER BY seq LIMIT 200)
"""
_FREE_PAGES = (
    25_000  # of 4 KiB, kept in the file for what comes; more goes back to the disk, some at each prune
)
_PACE_S = 0.005  # between commits that several wait for: the more share one, the less each costs
_SEVERAL = 3
_READERS = 3
_READER_WAIT_S = 30

Resolve = Callable[[int | OblikError], None]


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Entries that must be committed together, and who wants to know. `loop` is where `resolve` must be
    called.
    """

    entries: Sequence[Entry]
    bytes: int
    resolve: Resolve
    loop: asyncio.AbstractEventLoop | None


class SqliteLog:
    """A `Log` in one SQLite file.

    Args:
        path: the file; it and its folder are made when missing.
        max_entries, max_bytes: how much may wait for its commit before `append` raises Overloaded.
    """

    def __init__(self, path: Path, *, max_entries: int = 20_000, max_bytes: int = 128 << 20) -> None:
        self._path = path
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self._waiting: list[_Waiting] = []
        self._waiting_entries = 0
        self._waiting_bytes = 0
        self._closing = False
        self._failure: str | None = None
        # Guards all of the above. Each condition wakes only whom it concerns: thousands of entries may arrive in a second.
        self._lock = threading.Lock()
        self._arrived = threading.Condition(self._lock)  # something waits to be written
        self._left = threading.Condition(self._lock)  # there is room again
        self._committed = threading.Condition(self._lock)  # there is something new to read
        self._file = threading.Lock()  # held while this process writes to the file
        with _translated():
            self._writer = self._create()
            self._last = self._last_in_file()
            self._identity = self._read_identity()
        self._readers: queue.LifoQueue[sqlite3.Connection | None] = queue.LifoQueue()
        for _ in range(_READERS):
            self._readers.put(None)
        self._thread = threading.Thread(target=self._run, name="oblik-log", daemon=True)
        self._thread.start()

    # --- opening --------------------------------------------------------------------------------------------

    def _create(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        conn = _connect(self._path)
        for pragma in _WRITER_PRAGMAS:
            conn.execute(pragma)
        conn.executescript(_SCHEMA)
        conn.execute("INSERT OR IGNORE INTO meta VALUES ('identity', ?)", [secrets.token_hex(16)])
        _sync_folder(self._path.parent)
        return conn

    def _read_identity(self) -> str:
        row = self._writer.execute("SELECT value FROM meta WHERE key = 'identity'").fetchone()
        return f"sqlite:{row[0]}"

    def _last_in_file(self) -> int:
        row = self._writer.execute(_LAST).fetchone()
        return int(row[0]) if row else 0

    @property
    def identity(self) -> str:
        """Which file this is, told by a random id inside it."""
        return self._identity

    # --- appending ------------------------------------------------------------------------------------------

    async def append(self, entry: Entry) -> int:
        """See `Log.append`."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[int] = loop.create_future()
        waiting = _Waiting([entry], len(entry.data), partial(_settle, answer), loop)
        with self._lock:
            self._refuse_when_closing()
            if not self._has_room(waiting):
                raise Overloaded(
                    "The log has too many requests waiting to be written; try again.", retry_after=1
                )
            self._enqueue(waiting)
        return await answer

    def append_all(self, entries: Sequence[Entry]) -> int:
        """See `Log.append_all`."""
        if not entries:
            return self.last_sequence()
        answer: Future[int] = Future()
        waiting = _Waiting(entries, sum(len(e.data) for e in entries), partial(_settle, answer), None)
        with self._left:
            self._left.wait_for(lambda: self._closing or self._has_room(waiting))
            self._refuse_when_closing()
            self._enqueue(waiting)
        return answer.result()

    def _refuse_when_closing(self) -> None:
        if self._closing:
            raise Unavailable("The log is closed.", code="log_unavailable")

    def _has_room(self, waiting: _Waiting) -> bool:
        """Something larger than the whole queue goes in when the queue is empty."""
        return not self._waiting or (
            self._waiting_entries + len(waiting.entries) <= self._max_entries
            and self._waiting_bytes + waiting.bytes <= self._max_bytes
        )

    def _enqueue(self, waiting: _Waiting) -> None:
        self._waiting.append(waiting)
        self._waiting_entries += len(waiting.entries)
        self._waiting_bytes += waiting.bytes
        self._arrived.notify()

    # --- the writer's thread --------------------------------------------------------------------------------

    def _run(self) -> None:
        while group := self._next_group():
            began = time.monotonic()
            try:
                last = self._commit(group)
            except Exception as error:
                self._fail(group, error)
            else:
                self._succeed(group, last)
            if len(group) >= _SEVERAL:
                time.sleep(max(0.0, _PACE_S - (time.monotonic() - began)))

    def _next_group(self) -> list[_Waiting]:
        """All that waits now; empty when the log is closed and nothing does."""
        with self._arrived:
            self._arrived.wait_for(lambda: self._waiting or self._closing)
            group, self._waiting = self._waiting, []
            self._waiting_entries = self._waiting_bytes = 0
            self._left.notify_all()
            return group

    def _commit(self, group: Sequence[_Waiting]) -> int:
        """Writes the group in one transaction; returns its last sequence number."""
        now = time.time_ns() // 1_000_000
        with self._file, self._transaction() as conn:
            first = self._last_in_file() + 1
            entries = (entry for waiting in group for entry in waiting.entries)
            rows = [(first + i, e.source_id, e.count, now, e.data) for i, e in enumerate(entries)]
            for start in range(0, len(rows), _ROWS):
                some = rows[start : start + _ROWS]
                conn.execute(_INSERT + ", ".join([_ROW] * len(some)), list(chain.from_iterable(some)))
        return first + len(rows) - 1

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._writer.execute("BEGIN IMMEDIATE")
        try:
            yield self._writer
            self._writer.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                self._writer.execute("ROLLBACK")
            raise

    def _succeed(self, group: Sequence[_Waiting], last: int) -> None:
        with self._committed:
            self._failure = None
            self._last = last
            self._committed.notify_all()
        sequence = last - sum(len(waiting.entries) for waiting in group)
        answers: list[int | OblikError] = []
        for waiting in group:
            sequence += len(waiting.entries)
            answers.append(sequence)
        _answer(group, answers)

    def _fail(self, group: Sequence[_Waiting], error: Exception) -> None:
        failure = _unavailable(error)
        with self._lock:
            self._failure = failure.message
        _answer(group, [failure] * len(group))

    # --- reading --------------------------------------------------------------------------------------------

    def read(
        self, after: int, upto: int | None = None, *, events: int, wait: float = 0.0
    ) -> list[StoredEntry]:
        """See `Log.read`."""
        found = self._read(after, upto, events)
        if found or wait <= 0 or (upto is not None and upto <= after):
            return found
        with self._committed:
            arrived = self._committed.wait_for(lambda: self._last > after or self._closing, wait)
        return self._read(after, upto, events) if arrived else []

    def _read(self, after: int, upto: int | None, events: int) -> list[StoredEntry]:
        query = "SELECT seq, source_id, count, data FROM log WHERE seq > ? AND seq <= ? ORDER BY seq"
        found: list[StoredEntry] = []
        held = 0
        with self._reader() as conn:
            for row in conn.execute(query, [after, (1 << 63) - 1 if upto is None else upto]):
                found.append(StoredEntry(*row))
                held += row[2]
                if held >= events:
                    break
        return found

    def pending(self, after: int) -> dict[int, int]:
        """See `Log.pending`."""
        query = "SELECT source_id, sum(count) FROM log WHERE seq > ? GROUP BY source_id"
        with self._reader() as conn:
            return dict(conn.execute(query, [after]).fetchall())

    def last_sequence(self) -> int:
        """See `Log.last_sequence`."""
        with self._reader() as conn:
            row = conn.execute(_LAST).fetchone()
        return int(row[0]) if row else 0

    @contextmanager
    def _reader(self) -> Iterator[sqlite3.Connection]:
        """One of a few connections, opened when first needed; a broken one is thrown away."""
        try:
            conn = self._readers.get(timeout=_READER_WAIT_S)
        except queue.Empty:
            raise Unavailable(
                "The log has been busy for too long; try again.", code="log_unavailable"
            ) from None
        healthy = None
        try:
            with _translated():
                conn = conn or _connect(self._path)
                yield conn
                healthy = conn
        finally:
            if healthy is None and conn is not None:
                conn.close()
            self._readers.put(healthy)

    # --- keeping house --------------------------------------------------------------------------------------

    def prune(self, upto: int, older_than_ms: int) -> int:
        """See `Log.prune`. Goes in short steps, so that appends never wait for long."""
        removed = 0
        while step := self._prune_step(upto, older_than_ms):
            removed += step
        return removed

    def _prune_step(self, upto: int, older_than_ms: int) -> int:
        with _translated(), self._file:
            with self._transaction() as conn:
                count = conn.execute(_PRUNE, [upto, older_than_ms]).rowcount
            free = conn.execute("PRAGMA freelist_count").fetchone()[0]
            if free > _FREE_PAGES:
                conn.execute("PRAGMA incremental_vacuum(500)").fetchall()
        return count

    def check(self) -> None:
        """See `Log.check`. After a failed write it tries another one, which is how it notices that there is
        room again.
        """
        if not self._thread.is_alive():
            raise Unavailable("The log is closed.", code="log_unavailable")
        if self._failure is None:
            self.last_sequence()
            return
        with _translated(), self._file, self._transaction() as conn:
            conn.execute("INSERT OR REPLACE INTO meta VALUES ('checked', zeroblob(65536))")
        self._failure = None

    def close(self) -> None:
        """See `Log.close`."""
        with self._lock:
            self._closing = True
            for concerned in (self._arrived, self._left, self._committed):
                concerned.notify_all()
        self._thread.join()
        while not self._readers.empty():
            conn = self._readers.get()
            if conn is not None:
                conn.close()
        self._writer.close()


def _connect(path: Path) -> sqlite3.Connection:
    # Nothing here may write: a reader must open on a full disk too.
    return sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, timeout=15, cached_statements=2 * _ROWS
    )


def _sync_folder(folder: Path) -> None:
    """Makes the new file's name as durable as its content."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _settle(answer: Future[int] | asyncio.Future[int], result: int | OblikError) -> None:
    if answer.done():  # whoever asked has gone away
        return
    if isinstance(result, OblikError):
        answer.set_exception(result)
    else:
        answer.set_result(result)


def _answer(group: Sequence[_Waiting], results: Sequence[int | OblikError]) -> None:
    """Tells everyone, waking each event loop only once."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[Resolve, int | OblikError]]] = defaultdict(list)
    for waiting, result in zip(group, results, strict=True):
        if waiting.loop is None:
            waiting.resolve(result)
        else:
            by_loop[waiting.loop].append((waiting.resolve, result))
    for loop, answers in by_loop.items():
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_resolve_all, answers)


def _resolve_all(answers: Sequence[tuple[Resolve, int | OblikError]]) -> None:
    for resolve, result in answers:
        resolve(result)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise _unavailable(error) from error


def _unavailable(error: Exception) -> Unavailable:
    return Unavailable(f"The log cannot be written or read now: {error}", code="log_unavailable")
