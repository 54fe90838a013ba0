"""How the server is: for people, and for what watches it."""

from __future__ import annotations

import hmac

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from oblik.api.access import anyone, may
from oblik.api.client import is_this_machine
from oblik.api.frame import Use
from oblik.api.models.overview import Alive, Check, Readiness, System
from oblik.kernel.errors import Forbidden

router = APIRouter(tags=["system"])


@router.get("/api/system", dependencies=[Depends(may("system.read"))])
def get_system(services: Use) -> System:
    """Version, engines, disk and the pipeline's place in the log."""
    return System.model_validate(services.installation.system())


@router.get("/healthz", dependencies=[Depends(anyone)])
async def healthz() -> Alive:
    """The process answers."""
    return Alive()


@router.get("/readyz", dependencies=[Depends(anyone)], responses={503: {"model": Readiness}})
def readyz(services: Use, response: Response) -> Readiness:
    """Requests can be served: every engine answers and the disk has room."""
    checks = [Check(name=one.name, ok=one.ok, detail=one.detail) for one in services.installation.ready()]
    ready = all(check.ok for check in checks)
    response.status_code = 200 if ready else 503
    return Readiness(status="ready" if ready else "not ready", checks=checks)


@router.get(
    "/metrics",
    dependencies=[Depends(anyone)],
    response_class=Response,
    responses={200: {"description": "Prometheus' text format.", "content": {"text/plain": {}}}},
)
def metrics(services: Use, request: Request) -> Response:
    """Figures for Prometheus: for the bearer of the metrics token, or from this machine where none is set."""
    _check_may_measure(request, services.settings.metrics_token)
    return Response(generate_latest(services.metrics), headers={"Content-Type": CONTENT_TYPE_LATEST})


def _check_may_measure(request: Request, token: str) -> None:
    said = request.headers.get("authorization", "").encode()
    allowed = hmac.compare_digest(said, f"Bearer {token}".encode()) if token else is_this_machine(request)
    if not allowed:
        raise Forbidden(
            "Metrics are for this machine, or for the bearer of OBLIK_METRICS_TOKEN.", code="not_permitted"
        )
