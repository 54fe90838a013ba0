"""A running server, and a look at what arrived."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import msgspec
import pytest

from oblik.collect.enrich import enrich, open_lookups
from oblik.collect.event import Envelope, Event, Rejection
from oblik.collect.wire import decode
from oblik.store.log import open_log

HERE = Path(__file__).parent
_START_S = 30.0


@dataclass(frozen=True)
class Running:
    """A server at `url`, its data in `data`, the key KEY."""

    url: str
    data: Path

    def arrived(self) -> list[Event | Rejection]:
        """What the log holds, decoded and enriched as the pipeline does it."""
        lookups = open_lookups()
        log = open_log("", self.data)
        items: list[Event | Rejection] = []
        for entry in log.read(0, events=10**6):
            envelope = msgspec.msgpack.decode(entry.data, type=Envelope)
            found = decode(envelope, entry.source_id, entry.sequence)
            enrich([item for item in found if isinstance(item, Event)], envelope, lookups)
            items += found
        log.close()
        return items

    def wait_for(self, count: int, seconds: float = 20.0) -> list[Event]:
        """The events, once there are so many; an SDK sends when it likes."""
        deadline = time.monotonic() + seconds
        while len(items := self.arrived()) < count and time.monotonic() < deadline:
            time.sleep(0.1)
        assert all(isinstance(item, Event) for item in items), items
        assert len(items) == count
        return [item for item in items if isinstance(item, Event)]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    """A server in a process of its own, stopped as an operator would stop it."""
    port = _free_port()
    environment = os.environ | {"OBLIK_TEST_PAGES": str(HERE)}
    process = subprocess.Popen([sys.executable, HERE / "server.py", tmp_path, str(port)], env=environment)
    running = Running(f"http://127.0.0.1:{port}", tmp_path)
    try:
        _wait_until_it_answers(running.url, process)
        yield running
    finally:
        process.terminate()
        assert process.wait(20) == 0


def _wait_until_it_answers(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            httpx.get(f"{url}/v1/projects/KEY/settings", timeout=2).raise_for_status()
            return
        except httpx.HTTPError:
            time.sleep(0.05)
    raise RuntimeError("the server did not start")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
