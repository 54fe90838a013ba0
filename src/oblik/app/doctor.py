"""`oblik doctor`: is everything as it must be, and if not, what to do."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx

from oblik.app import control, remote
from oblik.app.installation import LEAST_FREE
from oblik.app.settings import Settings
from oblik.app.wiring import opened, uses_data_folder
from oblik.collect import ledger
from oblik.kernel.errors import OblikError
from oblik.store.state import State, open_state
from oblik.store.warehouse import Warehouse

_CLOCK_STEP_S = 0.05
_STORED = "SELECT source_id, count() AS events FROM events GROUP BY source_id"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, whether it is well, and what to do if not."""

    name: str
    ok: bool
    detail: str
    advice: str = ""

    def as_json(self) -> dict[str, Any]:
        """As the command prints it."""
        return asdict(self)


def examine(settings: Settings) -> list[Finding]:
    """Looks at everything; nothing is changed but pending migrations, which every start applies."""
    findings = [_disk(settings.data), _folder(settings.data), _clock()]
    server = control.running(settings.data) if uses_data_folder(settings) else None
    if server is not None:
        return [*findings, *_of_server(server), *_of_state(settings)]
    return [*findings, *_of_engines(settings)]


def _disk(data: Path) -> Finding:
    place = next(p for p in (data.resolve(), *data.resolve().parents) if p.exists())
    free = shutil.disk_usage(place).free
    advice = (
        "Make room on this disk or set OBLIK_DATA to a larger one: a full disk makes collection answer 503."
    )
    return Finding("disk", free >= LEAST_FREE, f"{free / 2**30:.1f} GB free at {place}", advice)


def _folder(data: Path) -> Finding:
    try:
        data.mkdir(parents=True, exist_ok=True)
        probe = data / ".probe"
        probe.write_bytes(b"ok")
        probe.unlink()
    except OSError as error:
        return Finding(
            "data folder", False, f"{data}: {error.strerror}", "Give this user the right to write there."
        )
    return Finding("data folder", True, f"{data.resolve()} can be written")


def _clock() -> Finding:
    """A wall clock that does not go like the steady one would make times of events wrong."""
    wall, steady = time.time(), time.monotonic()
    time.sleep(_CLOCK_STEP_S)
    drift = abs((time.time() - wall) - (time.monotonic() - steady))
    sane = drift < _CLOCK_STEP_S and time.time() > 1_700_000_000
    return Finding(
        "clock",
        sane,
        f"{time.strftime('%Y-%m-%d %H:%M:%S UTC', time.gmtime())}",
        "Let NTP set this machine's clock.",
    )


def _of_server(server: control.Control) -> Iterator[Finding]:
    try:
        for check in remote.ready(server):
            yield Finding(check["name"], check["ok"], check["detail"] or "answers", "See the server's log.")
    except (httpx.HTTPError, ValueError) as error:
        advice = f"The process {server.pid} holds the data folder but does not answer; restart it."
        yield Finding("server", False, f"{server.url}: {type(error).__name__}", advice)


def _of_state(settings: Settings) -> Iterator[Finding]:
    state = open_state(settings.state_url, settings.data)
    try:
        yield _balance(state, None)
    finally:
        state.close()


def _of_engines(settings: Settings) -> Iterator[Finding]:
    try:
        with opened(settings) as app:
            for health in app.installation.ready():
                if health.name != "disk":
                    yield Finding(
                        health.name, health.ok, health.detail or "answers", "Check its URL and that it runs."
                    )
            yield Finding("migrations", True, "applied")
            yield _balance(app.state, app.warehouse)
    except OblikError as error:
        yield Finding("engines", False, error.message, _advice(error))


def _advice(error: OblikError) -> str:
    return {
        "data_in_use": "Stop the other process, or name another folder with --data.",
    }.get(
        error.code, "Check OBLIK_STATE_URL, OBLIK_WAREHOUSE_URL and OBLIK_LOG_URL, and that the servers run."
    )


def _balance(state: State, warehouse: Warehouse | None) -> Finding:
    """Every event that was acknowledged is somewhere, and the warehouse has as many as the ledger says."""
    with state.read() as conn:
        totals = ledger.totals(conn)
    uneven = [str(source) for source, counts in totals.items() if not counts.balanced]
    if warehouse is not None:
        stored = {r["source_id"]: r["events"] for r in warehouse.rows(_STORED)}
        uneven += [str(s) for s, c in totals.items() if stored.get(s, 0) != c.stored and str(s) not in uneven]
    detail = f"{sum(c.accepted for c in totals.values())} events accepted, all accounted for"
    if not uneven:
        return Finding("ledger", True, detail)
    return Finding(
        "ledger",
        False,
        f"does not balance for the sources {', '.join(uneven)}",
        "Run `oblik rebuild`, then report it.",
    )
