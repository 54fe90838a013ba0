"""The code of an error beside its sentence, so that a page can say it in the reader's language."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Adds a column to what may fail long after somebody asked for it."""
    for table in ("imports", "uploads", "recipe_runs"):
        op.add_column(table, sa.Column("error_code", sa.String(50)))
