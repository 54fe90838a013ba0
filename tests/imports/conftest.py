"""Fixtures for imports."""

from __future__ import annotations

import pytest

from engines.fixtures import Engines
from imports.shop import Shop


@pytest.fixture
def shop(embedded: Engines) -> Shop:
    """A shop with empty engines."""
    return Shop(embedded)
