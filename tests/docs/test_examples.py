"""The examples in the documents do what the documents say."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from docs.examples import Example, examples, holds
from house.checkout import ROOT, documents

WITH_EXAMPLES = [d for d in documents() if any(examples(d))]
PATIENCE_S = 15.0  # until what an example sent is visible
SECRETS = {
    "OBLIK_WRITE_KEY": "the-write-key-of-the-examples",
    "OBLIK_ADMIN_TOKEN": "the-token-of-the-examples-with-some-length",
    "OBLIK_ADMIN_EMAIL": "owner@example.com",
    "OBLIK_ADMIN_PASSWORD": "the password of the examples",
}


@dataclass(frozen=True, slots=True)
class Server:
    """A running Oblik and the environment that the examples run in."""

    port: int
    environment: dict[str, str]

    def run(self, example: Example, folder: Path) -> subprocess.CompletedProcess[str]:
        """Runs the example as its reader would, but against this server."""
        code = example.code.replace("localhost:8000", f"127.0.0.1:{self.port}")
        where, command = {
            "sh": (folder, ["bash", "-euc", code]),
            "python": (folder, [sys.executable, "-c", code]),
            "javascript": (ROOT / "tests" / "sdks", ["node", "--input-type=module", "--eval", code]),
        }[example.language]
        return subprocess.run(
            command,
            cwd=where,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`oblik serve` on a fresh folder and a free port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    data = str(tmp_path_factory.mktemp("data"))
    commands = _commands(tmp_path_factory.mktemp("bin"))
    path = os.pathsep.join([str(commands), os.environ["PATH"]])
    environment = os.environ | SECRETS | {"OBLIK_DATA": data, "PATH": path}
    program = [str(commands / "oblik"), "serve", "--port", str(port)]
    with subprocess.Popen(program, env=environment, stdin=subprocess.DEVNULL) as process:
        _wait(f"http://127.0.0.1:{port}/readyz", process)
        yield Server(port, environment)
        process.terminate()
        assert process.wait(60) == 0


@pytest.mark.parametrize("document", WITH_EXAMPLES, ids=lambda d: str(d.relative_to(ROOT)))
def test_the_examples_run(document: Path, server: Server, tmp_path: Path) -> None:
    """Somebody who copies the examples one after the other gets what is written there."""
    for example in examples(document):
        if example.language == "javascript" and not _has_node():
            pytest.skip("the JavaScript SDK is not installed: run npm ci in tests/sdks")
        _try(example, server, tmp_path)


def test_an_answer_may_hold_more() -> None:
    """An answer shows what matters; a wrong value is still found."""
    whole = {
        "items": [{"id": "1", "traits": {"plan": "free"}}, {"id": "2", "traits": {"plan": "pro", "age": 3}}]
    }
    assert holds(whole, {"items": [{"traits": {"plan": "pro"}}]})
    assert not holds(whole, {"items": [{"id": "1", "traits": {"plan": "pro"}}]})


def _try(example: Example, server: Server, folder: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        done = server.run(example, folder)
        told = f"line {example.line}:\n{example.code}\nprinted:\n{done.stdout}{done.stderr}"
        assert done.returncode == 0, told
        if example.is_answered(done.stdout):
            return
        assert example.answer and time.monotonic() < deadline, f"{told}\nexpected:\n{example.answer}"


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while True:
        assert process.poll() is None, "the server ended at once"
        with suppress(httpx.TransportError):
            if httpx.get(url, timeout=5).is_success:
                return
        assert time.monotonic() < deadline, "the server did not become ready"
        time.sleep(0.1)


def _has_node() -> bool:
    return shutil.which("node") is not None and (ROOT / "tests" / "sdks" / "node_modules").is_dir()


def _commands(folder: Path) -> Path:
    """A folder with the command `oblik`, running the code under test whether or not it is installed."""
    command = folder / "oblik"
    command.write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -c "from oblik.app.cli import main; main()" "$@"\n'
    )
    command.chmod(0o755)
    return folder
