"""One page for all, and a server that answers what each tracker asks as its own would, at once."""

from __future__ import annotations

import contextlib
import gzip
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from benchmarks.tracker.contestants import Contestant

PAGE = """<!doctype html><html lang="en">
<head><meta charset="utf-8"><title>A shop</title><link rel="icon" href="data:,">{tag}</head>
<body><h1>A shop</h1>{goods}<form><input name="email"><button>Send</button></form></body></html>"""
GOODS = "".join(
    f'<article><h2>Product {n}</h2><p>It is blue.</p><a href="/product/{n}">See</a><button>Buy</button></article>'
    for n in range(200)
)
SETTINGS: dict[str, Any] = {
    "/v1/projects/KEY/settings": {
        "integrations": {"Segment.io": {"apiKey": "KEY"}},
        "plan": {},
        "edgeFunction": {},
    },
    "/sourceConfig": {
        "source": {
            "id": "s",
            "name": "s",
            "writeKey": "KEY",
            "enabled": True,
            "destinations": [],
            "config": {"statsCollection": {}},
        },
        "updatedAt": "2026-01-01T00:00:00Z",
    },
}


@contextlib.contextmanager
def serving(trackers: list[Contestant]) -> Iterator[str]:
    """The site's address; `/0` is the page of the first tracker."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.partition("?")[0].rstrip("/")
            number = path[1:].removesuffix(".js")
            if number.isdecimal():
                tracker = trackers[int(number)]
                if path.endswith(".js"):
                    self._answer(gzip.compress(tracker.script), "text/javascript", packed=True)
                else:
                    page = PAGE.format(tag=tracker.tag.replace("{script}", f"/{number}.js"), goods=GOODS)
                    self._answer(page.encode(), "text/html; charset=utf-8")
            else:
                self._answer(json.dumps(SETTINGS.get(path, {})).encode(), "application/json")

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self._answer(b'{"success": true}', "application/json")

        def _answer(self, body: bytes, kind: str, packed: bool = False) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if packed:
                self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{httpd.server_port}"
    finally:
        httpd.shutdown()
        httpd.server_close()
