"""A real server for real SDKs: the collection application on a free port, over a real log.

Run by the tests in a process of its own: `python server.py DATA PORT`; the write key is KEY. Beside the collection API it
serves one page that loads the browser SDK from the folder named by `OBLIK_TEST_PAGES`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry

from oblik.app.serving import run
from oblik.collect.endpoint import CollectApp, CollectSettings
from oblik.collect.sources_repository import SourceRepository
from oblik.kernel.clock import SystemClock
from oblik.store.log import open_log
from oblik.store.state import open_state

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_TYPES = {".html": b"text/html; charset=utf-8", ".js": b"text/javascript"}


class Site:
    """Collection, and files of the folder for everything else."""

    def __init__(self, collect: CollectApp, pages: Path) -> None:
        self._collect = collect
        self._pages = pages

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            return
        if self._collect.handles(scope["path"]):
            await self._collect(scope, receive, send)
            return
        file = self._pages / scope["path"].lstrip("/")
        found = file.is_file() and self._pages in file.resolve().parents
        headers = [(b"content-type", _TYPES.get(file.suffix, b"application/octet-stream"))]
        await send({"type": "http.response.start", "status": 200 if found else 404, "headers": headers})
        await send({"type": "http.response.body", "body": file.read_bytes() if found else b""})


def serve(data: Path, port: int) -> None:
    """Until SIGTERM."""
    clock = SystemClock()
    state, log = open_state("", data), open_log("", data)
    state.migrate()
    sources = SourceRepository(state, clock)
    with state.write() as conn:
        sources.ensure(conn, "sdks", "http", "KEY")
    collect = CollectApp(log, sources, CollectSettings(), clock, CollectorRegistry())
    site = Site(collect, Path(os.environ.get("OBLIK_TEST_PAGES", data)).resolve())
    run(site, "127.0.0.1", port, lambda: None)
    log.close()
    state.close()


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
