"""Kills Oblik at random moments under load, again and again, and then holds what it has against our own books.

python -m benchmarks.crash --rounds 20                    the embedded engines, one process
python -m benchmarks.crash --rounds 20 --engines grown    two servers over PostgreSQL, NATS and ClickHouse's engine
python -m benchmarks.crash --disk-full                    a disk that is full for a while

Ends with 1 when anything differs. `docs/guides/proof.md` says what is checked.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.rig import audit, disk
from benchmarks.rig.audit import Check
from benchmarks.rig.book import Book
from benchmarks.rig.people import Shopper
from benchmarks.rig.server import OblikServer
from engines.fixtures import open_engines
from engines.grown import GrownEngines
from stories.world import World

SHOPPERS = 6
SETTLE_S = 300
DISK_MB = 900

_screen = Console(stderr=True, highlight=False)


class Stage:
    """Servers, engines, and the ways to make them fall."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.kind = kind
        self.data = folder / "data"
        self.engines = GrownEngines(folder / "engines") if kind == "grown" else None
        self.servers: list[OblikServer] = []

    def start(self) -> None:
        """Everything, for the first time."""
        urls: dict[str, str] = {}
        names = ["server"]
        if self.engines is not None:
            self.engines.start()
            urls, names = self.engines.urls, ["first", "second"]
        self.servers = [OblikServer(self.data, urls, name) for name in names]
        for server in self.servers:
            server.start()

    @property
    def urls(self) -> dict[str, str]:
        """The settings that lead to the engines."""
        return self.engines.urls if self.engines is not None else {}

    def victims(self) -> dict[str, Sequence[Any]]:
        """What may fall together, by name. Each has `kill` and `start`, engines before servers."""
        if self.engines is None:
            return {"the server": self.servers}
        e = self.engines
        engines: dict[str, Sequence[Any]] = {
            "NATS": [e.nats],
            "PostgreSQL": [e.postgres],
            "ClickHouse": [e.clickhouse],
        }
        one: dict[str, Sequence[Any]] = {f"the {s.name} server": [s] for s in self.servers}
        everything = [e.nats, e.postgres, e.clickhouse, *self.servers]
        return {**one, **engines, "both servers": self.servers, "everything": everything}

    def stop_servers(self) -> None:
        """Gracefully, which must work whatever happened before."""
        for server in self.servers:
            server.stop()

    def close(self) -> None:
        """Nothing of it runs any more."""
        for server in self.servers:
            server.kill()
        if self.engines is not None:
            self.engines.kill()


class Load:
    """The shoppers of one stage."""

    def __init__(self, stage: Stage, book: Book, *, people: int, rate: float, seed: int) -> None:
        began = int(time.time() * 1000)
        self._shoppers = [
            Shopper(
                n, SHOPPERS, stage.servers, book, people=people, rate=rate / SHOPPERS, seed=seed, began=began
            )
            for n in range(SHOPPERS)
        ]

    def start(self) -> None:
        """They begin to send."""
        for shopper in self._shoppers:
            shopper.start()

    def finish(self) -> None:
        """They deliver what is under way and stop.

        Raises:
            RuntimeError: one could not.
        """
        for shopper in self._shoppers:
            shopper.finish()
        for shopper in self._shoppers:
            shopper.join(SETTLE_S)
            if shopper.problem is not None:
                raise shopper.problem
            if shopper.is_alive():
                raise RuntimeError("A sender could not deliver its events although the server is up.")


# --- the rounds -----------------------------------------------------------------------------------------------


def kill_round(stage: Stage, book: Book, chance: random.Random) -> str:
    """One fall and rise under load; says what fell."""
    wait_for_answers(book, 3)
    wait_for_pipeline(stage)
    time.sleep(chance.uniform(0, 3))
    name, victims = chance.choice(list(stage.victims().items()))
    fall(victims)
    time.sleep(chance.uniform(0, 0.5))
    again = stage.kind == "embedded" and chance.random() < 0.25
    if again:
        stage.servers[0].spawn()
        time.sleep(chance.uniform(0, 3))
        fall(victims)
    for victim in victims:
        victim.start()
    return f"{name}, and again while it started" if again else name


def fall(victims: Sequence[Any]) -> None:
    """All of them at once."""
    threads = [threading.Thread(target=victim.kill) for victim in victims]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def wait_for_answers(book: Book, count: int) -> None:
    """Until so many more requests are acknowledged, so that every fall happens under load."""
    wanted = book.statuses.get(200, 0) + count
    wait_until(lambda: book.statuses.get(200, 0) >= wanted, 120, "nothing is acknowledged any more")


def wait_for_pipeline(stage: Stage) -> None:
    """Until events are being stored again, so that every fall may happen within a batch."""
    first = stage.servers[0].ledger()["stored"]
    wait_until(lambda: stage.servers[0].ledger()["stored"] > first, 120, "nothing is stored any more")


def wait_until(true: Callable[[], bool], seconds: float, otherwise: str) -> None:
    """Looks until it is so.

    Raises:
        RuntimeError: it is not in time.
    """
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise RuntimeError(otherwise)
        time.sleep(0.05)


