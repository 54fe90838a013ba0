"""Fixtures for collection."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from collect.shop import Shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop with one source, `web`, whose key is KEY."""
    opened = Shop(tmp_path)
    yield opened
    opened.close()
