"""A set at a time: look-ups, inserts, upserts and deletes of thousands of rows in one statement.

SQLite takes a set as one JSON parameter (to join with) or runs one prepared statement over the rows, without
a network between. PostgreSQL takes one array a column, which it reads faster than JSON and which can hold
bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Column, ColumnElement, Connection, FromClause, Table
from sqlalchemy.dialects import postgresql, sqlite

from oblik.kernel.errors import Invalid

Row = Mapping[str, Any]
Update = Sequence[str] | Mapping[str, ColumnElement[Any]]

_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def given(conn: Connection, rows: Sequence[Sequence[Any]], *columns: Column[Any]) -> FromClause:
    """A derived table holding `rows`, to join against.

    Args:
        rows: one sequence of values a row, in the order of `columns`; bound as one parameter.
        columns: whose names and types the derived table's columns have.

    For example `given(conn, [("email", "ann@example.com")], t.c.namespace, t.c.value)` joins as
    `select(t).join(keys, and_(t.c.namespace == keys.c.namespace, t.c.value == keys.c.value))`.
    """
    data = _json(rows)
    if conn.dialect.name == "sqlite":
        elements = sa.func.json_each(sa.literal(data, sa.Text)).table_valued("value")
        picked = [_from_sqlite(elements.c.value, i, column) for i, column in enumerate(columns)]
    else:
        array = sa.cast(sa.literal(data, sa.Text), postgresql.JSONB)
        elements = sa.func.jsonb_array_elements(array).table_valued(sa.column("value", postgresql.JSONB))
        picked = [_from_postgresql(elements.c.value, i, column) for i, column in enumerate(columns)]
    return sa.select(*picked).subquery()


def _from_sqlite(value: ColumnElement[Any], index: int, column: Column[Any]) -> ColumnElement[Any]:
    path: ColumnElement[Any] = sa.literal_column(f"'$[{index}]'")
    if isinstance(column.type, sa.JSON):
        return sa.type_coerce(value.op("->")(path), column.type).label(column.name)
    return sa.func.json_extract(value, path, type_=column.type).label(column.name)


def _from_postgresql(value: ColumnElement[Any], index: int, column: Column[Any]) -> ColumnElement[Any]:
    position: ColumnElement[Any] = sa.literal_column(str(index))
    if isinstance(column.type, sa.JSON):
        return sa.type_coerce(value.op("->")(position), column.type).label(column.name)
    return sa.cast(value.op("->>")(position), _unbounded(column)).label(column.name)


def _unbounded(column: Column[Any]) -> sa.types.TypeEngine[Any]:
    """The column's type without a length: a cast to VARCHAR(n) cuts a longer text off, and so finds another's
    row.
    """
    return sa.Text() if isinstance(column.type, sa.String) else column.type


def _json(rows: Sequence[Sequence[Any]]) -> str:
    encoded = msgspec.json.encode(rows)
    # SQLite would cut such a string off there, and find another row than the one that was asked for.
    if b"\\u0000" in encoded and _NUL.search(encoded):
        raise Invalid("A key must not hold the character NUL.", code="state_rejected")
    return encoded.decode()


def inserted(table: Table) -> FromClause:
    """The row that an `upsert` wanted to insert, for its `update`: `{"count": t.c.count +
    inserted(t).c.count}`.
    """
    return sa.alias(table, name="excluded")


def insert(conn: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Inserts `rows`, which all have the same keys. A row whose key is taken breaks the transaction."""
    if rows:
        _run(conn, table, rows, _dialect(conn).insert(table))


def upsert(conn: Connection, table: Table, rows: Sequence[Row], *, update: Update = ()) -> None:
    """Inserts `rows`; where the primary key is taken, changes the stored row as `update` says, or leaves it.

    Args:
        rows: all with the same keys; with an `update`, no two may have the same primary key.
        update: names of columns to overwrite, or what each becomes.
    """
    if not rows:
        return
    statement = _dialect(conn).insert(table)
    key = [column.name for column in table.primary_key]
    if not update:
        _run(conn, table, rows, statement.on_conflict_do_nothing(index_elements=key))
        return
    _distinct(table, key, rows)
    new = statement.excluded
    changes = dict(update) if isinstance(update, Mapping) else {name: new[name] for name in update}
    _run(conn, table, rows, statement.on_conflict_do_update(index_elements=key, set_=changes))


def delete(conn: Connection, keys: Sequence[Sequence[Any]], *columns: Column[Any]) -> int:
    """Deletes the rows whose `columns` equal one of `keys`; returns how many there were."""
    if not keys:
        return 0
    wanted = sa.select(*given(conn, keys, *columns).c)
    target = columns[0] if len(columns) == 1 else sa.tuple_(*columns)
    return conn.execute(sa.delete(columns[0].table).where(target.in_(wanted))).rowcount


def _dialect(conn: Connection) -> Any:
    return sqlite if conn.dialect.name == "sqlite" else postgresql


def _distinct(table: Table, key: Sequence[str], rows: Sequence[Row]) -> None:
    # PostgreSQL refuses to change one row twice in a statement; found here, it is found on SQLite too.
    if len({tuple(row[name] for name in key) for row in rows}) != len(rows):
        raise ValueError(
            f"Expected rows with distinct keys {key} to upsert into {table.name}, got one twice."
        )


def _run(conn: Connection, table: Table, rows: Sequence[Row], statement: Any) -> None:
    names = list(rows[0])
    if conn.dialect.name == "sqlite" or len(rows) == 1:
        conn.execute(statement, [dict(row) for row in rows])
        return
    columns = [table.c[name] for name in names]
    arrays = [_array(column, (row[column.name] for row in rows)) for column in columns]
    parts = sa.func.unnest(*arrays).table_valued(*(sa.column(name) for name in names)).render_derived()
    values = [_element(parts.c[column.name], column) for column in columns]
    conn.execute(statement.from_select(names, sa.select(*values), include_defaults=False))


def _array(column: Column[Any], values: Iterable[Any]) -> ColumnElement[Any]:
    """One PostgreSQL array; JSON travels as text, since nested arrays would be read as dimensions."""
    kind: Any = column.type
    if isinstance(kind, sa.JSON):
        texts = [None if value is None else msgspec.json.encode(value).decode() for value in values]
        return sa.cast(sa.literal(texts, postgresql.ARRAY(sa.Text)), postgresql.ARRAY(sa.Text))
    array = postgresql.ARRAY(_unbounded(column))
    return sa.cast(sa.literal(list(values), array), array)


def _element(value: ColumnElement[Any], column: Column[Any]) -> ColumnElement[Any]:
    return sa.cast(value, postgresql.JSONB) if isinstance(column.type, sa.JSON) else value
