"""What the warehouse needs of an engine, and what both engines share: parameters, settings, Arrow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Protocol

import pyarrow as pa
from clickhouse_connect import common
from clickhouse_connect.driver.binding import bind_query

from oblik.kernel.errors import Invalid

common.set_setting("dict_parameter_format", "map")  # a dict parameter is a Map, never JSON

Params = Mapping[str, Any]
Settings = Mapping[str, Any]

# What every statement runs with, on either engine.
SESSION: Mapping[str, Any] = {
    "session_timezone": "UTC",
    "max_execution_time": 120,
    "async_insert": 0,  # an insert that returned is stored
    "mutations_sync": 2,
    "lightweight_deletes_sync": 2,
    "max_partitions_per_insert_block": 0,  # an import may hold many years
    "input_format_parallel_parsing": 0,  # would make several blocks of one insert
    "output_format_arrow_string_as_string": 1,
}


class EngineError(Exception):
    """What the embedded engine raised, in its own words."""


@dataclass(frozen=True, slots=True)
class EncodedRows:
    """Rows as an engine takes them: `data` in ClickHouse's input format named `kind`, which is stored as one
    block.
    """

    columns: Sequence[str]
    kind: str
    data: bytes


class Engine(Protocol):
    """One way of reaching ClickHouse. Safe to call from any thread; raises what `failures` translates."""

    def query(self, sql: str, params: Params, settings: Settings) -> pa.Table: ...

    def stream(self, sql: str, params: Params, settings: Settings) -> Iterator[pa.Table]: ...

    def command(self, sql: str, params: Params, settings: Settings) -> None: ...

    def insert(self, table: str, rows: EncodedRows, settings: Settings) -> None: ...

    def close(self) -> None: ...


def bind(sql: str, params: Params) -> tuple[str, dict[str, str]]:
    """The query and its parameters as the texts that ClickHouse parses for `{name:Type}`.

    Raises:
        Invalid: when a value holds half a character, which no encoding can carry.
    """
    wanted = used(sql, params)
    if not wanted:
        return sql, {}
    bound, texts = bind_query(sql, wanted, UTC)
    named = {name.removeprefix("param_"): text for name, text in texts.items()}
    try:
        "".join(map(str, named.values())).encode()
    except UnicodeEncodeError as error:
        raise Invalid(
            "A value holds half a character (a lone surrogate).", code="warehouse_rejected"
        ) from error
    return str(bound), named


def used(sql: str, params: Params) -> dict[str, Any]:
    """The parameters that the query asks for."""
    return {name: value for name, value in params.items() if f"{{{name}:" in sql}


def in_arrow(rows: pa.RecordBatch) -> EncodedRows:
    """The rows as an Arrow file of one batch."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, rows.schema) as writer:
        writer.write_batch(rows)
    return EncodedRows(rows.schema.names, "Arrow", sink.getvalue().to_pybytes())


def from_ipc(data: bytes) -> pa.Table:
    """The table in an Arrow file; a statement without an answer gives an empty one."""
    if not data:
        return pa.table({})
    return pa.ipc.open_file(pa.py_buffer(data)).read_all()
