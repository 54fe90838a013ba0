"""An API over a real state, with a user of every role."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from fastapi import FastAPI
from fastapi.testclient import TestClient
from prometheus_client import CollectorRegistry, Counter

from api.shop import (
    NOW,
    Shop,
    ShopImports,
    ShopInventory,
    ShopMeasures,
    ShopPreviews,
    ShopProducts,
    ShopStream,
    ShopTrials,
)
from oblik.api.application import create_api
from oblik.api.services import Services
from oblik.api.settings import ApiSettings
from oblik.app.guide import SetupGuide
from oblik.app.rebuilds import Rebuilds
from oblik.collect.imports.connections import ConnectionRepository
from oblik.collect.imports.fetching import Fetcher, Way
from oblik.collect.imports.recipe_runner import RecipeRunner
from oblik.collect.imports.recipes import RecipeRepository
from oblik.collect.imports.uploads import Uploads
from oblik.collect.sources_repository import SourceRepository
from oblik.govern import passwords, tokens, users
from oblik.govern.permissions import NAMES
from oblik.kernel.clock import ManualClock
from oblik.store.outside import Gate
from oblik.store.secrets import open_secrets
from oblik.store.state import State, open_state

PASSWORD = "correct horse battery"
WRITE_KEY = "write-key-of-the-shop"
CSRF = {"X-Oblik": "1"}


@pytest.fixture(scope="session", autouse=True)
def quiet() -> Iterator[None]:
    """What the API logs of its mistakes is of no interest here, and drawing it on a terminal takes seconds."""
    structlog.configure(
        processors=[structlog.processors.JSONRenderer()], logger_factory=structlog.ReturnLoggerFactory()
    )
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Made once: it is slow by design."""
    return passwords.hashed(PASSWORD)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    """A state of its own for each test."""
    opened = open_state("", tmp_path)
    opened.migrate()
    yield opened
    opened.close()


@dataclass
class House:
    """An API and the way in."""

    app: FastAPI
    services: Services
    shop: Shop
    clock: ManualClock

    @property
    def state(self) -> State:
        return self.services.state

    def client(self, **headers: str) -> httpx.Client:
        """A visitor nobody knows."""
        return TestClient(self.app, headers=headers, raise_server_exceptions=False)

    def signed_in(self, role: str, password: str = PASSWORD) -> httpx.Client:
        """Somebody with that role, in a browser."""
        client = self.client(**CSRF)
        answer = client.post("/api/session", json={"email": f"{role}@example.com", "password": password})
        assert answer.status_code == 200, answer.text
        return client

    def with_token(self, role: str, **said: Any) -> httpx.Client:
        """A program with a token of that role, which belongs to nobody."""
        with self.state.write() as conn:
            count = tokens.page(conn, limit=500)
            name = f"{role} {len(count.items)}"
            _, key = tokens.create(conn, name=name, role=role, at=self.clock.now_ms(), **said)
        return self.client(Authorization=f"Bearer {key}")


MakeHouse = Callable[..., House]


@pytest.fixture
def make_house(state: State, password_hash: str, tmp_path: Path) -> MakeHouse:
    """Builds a house with other settings."""

    def make(**settings: Any) -> House:
        clock, shop, registry = ManualClock(NOW), Shop(rejects=tmp_path / "rejects.csv"), CollectorRegistry()
        Counter("oblik_batches", "Batches done.", registry=registry).inc()
        sources = SourceRepository(state, clock)
        with state.write() as conn:
            shop.source_id = sources.create(conn, name="shop", kind="javascript", write_key=WRITE_KEY).id
        box, imports, uploads = open_secrets(tmp_path), ShopImports(shop), Uploads(state, tmp_path, clock)
        connections = ConnectionRepository(box, clock)
        recipes = RecipeRepository(connections, clock)
        fetcher = Fetcher(state, connections, uploads, Way(Gate()))
        services = Services(
            state=state,
            secrets=box,
            clock=clock,
            settings=replace(ApiSettings(ui=tmp_path / "ui"), **settings),
            metrics=registry,
            profiles=shop,
            identities=shop,
            rebuilds=Rebuilds(clock),
            previews=ShopPreviews(shop),
            edits=shop,
            overviews=shop,
            measures=ShopMeasures(),
            inventory=ShopInventory(state),
            guide=SetupGuide(state),
            sources=sources,
            flow=shop,
            replays=shop,
            stream=ShopStream(shop),
            imports=imports,
            uploads=uploads,
            connections=connections,
            fetcher=fetcher,
            recipes=recipes,
            recipe_runner=RecipeRunner(state, recipes, fetcher, uploads, imports, clock),
            products=ShopProducts(),
            trials=ShopTrials(shop),
            installation=shop,
        )
        with state.write() as conn:
            for role, name in NAMES.items():
                users.create(
                    conn, email=f"{role}@example.com", name=name, role=role, password=password_hash, at=NOW
                )
        return House(create_api(services), services, shop, clock)

    return make


@pytest.fixture
def house(make_house: MakeHouse) -> House:
    """The house with settings as they are."""
    return make_house()
