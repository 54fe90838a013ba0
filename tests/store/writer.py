"""Writes to one engine until it is killed, and prints a line after each write that was acknowledged.

python tests/store/writer.py log|state|warehouse URL FOLDER
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path


def to_log(url: str, data: Path) -> Iterator[int]:
    from oblik.store.log import Entry, open_log

    log = open_log(url, data)
    loop = asyncio.new_event_loop()
    while True:
        yield loop.run_until_complete(log.append(Entry(1, 1, b"event" * 100)))


def to_state(url: str, data: Path) -> Iterator[int]:
    from oblik.store.state import insert, open_state
    from oblik.store.state.schema import identity_rules

    state = open_state(url, data)
    version = 0
    while True:
        version += 1
        with state.write() as conn:
            insert(conn, identity_rules, [{"version": version, "rules": {}, "created_at": 0}])
        yield version


def to_warehouse(url: str, data: Path) -> Iterator[int]:
    import pyarrow as pa

    from oblik.store.warehouse import open_warehouse

    warehouse = open_warehouse(url, data)
    offset = 0
    while True:
        offset += 1
        rows = {"offset": pa.array([offset], pa.uint64())}
        warehouse.insert("events", pa.table(rows), token=str(offset))
        yield offset


WRITERS = {"log": to_log, "state": to_state, "warehouse": to_warehouse}

if __name__ == "__main__":
    for number in WRITERS[sys.argv[1]](sys.argv[2], Path(sys.argv[3])):
        print(number, flush=True)
