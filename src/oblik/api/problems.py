"""Errors as the API tells them: RFC 9457 problems with a stable code and a sentence for a person."""

from __future__ import annotations

from typing import Any, Final

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from oblik.kernel.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    OblikError,
    Overloaded,
    TooLarge,
    Unauthenticated,
    Unavailable,
)

MEDIA_TYPE: Final = "application/problem+json"

_STATUS: Final[tuple[tuple[type[OblikError], int, str], ...]] = (
    (TooLarge, 413, "Too large"),
    (Invalid, 400, "Not understood"),
    (Unauthenticated, 401, "Not signed in"),
    (Forbidden, 403, "Not allowed"),
    (NotFound, 404, "Not found"),
    (Conflict, 409, "Contradiction"),
    (Overloaded, 429, "Too much at once"),
    (Unavailable, 503, "Not available now"),
)
_CODES: Final = {
    400: "invalid",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported",
}

_logger = structlog.get_logger()


class FieldError(BaseModel):
    """What is wrong with one field of the input."""

    field: str
    message: str


class Problem(BaseModel):
    """Why a request was not done. `code` is stable, `detail` is a sentence for a person."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[FieldError] | None = None


RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    status: {
        "description": description,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for status, description in (("4XX", "Why it was not done."), ("503", "Not available now, try again."))
}
"""What every operation may answer beside its own."""


def problem(status: int, title: str, code: str, detail: str, **extra: Any) -> JSONResponse:
    """A problem as a response; `retry_after` among `extra` (seconds) also becomes the header."""
    body = {"type": "about:blank", "title": title, "status": status, "code": code, "detail": detail}
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    if "retry_after" in extra:
        headers["Retry-After"] = str(max(1, round(float(extra["retry_after"]))))
    return JSONResponse(_encodable(extra) | body, status, headers, MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Makes the app answer every error as a problem."""
    app.add_exception_handler(OblikError, _oblik_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _mistake)


def of_error(error: OblikError) -> JSONResponse:
    """The problem that tells an error of Oblik's."""
    status, title = next((s, t) for kind, s, t in _STATUS if isinstance(error, kind))
    details = dict(error.details)
    if status == 503:
        details.setdefault("retry_after", 5)
    if errors := _field_errors(error):
        details["errors"] = errors
    return problem(status, title, error.code, error.message, **details)


def _field_errors(error: OblikError) -> list[dict[str, str]]:
    """Which fields are wrong, in one form: an error names one field, or tells several sentences."""
    field, said = str(error.details.get("field", "")), error.details.get("errors")
    if said is None:
        return [{"field": field, "message": _printable(error.message)}] if field else []
    return [
        one if isinstance(one, dict) else {"field": field, "message": _printable(str(one))} for one in said
    ]


async def _oblik_error(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, OblikError) or not isinstance(error, tuple(kind for kind, _, _ in _STATUS)):
        return await _mistake(request, error)
    return of_error(error)


async def _validation_error(_: Request, error: Exception) -> JSONResponse:
    found = error.errors() if isinstance(error, RequestValidationError) else ()
    # What came is not repeated: it may be a password, or text that no JSON can hold.
    errors = [{"field": _field(one["loc"]), "message": _printable(str(one["msg"]))} for one in found]
    first = errors[0] if errors else {"field": "", "message": "not understood"}
    detail = f"{first['field'] or 'The body'}: {first['message']}"
    return problem(422, "Not valid", "validation", detail, errors=errors)


async def _http_error(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    code = _CODES.get(error.status_code, f"http_{error.status_code}")
    response = problem(error.status_code, "Not done", code, _printable(str(error.detail)))
    response.headers.update(error.headers or {})
    return response


async def _mistake(request: Request, error: Exception) -> JSONResponse:
    _logger.error("request_failed", method=request.method, route=_route(request), exc_info=error)
    return problem(
        500, "A mistake of ours", "internal", "Something went wrong here; it is in the server's log."
    )


def _route(request: Request) -> str:
    """The path's pattern: a path itself may hold personal data."""
    return str(getattr(request.scope.get("route"), "path", "?"))


def _field(where: tuple[Any, ...]) -> str:
    return _printable(".".join(str(part) for part in where[1:]))[:200]


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _encodable(extra: dict[str, Any]) -> dict[str, Any]:
    return {key: _printable(value) if isinstance(value, str) else value for key, value in extra.items()}
