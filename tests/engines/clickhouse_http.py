"""A ClickHouse server small enough for tests: chDB, the same engine, behind the part of its HTTP interface
that is used.

    python tests/engines/clickhouse_http.py --port 8123 --data /tmp/warehouse

It speaks what clickhouse-connect sends: queries in the body or a form, `{name:Type}` parameters, settings and
database in the URL, inserts in any format (compressed or not), Arrow streams block by block. There are no
users and no sessions.
"""

from __future__ import annotations

import argparse
import json
import queue
import re
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import chdb
import pyarrow as pa
from clickhouse_connect.driver._backend.chdb_backend import CHDB_TRANSPORT_SETTINGS, _decompress

CONNECTIONS = 8
NOT_SETTINGS = CHDB_TRANSPORT_SETTINGS | {"query", "user", "password", "default_format"}
INSERT = re.compile(rb"\s*(INSERT\s+INTO\s.+?)\sFORMAT\s+(\w+)[ \t;]*(?:\r?\n|$)", re.IGNORECASE | re.DOTALL)
ARROW_STREAM = re.compile(r"\s+FORMAT\s+ArrowStream\s*;?\s*$", re.IGNORECASE)
CODE = re.compile(r"Code: (\d+)\.")


class Connection:
    """One chDB connection that remembers which settings and database are in force on it."""

    def __init__(self, address: str) -> None:
        self.raw = chdb.connect(address)
        self.settings: dict[str, str] = {}
        self.database = "default"

    def prepare(self, database: str, settings: dict[str, str]) -> None:
        """Makes them what a request asks for; what an earlier one had set is undone."""
        wanted = {name: value for name, value in settings.items() if self.settings.get(name) != value}
        changes = [f"{name} = DEFAULT" for name in self.settings.keys() - settings.keys()]
        changes += [f"{name} = {quoted(value)}" for name, value in wanted.items()]
        if changes:
            self.raw.query(f"SET {', '.join(changes)}", "TabSeparated")
            self.settings = settings
        if database != self.database:
            self.raw.query(f"USE `{database}`", "TabSeparated")
            self.database = database


class Engine:
    """chDB over one folder, and its connections."""

    def __init__(self, data: Path) -> None:
        data.mkdir(parents=True, exist_ok=True)
        self.free: queue.LifoQueue[Connection] = queue.LifoQueue()
        for _ in range(CONNECTIONS):
            self.free.put(Connection(str(data.resolve())))

    @contextmanager
    def connection(self, database: str, settings: dict[str, str]) -> Iterator[Any]:
        connection = self.free.get(timeout=60)
        try:
            connection.prepare(database, settings)
            yield connection.raw
        finally:
            self.free.put(connection)


class Handler(BaseHTTPRequestHandler):
    """One request: `/ping`, or a statement."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    engine: Engine

    def do_GET(self) -> None:
        if urlsplit(self.path).path == "/ping":
            self.reply(200, b"Ok.\n")
        else:
            self.run()

    def do_POST(self) -> None:
        self.run()

    def log_message(self, *_: Any) -> None:
        """Says nothing."""

    def run(self) -> None:
        self.started = False
        try:
            self.execute(*self.request_parts())
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        except Exception as error:
            self.fail(str(error))

    def request_parts(self) -> tuple[dict[str, str], bytes]:
        """The URL's and the form's fields, and the body: statement, data, or both."""
        fields = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        body = (
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if not self.chunked()
            else self.read_chunks()
        )
        if encoding := self.headers.get("Content-Encoding"):
            body = _decompress(body, encoding)
        kind = self.headers.get("Content-Type", "")
        if kind.startswith("multipart/form-data"):
            return fields | form(kind, body), b""
        return fields, body

    def chunked(self) -> bool:
        return self.headers.get("Transfer-Encoding", "").lower() == "chunked"

    def read_chunks(self) -> bytes:
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def execute(self, fields: dict[str, str], body: bytes) -> None:
        params = {name[6:]: value for name, value in fields.items() if name.startswith("param_")}
        settings = {n: v for n, v in fields.items() if n not in NOT_SETTINGS and not n.startswith("param_")}
        prefix = fields.get("query", "").encode()
        statement = prefix + b"\n" + body if prefix and body else prefix or body
        with self.engine.connection(fields.get("database") or "default", settings) as conn:
            if insert := INSERT.match(statement):
                self.insert(conn, insert[1].decode(), insert[2].decode(), statement[insert.end() :])
            elif ARROW_STREAM.search(text := statement.decode()):
                self.stream(conn, ARROW_STREAM.sub("", text), params)
            else:
                answer = conn.query(text, fields.get("default_format", "TabSeparated"), params=params)
                self.reply(200, answer.bytes() or b"", {"X-ClickHouse-Summary": "{}"})

    def insert(self, conn: Any, statement: str, kind: str, data: bytes) -> None:
        # Not `send_insert`, which reports success when the disk is full.
        with tempfile.NamedTemporaryFile() as file:
            file.write(data)
            file.flush()
            answer = conn.query(f"{statement} FROM INFILE '{file.name}' FORMAT {kind}", "TabSeparated")
        self.reply(200, b"", {"X-ClickHouse-Summary": json.dumps({"written_rows": str(answer.rows_read())})})

    def stream(self, conn: Any, statement: str, params: dict[str, str]) -> None:
        """chDB gives each block as a file of its own; here they become one stream."""
        blocks = conn.send_query(statement, "Arrow", params=params)
        writer = None
        try:
            for block in blocks:
                table = pa.ipc.open_file(pa.py_buffer(block.bytes())).read_all()
                if writer is None:
                    self.begin_chunks()
                    writer = pa.ipc.new_stream(pa.PythonFile(self, "w"), table.schema)
                writer.write_table(table)
        finally:
            blocks.close()
        if writer is None:  # no rows, no block: the schema is still owed
            empty = pa.ipc.open_file(
                pa.py_buffer(conn.query(statement, "Arrow", params=params).bytes())
            ).read_all()
            self.begin_chunks()
            writer = pa.ipc.new_stream(pa.PythonFile(self, "w"), empty.schema)
        writer.close()
        self.wfile.write(b"0\r\n\r\n")

    closed = False

    def write(self, data: Any) -> int:
        """One chunk of the answer; pyarrow writes here."""
        data = bytes(data)
        if data:
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        return len(data)

    def flush(self) -> None:
        self.wfile.flush()

    def begin_chunks(self) -> None:
        self.started = True
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def fail(self, message: str) -> None:
        if self.started:  # too late to say so: break off, as the server does
            self.close_connection = True
            return
        code = found[1] if (found := CODE.search(message)) else "1001"
        self.reply(500, message.encode("utf-8", "replace"), {"X-ClickHouse-Exception-Code": code})

    def reply(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {
            "Content-Length": str(len(body)),
            "X-ClickHouse-Format": "",
            **(headers or {}),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def form(content_type: str, body: bytes) -> dict[str, str]:
    """The fields of a multipart form."""
    message = BytesParser(policy=HTTP).parsebytes(
        b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body
    )
    fields = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        fields[str(name)] = (part.get_payload(decode=True) or b"").decode()
    return fields


def quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--data", type=Path, required=True)
    arguments = parser.parse_args()
    Handler.engine = Engine(arguments.data)
    server = Server((arguments.host, arguments.port), Handler)
    threading.current_thread().name = "clickhouse-http"
    server.serve_forever()


if __name__ == "__main__":
    main()
