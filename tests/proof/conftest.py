"""A real server, and the programs of `benchmarks/`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.rig.server import OblikServer  # noqa: E402


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OblikServer]:
    """One server over embedded engines for all tests of a file; it must end as a server should."""
    started = OblikServer(tmp_path_factory.mktemp("proof") / "data", {})
    try:
        started.start()
        yield started
        started.stop()
    finally:
        started.kill()
