"""Whatever the OpenAPI document allows or forbids, asked of a whole Oblik: no answer is a mistake of ours, nor one that the
document does not tell of.

The calls are made up from a fixed seed, so that a failure comes back.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.test_access import ROUTES
from oblik.api.application import create_api
from oblik.app.settings import Settings
from oblik.app.wiring import opened

TOKEN = "token-of-the-test"
CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
# In a form every value is bytes: a "number" in the place of a file is a file.
FORMS = ["create_import", "guess_import"]
# What would end the test's own token, or never ends by itself.
LEFT_OUT = ["stream_events", "delete_token", "sign_out"]


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """Everything embedded, nothing running in the background but what the API starts itself."""
    said: dict[str, Any] = {
        "data": tmp_path_factory.mktemp("oblik"),
        "admin_token": TOKEN,
        "admin_password": "long enough",
    }
    with opened(Settings(**said)) as oblik, oblik.running():
        yield create_api(oblik.services())


@pytest.fixture(scope="module")
def document(api: FastAPI) -> Any:
    """The OpenAPI document, as the server gives it."""
    return schemathesis.openapi.from_asgi("/api/openapi.json", api)


ASKED = [route for route in ROUTES if route.name not in LEFT_OUT]


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("route", ASKED, ids=lambda route: route.name)
def test_the_api_keeps_to_its_document(document: Any, route: APIRoute, mode: GenerationMode) -> None:
    """What the document allows and what it forbids, asked as an owner."""
    operation = document[route.path_format][next(iter(route.methods))]
    try:
        cases = operation.as_strategy(generation_mode=mode)
        _ask(
            cases,
            [check for check in CHECKS if check is not negative_data_rejection]
            if route.name in FORMS
            else CHECKS,
        )
    except Unsatisfiable:
        pytest.skip("there is nothing that the document forbids here")


def _ask(cases: Any, checks: list[Any]) -> None:
    @settings(
        max_examples=6,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(cases)
    def ask(case: schemathesis.Case) -> None:
        case.call_and_validate(headers={"Authorization": f"Bearer {TOKEN}"}, checks=checks)

    ask()
