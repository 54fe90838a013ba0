"""A MariaDB server for a test, where the machine has one installed."""

from __future__ import annotations

import getpass
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PATIENCE_S = 30.0


@dataclass(frozen=True)
class MariaDb:
    """A running server, and its administrator's connection."""

    port: int
    admin: Any

    def run(self, *statements: str) -> None:
        """Runs statements, one after another."""
        with self.admin.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


def missing() -> str:
    """What the machine lacks for it; "" when all is there."""
    absent = [name for name in ("mariadbd", "mariadb-install-db") if shutil.which(name) is None]
    return f"{absent[0]} is not on the PATH" if absent else ""


@contextmanager
def mariadb(folder: Path) -> Iterator[MariaDb]:
    """A server over an empty folder, on 127.0.0.1, stopped at the end."""
    import pymysql

    data, port, user = folder / "data", _free_port(), f"--user={getpass.getuser()}"
    made = ["mariadb-install-db", "--no-defaults", f"--datadir={data}", user, "--skip-test-db"]
    subprocess.run(
        [*made, "--auth-root-authentication-method=normal"], check=True, capture_output=True, timeout=120
    )
    running = ["mariadbd", "--no-defaults", f"--datadir={data}", user, f"--port={port}", "--skip-log-bin"]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [*running, "--bind-address=127.0.0.1", f"--socket={folder / 's'}"], stdout=log, stderr=log
        )
    try:
        _await(port, server)
        admin = pymysql.connect(host="127.0.0.1", port=port, user="root", charset="utf8mb4", autocommit=True)
        with admin:
            yield MariaDb(port, admin)
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE_S)


def _await(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("MariaDB did not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
