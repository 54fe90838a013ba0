"""The crash program in short: what it checks is said in `docs/guides/proof.md`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.rig import disk

_ROOT = Path(__file__).parents[2]


def prove(*arguments: str) -> None:
    """Runs the program as a user does; it ends with 1 and a table when anything differs."""
    small = ("--seed", "7", "--people", "300", "--rate", "500")
    command = (sys.executable, "-m", "benchmarks.crash", *small, *arguments)
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr[-6000:]


def test_kill_9_of_the_server_loses_nothing() -> None:
    """Embedded: one process, killed under load and while it starts."""
    prove("--rounds", "1")


@pytest.mark.grown
def test_kill_9_of_servers_and_engines_loses_nothing() -> None:
    """Grown: two servers over PostgreSQL, NATS and ClickHouse's engine; any of them falls."""
    prove("--rounds", "1", "--engines", "grown")


@pytest.mark.skipif(not disk.possible(), reason="needs a small file system of its own (Linux, unshare)")
def test_a_full_disk_loses_nothing_and_heals_by_itself() -> None:
    """503 while there is no room, and on it goes when there is."""
    prove("--rounds", "1", "--disk-full", "--seconds", "3")
