"""`oblik serve` as a real process: started, asked, stopped, killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from engines.grown import free_port

WRITE_KEY = "write-key-of-the-proofs"
TOKEN = "token-of-the-proofs"
_PROGRAM = (sys.executable, "-c", "from oblik.app.cli import main; main()")
_START_S = 120
_STOP_S = 60


class OblikServer:
    """One server process with a port of its own, which outlives a restart.

    Args:
        data: its data folder.
        urls: `OBLIK_…_URL` settings; none for the embedded engines.
        name: of its log file, beside the data folder.
        more: other settings.
    """

    def __init__(
        self,
        data: Path,
        urls: Mapping[str, str],
        name: str = "server",
        more: Mapping[str, str] | None = None,
    ) -> None:
        self.data = data
        self.name = name
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self._settings = {
            **urls,
            "OBLIK_DATA": str(data),
            "OBLIK_WRITE_KEY": WRITE_KEY,
            "OBLIK_ADMIN_EMAIL": "owner@example.com",
            "OBLIK_ADMIN_PASSWORD": "a-password-of-the-proofs",
            "OBLIK_ADMIN_TOKEN": TOKEN,
            **(more or {}),
        }

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def output(self) -> Path:
        """What it wrote."""
        return self.data.parent / f"{self.name}.log"

    def spawn(self) -> None:
        """Starts the process, waiting for nothing."""
        command = (*_PROGRAM, "serve", "--port", str(self.port))
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(command, env=self.environment(), stdout=output, stderr=output)

    def start(self) -> None:
        """Starts the process and waits until it is ready."""
        self.spawn()
        self.wait_ready()

    def wait_ready(self) -> None:
        """Until every engine answers it.

        Raises:
            RuntimeError: the process ended, or was not ready in two minutes.
        """
        deadline = time.monotonic() + _START_S
        while not self.ready():
            if self.process is None or self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The server did not start:\n{self.last_words()}")
            time.sleep(0.05)

    def ready(self) -> bool:
        """Whether it says that it can work."""
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:  # noqa: S310  our own server
                return bool(answer.status == 200)
        except OSError:
            return False

    def kill(self) -> None:
        """`kill -9`."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        """Asks it to finish.

        Raises:
            RuntimeError: it ended with an error, or not at all.
        """
        if self.process is None:
            return
        process, self.process = self.process, None
        process.terminate()
        try:
            code = process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise RuntimeError(f"The server did not stop:\n{self.last_words()}") from None
        if code != 0:
            raise RuntimeError(f"The server ended with {code}:\n{self.last_words()}")

    def get(self, path: str) -> Any:
        """A GET of the management API."""
        request = urllib.request.Request(self.url + path, headers={"Authorization": f"Bearer {TOKEN}"})  # noqa: S310
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310  our own server
            return json.load(answer)

    def ledger(self, source: str = "default") -> dict[str, Any]:
        """What became of the events of a source."""
        said: dict[str, Any] = self.get(f"/api/sources/{source}/ledger")
        return said

    def command(self, *arguments: str, ok: Sequence[int] = (0,)) -> str:
        """What another `oblik` command prints on the same data.

        Raises:
            RuntimeError: it ended with a code that is not in `ok`.
        """
        done = subprocess.run(
            (*_PROGRAM, *arguments), env=self.environment(), capture_output=True, text=True, timeout=600
        )
        if done.returncode not in ok:
            raise RuntimeError(f"oblik {' '.join(arguments)} ended with {done.returncode}:\n{done.stderr}")
        return done.stdout

    def last_words(self) -> str:
        """The end of what it wrote."""
        return self.output.read_text(errors="replace")[-4000:] if self.output.exists() else ""

    def environment(self) -> dict[str, str]:
        """The settings, and nothing of Oblik's that is set around this program."""
        around = {name: value for name, value in os.environ.items() if not name.startswith("OBLIK_")}
        return around | self._settings
