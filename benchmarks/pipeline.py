"""Where the pipeline's time goes: microseconds an event for each step, on the embedded engines, without a server around it.

python -m benchmarks.pipeline                 60,000 events three times; the first time everybody is new
python -m benchmarks.pipeline --profile       and what the last time was spent on, function by function

`wall` is what a clock on the wall says; `thread` the processor time of the pipeline's own thread, which holds Python's lock for
most of it; `process` that of all threads, chDB's among them. On a busy machine only the latter two mean something.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from prometheus_client import CollectorRegistry
from rich.console import Console
from rich.table import Table

from benchmarks.rig.traffic import UNIQUE, bodies
from engines.fixtures import Engines, open_engines
from oblik.app.pipeline import pipeline as pipelines
from oblik.app.pipeline.figures import Figures
from oblik.app.pipeline.pipeline import Pipeline
from oblik.app.pipeline.steps import STEPS, Tools, commit
from oblik.app.serving import calm_collector
from oblik.collect.arrival.entry import Arrivals
from oblik.collect.dictionary import Observer
from oblik.collect.enrich.lookups import open_lookups
from oblik.collect.event import Envelope
from oblik.collect.repeats import Repeats
from oblik.identity.owners import Owners
from oblik.kernel.clock import SystemClock
from oblik.store.log import Entry

_AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36"
_RUNS = 3


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds by three clocks."""

    wall: float = 0.0
    thread: float = 0.0
    process: float = 0.0

    @staticmethod
    def now() -> Spent:
        """The three clocks."""
        return Spent(time.perf_counter(), time.thread_time(), time.process_time())

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.wall + other.wall, self.thread + other.thread, self.process + other.process)

    def __sub__(self, other: Spent) -> Spent:
        return Spent(self.wall - other.wall, self.thread - other.thread, self.process - other.process)


Times = dict[str, Spent]


def timed(function: Callable[..., Any], times: Times) -> Callable[..., Any]:
    """The function, with what it spends added up under its name."""

    def run(*arguments: Any) -> Any:
        before = Spent.now()
        try:
            return function(*arguments)
        finally:
            times[function.__name__] += Spent.now() - before

    return run


def pipeline(engines: Engines) -> Pipeline:
    """A pipeline over the engines."""
    tools = Tools(
        engines.state,
        engines.warehouse,
        Repeats(engines.warehouse),
        open_lookups(),
        Owners(),
        Observer(),
        Arrivals(engines.state),
    )
    return Pipeline(engines.log, tools, SystemClock(), Figures(CollectorRegistry()))


def fill(engines: Engines, pool: list[bytes], run: int) -> None:
    """Puts the pool into the log, with message ids of this run."""
    now = SystemClock().now_ms()
    unique = (body.replace(UNIQUE, b"%06x%06x" % (run, i)) for i, body in enumerate(pool))
    requests = (Envelope(now, "batch", "81.2.69.142", _AGENT, "", body) for body in unique)
    engines.log.append_all([Entry(1, 100, msgspec.msgpack.encode(request)) for request in requests])


def measure(events: int, profile: cProfile.Profile | None) -> Times:
    """Processes as many events three times; what the last time took, by step."""
    times: Times = defaultdict(Spent)
    # The steps are a visible list, so they can be watched from outside.
    watched = vars(pipelines)
    watched["STEPS"] = tuple(timed(step, times) for step in STEPS)
    watched["commit"] = timed(commit, times)
    pool = bodies(100, events // 100)
    with tempfile.TemporaryDirectory(prefix="oblik-pipeline-") as folder:
        engines = open_engines("embedded", Path(folder), {})
        line = pipeline(engines)
        calm_collector()  # as the server does
        for run in range(_RUNS):
            fill(engines, pool, run)
            times.clear()
            if profile is not None and run == _RUNS - 1:
                profile.enable()
            timed(drain, times)(line)
            if profile is not None:
                profile.disable()
        engines.close()
    return times


def drain(line: Pipeline) -> None:
    """Until nothing waits."""
    while line.run_once():
        pass


def show(times: Times, events: int) -> None:
    """The table."""
    table = Table("step", "wall", "thread", "process", title="microseconds an event")
    for name, spent in times.items():
        values = (spent.wall, spent.thread, spent.process)
        table.add_row(name if name != "drain" else "all", *(f"{v / events * 1e6:.1f}" for v in values))
    screen = Console()
    screen.print(table)
    whole = times["drain"]
    screen.print(
        f"{events / whole.wall:,.0f} events/s; {events / whole.process:,.0f} for a core of processor time"
    )


def main() -> None:
    """Reads the arguments, measures, prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=60_000)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    profile = cProfile.Profile() if options.profile else None
    show(measure(options.events, profile), options.events)
    if profile is not None:
        pstats.Stats(profile).sort_stats("tottime").print_stats(40)


if __name__ == "__main__":
    main()
