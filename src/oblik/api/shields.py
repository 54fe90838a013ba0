"""What stands around every request: limits of size, and headers that tell a browser what it may do with the
answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from oblik.api.problems import problem
from oblik.collect.imports.uploads import MOST_PART_BYTES

UPLOADS: Final = ("/api/imports", "/api/imports/guess")
PARTS: Final = "/api/uploads/"

_ALWAYS: Final = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
}
_API_POLICY: Final = b"default-src 'none'; frame-ancestors 'none'"
# The UI's component library writes styles into the page; scripts come from files only.
_UI_POLICY: Final = (
    b"default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    b"font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
    b"frame-ancestors 'none'"
)


class BodyLimit:
    """Refuses bodies over a limit, by what they announce and by what they turn out to be."""

    def __init__(self, app: ASGIApp, limit: int, upload_limit: int) -> None:
        self.app = app
        self.limit = limit
        self.upload_limit = upload_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self._limit_of(scope)
        if _announced(scope) > limit:
            await problem(413, "Too large", "too_large", _sentence(limit))(scope, receive, send)
            return
        await self.app(scope, _counted(receive, limit), send)

    def _limit_of(self, scope: Scope) -> int:
        if scope["path"] in UPLOADS:
            return self.upload_limit
        part = scope["method"] == "PUT" and scope["path"].startswith(PARTS)
        return max(self.limit, MOST_PART_BYTES) if part else self.limit


def _announced(scope: Scope) -> int:
    said = dict(scope["headers"]).get(b"content-length", b"0")
    return int(said) if said.isdigit() else 0


def _counted(receive: Receive, limit: int) -> Receive:
    taken = 0

    async def counting() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise HTTPException(413, _sentence(limit))
        return message

    return counting


def _sentence(limit: int) -> str:
    return f"Expected a body of at most {limit} bytes, got more."


class Headers:
    """Writes the security headers on every answer."""

    def __init__(self, app: ASGIApp, https: Callable[[Scope], bool]) -> None:
        self.app = app
        self.https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._missing(scope, message)]
            await send(message)

        await self.app(scope, receive, with_headers)

    def _missing(self, scope: Scope, message: Message) -> list[tuple[bytes, bytes]]:
        api = scope["path"].startswith("/api/")
        wanted = dict(_ALWAYS) | {b"content-security-policy": _API_POLICY if api else _UI_POLICY}
        if api:
            wanted[b"cache-control"] = b"no-store"
        if self.https(scope):
            wanted[b"strict-transport-security"] = b"max-age=31536000"
        there = {name.lower() for name, _ in message["headers"]}
        return [(name, value) for name, value in wanted.items() if name not in there]
