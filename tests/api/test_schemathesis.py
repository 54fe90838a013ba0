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
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

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
def operations(api: FastAPI) -> Any:
    """The document, as the server gives it."""
    return schemathesis.openapi.from_asgi("/api/openapi.json", api).exclude(operation_id=LEFT_OUT)


schema = schemathesis.pytest.from_fixture("operations")


@schema.parametrize()
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_api_keeps_to_its_document(case: schemathesis.Case) -> None:
    """Good and bad input to every operation, as an owner."""
    case.call_and_validate(headers={"Authorization": f"Bearer {TOKEN}"}, checks=CHECKS)
