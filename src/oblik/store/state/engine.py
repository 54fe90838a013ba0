"""Opening the state engine, and its two ways in: `read` a consistent snapshot, `write` one transaction.

SQLite is opened so that a commit survives a power cut (WAL, `synchronous=FULL`) and readers never wait for
the writer; it has one writer a file, so writers queue on a lock of this process instead of polling the
file's.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import URL, make_url

from oblik.kernel.errors import Unavailable
from oblik.store.state.failures import translated
from oblik.store.state.migrate import upgrade

_READERS = 12  # connections kept open; as many again may be opened for a moment
_POOL_WAIT_S = 15
_BUSY_MS = 15_000
_STATEMENT_MS = 60_000
_LOCK_MS = 15_000
_IDLE_IN_TRANSACTION_MS = 120_000

_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = 1",  # macOS: an fsync there only reaches the drive's cache
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {_BUSY_MS}",
    "PRAGMA cache_size = -8000",  # KiB, for each connection; the rest is the kernel's cache
    "PRAGMA temp_store = MEMORY",
)


class State:
    """The transactional store behind every domain. Safe to use from any thread.

    Args:
        url: `sqlite:///path`, `postgresql://user:password@host/database` or `postgresql+psycopg://…`.

    What goes wrong inside `read` and `write` leaves them as Oblik's own errors: `Invalid` for data that the
    engine refuses (a NUL in a string, a number too large), `Conflict` for a broken uniqueness, `Unavailable`
    for an engine that is away, busy for too long or out of disk.
    """

    engine: Engine

    def __init__(self, url: str) -> None:
        self.url = _normal(url)
        self.engine = _open_sqlite(self.url) if self.is_sqlite else _open_postgresql(self.url)
        self._reading = self.engine.execution_options(**_reading_options(self.is_sqlite))
        self._writing = self.engine.execution_options(oblik_begin="BEGIN IMMEDIATE")
        self._writer = threading.Lock()

    @property
    def is_sqlite(self) -> bool:
        """Whether the engine is the embedded one."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A snapshot: every query inside sees the same moment. Never blocks a writer or waits for one."""
        with translated(), self._reading.begin() as conn:
            yield conn

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: committed at the end, rolled back when anything is raised."""
        with translated():
            if not self.is_sqlite:
                with self._writing.begin() as conn:
                    yield conn
                return
            with self._alone(), self._writing.begin() as conn:
                yield conn

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if not self._writer.acquire(timeout=_STATEMENT_MS / 1000):
            raise Unavailable("The state database has been busy with another change for a minute; try again.")
        try:
            yield
        finally:
            self._writer.release()

    def migrate(self) -> None:
        """Brings the tables to this version's shape. Safe when several processes start at once."""
        with self.write() as conn:
            upgrade(conn)

    def check(self) -> None:
        """Asks the engine for an answer.

        Raises:
            Unavailable: when there is none.
        """
        with self.read() as conn:
            conn.execute(sa.text("SELECT 1"))

    def close(self) -> None:
        """Closes every connection; SQLite then folds its write-ahead log into the file."""
        self.engine.dispose()


def open_state(url: str, data: Path) -> State:
    """The state engine that `url` names; an empty one means `state.sqlite` in the data folder."""
    if url:
        return State(url)
    data.mkdir(parents=True, exist_ok=True)
    return State(f"sqlite:///{data / 'state.sqlite'}")


def _normal(url: str) -> URL:
    parsed = make_url(url)
    if parsed.drivername in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    return parsed


def _encode_json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _reading_options(is_sqlite: bool) -> dict[str, Any]:
    if is_sqlite:
        return {"oblik_begin": "BEGIN"}
    return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def _open_sqlite(url: URL) -> Engine:
    engine = sa.create_engine(
        url,
        pool_size=_READERS,
        max_overflow=_READERS,
        pool_timeout=_POOL_WAIT_S,
        pool_use_lifo=True,  # the connection with the warmest cache
        connect_args={"check_same_thread": False},
        json_serializer=_encode_json,
        json_deserializer=msgspec.json.decode,
    )

    @event.listens_for(engine, "connect")
    def prepare(raw: Any, _record: Any) -> None:
        # The driver would otherwise begin transactions by itself, at the first change only: a read would not
        # be a snapshot, and a read followed by a write could fail as "busy" in the middle.
        raw.isolation_level = None
        for pragma in _SQLITE_PRAGMAS:
            raw.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin(conn: Connection) -> None:
        conn.exec_driver_sql(conn.get_execution_options().get("oblik_begin", "BEGIN"))

    return engine


def _open_postgresql(url: URL) -> Engine:
    limits = {
        "statement_timeout": _STATEMENT_MS,
        "lock_timeout": _LOCK_MS,
        "idle_in_transaction_session_timeout": _IDLE_IN_TRANSACTION_MS,
    }
    return sa.create_engine(
        url,
        pool_size=_READERS,
        max_overflow=_READERS,
        pool_timeout=_POOL_WAIT_S,
        pool_pre_ping=True,
        pool_recycle=1800,
        connect_args={
            "connect_timeout": 10,
            "tcp_user_timeout": _STATEMENT_MS,
            "application_name": "oblik",
            "options": " ".join(f"-c {name}={ms}" for name, ms in limits.items()),
        },
        json_serializer=_encode_json,
        json_deserializer=msgspec.json.decode,
    )
