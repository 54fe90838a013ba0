"""A shop that sends: the collection application over a real log and a real table of sources, called as a server would call it."""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from prometheus_client import CollectorRegistry

from oblik.collect.endpoint import CollectApp, CollectSettings
from oblik.collect.event import Envelope, Event, Rejection
from oblik.collect.sources_repository import Source, SourceRepository
from oblik.collect.wire import decode
from oblik.kernel.clock import ManualClock
from oblik.store.log import Entry, Log, open_log
from oblik.store.state import State, open_state

NOW = 1_795_000_000_000
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"

CALL = {"userId": "u1", "event": "Product Viewed", "messageId": "m1"}
IN_BODY = CALL | {"writeKey": "KEY"}


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        """The body's object."""
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def code(self) -> str:
        """The stable code of a problem."""
        assert self.headers["content-type"] == "application/problem+json"
        assert self.json["detail"].endswith(".")
        return str(self.json["code"])


class Shop:
    """Sends requests and looks at what the log then holds."""

    def __init__(self, data: Path, settings: CollectSettings | None = None) -> None:
        self.clock = ManualClock(NOW)
        self.registry = CollectorRegistry()
        self.state: State = open_state("", data)
        self.state.migrate()
        self.log: Log = open_log("", data)
        self.sources = SourceRepository(self.state, self.clock)
        self.source = self.add("web", write_key="KEY")
        self.settings = settings or CollectSettings()
        self.app = CollectApp(self.log, self.sources, self.settings, self.clock, self.registry)

    def add(self, name: str, **more: Any) -> Source:
        """A new source."""
        with self.state.write() as conn:
            return self.sources.create(conn, name=name, kind="http", **more)

    def change(self, name: str, **changes: Any) -> Source:
        """A changed source."""
        with self.state.write() as conn:
            return self.sources.update(conn, name, changes)

    def post(self, path: str, body: Any, *, key: str | None = "KEY", **more: Any) -> Reply:
        """A POST with the key as Basic user name, or with none."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"content-type": "application/json"} | (basic(key) if key else {})
        return self.request("POST", path, data, headers | more.pop("headers", {}), **more)

    def get(self, path: str, query: str = "", headers: Mapping[str, str] | None = None) -> Reply:
        """A GET."""
        return self.request("GET", path, b"", headers or {}, query=query)

    def request(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        *,
        query: str = "",
        peer: str = "81.2.69.142",
        pieces: Sequence[dict[str, Any]] | None = None,
    ) -> Reply:
        """One HTTP request; `pieces` are the server's messages, where the body does not come in one."""
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "headers": [
                (k.lower().encode("latin-1"), v.encode("latin-1")) for k, v in (headers or {}).items()
            ],
            "client": (peer, 50_000),
            "scheme": "http",
        }
        messages = list(pieces or [{"type": "http.request", "body": body, "more_body": False}])
        return asyncio.run(self._call(scope, messages))

    async def _call(self, scope: dict[str, Any], messages: list[dict[str, Any]]) -> Reply:
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            if messages:
                return messages.pop(0)
            await asyncio.Event().wait()  # a client that says no more
            return {}

        async def send(message: Any) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        if not sent:
            return Reply(0, {}, b"")
        headers = {k.decode(): v.decode() for k, v in sent[0]["headers"]}
        return Reply(sent[0]["status"], headers, sent[1]["body"])

    def envelopes(self) -> list[Envelope]:
        """What the log holds, in order."""
        return [msgspec.msgpack.decode(entry.data, type=Envelope) for entry in self.log.read(0, events=10**9)]

    def stored(self) -> list[Event | Rejection]:
        """The events that the pipeline will read."""
        found: list[Event | Rejection] = []
        for entry in self.log.read(0, events=10**9):
            items = decode(msgspec.msgpack.decode(entry.data, type=Envelope), entry.source_id, entry.sequence)
            assert len(items) == entry.count
            found += items
        return found

    def figure(self, name: str, **labels: str) -> float:
        """One number of `/metrics`."""
        return self.registry.get_sample_value(name, labels) or 0.0

    def close(self) -> None:
        """Lets go of both files."""
        self.log.close()
        self.state.close()


class Broken:
    """A log that raises, for what a real one raises only when a disk is full."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def append(self, entry: Entry) -> int:  # noqa: ARG002
        """Raises."""
        raise self._error


def basic(key: str, colon: str = ":") -> dict[str, str]:
    """The header of Basic authentication."""
    return {"authorization": "Basic " + b64encode(f"{key}{colon}".encode()).decode()}
