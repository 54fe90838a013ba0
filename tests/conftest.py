"""Fixtures for every test, and their order."""

from __future__ import annotations

import pytest

from engines.fixtures import embedded, engines, grown, grown_servers

__all__ = ["embedded", "engines", "grown", "grown_servers"]

_LONGEST = ("proof/test_crash.py", "ui/test_every_page.py", "ui/test_languages.py", "imports/test_repeats.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files go first: two workers, of which one waits for the other's last file, are one."""
    items.sort(key=lambda item: not str(item.path).endswith(_LONGEST))
