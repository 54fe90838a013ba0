"""The data dictionary: what people said of events and properties, rules on arrival, quality."""

from __future__ import annotations

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Nothing yet."""
