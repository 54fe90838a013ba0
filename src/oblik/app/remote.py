"""The command line asking the server that works on the data folder."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from oblik.app.control import Control
from oblik.app.pipeline import rebuild as rebuilding
from oblik.app.settings import Settings
from oblik.kernel.clock import Clock
from oblik.kernel.errors import Invalid, Unavailable
from oblik.store.state import open_state

_LOOK_S = 0.5
_UPLOAD = httpx.Timeout(30.0, write=600.0, read=600.0)


def import_file(
    server: Control,
    file: Path,
    *,
    kind: str,
    mapping: str | None,
    source: str | None,
    dry_run: bool,
    report: Callable[[dict[str, Any]], None],
) -> dict[str, Any]:
    """Hands the file to the server and waits until it is imported and its events are visible."""
    with httpx.Client(
        base_url=server.url, headers={"Authorization": f"Bearer {server.token}"}, timeout=_UPLOAD
    ) as client:
        if not kind:
            kind = _guessed(client, file)
        form = {"as": kind, "dry_run": str(dry_run).lower()}
        form |= {k: v for k, v in (("map", mapping), ("source", source)) if v}
        with file.open("rb") as body:
            said = _answer(client.post("/api/imports", data=form, files={"file": (file.name, body)}))
        while said["status"] in ("uploaded", "checking", "running"):
            report(said["bytes"])
            time.sleep(_LOOK_S)
            said = _answer(client.get(f"/api/imports/{said['id']}"))
        while _answer(client.get("/api/system"))["pipeline"]["pending"]:
            time.sleep(_LOOK_S)
    return {"id": said["id"], "status": said["status"], **said["rows"], "error": said["error"]}


def rebuild(settings: Settings, clock: Clock) -> int:
    """Asks the server for a rebuild and waits for its end; how many events it read."""
    state = open_state(settings.state_url, settings.data)
    try:
        with state.write() as conn:
            rebuilding.request(conn, clock.now_ms())
        count = 0
        while True:
            with state.read() as conn:
                job = rebuilding.wanted(conn)
            if job is None:
                return count
            count = job.get("total", 0)
            time.sleep(_LOOK_S)
    finally:
        state.close()


def ready(server: Control) -> list[dict[str, Any]]:
    """The server's own checks."""
    answer = httpx.get(f"{server.url}/readyz", timeout=10.0)
    checks: list[dict[str, Any]] = answer.json()["checks"]
    return checks


def _guessed(client: httpx.Client, file: Path) -> str:
    with file.open("rb") as body:
        kind: str = _answer(client.post("/api/imports/guess", files={"file": (file.name, body)}))["as"]
    return kind


def _answer(response: httpx.Response) -> dict[str, Any]:
    said: dict[str, Any] = response.json()
    if response.status_code >= 500:
        raise Unavailable(said.get("detail", "The server cannot answer now."), code=said.get("code"))
    if response.is_error:
        raise Invalid(said.get("detail", "The server refused."), code=said.get("code"))
    return said
