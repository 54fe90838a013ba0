"""One process per data folder, and a way for the command line to reach the one that runs.

The server holds a lock on `oblik.lock` in the data folder and writes into it where it listens and a token of its own. A
command that needs the engines takes the lock itself when no server runs, or else asks the server.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import delete

from oblik.govern import tokens
from oblik.govern.permissions import OWNER
from oblik.kernel.clock import Clock
from oblik.kernel.errors import Conflict
from oblik.store.state import State
from oblik.store.state.schema import tokens as token_table

LOCAL_TOKEN = "command line"  # noqa: S105  a name
_NAME = "oblik.lock"


@dataclass(frozen=True, slots=True)
class Control:
    """Where the running server listens, and the token for commands of whoever may read the data folder."""

    url: str
    token: str
    pid: int


class Lock:
    """The held lock of a data folder."""

    def __init__(self, file: int) -> None:
        self._file = file

    def announce(self, control: Control) -> None:
        """Says where this process listens."""
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, json.dumps(asdict(control)).encode(), 0)


@contextmanager
def locked(data: Path) -> Iterator[Lock]:
    """Holds the data folder for this process.

    Raises:
        Conflict: another process holds it.
    """
    data.mkdir(parents=True, exist_ok=True)
    file = os.open(data / _NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(
                f"Another Oblik process works on the data folder {data}. Stop it first, or give this one another folder "
                "with --data.",
                code="data_in_use",
            ) from None
        os.ftruncate(file, 0)
        yield Lock(file)
    finally:
        os.close(file)


def own_pid() -> int:
    """This process's number."""
    return os.getpid()


def running(data: Path) -> Control | None:
    """The server that works on the data folder, or None."""
    try:
        file = os.open(data / _NAME, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return None
    except BlockingIOError:
        text = os.pread(file, 10_000, 0)
        return Control(**json.loads(text)) if text else None
    finally:
        os.close(file)


def local_token(state: State, clock: Clock) -> str:
    """A token for commands on this machine, new with each start of the server; the one of before stops working."""
    with state.write() as conn:
        conn.execute(delete(token_table).where(token_table.c.name == LOCAL_TOKEN))
        _, key = tokens.create(conn, name=LOCAL_TOKEN, role=OWNER, at=clock.now_ms())
    return key
