"""The data dictionary: what people said of events and properties, rules on arrival, quality."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

Json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Adds its tables."""
    _create_dictionary_events()
    _create_dictionary_properties()
    _create_arrival_plans()
    _create_event_hours()
    _create_violations()
    _create_removals()
    _create_findings()
    _create_quality_days()


def _create_dictionary_events() -> None:
    op.create_table(
        "dictionary_events",
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("owner_id", sa.BigInteger()),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("expected", sa.Boolean(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("retention_days", sa.Integer()),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_dictionary_events"),
    )


def _create_dictionary_properties() -> None:
    op.create_table(
        "dictionary_properties",
        sa.Column("owner", sa.String(length=300), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("personal", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "name", name="pk_dictionary_properties"),
    )


def _create_arrival_plans() -> None:
    op.create_table(
        "arrival_plans",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("plan", Json, nullable=False),
        sa.Column("who", sa.String(length=400), nullable=False),
        sa.Column("object", sa.String(length=310), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_arrival_plans"),
    )
    op.create_index("ix_arrival_plans_object", "arrival_plans", ["object"])


def _create_event_hours() -> None:
    op.create_table(
        "event_hours",
        sa.Column("hour", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("source_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("stored", sa.BigInteger(), nullable=False),
        sa.Column("flagged", sa.BigInteger(), nullable=False),
        sa.Column("refused", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hour", "source_id", "name", name="pk_event_hours"),
    )
    op.create_index("ix_event_hours_name_hour", "event_hours", ["name", "hour"])


def _create_violations() -> None:
    op.create_table(
        "violations",
        sa.Column("event", sa.String(length=300), nullable=False),
        sa.Column("source_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("property", sa.String(length=300), nullable=False),
        sa.Column("broken", sa.String(length=20), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("event", "source_id", "property", "broken", name="pk_violations"),
    )


def _create_removals() -> None:
    op.create_table(
        "removals",
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("before", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("who", sa.String(length=400), nullable=False),
        sa.Column("requested_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", "before", name="pk_removals"),
    )


def _create_findings() -> None:
    op.create_table(
        "findings",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=50), nullable=False),
        sa.Column("object", sa.String(length=700), nullable=False),
        sa.Column("severity", sa.String(length=20), nullable=False),
        sa.Column("facts", Json, nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger()),
        sa.Column("acknowledged_at", sa.BigInteger()),
        sa.Column("acknowledged_by", sa.String(length=400)),
        sa.Column("snoozed_until", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_findings"),
    )
    op.create_index("ix_findings_closed_at", "findings", ["closed_at"])


def _create_quality_days() -> None:
    op.create_table(
        "quality_days",
        sa.Column("day", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("measure", sa.String(length=100), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "measure", name="pk_quality_days"),
    )
