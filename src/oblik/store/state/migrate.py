"""Alembic, run from code: the migrations lie in the package and need no configuration file."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 7_140_311_529  # any number that no other program takes an advisory lock on


def upgrade(conn: Connection) -> None:
    """Applies what is missing, inside the caller's transaction."""
    if conn.dialect.name == "postgresql":
        # A large table may take longer to change than a request may last, or wait longer for another process.
        conn.execute(text("SET LOCAL statement_timeout = 0"))
        conn.execute(text("SET LOCAL lock_timeout = 0"))
        conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    command.upgrade(configuration(conn), "head")


def configuration(conn: Connection) -> Config:
    """What Alembic's commands need, bound to one connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = conn
    return config
