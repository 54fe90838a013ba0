"""The management API as an ASGI application."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.types import Scope

import oblik
from oblik.api import demo_shop, problems, tracker, ui
from oblik.api.client import is_https
from oblik.api.frame import Frame
from oblik.api.routes import ROUTERS
from oblik.api.services import Services
from oblik.api.shields import BodyLimit, Headers
from oblik.govern.secrets import installation_secret
from oblik.govern.sessions import Lifetime
from oblik.govern.sign_in import SignIn

MOST_WATCHERS = 100


def create_api(services: Services) -> FastAPI:
    """The API over `services`, whose state is migrated. Collection has a front of its own, before this
    one."""
    app = FastAPI(
        title="Oblik",
        version=oblik.__version__,
        description="The management API of Oblik, an open-source customer data platform.",
        openapi_url="/api/openapi.json",
        docs_url=None,  # it would load scripts from elsewhere
        redoc_url=None,
        generate_unique_id_function=_operation_id,
        responses=problems.RESPONSES,
    )
    app.state.frame = _frame(services)
    problems.install(app)
    for router in (*ROUTERS, tracker.router, demo_shop.router, ui.router):
        app.include_router(router)
    _shield(app, services)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
    return app


def _frame(services: Services) -> Frame:
    settings = services.settings
    return Frame(
        services=services,
        secret=installation_secret(services.state),
        sign_in=SignIn(services.state, services.clock, services.secrets),
        lifetime=Lifetime.of_days(settings.session_days, settings.session_max_days),
        watchers=asyncio.Semaphore(MOST_WATCHERS),
    )


def _shield(app: FastAPI, services: Services) -> None:
    settings = services.settings

    def https(scope: Scope) -> bool:
        return is_https(Request(scope), settings)

    app.add_middleware(BodyLimit, limit=settings.body_limit, upload_limit=settings.upload_limit)
    app.add_middleware(Headers, https=https)


def _operation_id(route: APIRoute) -> str:
    """The function's name: it becomes the name in generated clients, so it is short and stays."""
    return route.name


def _openapi(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        made = problems.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        parts = made.pop("$defs", {})
        schema["components"]["schemas"] |= {"Problem": made} | parts
        app.openapi_schema = schema
    return app.openapi_schema
