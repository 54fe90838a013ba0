"""The tables' SQL: what a migration becomes on one server and on a cluster.

The golden files show it in full; `python tests/store/test_ddl.py` writes them anew.
"""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from engines.fixtures import Engines
from oblik.store.warehouse.ddl import Layout, statements

GOLDEN = Path(__file__).parent / "golden"
LAYOUTS = {"single": Layout("oblik"), "cluster": Layout("oblik", "main")}


def made(layout: Layout) -> str:
    """All statements of all migrations for a layout."""
    folder = files("oblik.store.warehouse") / "migrations"
    texts = [file.read_text() for file in sorted(folder.iterdir(), key=str) if file.name.endswith(".sql")]
    return "".join(f"{statement};\n\n" for text in texts for statement in statements(text, layout))


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_tables_are_the_ones_that_were_agreed_on(name: str) -> None:
    """A changed engine, key or setting shows in a review as a changed line."""
    assert made(LAYOUTS[name]) == (GOLDEN / f"{name}.sql").read_text()


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_engine_understands_every_statement(embedded: Engines, name: str) -> None:
    """There is no cluster to try the statements on, but the same parser that a cluster has."""
    for statement in made(LAYOUTS[name]).split(";\n\n")[:-1]:
        assert embedded.warehouse.rows(f"EXPLAIN AST {statement}")


def test_on_a_cluster_a_profile_lives_on_one_shard_and_merges_on_every_node() -> None:
    """What the queries rely on when they run on each shard by itself."""
    cluster = made(LAYOUTS["cluster"])
    spread = re.findall(
        r"TABLE IF NOT EXISTS (\w+) ON CLUSTER 'main' AS (\w+)\nENGINE = Distributed\((.*)\)", cluster
    )
    for table, source, arguments in spread:
        if table not in ("merged_everywhere", "products", "product_history"):
            assert (source, arguments) == (f"{table}_local", f"'main', 'oblik', '{source}', profile_id")
    assert ("merged_everywhere", "merged", "'main_everywhere', 'oblik', 'merged', rand()") in spread
    paths = re.findall(r"Replicated\w+\('([^']+)', '\{replica\}'", cluster)
    assert len(paths) == len(set(paths)) == len(spread) - 1
    assert all(path.startswith("/clickhouse/tables/{shard}/oblik/") for path in paths)


def test_later_migrations_change_both_tables_of_a_cluster() -> None:
    """A new column belongs to the stored and to the spread table, an index to the stored one."""
    column = "ALTER TABLE events ADD COLUMN IF NOT EXISTS x String; -- why"
    index = "-- why; because\nALTER TABLE events ADD INDEX IF NOT EXISTS by_x x TYPE minmax"
    assert statements(column, LAYOUTS["single"]) == ["ALTER TABLE events ADD COLUMN IF NOT EXISTS x String"]
    assert statements(column, LAYOUTS["cluster"]) == [
        "ALTER TABLE events_local ON CLUSTER 'main' ADD COLUMN IF NOT EXISTS x String",
        "ALTER TABLE events ON CLUSTER 'main' ADD COLUMN IF NOT EXISTS x String",
    ]
    assert statements(index, LAYOUTS["cluster"]) == [
        "ALTER TABLE events_local ON CLUSTER 'main' ADD INDEX IF NOT EXISTS by_x x TYPE minmax"
    ]
    with pytest.raises(ValueError, match="DROP"):
        statements("DROP TABLE events", LAYOUTS["cluster"])


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for name, layout in LAYOUTS.items():
        (GOLDEN / f"{name}.sql").write_text(made(layout))
