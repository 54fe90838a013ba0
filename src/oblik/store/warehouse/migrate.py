"""The warehouse's migrations: SQL files in the package, applied in order, remembered in a table.

A file may be applied again after a crash in its middle, or by two processes at once, so each of its
statements says `IF NOT EXISTS`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any, Protocol

from oblik.store.warehouse.ddl import Layout, statements


class Runner(Protocol):
    """What migrating needs of the warehouse."""

    def rows(self, sql: str) -> list[dict[str, Any]]: ...

    def command(self, sql: str, params: Mapping[str, Any] | None = None) -> None: ...


def upgrade(warehouse: Runner, layout: Layout) -> None:
    """Applies the migrations that this database has not seen."""
    warehouse.command(_bookkeeping(layout))
    done = {row["name"] for row in warehouse.rows("SELECT name FROM migrations")}
    for name, text in _files():
        if name not in done:
            for statement in statements(text, layout):
                warehouse.command(statement)
            warehouse.command("INSERT INTO migrations (name) VALUES ({name:String})", {"name": name})


def _bookkeeping(layout: Layout) -> str:
    # Without {shard} in its path all nodes are replicas of one table, so that any of them knows what was
    # applied.
    engine = "ReplacingMergeTree"
    if layout.cluster:
        path = f"/clickhouse/tables/oblik/{layout.database}/migrations"
        engine = f"ReplicatedReplacingMergeTree('{path}', '{{shard}}-{{replica}}')"
    return (
        f"CREATE TABLE IF NOT EXISTS migrations{layout.on_cluster}"
        f" (name String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3)) ENGINE = {engine} ORDER BY name"
    )


def _files() -> Sequence[tuple[str, str]]:
    folder = files("oblik.store.warehouse") / "migrations"
    found = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name
    )
    return [(file.name, file.read_text()) for file in found]
