"""How much Oblik collects, how soon it shows, and what it takes of the machine; beside each figure what the parts could do
alone, measured in the same run.

python -m benchmarks.collect                     the embedded engines: about five minutes
python -m benchmarks.collect --engines grown     PostgreSQL, NATS and ClickHouse's engine over HTTP
python -m benchmarks.collect --short             a minute, to see that it works

The load comes from a process of its own on the same machine, so what it takes of the processor is missing here.
"""

from __future__ import annotations

import argparse
import http.client
import json
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.rig import ceilings, load
from benchmarks.rig.load import Plan, Result
from benchmarks.rig.server import TOKEN, WRITE_KEY, OblikServer
from benchmarks.rig.watch import Watch
from engines.grown import GrownEngines
from oblik.store.state import open_state
from oblik.store.warehouse import open_warehouse

BATCH = 100
BATCH_CONNECTIONS, SINGLE_CONNECTIONS = 8, 64
PACED_REQUESTS = 3_000  # single events a second
PACED_EVENTS = 5_000  # a second, in batches, while somebody waits for an event to show
_POLL_S = 0.02
_SETTLE_S = 900

_screen = Console(stderr=True, highlight=False)


@dataclass(frozen=True)
class Figure:
    """One line of the table."""

    what: str
    value: str
    floor: str = ""
    beside: str = ""


class Bench:
    """One server, measured one thing after the other.

    Args:
        seconds: of each load.
    """

    def __init__(self, folder: Path, kind: str, seconds: float) -> None:
        self.folder, self.kind, self.seconds = folder, kind, seconds
        self.engines = GrownEngines(folder / "engines") if kind == "grown" else None
        self.figures: list[Figure] = []
        self.server: OblikServer

    def run(self) -> None:
        """Everything."""
        if self.engines is not None:
            self.engines.start()
        self.server = OblikServer(self.folder / "data", self.urls)
        try:
            began = time.perf_counter()
            self.server.start()
            self.add("from start to ready", f"{time.perf_counter() - began:.1f} s")
            self.idle()
            self.batches()
            self.singles()
            self.latency()
            self.server.stop()
            self.bare_parts()
        finally:
            self.server.kill()
            if self.engines is not None:
                self.engines.kill()

    @property
    def urls(self) -> dict[str, str]:
        """The settings that lead to the engines."""
        return self.engines.urls if self.engines is not None else {}

    def add(self, what: str, value: str, floor: str = "", beside: str = "") -> None:
        """One figure more."""
        self.figures.append(Figure(what, value, floor, beside))
        _screen.print(f"  {what}: [bold]{value}[/bold] {f'({floor})' if floor else ''} {beside}")

    # --- what is measured ---------------------------------------------------------------------------------------

    def idle(self) -> None:
        """A server that nobody uses."""
        time.sleep(min(10.0, self.seconds))
        watch = self.watch()
        time.sleep(self.seconds / 2)
        watch.stop()
        self.add(
            "idle memory",
            f"{watch.memory[-1]:.0f} MB",
            "under 400 MB",
            f"{watch.own:.0f} MB without program files",
        )
        self.add("idle processor", f"{watch.cores * 100:.1f} % of a core", "1 %")

    def batches(self) -> None:
        """As many batches as are taken, until all of them are stored."""
        plan = Plan(self.server.port, BATCH_CONNECTIONS, self.seconds, BATCH)
        stored, began = self.server.ledger()["stored"], time.perf_counter()
        watch = self.watch()
        sent = load.finish(load.start(plan))
        during = self.server.ledger()
        self.settle()
        took = time.perf_counter() - began
        watch.stop()
        with ceilings.bare_endpoint() as port:
            bare = load.finish(load.start(Plan(**asdict(plan) | {"port": port, "seconds": self.seconds / 4})))
        kind = f"batches of {BATCH}"
        self.add(f"{kind}: acknowledged", _events(sent), "", f"bare endpoint {_events(bare)}")
        whole = (self.server.ledger()["stored"] - stored) / took
        self.add(f"{kind}: stored, until the last one is", f"{whole:,.0f} events/s", "50,000 events/s")
        ongoing = (during["stored"] - stored) / sent.seconds
        self.add(f"{kind}: stored while they come", f"{ongoing:,.0f} events/s")
        self.add(f"{kind}: answer", _times(sent), "", f"bare endpoint {_times(bare)}")
        self.add("memory over the run", f"{' → '.join(map(str, watch.trend()))} MB")
        self.add("other answers than 200", _others(sent))

    def singles(self) -> None:
        """One event a request: at a steady pace, then as many as are taken."""
        paced = Plan(self.server.port, SINGLE_CONNECTIONS, self.seconds, 1, PACED_REQUESTS)
        result = load.finish(load.start(paced))
        kind = f"single events at {PACED_REQUESTS:,} a second"
        self.add(f"{kind}: answer", _times(result), "p99 under 50 ms", _others(result))
        free = Plan(**asdict(paced) | {"rate": 0.0})
        most = load.finish(load.start(free))
        with ceilings.bare_endpoint() as port:
            bare = load.finish(load.start(Plan(**asdict(free) | {"port": port, "seconds": self.seconds / 4})))
        beside = f"bare endpoint {_events(bare)}, {_times(bare)}"
        self.add("single events: most that are taken", f"{_events(most)}, {_times(most)}", "3,000/s", beside)
        self.settle()

    def latency(self) -> None:
        """From the moment an event is sent until the profile shows it, while many others come."""
        plan = Plan(self.server.port, BATCH_CONNECTIONS, self.seconds, BATCH, PACED_EVENTS / BATCH)
        sending = load.start(plan)
        time.sleep(2)
        waits = Prober(self.server.port).run(self.seconds - 4)
        result = load.finish(sending)
        self.settle()
        text = (
            f"p50 {_quantile(waits, 0.5):.2f} s, p95 {_quantile(waits, 0.95):.2f} s ({len(waits)} looked at)"
        )
        self.add(f"event → profile at {PACED_EVENTS:,} events/s", text, "p95 under 2 s", _events(result))

    def bare_parts(self) -> None:
        """What engines take without anything around them."""
        fresh = self.engines.fresh("bare") if self.engines is not None else {}
        warehouse = open_warehouse(fresh.get("OBLIK_WAREHOUSE_URL", ""), self.folder / "bare")
        warehouse.migrate()
        self.add(
            "bare Arrow insert into `events`",
            f"{ceilings.insert_rate(warehouse, self.seconds / 3):,.0f} rows/s",
        )
        warehouse.close()
        state = open_state(self.urls.get("OBLIK_STATE_URL", ""), self.folder / "data")
        rows = ceilings.state_rows(state)
        state.close()
        if fresh:
            rate, how = ceilings.copy_rate(rows, fresh["OBLIK_STATE_URL"]), "COPY into PostgreSQL"
        else:
            rate, how = ceilings.sqlite_rate(rows, self.folder), "insert into SQLite"
        self.add(f"bare {how}, documents and identifiers", f"{rate:,.0f} rows/s")

    # --- what they need -----------------------------------------------------------------------------------------

    def watch(self) -> Watch:
        """Watches the server."""
        assert self.server.process is not None
        return Watch(self.server.process.pid).start()

    def settle(self) -> None:
        """Waits until nothing is pending."""
        deadline = time.monotonic() + _SETTLE_S
        while self.server.ledger()["pending"]:
            if time.monotonic() > deadline:
                raise RuntimeError("The pipeline does not come to its end.")
            time.sleep(0.1)


