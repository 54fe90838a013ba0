"""Fixtures: the three engines, opened, migrated and empty for each test, embedded or grown.

`engines` runs a test twice, once on each. chDB allows one folder a process at a time, so a test that opens a
warehouse of its own beside the fixture's must do it in another process.
"""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from engines.grown import GrownEngines
from oblik.store.log import Log, open_log
from oblik.store.state import State, open_state
from oblik.store.warehouse import Warehouse, open_warehouse


@dataclass
class Engines:
    """The three engines, where they keep their data and the settings that lead to them.

    Attributes:
        kind: `embedded` or `grown`.
        urls: `OBLIK_…_URL` settings; none for the embedded ones, which are found by `data`.
    """

    kind: str
    data: Path
    urls: dict[str, str]
    log: Log
    state: State
    warehouse: Warehouse

    def close(self) -> None:
        """Closes all three."""
        self.log.close()
        self.state.close()
        self.warehouse.close()


def open_engines(kind: str, data: Path, urls: dict[str, str]) -> Engines:
    """Opens the engines that the settings name, and migrates them."""
    log = open_log(urls.get("OBLIK_LOG_URL", ""), data)
    state = open_state(urls.get("OBLIK_STATE_URL", ""), data)
    warehouse = open_warehouse(urls.get("OBLIK_WAREHOUSE_URL", ""), data)
    state.migrate()
    warehouse.migrate()
    return Engines(kind, data, urls, log, state, warehouse)


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Engines]:
    """SQLite, SQLite and chDB in a new folder."""
    opened = open_engines("embedded", tmp_path / "data", {})
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def grown_servers() -> Iterator[GrownEngines]:
    """PostgreSQL, NATS and ClickHouse over HTTP, running for the whole session."""
    # Not in pytest's own folder: PostgreSQL runs as another user, whom a second pytest would shut out of
    # there.
    with tempfile.TemporaryDirectory(prefix="oblik-grown-", ignore_cleanup_errors=True) as folder:
        servers = GrownEngines(Path(folder), fsync=False)
        try:
            servers.start()
            yield servers
        finally:
            servers.kill()


@pytest.fixture
def grown(grown_servers: GrownEngines, tmp_path: Path) -> Iterator[Engines]:
    """Databases and a stream on the session's servers that no other test has seen."""
    opened = open_engines("grown", tmp_path / "data", grown_servers.fresh(f"oblik_{uuid.uuid4().hex[:12]}"))
    yield opened
    opened.close()


@pytest.fixture(params=["embedded", pytest.param("grown", marks=pytest.mark.grown)])
def engines(request: pytest.FixtureRequest) -> Engines:
    """The same test on both."""
    chosen: Engines = request.getfixturevalue(request.param)
    return chosen
