"""The tables' SQL for one server and for a cluster.

The migrations name tables once, with placeholders for engines. On one server (or embedded) a table is just
that. On a cluster of shards and replicas it becomes two: `events_local` on every node, replicated within its
shard, and `events`, which spreads rows over the shards by `profile_id`, so that a profile's rows lie on one
shard. `merged` is read on every node while it works on its own rows, so every node holds all of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# A repeated insert of a batch is known by its token among this many last blocks (one a partition and insert).
_WINDOW = 10_000
_WINDOW_S = 7 * 86_400  # a replicated table also forgets by age; a pipeline that stood still must not repeat

# An insert survives a power cut as well as a crash. Merged parts keep the keys of large maps apart, so that one is read without
# the others; new parts do not, since writing would take longer. Parts are merged by eights: merging costs more than inserting.
_COMMON = (
    "fsync_after_insert = 1, fsync_part_directory = 1, map_serialization_version = 'with_buckets', min_parts_to_merge_at_once = 8, "
    "map_serialization_version_for_zero_level_parts = 'basic'"
)

_ENGINES = {
    "merge_tree": ("MergeTree", ""),
    "aggregating": ("AggregatingMergeTree", ""),
    "replacing": ("ReplacingMergeTree", "version, deleted"),
    "replacing_unversioned": ("ReplacingMergeTree", ""),
}
_COMMENT = re.compile(r"(^|\s)--.*$", re.MULTILINE)
_CREATE = re.compile(r"^CREATE TABLE IF NOT EXISTS (\w+)")
_ALTER = re.compile(r"^ALTER TABLE (\w+)\s+(\w+)\s+(\w+)")
_ORDER_BY = re.compile(r"^ORDER BY \(?(\w+)", re.MULTILINE)
_BROADCAST = "_everywhere"
_LOCAL = "_local"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where tables are made.

    Attributes:
        database: its name.
        cluster: a name in the servers' `remote_servers`, empty for one server. There must be a second one,
            with
            `_everywhere` behind its name, whose only shard has every node as a replica, and
            `internal_replication` off.
    """

    database: str
    cluster: str = ""

    @property
    def on_cluster(self) -> str:
        """The clause that makes a statement run on every node."""
        return f" ON CLUSTER '{self.cluster}'" if self.cluster else ""

    def broadcast(self, table: str) -> bool:
        """Whether every node holds all rows of `table`."""
        return bool(self.cluster) and table == "merged"

    def written(self, table: str) -> str:
        """What an insert into `table` must name."""
        return f"{table}{_BROADCAST}" if self.broadcast(table) else table

    def changed(self, table: str) -> str:
        """What a delete, a truncate or an optimize of `table` must name, with the clause for every node."""
        if not self.cluster or table == "merged":
            return f"{table}{self.on_cluster}"
        return f"{table}{_LOCAL}{self.on_cluster}"


def statements(migration: str, layout: Layout) -> list[str]:
    """The statements of one migration file for one layout, in order."""
    bare = _COMMENT.sub("", migration)
    parts = [part.strip() for part in bare.split(";")]
    return [made for part in parts if part for made in _statement(part, layout)]


def _statement(sql: str, layout: Layout) -> list[str]:
    if not layout.cluster:
        return [_fill(sql, "", replicated=False)]
    if created := _CREATE.match(sql):
        return _created(sql, created[1], layout)
    if altered := _ALTER.match(sql):
        return _altered(sql, altered[1], altered[3], layout)
    raise ValueError(f"Expected CREATE TABLE IF NOT EXISTS or ALTER TABLE in a migration, got {sql[:60]!r}.")


def _created(sql: str, table: str, layout: Layout) -> list[str]:
    if "ENGINE = Join(" in sql:
        return [
            _named(sql, table, layout),
            _spread(table, f"{table}{_BROADCAST}", f"{layout.cluster}_everywhere", "rand()", layout),
        ]
    local = f"{table}{_LOCAL}"
    filled = _fill(sql, f"{layout.database}/{table}", replicated=True)
    return [_named(filled, local, layout), _spread(local, table, layout.cluster, _sharded_by(sql), layout)]


def _sharded_by(sql: str) -> str:
    """A profile's rows lie on one shard; of what belongs to no profile, the versions of one row must."""
    if "profile_id" in sql:
        return "profile_id"
    key = _ORDER_BY.search(sql)
    if key is None:
        raise ValueError(f"Expected ORDER BY and a column in a migration, got {sql[:60]!r}.")
    return f"cityHash64({key[1]})"


def _named(sql: str, name: str, layout: Layout) -> str:
    return _CREATE.sub(f"CREATE TABLE IF NOT EXISTS {name}{layout.on_cluster}", sql)


def _spread(source: str, table: str, cluster: str, key: str, layout: Layout) -> str:
    return (
        f"CREATE TABLE IF NOT EXISTS {table}{layout.on_cluster} AS {source}\n"
        f"ENGINE = Distributed('{cluster}', '{layout.database}', '{source}', {key})"
    )


def _altered(sql: str, table: str, what: str, layout: Layout) -> list[str]:
    """A column changes in both tables, an index or a projection in the stored one only."""
    names = [f"{table}{_LOCAL}", table] if what.upper() == "COLUMN" else [f"{table}{_LOCAL}"]
    return [
        sql.replace(f"ALTER TABLE {table}", f"ALTER TABLE {name}{layout.on_cluster}", 1) for name in names
    ]


def _fill(sql: str, path: str, *, replicated: bool) -> str:
    for placeholder, (engine, arguments) in _ENGINES.items():
        sql = sql.replace(f"{{{placeholder}}}", _engine(engine, arguments, path, replicated=replicated))
    window = f"non_replicated_deduplication_window = {_WINDOW}"
    if replicated:
        window = f"replicated_deduplication_window = {_WINDOW}, "
        window += f"replicated_deduplication_window_seconds = {_WINDOW_S}"
    return sql.replace("{settings}", f"SETTINGS {window}, {_COMMON}")


def _engine(engine: str, arguments: str, path: str, *, replicated: bool) -> str:
    if not replicated:
        return f"{engine}({arguments})" if arguments else engine
    place = f"'/clickhouse/tables/{{shard}}/oblik/{path}', '{{replica}}'"
    return f"Replicated{engine}({', '.join(filter(None, [place, arguments]))})"
