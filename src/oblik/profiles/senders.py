"""The names of sources, for whoever shows where something came from."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy import Connection

from oblik.store.state.schema import sources


def sender_names(conn: Connection) -> Mapping[int, str]:
    """Each source's name by its id."""
    return {row.id: row.name for row in conn.execute(sa.select(sources.c.id, sources.c.name))}
