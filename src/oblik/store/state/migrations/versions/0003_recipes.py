"""Imports: connections, files that wait, recipes with their versions and runs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

Json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Adds its tables."""
    _create_connections()
    _create_uploads()
    _create_recipes()
    _create_recipe_versions()
    _create_recipe_runs()


def _create_connections() -> None:
    op.create_table(
        "connections",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(50), nullable=False),
        sa.Column("settings", Json, nullable=False),
        sa.Column("secrets", sa.Text()),
        sa.Column("who", sa.String(100), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_connections"),
        sa.UniqueConstraint("name", name="uq_connections_name"),
    )


def _create_uploads() -> None:
    op.create_table(
        "uploads",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger()),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("fingerprint", sa.String(200), nullable=False),
        sa.Column("connection_id", sa.BigInteger()),
        sa.Column("request", Json),
        sa.Column("marks", Json, nullable=False),
        sa.Column("draft", Json),
        sa.Column("error", sa.Text()),
        sa.Column("who", sa.String(100), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_uploads"),
    )
    op.create_index("ix_uploads_updated_at", "uploads", ["updated_at"])


def _create_recipes() -> None:
    op.create_table(
        "recipes",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("definition", Json, nullable=False),
        sa.Column("schedule", sa.String(100), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("marks", Json, nullable=False),
        sa.Column("next_run_at", sa.BigInteger()),
        sa.Column("who", sa.String(100), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_recipes"),
        sa.UniqueConstraint("name", name="uq_recipes_name"),
    )
    op.create_index("ix_recipes_next_run_at", "recipes", ["next_run_at"])


def _create_recipe_versions() -> None:
    op.create_table(
        "recipe_versions",
        sa.Column("recipe_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("definition", Json, nullable=False),
        sa.Column("who", sa.String(100), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("recipe_id", "version", name="pk_recipe_versions"),
    )


def _create_recipe_runs() -> None:
    op.create_table(
        "recipe_runs",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("recipe_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(20), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("upload_id", sa.BigInteger()),
        sa.Column("import_id", sa.BigInteger()),
        sa.Column("error", sa.Text()),
        sa.Column("who", sa.String(100), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger()),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_recipe_runs"),
    )
    op.create_index("ix_recipe_runs_recipe_id_id", "recipe_runs", ["recipe_id", "id"])
    op.create_index("ix_recipe_runs_status", "recipe_runs", ["status"])
