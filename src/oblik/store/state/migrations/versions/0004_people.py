"""People: invitations, two-factor sign-in; goals, the inventory of systems, keys that go on for a while."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"

Json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Adds its tables, and two columns to the sources."""
    _create_second_factors()
    _create_recovery_codes()
    _create_invitations()
    _create_goals()
    _create_systems()
    op.add_column("sources", sa.Column("old_key", sa.String(100)))
    op.add_column("sources", sa.Column("old_key_until", sa.BigInteger()))


def _create_second_factors() -> None:
    op.create_table(
        "second_factors",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger()),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_second_factors"),
    )


def _create_recovery_codes() -> None:
    op.create_table(
        "recovery_codes",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_recovery_codes"),
    )
    op.create_index("ix_recovery_codes_user_id", "recovery_codes", ["user_id"])


def _create_invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("role", sa.String(50), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("inviter_id", sa.BigInteger()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
        sa.UniqueConstraint("email", name="uq_invitations_email"),
        sa.UniqueConstraint("key", name="uq_invitations_key"),
    )
    op.create_index("ix_invitations_inviter_id", "invitations", ["inviter_id"])


def _create_goals() -> None:
    op.create_table(
        "goals",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("metric", sa.String(50), nullable=False),
        sa.Column("baseline", sa.Double(), nullable=False),
        sa.Column("target", sa.Double(), nullable=False),
        sa.Column("due", sa.String(10), nullable=False),
        sa.Column("owner_id", sa.BigInteger()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_goals"),
    )


def _create_systems() -> None:
    op.create_table(
        "systems",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("source_id", sa.BigInteger()),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("holds", sa.Text(), nullable=False),
        sa.Column("identifiers", Json, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_systems"),
        sa.UniqueConstraint("source_id", name="uq_systems_source_id"),
    )
