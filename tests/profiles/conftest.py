"""A shop whose events went through the real pipeline."""

from __future__ import annotations

import pytest

from engines.fixtures import Engines
from oblik.profiles.reader import ProfileReader
from oblik.store.state import insert
from oblik.store.state.schema import sources
from stories.world import World


@pytest.fixture
def world(embedded: Engines) -> World:
    """A shop with one source."""
    shop = {"id": 1, "name": "shop", "label": "Shop", "kind": "http", "write_key": "k", "enabled": True}
    with embedded.state.write() as conn:
        insert(
            conn, sources, [shop | {"origins": [], "rate_limit": None, "created_at": 0, "generated": False}]
        )
    return World(embedded)


@pytest.fixture
def reader(world: World) -> ProfileReader:
    """What reads it."""
    return ProfileReader(world.engines.state, world.engines.warehouse, world.clock)
