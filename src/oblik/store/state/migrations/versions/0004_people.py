"""People: invitations, two-factor sign-in; the set-up guide."""

from __future__ import annotations

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Nothing yet."""
