"""ClickHouse inside this process: chDB, through a few connections so that queries run beside each other.

A connection runs one statement at a time and lets go of Python's lock meanwhile. Changes have connections of
their own: the pipeline's inserts never wait behind reports.
"""

from __future__ import annotations

import os
import queue
import tempfile
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import chdb
import pyarrow as pa
from chdb._exceptions import ChdbError

from oblik.kernel.errors import Overloaded, Unavailable
from oblik.kernel.priority import give_way
from oblik.store.warehouse.engine import SESSION, EncodedRows, EngineError, Params, Settings, bind, from_ipc

_QUERIES = 6
_CHANGES = 3
_WAIT_S = 60

# Made for a server with a machine of its own; here the machine is shared, so caches and idle threads are few.
_SERVER = {
    "mark_cache_size": 256 << 20,
    "index_mark_cache_size": 64 << 20,
    "primary_index_cache_size": 256 << 20,
    "query_condition_cache_size": 32 << 20,
    "compiled_expression_cache_size": 32 << 20,
    "max_server_memory_usage_to_ram_ratio": 0.6,
    "max_thread_pool_free_size": 16,
    # A delete changes each part in a task of its own, and what finds no place in the queue is looked at again
    # only 0.1 s later: with the default of two tasks a thread, 100 parts took 13 s instead of 2 s. Short
    # tasks go first.
    "background_pool_size": max(2, (os.cpu_count() or 2) // 2),
    "background_merges_mutations_concurrency_ratio": 16,
    "background_merges_mutations_scheduling_policy": "shortest_task_first",
}


class ChdbEngine:
    """chDB over one folder, which no other process may use at the same time."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._address = f"{folder.resolve()}?{urlencode(_SERVER)}"
        self._queries = _Connections(self._address, _QUERIES)
        self._changes = _Connections(self._address, _CHANGES)
        with ThreadPoolExecutor(1, initializer=give_way) as opening:
            opening.submit(self._begin).result()

    def _begin(self) -> None:
        """Starts the engine. Its own threads, which merge what was written, have the priority of the one that does."""
        with self._queries.take({}):
            pass

    def query(self, sql: str, params: Params, settings: Settings) -> pa.Table:
        """The answer as one table."""
        bound, values = bind(sql, params)
        with self._queries.take(settings) as conn:
            return from_ipc(conn.query(bound, "Arrow", params=values).bytes())

    def stream(self, sql: str, params: Params, settings: Settings) -> Iterator[pa.Table]:
        """The answer block by block, while the engine still works on the rest."""
        bound, values = bind(sql, params)
        with self._queries.take(settings) as conn:
            answer = conn.send_query(bound, "Arrow", params=values)
            try:
                for block in answer:
                    yield from_ipc(block.bytes())
            finally:
                answer.close()

    def command(self, sql: str, params: Params, settings: Settings) -> None:
        """Runs a statement that has no answer."""
        bound, values = bind(sql, params)
        with self._changes.take(settings) as conn:
            conn.query(bound, "TabSeparated", params=values)

    def insert(self, table: str, rows: EncodedRows, settings: Settings) -> None:
        """Inserts one block.

        chDB's own streaming insert (`send_insert`) must not be used: it reports success when the disk is
        full.
        """
        columns = ", ".join(f"`{name}`" for name in rows.columns)
        with _readable(rows.data) as path, self._changes.take(settings) as conn:
            conn.query(
                f"INSERT INTO {table} ({columns}) FROM INFILE '{path}' FORMAT {rows.kind}", "TabSeparated"
            )

    def close(self) -> None:
        """Waits for what runs, then lets go of the folder."""
        self._queries.close()
        self._changes.close()


@contextmanager
def _readable(data: bytes) -> Iterator[str]:
    """A path under which the engine can read `data`: in memory where the system has such files."""
    if hasattr(os, "memfd_create"):
        with os.fdopen(os.memfd_create("oblik"), "wb") as file:
            file.write(data)
            file.flush()
            yield f"/proc/self/fd/{file.fileno()}"
    else:
        with tempfile.NamedTemporaryFile(prefix="oblik-") as named:
            named.write(data)
            named.flush()
            yield named.name.replace("'", "\\'")


class _Connections:
    """A few connections to one engine, opened when first needed."""

    def __init__(self, address: str, size: int) -> None:
        self._address = address
        self._size = size
        self._free: queue.LifoQueue[Any] = queue.LifoQueue()
        for _ in range(size):
            self._free.put(None)
        self._opening = threading.Lock()
        self._closed = False

    @contextmanager
    def take(self, settings: Settings) -> Iterator[Any]:
        """A connection with `settings` in force, for one statement."""
        try:
            conn = self._free.get(timeout=_WAIT_S)
        except queue.Empty:
            raise Overloaded("Every connection to the warehouse is busy.", retry_after=5) from None
        try:
            conn = conn or self._open()
            _set(conn, settings)
            yield conn
        except (ChdbError, RuntimeError) as error:
            raise EngineError(str(error)) from error
        finally:
            if conn is not None:
                with suppress(Exception):
                    _set(conn, {name: SESSION.get(name, "DEFAULT") for name in settings})
            self._free.put(conn)

    def _open(self) -> Any:
        if self._closed:
            raise Unavailable("The warehouse is closed.", code="warehouse_unavailable")
        with self._opening:
            conn = chdb.connect(self._address)
        _set(conn, SESSION)
        return conn

    def close(self) -> None:
        self._closed = True
        for _ in range(self._size):
            conn = self._free.get(timeout=_WAIT_S)
            if conn is not None:
                conn.close()
        for _ in range(self._size):
            self._free.put(None)


def _set(conn: Any, settings: Mapping[str, Any]) -> None:
    if settings:
        clause = ", ".join(f"{name} = {_literal(value)}" for name, value in settings.items())
        conn.query(f"SET {clause}", "TabSeparated")


def _literal(value: Any) -> str:
    if value == "DEFAULT":
        return "DEFAULT"
    text = str(value).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{text}'"
