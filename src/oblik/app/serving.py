"""The server: collection in front, the management API and the pages behind, one process, graceful in its end."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, Final, Protocol

import structlog
import uvicorn
import uvloop

from oblik.app.connection import Connection

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_KEEP_ALIVE_S: Final = (
    75  # longer than proxies and SDKs keep a connection that nobody uses, so that they close it
)
_FINISH_S: Final = 5  # for requests in work when the server is told to stop; live streams end by it

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
    """Serves until SIGTERM or SIGINT; requests in work are finished first.

    Raises:
        SystemExit: the address cannot be listened on.
    """
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=Connection,
        ws="none",
        interface="asgi3",
        lifespan="off",
        log_config=None,
        log_level="error",
        access_log=False,
        proxy_headers=False,  # whose word is taken is the settings' business: `collect/endpoint/remote.py`
        server_header=False,
        backlog=2048,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=_FINISH_S,
    )
    uvloop.run(_Server(config, on_listening).serve())
    _logger.info("server_stopped")


class _Server(uvicorn.Server):
    """Says when it listens, and ends without passing the signal on: the engines are closed after it."""

    def __init__(self, config: uvicorn.Config, on_listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_listening = on_listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_listening()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        yield
