"""A real `oblik serve` over a folder of its own, and the doors into it that are not the browser."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx

OWNER = "owner@shop.example"
PASSWORD = "correct horse battery"
TOKEN = "token-of-the-browser-tests-0123456789"
COOKIE = "oblik_session"
WRITE_KEY = "write-key-of-the-browser-tests"
START_S = 60.0
PATIENCE_S = 30.0

Json = dict[str, Any]
T = TypeVar("T")


def eventually(look: Callable[[], T], seconds: float = PATIENCE_S) -> T:
    """What `look` gives once it is true; it is asked again until then."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"not within {seconds} s: {found!r}"
        time.sleep(0.05)
    return found


@dataclass
class Server:
    """A running server at `url`."""

    url: str
    api: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.api = httpx.Client(
            base_url=self.url, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=PATIENCE_S
        )

    def get(self, path: str, **query: str) -> Any:
        """What the API answers the owner's program."""
        return self.api.get(f"/api{path}", params=query).raise_for_status().json()

    def post(self, path: str, body: Json) -> Any:
        """What the API answers when it is told something."""
        return self.api.post(f"/api{path}", json=body).raise_for_status().json()

    def send(self, *calls: Json, key: str = WRITE_KEY) -> httpx.Response:
        """One batch, as an SDK sends it."""
        return httpx.post(f"{self.url}/v1/batch", json={"batch": list(calls)}, auth=(key, ""), timeout=10)

    def settle(self, source: str = "default") -> None:
        """Waits until what the source sent is on the profiles."""
        eventually(lambda: self.get(f"/sources/{source}/ledger")["pending"] == 0)

    def person(self, identifier: str) -> str:
        """The id of whoever has `namespace:value`."""
        (row,) = self.get("/profiles", identifier=identifier)["items"]
        return str(row["id"])

    def upload(self, name: str, text: str, kind: str) -> str:
        """Imports a file as another program would; the id of the import."""
        answer = self.api.post("/api/imports", files={"file": (name, text.encode())}, data={"as": kind})
        assert answer.is_success, answer.text
        shown = str(answer.json()["id"])
        eventually(lambda: self.get(f"/imports/{shown}")["status"] == "done")
        return shown

    def session(self, email: str = OWNER, password: str = PASSWORD) -> str:
        """The cookie of somebody who has just signed in."""
        said = {"email": email, "password": password}
        answer = httpx.post(f"{self.url}/api/session", json=said, timeout=10).raise_for_status()
        return str(answer.cookies[COOKIE])


@contextlib.contextmanager
def serving(data: Path) -> Iterator[Server]:
    """A server in a process of its own, stopped as an operator would stop it."""
    server = Server(f"http://127.0.0.1:{_free_port()}")
    port = server.url.rpartition(":")[2]
    command = [sys.executable, "-m", "oblik", "serve", "--data", str(data / "data"), "--port", port]
    with (data / "log").open("wb") as log:
        process = subprocess.Popen(command, env=_environment(), stdout=log, stderr=log)
        try:
            _wait_until_ready(server, process, data / "log")
            yield server
        finally:
            process.terminate()
            process.wait(30)


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OBLIK_")}
    return kept | {
        "OBLIK_ADMIN_EMAIL": OWNER,
        "OBLIK_ADMIN_PASSWORD": PASSWORD,
        "OBLIK_ADMIN_TOKEN": TOKEN,
        "OBLIK_WRITE_KEY": WRITE_KEY,
    }


def _wait_until_ready(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    def ready() -> bool:
        assert process.poll() is None, f"the server did not start:\n{log.read_text()}"
        with contextlib.suppress(httpx.TransportError):
            return server.api.get("/readyz").is_success
        return False

    eventually(ready, START_S)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
