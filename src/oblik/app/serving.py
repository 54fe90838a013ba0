"""The server: collection in front, the management API and the pages behind, one process, graceful in its end."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Protocol

import structlog
import uvloop
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_logger = structlog.get_logger()


class Collection(Protocol):
    """The part that knows which paths are for it."""

    def handles(self, path: str) -> bool: ...

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None: ...


def front(collect: Collection, api: App) -> App:
    """Events go the short way; everything else to the framework."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and collect.handles(scope["path"]):
            await collect(scope, receive, send)
        else:
            await api(scope, receive, send)

    return app


def calm_collector() -> None:
    """Python's cycle collector looks at every new object now and then; a batch makes a hundred thousand that are freed without
    it. What is loaded at the start is never looked at again, and the rest seldom: this alone takes a third off a batch."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)
    # Whoever answers a request waits so long at most (seconds) for the pipeline to let go of Python's lock.
    sys.setswitchinterval(0.0005)


def run(app: App, host: str, port: int, on_listening: Callable[[], None]) -> None:
    """Serves until SIGTERM or SIGINT; requests in work are finished first."""
    uvloop.run(_serve(app, host, port, on_listening))


async def _serve(app: App, host: str, port: int, on_listening: Callable[[], None]) -> None:
    server = Server(
        app,
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        log_level=LogLevels.error,  # as a warning it only says, at each start, that being embedded is new to it
        log_access=False,
        backlog=2048,
        blocking_threads=1,
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.stop)
    watching = asyncio.create_task(_tell_when_listening(host, port, on_listening))
    try:
        await server.serve()
    finally:
        watching.cancel()
    _logger.info("server_stopped")


async def _tell_when_listening(host: str, port: int, on_listening: Callable[[], None]) -> None:
    address = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104  compared, not bound
    while True:
        try:
            _, writer = await asyncio.open_connection(address, port)
        except OSError:
            await asyncio.sleep(0.05)
            continue
        writer.close()
        on_listening()
        return
