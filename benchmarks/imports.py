"""Import of a million order lines from CSV: speed, and memory against a tenth of it.

    python benchmarks/imports.py [--lines 1000000]

Prints rows a second into the log and the peak of memory, each in a process of its own, and beside them
what merely parsing the
same file with Arrow takes. The lines of an order are scattered all over the file.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

MAPPING = """
as: orders
columns:
  order_id: Order ID
  timestamp: Date
  product_id: SKU
  name: Product
  quantity: Quantity
  price: Price
identifiers: {email: E-mail}
constants: {currency: EUR}
"""


def main() -> None:
    """Runs a tenth and the whole."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(_measured(given.one)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        for lines in (given.lines // 10, given.lines):
            path = Path(scratch) / f"{lines}.csv"
            write_lines(path, lines)
            child = [sys.executable, __file__, "--one", str(path)]
            said = json.loads(subprocess.run(child, capture_output=True, text=True, check=True).stdout)
            print(
                f"{lines:>10,} lines, {path.stat().st_size >> 20:>4} MB: {said['seconds']:6.1f} s "
                f"({lines / said['seconds']:>9,.0f} lines/s, {said['cpu']:5.1f} s of CPU), peak {said['rss']:>4.0f} MB "
                f"over {said['idle']:.0f} MB idle; parsing alone {said['parse']:.2f} s; {said['events']:,} events"
            )


def write_lines(path: Path, lines: int) -> None:
    """A file of order lines in random order, five to an order."""
    chance = random.Random(1)
    with path.open("w") as file:
        file.write("Order ID,Date,E-mail,SKU,Product,Quantity,Price\n")
        for i in range(lines):
            o = chance.randrange(lines // 5)
            date = f"{o % 28 + 1:02d}.{o % 12 + 1:02d}.2025 {o % 24:02d}:{o % 60:02d}"
            person, sku = o % (lines // 20), i % 5_000
            file.write(
                f'A{o},{date},u{person}@example.com,P{sku},"Cup, no. {sku}",{i % 4 + 1},{sku / 10 + 1:.2f}\n'
            )


def _measured(path: Path) -> dict[str, Any]:
    from pyarrow import csv

    from oblik.collect.imports.runner import ImportRunner
    from oblik.collect.imports.uploads import Uploads
    from oblik.kernel.clock import SystemClock
    from oblik.profiles.rehearsal import Rehearsal
    from oblik.store.log import open_log
    from oblik.store.state import open_state
    from oblik.store.warehouse import open_warehouse

    class Sources:
        def ensure(self, _name: str, _kind: str) -> Any:
            return argparse.Namespace(id=1)

    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        state, log, warehouse = open_state("", data), open_log("", data), open_warehouse("", data)
        state.migrate()
        warehouse.migrate()
        clock = SystemClock()
        runner = ImportRunner(
            state,
            log,
            warehouse,
            Sources(),
            Uploads(state, data, clock),
            data,
            clock,
            rehearse=lambda: Rehearsal(state),
        )
        idle = _peak()
        start, cpu = time.perf_counter(), time.process_time()
        result = runner.run_file(path, mapping=MAPPING)
        seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
        assert result.status == "done", result.error
        rss = _peak()
        start = time.perf_counter()
        csv.read_csv(path, read_options=csv.ReadOptions(use_threads=False))
        parse = time.perf_counter() - start
        log.close()
        state.close()
        warehouse.close()
        events = result.progress.sent
        return {"seconds": seconds, "cpu": cpu, "rss": rss, "idle": idle, "parse": parse, "events": events}


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
