"""ClickHouse as a server, over HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import clickhouse_connect
import pyarrow as pa
from clickhouse_connect.driver import httputil
from clickhouse_connect.driver.client import Client

from oblik.store.warehouse.ddl import Layout
from oblik.store.warehouse.engine import SESSION, EncodedRows, Params, Settings, bind, from_ipc, used

_CONNECTIONS = 16
_CONNECT_S = 10
_ANSWER_S = 300


class HttpEngine:
    """A ClickHouse server by URL. It is asked for the first time when it is first needed.

    Args:
        url: `http(s)://user:password@host:port/database`.
        session: settings that every statement runs with, beside the common ones.
        layout: names the database, which is made when it is missing.
    """

    def __init__(self, url: str, session: Mapping[str, Any], layout: Layout) -> None:
        self._url = urlsplit(url)
        self._layout = layout
        self._session = {**SESSION, **session}
        self._client: Client | None = None
        self._opening = threading.Lock()

    def query(self, sql: str, params: Params, settings: Settings) -> pa.Table:
        """The answer as one table."""
        wanted = checked(sql, params)
        answer = self._connect().raw_query(sql, wanted, settings=dict(settings), fmt="Arrow")
        return from_ipc(answer)

    def stream(self, sql: str, params: Params, settings: Settings) -> Iterator[pa.Table]:
        """The answer block by block, while the server still works on the rest."""
        wanted = checked(sql, params)
        answer = self._connect().raw_stream(sql, wanted, settings=dict(settings), fmt="ArrowStream")
        with answer, pa.ipc.open_stream(answer) as reader:
            for batch in reader:
                yield pa.Table.from_batches([batch])

    def command(self, sql: str, params: Params, settings: Settings) -> None:
        """Runs a statement that has no answer."""
        wanted = checked(sql, params)
        self._connect().command(sql, wanted, settings=dict(settings))

    def insert(self, table: str, rows: EncodedRows, settings: Settings) -> None:
        """Inserts one block."""
        self._connect().raw_insert(table, rows.columns, rows.data, settings=dict(settings), fmt=rows.kind)

    def close(self) -> None:
        """Closes the connections."""
        if self._client is not None:
            self._client.close()

    def _connect(self) -> Client:
        with self._opening:
            if self._client is None:
                self._client = self._open()
            return self._client

    def _open(self) -> Client:
        secure = self._url.scheme == "https"
        client = clickhouse_connect.get_client(
            interface=self._url.scheme,
            host=self._url.hostname,
            port=self._url.port or (8443 if secure else 8123),
            username=unquote(self._url.username or "default"),
            password=unquote(self._url.password or ""),
            connect_timeout=_CONNECT_S,
            send_receive_timeout=_ANSWER_S,
            autogenerate_session_id=False,  # in a session the server runs one statement at a time
            settings=self._session,
            client_name="oblik",
            show_clickhouse_errors="scrub",
            pool_mgr=httputil.get_pool_manager(maxsize=_CONNECTIONS, num_pools=2, block=True),
        )
        # A database named in the request must exist, even for the statement that makes it.
        client.command(f"CREATE DATABASE IF NOT EXISTS `{self._layout.database}`{self._layout.on_cluster}")
        client.database = self._layout.database
        return client


def checked(sql: str, params: Params) -> dict[str, Any]:
    """The parameters that the query asks for, known to be sendable; the client writes them out itself."""
    bind(sql, params)
    return used(sql, params)


def database_of(url: SplitResult) -> str:
    """The database that a URL names, `default` when it names none."""
    return unquote(url.path.strip("/")) or "default"
