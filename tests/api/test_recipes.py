"""Recipes through the API: what moves their schedule, and what an edit that comes too late is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from api.conftest import House

Json = dict[str, Any]


@pytest.fixture
def owner(house: House) -> httpx.Client:
    """Somebody who may everything."""
    return house.with_token("owner")


@pytest.fixture
def nightly(owner: httpx.Client) -> Json:
    """A recipe that runs at six."""
    settings = {"url": "https://shop.example/feed.csv"}
    connection = owner.post("/api/connections", json={"name": "Feed", "kind": "url", "settings": settings})
    said = {"name": "Nightly", "map": "as: products", "schedule": "0 6 * * *"}
    recipe: Json = owner.post("/api/recipes", json=said | {"connection": connection.json()["id"]}).json()
    return recipe


def test_another_zone_moves_the_next_run_at_once(owner: httpx.Client, nightly: Json) -> None:
    """Six in the morning is six where the workspace is, from the moment it moved."""
    assert owner.patch("/api/workspace", json={"timezone": "Asia/Tokyo"}).is_success
    said = owner.get(f"/api/recipes/{nightly['id']}").json()["next_run_at"]
    assert said != nightly["next_run_at"]
    local = datetime.fromisoformat(said).astimezone(ZoneInfo("Asia/Tokyo"))
    assert (local.hour, local.minute) == (6, 0)


def test_an_edit_of_an_older_version_is_refused(owner: httpx.Client, nightly: Json) -> None:
    """Whoever edits what somebody else has changed meanwhile is told, and changes nothing."""
    address, edit = f"/api/recipes/{nightly['id']}", {"name": "Mine", "version": nightly["version"]}
    assert owner.patch(address, json={"map": "as: profiles"}).is_success
    late = owner.patch(address, json=edit)
    assert (late.status_code, late.json()["code"]) == (409, "stale_recipe")
    assert owner.get(address).json()["name"] == "Nightly"