def fill_round(small: disk.SmallDisk, book: Book, seconds: float) -> tuple[str, list[Check]]:
    """Fills the disk under load, keeps it full, frees it; what must hold of the answers meanwhile."""
    wait_for_answers(book, 20)
    refused = book.statuses.get(503, 0)
    deadline = time.monotonic() + seconds
    small.fill()
    while time.monotonic() < deadline:
        time.sleep(0.2)
        small.fill()
    refused = book.statuses.get(503, 0) - refused
    small.free()
    freed = time.monotonic()
    wait_for_answers(book, 20)
    took = time.monotonic() - freed
    checks = [
        Check(
            "a full disk is answered with 503", refused, () if refused else ("nothing was answered with 503",)
        ),
        Check("it goes on by itself", 20, () if took < 30 else (f"only after {took:.0f} s",)),
    ]
    return f"{refused} requests were refused; acknowledged again {took:.1f} s after there was room", checks


# --- the end --------------------------------------------------------------------------------------------------


def settle_and_check(stage: Stage, book: Book) -> list[Check]:
    """Waits until the pipeline is done, stops the servers, and looks at everything."""
    server = stage.servers[0]
    say("waiting until nothing is pending …")
    wait_until(lambda: server.ledger()["pending"] == 0, SETTLE_S, "the pipeline does not come to its end")
    ledger = server.ledger()
    shown = audit.check_api(book, server, certain(book))
    stage.stop_servers()
    say("comparing with the books …")
    found, before = look(stage)
    checks = [audit.check_answers(book), *audit.audit(book, found)]
    checks += [audit.check_ledger(book, ledger, len(found.events)), shown, audit.check_doctor(server)]
    say("rebuilding everything from the events …")
    server.command("rebuild", "--json")
    checks.append(audit.check_same("a rebuild gives the same", before, look(stage)[1]))
    return checks


def certain(book: Book) -> list[str]:
    """The good calls of people of whom every call was acknowledged: of the others nothing exact can be said yet."""
    unsure = {call.person for call in book.unsure.values()}
    return [i for i, call in book.good().items() if call.person not in unsure]


def look(stage: Stage) -> tuple[audit.Findings, dict[str, Any]]:
    """What the engines hold, and all that is derived from it."""
    engines = open_engines(stage.kind, stage.data, stage.urls)
    try:
        return audit.read(engines), World(engines).everything()
    finally:
        engines.close()


def report(book: Book, checks: Sequence[Check]) -> bool:
    """Prints the table; whether all is well."""
    statuses = ", ".join(f"{'broken' if s == -1 else s}: {n}" for s, n in sorted(book.statuses.items()))
    _screen.print(
        f"\n{len(book.acknowledged)} events acknowledged, {book.attempts} sent with repeats; answers {statuses}"
    )
    table = Table("", "what must hold", "looked at", "differences")
    for check in checks:
        mark = "[green]ok[/green]" if check.ok else "[red]NO[/red]"
        table.add_row(mark, check.name, f"{check.looked_at:,}", check.detail)
    _screen.print(table)
    return all(check.ok for check in checks)


def say(text: str) -> None:
    """A line of progress."""
    _screen.print(text, soft_wrap=True)


# --- the program ----------------------------------------------------------------------------------------------


def main() -> None:
    """Reads the arguments and runs the proof."""
    options = arguments()
    if options.disk_full:
        disk.enter()
    with folder(options.keep) as place:
        ok = run(options, place)
    sys.exit(0 if ok else 1)


def run(options: argparse.Namespace, place: Path) -> bool:
    """The whole proof in one folder; whether all is well."""
    small = disk.SmallDisk(place, DISK_MB)
    if options.disk_full:
        small.mount()
    chance = random.Random(options.seed)
    book = Book()
    stage = Stage(place, options.engines)
    say(f"{options.engines} engines, seed {options.seed}, in {place}")
    try:
        stage.start()
        load = Load(stage, book, people=options.people, rate=options.rate, seed=options.seed)
        load.start()
        checks: list[Check] = []
        for number in range(1, options.rounds + 1):
            if options.disk_full:
                what, more = fill_round(small, book, options.seconds)
                checks += more
            else:
                what = f"killed {kill_round(stage, book, chance)}"
            say(f"round {number}/{options.rounds}: {what}; {len(book.acknowledged):,} acknowledged so far")
        load.finish()
        return report(book, checks + settle_and_check(stage, book))
    finally:
        stage.close()
        if options.disk_full:
            small.unmount()


@contextmanager
def folder(keep: bool) -> Iterator[Path]:
    """A folder for the run, removed afterwards unless it is wanted."""
    place = Path(tempfile.mkdtemp(prefix="oblik-crash-"))
    try:
        yield place
    finally:
        if not keep:
            shutil.rmtree(place, ignore_errors=True)


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, help="falls (20), or times that the disk is full (3)")
    parser.add_argument("--engines", choices=("embedded", "grown"), default="embedded")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--rate", type=float, default=1500.0, help="events a second that are sent at most")
    parser.add_argument("--disk-full", action="store_true")
    parser.add_argument("--seconds", type=float, default=6.0, help="how long the disk stays full")
    parser.add_argument("--keep", action="store_true", help="leave the folder for a look")
    options = parser.parse_args()
    options.rounds = options.rounds or (3 if options.disk_full else 20)
    return options


if __name__ == "__main__":
    main()
