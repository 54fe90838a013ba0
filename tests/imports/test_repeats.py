"""The same file twice, a changed row, a dry run, an import that was killed: what a shop does every week."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

from engines.fixtures import Engines
from imports.shop import Shop
from stories.world import World

PEOPLE = "email,name\nann@example.com,Ann\nbob@example.com,Bob\n"
MAPPING = "as: profiles\nsource: crm\ncolumns: {name: name}\nidentifiers: {email: email}"


def test_the_same_file_twice_changes_nothing_and_a_changed_row_is_news(
    embedded: Engines, tmp_path: Path
) -> None:
    """Every Monday's export brings only what changed since the last one, however long ago that was."""
    shop, world = Shop(embedded), World(embedded)
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE)
    shop.imports(path, MAPPING)
    world.run()
    before = world.everything()
    again = shop.imports(path, MAPPING)
    world.run()
    assert again.progress.duplicate == 2
    assert world.everything() == before
    path.write_text(PEOPLE.replace("Bob", "Robert"))
    changed = shop.imports(path, MAPPING)
    world.run()
    assert changed.progress.duplicate == 1
    assert world.traits(world.owner("email", "bob@example.com"))["name"] == "Robert"


def test_products_are_kept_by_their_id_and_only_changes_are_written(shop: Shop, tmp_path: Path) -> None:
    """A price list can be imported as often as one likes; the last word on each product wins."""
    path = tmp_path / "products.csv"
    path.write_text("sku,title,price,in stock,shelf\nP1,Cup,5.00,yes,A\nP2,Jug,20,no,B\n")
    mapping = """
as: products
columns: {product_id: sku, name: title, price: price, available: in stock, properties.shelf: shelf}
constants: {currency: EUR}
"""
    assert shop.imports(path, mapping).progress.duplicate == 0
    assert shop.imports(path, mapping).progress.duplicate == 2
    path.write_text(path.read_text().replace("5.00", "6.00"))
    assert shop.imports(path, mapping).progress.duplicate == 1
    cup, jug = shop.products()
    assert (cup["name"], cup["price"], cup["currency"], cup["available"]) == ("Cup", 6.0, "EUR", True)
    assert (jug["price"], jug["available"], jug["properties"]) == (20.0, False, '{"shelf":"B"}')


def test_a_dry_run_counts_everything_and_writes_nothing(shop: Shop, tmp_path: Path) -> None:
    """One sees what would come in, and what is wrong, before anything does."""
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE + "not an address,Eve\n")
    result = shop.imports(path, MAPPING, dry_run=True)
    assert (result.progress.read, result.progress.accepted, result.progress.rejected) == (3, 2, 1)
    assert result.problems[0]["row"] == 4
    assert shop.calls() == []


_CHILD = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from engines.fixtures import open_engines
    from imports.shop import runner as made
    from oblik.collect.imports.uploads import Uploads
    from oblik.kernel.clock import SystemClock

    data, file, mapping = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    e = open_engines("embedded", data, {})
    clock = SystemClock()
    runner = made(e, Uploads(e.state, data, clock), clock, lease_ms=500)
    result = runner.run_file(file, mapping=mapping, report=lambda p: print(p.phase, p.sent, flush=True))
    print("finished", result.progress.sent, result.progress.read, result.progress.rejected, flush=True)
    e.close()
    """
)
_EVENTS = "as: events\ncolumns: {event: what, timestamp: at, properties.n: n}\nidentifiers: {user_id: who}"
_ORDERS = "as: orders\ncolumns: {order_id: n, timestamp: at, amount: value}\nidentifiers: {user_id: who}"


def test_a_killed_import_goes_on_where_it_was(tmp_path: Path) -> None:
    """After kill -9 in the middle, the next run ends with every row there, at most one group of them sent
    twice.
    """
    for name, mapping in (("events", _EVENTS), ("orders", _ORDERS)):
        file, data = tmp_path / f"{name}.csv", tmp_path / name
        rows = [f"Page Seen,{1_700_000_000 + i},{i},u{i % 500},{i % 90 + 1}" for i in range(60_000)]
        file.write_text("what,at,n,who,value\n" + "\n".join(rows) + "\nPage Seen,never,0,u1,1\n")
        child = _start(data, file, mapping)
        assert child.stdout is not None
        for line in child.stdout:
            sent = line.split()[1]
            if int(sent) >= 20_000:
                break
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        said, _ = _start(data, file, mapping).communicate(timeout=120)
        assert said.splitlines()[-1] == "finished 60000 60001 1"
        ids = _ids_in_log(data)
        assert len(set(ids)) == 60_000
        assert len(ids) - 60_000 <= 20_000


def _start(data: Path, file: Path, mapping: str) -> subprocess.Popen[str]:
    tests = Path(__file__).parents[1]
    paths = os.pathsep.join([str(tests), str(tests.parent / "src")])
    return subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(data), str(file), mapping],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
    )


def _ids_in_log(data: Path) -> list[str]:
    import msgspec

    from oblik.collect.event import Envelope
    from oblik.store.log import open_log

    log = open_log("", data)
    decode = msgspec.msgpack.Decoder(Envelope).decode
    found = [
        call["messageId"]
        for entry in log.read(0, events=10**9)
        for call in msgspec.json.decode(decode(entry.data).body)["batch"]
    ]
    log.close()
    return found
