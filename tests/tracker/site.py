"""A website on a host of its own, as sites that use the tracker are: its pages, and how strict they are."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from oblik.collect.sources import source_kinds

PAGES = Path(__file__).parent / "pages"
NONCE = "bm9uY2Utb2YtdGhlLXBhZ2U"
DEFAULT = 'oblik.load("{key}", {{"consent": "unknown"}});'


@dataclass(frozen=True)
class Site:
    """A site at `url` whose pages send to the server at `oblik` with the key."""

    url: str
    oblik: str
    key: str

    def page(self, name: str, query: str = "", **options: object) -> str:
        """The address of a page that loads the tracker with these options."""
        said = {"consent": "granted", **options}
        return f"{self.url}/{name}?{query + '&' if query else ''}options={quote(json.dumps(said))}"

    def snippet(self, options: str) -> str:
        """What the source's page gives to paste, with other options, and the nonce that a strict page wants."""
        (code,) = (
            s.code
            for s in source_kinds().get("javascript").snippets(self.oblik, self.key)
            if s.title == "Snippet"
        )
        load = DEFAULT.format(key=self.key)
        assert load in code
        code = code.replace(load, f'oblik.load("{self.key}", {options});')
        return code.replace("<script>", f'<script nonce="{NONCE}">')


@contextlib.contextmanager
def open_site(oblik: str, key: str) -> Iterator[Site]:
    """The site, served while the block runs."""
    site: list[Site] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            file = PAGES / asked.path.rpartition("/")[2]
            if not file.is_file():
                file = PAGES / "application.html"  # the address is one that a single-page application made
            options = parse_qs(asked.query).get("options", ['{"consent": "granted"}'])[0]
            body = (
                file.read_text().replace("{{snippet}}", site[0].snippet(options)).replace("{{oblik}}", oblik)
            )
            body = body.replace("{{key}}", key).replace("{{nonce}}", NONCE)
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if file.name == "strict.html":
                policy = (
                    f"default-src 'none'; script-src 'nonce-{NONCE}'; connect-src {oblik}; base-uri 'none'"
                )
                self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.append(Site(f"http://127.0.0.1:{httpd.server_port}", oblik, key))
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    try:
        yield site[0]
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join(10)
