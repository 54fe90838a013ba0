"""Servers elsewhere, as connections meet them: a web site and a store that speaks S3, on this machine."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Site:
    """A web site whose answers are set. `asked` is what came: the path and the headers."""

    answer: Callable[[str, dict[str, str]], Answer]
    port: int = 0
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """Where it is."""
        return f"http://{host}:{self.port}{path}"


@contextmanager
def site(answer: Callable[[str, dict[str, str]], Answer]) -> Iterator[Site]:
    """A site that runs within the block."""
    made = Site(answer)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            made.asked.append((self.path, headers))
            status, said, body = made.answer(self.path, headers)
            self.send_response(status)
            for name, value in (said | {"Content-Length": str(len(body))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


def file_of(content: Callable[[], bytes]) -> Callable[[str, dict[str, str]], Answer]:
    """Answers with a file, and with 304 to who has it already."""

    def answer(_path: str, headers: dict[str, str]) -> Answer:
        body = content()
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if headers.get("if-none-match") == tag:
            return 304, {"ETag": tag}, b""
        return 200, {"ETag": tag}, body

    return answer