class Prober:
    """Sends one person's event after the other and looks until each is on the profile."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._run = time.time_ns()

    def run(self, seconds: float) -> list[float]:
        """Seconds that each one took."""
        waits: list[float] = []
        deadline = time.perf_counter() + seconds
        while time.perf_counter() < deadline:
            waits.append(self._one(f"probe-{self._run}-{len(waits)}"))
            threading.Event().wait(0.1)
        return waits

    def _one(self, person: str) -> float:
        said = {"userId": person, "traits": {"probe": person}, "writeKey": WRITE_KEY}
        began = time.perf_counter()
        self._ask("POST", "/v1/identify", json.dumps(said).encode())
        while True:
            items = self._ask("GET", f"/api/profiles?identifier=user_id:{person}&columns=probe")["items"]
            if items and items[0]["events"]:
                return time.perf_counter() - began
            time.sleep(_POLL_S)

    def _ask(self, method: str, path: str, body: bytes | None = None) -> dict[str, Any]:
        self._connection.request(method, path, body, {"Authorization": f"Bearer {TOKEN}"})
        answer = self._connection.getresponse()
        said: dict[str, Any] = json.loads(answer.read())
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}: {said}")
        return said


def _events(result: Result) -> str:
    return f"{result.events_a_second:,.0f} events/s"


def _times(result: Result) -> str:
    return f"p50 {result.p50 * 1000:.1f} ms, p99 {result.p99 * 1000:.1f} ms"


def _others(result: Result) -> str:
    others = {status: n for status, n in result.statuses.items() if status != "200"}
    return ", ".join(f"{n} × {status}" for status, n in others.items()) or "none"


def _quantile(values: Sequence[float], share: float) -> float:
    return statistics.quantiles(values, n=100)[round(share * 100) - 1] if len(values) > 1 else values[0]


def main() -> None:
    """Reads the arguments, measures, prints the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--engines", choices=("embedded", "grown"), default="embedded")
    parser.add_argument("--short", action="store_true", help="6 seconds of each load instead of 60")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="oblik-bench-"))
    bench = Bench(folder, options.engines, 6.0 if options.short else 60.0)
    _screen.print(f"{options.engines} engines, {bench.seconds:.0f} s of each load")
    try:
        bench.run()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    table = Table("what", "measured", "at least", "beside it")
    for figure in bench.figures:
        table.add_row(figure.what, figure.value, figure.floor, figure.beside)
    Console(width=150).print(table)


if __name__ == "__main__":
    main()
