"""What the parts could do at most: the same load on an endpoint that keeps nothing, the same rows into the warehouse and the
state without anything around them."""

from __future__ import annotations

import itertools
import json
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pyarrow as pa
from sqlalchemy import select

from benchmarks.rig.traffic import UNIQUE, bodies
from engines.grown import free_port
from oblik.app import serving
from oblik.collect.enrich import enrich, open_lookups
from oblik.collect.event import Envelope, Event
from oblik.collect.rows import event_rows
from oblik.collect.wire import decode
from oblik.identity.extract import extractor
from oblik.identity.rules import DEFAULT_RULES
from oblik.store.state import State
from oblik.store.state.schema import identifiers, profiles
from oblik.store.warehouse import Warehouse

_BATCH = 10_000  # events, as the pipeline takes them
_CHUNK = 2_000  # rows of the state in one transaction

StateRows = tuple[list[tuple[object, ...]], list[tuple[object, ...]]]

_TABLES = (
    "CREATE TABLE p (id BIGINT PRIMARY KEY, merged_into BIGINT, created_at BIGINT, version BIGINT, document {json})",
    "CREATE TABLE i (namespace TEXT, value TEXT, profile_id BIGINT, PRIMARY KEY (namespace, value))",
    "CREATE INDEX i_profile ON i (profile_id)",
)


# --- the endpoint ---------------------------------------------------------------------------------------------


@contextmanager
def bare_endpoint() -> Iterator[int]:
    """The port of a server like Oblik's, which reads a request and says yes."""
    port = free_port()
    process = subprocess.Popen(
        (sys.executable, "-m", "benchmarks.rig.ceilings", str(port)), stderr=subprocess.DEVNULL
    )
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", b"", timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


async def _yes(scope: serving.Scope, receive: serving.Receive, send: serving.Send) -> None:
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    headers = [(b"content-type", b"application/json"), (b"content-length", b"16")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b'{"success":true}'})


# --- the warehouse --------------------------------------------------------------------------------------------


def insert_rate(warehouse: Warehouse, seconds: float) -> float:
    """Rows a second of the table `events`, from Arrow, in batches of 10,000."""
    tables = [_rows(seed) for seed in range(3)]
    began, count = time.perf_counter(), 0
    for table in itertools.cycle(tables):
        warehouse.insert("events", table)
        count += table.num_rows
        if time.perf_counter() - began > seconds:
            break
    return count / (time.perf_counter() - began)


def _rows(seed: int) -> pa.Table:
    """Rows as the pipeline makes them."""
    now, lookups, extract = int(time.time() * 1000), open_lookups(), extractor(DEFAULT_RULES)
    events: list[Event] = []
    for number, body in enumerate(bodies(100, _BATCH // 100, seed)):
        unique = body.replace(UNIQUE, f"{seed:06x}{number:06x}".encode())
        envelope = Envelope(now, "batch", "81.2.69.142", "", "", unique)
        some = [e for e in decode(envelope, 1, number) if isinstance(e, Event)]
        enrich(some, envelope, lookups)
        events += some
    for event in events:
        event.identifiers = extract(event)
        event.profile_id = hash(event.anonymous_id) % 2**63
    return event_rows(events)


# --- the state ------------------------------------------------------------------------------------------------


def state_rows(state: State, limit: int = 200_000) -> StateRows:
    """What the pipeline has written: documents and identifiers."""
    documents = select(
        profiles.c.id, profiles.c.merged_into, profiles.c.created_at, profiles.c.version, profiles.c.document
    )
    owners = select(identifiers.c.namespace, identifiers.c.value, identifiers.c.profile_id)
    with state.read() as conn:
        return (
            [(*r[:4], json.dumps(r[4])) for r in conn.execute(documents.limit(limit))],
            [tuple(r) for r in conn.execute(owners.limit(limit))],
        )


def sqlite_rate(rows: StateRows, folder: Path) -> float:
    """Rows a second into a bare SQLite file, as durable as the state."""
    conn = sqlite3.connect(folder / "bare.db", isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL"):
        conn.execute(f"PRAGMA {pragma}")
    for table in _TABLES:
        conn.execute(table.format(json="TEXT"))
    began = time.perf_counter()
    for chunk, into in _chunks(rows):
        conn.execute("BEGIN")
        conn.executemany(f"INSERT INTO {into} VALUES ({', '.join('?' * len(chunk[0]))})", chunk)
        conn.execute("COMMIT")
    took = time.perf_counter() - began
    conn.close()
    return sum(map(len, rows)) / took


def copy_rate(rows: StateRows, url: str) -> float:
    """Rows a second into bare tables of PostgreSQL by `COPY`."""
    with psycopg.connect(url, autocommit=True) as conn:
        for table in _TABLES:
            conn.execute(table.format(json="JSONB").encode())
        began = time.perf_counter()
        for chunk, into in _chunks(rows):
            with conn.cursor().copy(f"COPY {into} FROM STDIN".encode()) as copy:
                for row in chunk:
                    copy.write_row(row)
        return sum(map(len, rows)) / (time.perf_counter() - began)


def _chunks(rows: StateRows) -> Iterator[tuple[Sequence[tuple[object, ...]], str]]:
    for some, table in zip(rows, ("p", "i"), strict=True):
        for start in range(0, len(some), _CHUNK):
            yield some[start : start + _CHUNK], table


if __name__ == "__main__":
    serving.run(_yes, "127.0.0.1", int(sys.argv[1]), lambda: None)
