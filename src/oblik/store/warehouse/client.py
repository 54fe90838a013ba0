"""The warehouse as the domains see it: queries in, rows and Arrow tables out, whichever engine answers."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyarrow as pa

from oblik.kernel.errors import Invalid, Unavailable
from oblik.store.warehouse.ddl import Layout
from oblik.store.warehouse.engine import Engine, Params, Settings, in_arrow
from oblik.store.warehouse.failures import QueryError, translated
from oblik.store.warehouse.migrate import upgrade
from oblik.store.warehouse.server import HttpEngine, database_of

_BLOCK = 200_000  # rows of one insert that are stored at once
_SCOPES = 32  # partitions that a delete names; beyond, naming them costs more than it spares

# On a cluster: an insert returns when the shards hold it, a subquery sees every shard, and a query for one
# profile asks its shard only.
_CLUSTER = {
    "distributed_foreground_insert": 1,
    "distributed_product_mode": "global",
    "optimize_skip_unused_shards": 1,
    "insert_quorum": "auto",
}


class Warehouse:
    """Everything that is counted. Safe to use from any thread.

    Parameters are ClickHouse's own `{name:Type}`, never put into the SQL. Errors: `Invalid` for data that the
    engine refuses, `Unavailable` for an engine that is away, too slow or out of disk, `QueryError` for a
    wrong query.
    """

    def __init__(self, engine: Engine, layout: Layout) -> None:
        self._engine = engine
        self._layout = layout

    def rows(
        self, sql: str, params: Params | None = None, settings: Settings | None = None
    ) -> list[dict[str, Any]]:
        """The answer as one dict a row. `DateTime64` comes as datetime, `Map` as dict, and a plain
        `DateTime` as seconds since the epoch."""
        answer: list[dict[str, Any]] = self.table(sql, params, settings).to_pylist(maps_as_pydicts="lossy")
        return answer

    def table(self, sql: str, params: Params | None = None, settings: Settings | None = None) -> pa.Table:
        """The answer as an Arrow table."""
        with translated():
            return self._engine.query(sql, params or {}, settings or {})

    def stream(
        self, sql: str, params: Params | None = None, *, block_rows: int = 65_536
    ) -> Iterator[pa.Table]:
        """The answer in tables of about `block_rows` rows, in flat memory. Close it to stop early."""
        settings = {"max_block_size": block_rows, "max_execution_time": 0}
        with translated():
            yield from self._engine.stream(sql, params or {}, settings)

    def command(self, sql: str, params: Params | None = None, settings: Settings | None = None) -> None:
        """Runs a statement that has no answer."""
        with translated():
            self._engine.command(sql, params or {}, settings or {})

    def insert(self, table: str, rows: pa.Table, token: str | None = None) -> None:
        """Stores `rows`; when it returns they are durable.

        Args:
            rows: a table whose columns are named as `table`'s; those left out take their defaults.
            token: names these rows: the same token again, with the same rows, changes nothing. The last
                thousands are remembered.
        """
        token = token or uuid.uuid4().hex  # without one the engine would take equal rows for a repetition
        for part, start in enumerate(range(0, rows.num_rows, _BLOCK)):
            settings = {"insert_deduplication_token": f"{token}:{part}"}
            # A token is remembered for each block and partition, so the rows must arrive as one block.
            for batch in rows.slice(start, _BLOCK).combine_chunks().to_batches():
                self._insert(table, batch, settings)
        if self._layout.broadcast(table):
            self._deliver(table)

    def _deliver(self, table: str) -> None:
        """Sends what was inserted to every node now. A node that is away gets it when it is back: until then
        the server that took it keeps it, and the others must not wait."""
        with suppress(Unavailable, QueryError):
            self.command(f"SYSTEM FLUSH DISTRIBUTED {self._layout.written(table)}")

    def _insert(self, table: str, batch: pa.RecordBatch, settings: Settings) -> None:
        target = self._layout.written(table)
        if self._layout.broadcast(table):
            settings = {**settings, "distributed_foreground_insert": 0}
        with translated():
            self._engine.insert(target, in_arrow(batch), settings)

    def delete(
        self, table: str, where: str, params: Params | None = None, partitions: Sequence[str] | None = None
    ) -> None:
        """Deletes the rows for which `where` holds.

        Args:
            where: a condition in SQL, with `{name:Type}` for `params`.
            partitions: look in these only (`202611` for a month), which spares looking at large others.
        """
        scopes = [f" IN PARTITION ID '{_partition(p)}'" for p in partitions or ()]
        if not 0 < len(scopes) <= _SCOPES:
            scopes = [""]
        # One statement: each would make a new version of every part.
        deletes = ", ".join(f"DELETE{scope} WHERE {where}" for scope in scopes)
        # A condition may ask another table; only the pipeline writes these, and it waits meanwhile.
        settings = {"max_execution_time": 0, "allow_nondeterministic_mutations": 1}
        self.command(f"ALTER TABLE {self._layout.changed(table)} {deletes}", params, settings)

    def clear(self, table: str) -> None:
        """Deletes every row."""
        self.command(f"TRUNCATE TABLE {self._layout.changed(table)}")

    def migrate(self) -> None:
        """Makes the tables, or brings them to this version's shape. Doing it twice changes nothing."""
        upgrade(self, self._layout)

    def check(self) -> None:
        """Asks the engine for an answer.

        Raises:
            Unavailable: when there is none.
        """
        if self.rows("SELECT 1 AS one", settings={"max_execution_time": 10}) != [{"one": 1}]:
            raise Unavailable("The warehouse gave a wrong answer.", code="warehouse_unavailable")

    def close(self) -> None:
        """Lets go of the engine."""
        self._engine.close()


def open_warehouse(url: str, data: Path, cluster: str = "") -> Warehouse:
    """The warehouse that `url` names: `http(s)://user:password@host:port/database`; empty means chDB in the
    data folder.

    Args:
        cluster: the cluster's name when the server is a part of one.

    Raises:
        OblikError: chDB does not start on the data folder.
    """
    if not url:
        # The engine is 200 MB of program that a process with a server need not load.
        from oblik.store.warehouse.embedded import ChdbEngine

        with translated():
            return Warehouse(ChdbEngine(data / "warehouse"), Layout("default"))
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        raise Invalid(
            f"Expected a warehouse URL that begins with http, got {parts.scheme}.", code="invalid_url"
        )
    layout = Layout(database_of(parts), cluster)
    return Warehouse(HttpEngine(url, _CLUSTER if cluster else {}, layout), layout)


def _partition(name: str) -> str:
    if not name.isalnum():
        raise Invalid(f"Expected a partition such as 202611, got {name!r}.", code="warehouse_rejected")
    return name
