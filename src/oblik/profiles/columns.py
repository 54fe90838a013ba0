"""The traits that a table of people can show and filter, as far as the data dictionary has seen them."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from oblik.collect.dictionary import OTHER, TRAITS
from oblik.profiles.document import Document
from oblik.profiles.filters import TraitTypes
from oblik.store.state.schema import seen_properties

PREFIX = "traits."
MAX_COLUMNS = 200
_SHOWN_TYPES = ("string", "number", "boolean")
_DATE = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?")


def trait_types(conn: Connection) -> TraitTypes:
    """The JSON types that each trait came with."""
    types: dict[str, set[str]] = defaultdict(set)
    for row in conn.execute(_seen(seen_properties.c.name, seen_properties.c.type)):
        types[row.name].add(row.type)
    return types


def trait_columns(conn: Connection) -> list[Document]:
    """`ProfileColumn`s without `filled`, the most used traits first; lists and objects are no columns."""
    c = seen_properties.c
    seen: dict[str, list[sa.Row[Any]]] = defaultdict(list)
    for row in conn.execute(_seen(c.name, c.type, c.count.label("times"), c.examples)):
        if row.type in _SHOWN_TYPES and row.name != OTHER:
            seen[row.name].append(row)
    often = sorted(seen, key=lambda name: (-sum(row.times for row in seen[name]), name))
    return [_column(name, seen[name]) for name in often[:MAX_COLUMNS]]


def trait_of(key: str) -> str:
    """The trait behind a column's key."""
    return key.removeprefix(PREFIX)


def _seen(*columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    return sa.select(*columns).where(seen_properties.c.owner == TRAITS)


def _column(name: str, rows: list[sa.Row[Any]]) -> Document:
    most = max(rows, key=lambda row: int(row.times))._mapping
    examples = most["examples"] or []
    kind = most["type"]
    if kind == "string" and examples and all(_DATE.fullmatch(str(example)) for example in examples):
        kind = "date"
    return {"key": PREFIX + name, "label": name, "type": kind, "examples": examples}
