"""Alembic, run from code: the migrations lie in the package and need no configuration file.

A migration's file is named after its revision, a number that only grows: `versions/0001_spine.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import Connection

from oblik.kernel.errors import Conflict

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 7_140_311_529  # any number that no other program takes an advisory lock on
_VERSION = sa.table("alembic_version", sa.column("version_num"))


def upgrade(conn: Connection) -> None:
    """Applies what is missing, inside the caller's transaction.

    Raises:
        Conflict: when a newer version of Oblik has been here.
    """
    if conn.dialect.name == "postgresql":
        # A large table may take longer to change than a request may last, or wait longer for another process.
        conn.execute(sa.text("SET LOCAL statement_timeout = 0"))
        conn.execute(sa.text("SET LOCAL lock_timeout = 0"))
        conn.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    found = applied(conn)
    if found is not None and found > newest():
        raise Conflict(
            f"The state database is at revision {found}, this program knows {newest()}: start a newer version.",
            code="newer_database",
        )
    if found != newest():
        # Loading it takes longer than all else that a start does, and most starts find nothing to do.
        from alembic import command

        command.upgrade(configuration(conn), "head")


def newest() -> str:
    """The revision of the last migration there is."""
    return max(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("*_*.py"))


def applied(conn: Connection) -> str | None:
    """The revision of the database, None for an empty one."""
    if not sa.inspect(conn).has_table(_VERSION.name):
        return None
    return conn.execute(sa.select(_VERSION.c.version_num)).scalar_one_or_none()


def configuration(conn: Connection) -> Config:
    """What Alembic's commands need, bound to one connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = conn
    return config
