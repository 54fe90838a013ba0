"""The demo shop: a year of real orders through the ordinary import, with generated people and visits on top.

What is real and what is generated is told in `demo/README.md`. Loading it again changes nothing: the dates
are moved by the same
number of weeks as the first time, and every message has the id it had.
"""

from __future__ import annotations

import csv
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

import oblik
from oblik.app.demo_people import Person, make_people
from oblik.app.demo_visits import Order, store_lines, strangers, visits_before
from oblik.collect.imports.cleaning.places import names as country_names
from oblik.collect.imports.job import Progress
from oblik.collect.imports.mapping import Mapping as ImportMapping
from oblik.collect.imports.mapping import mapping_of, read_mapping
from oblik.collect.imports.runner import ImportRunner
from oblik.collect.sources_repository import SourceRepository
from oblik.govern import workspace
from oblik.kernel.clock import Clock, SystemClock, iso
from oblik.kernel.errors import Unavailable
from oblik.store.state import State

SEED = 20_091_201
SOURCE = "demo-shop"
_SOURCES = {SOURCE: "import", "demo-crm": "import", "demo-store": "pos", "demo-web": "javascript"}
_WORKSPACE = {"name": "Gift shop", "timezone": "Europe/London", "currency": "GBP"}
_LAST_DAY = datetime(2010, 12, 9, tzinfo=UTC)
_WEEK = 7
_ZONE = ZoneInfo("Europe/London")
_GUESTS, _RECEIPTS = 12_000, 1_500  # of the whole demo; less at a smaller scale
_DAY_MS = 86_400_000

Report = Callable[[dict[str, Any]], None]


def load_demo(
    imports: ImportRunner,
    sources: SourceRepository,
    state: State,
    *,
    scale: float = 1.0,
    report: Report = lambda _said: None,
    clock: Clock | None = None,
) -> dict[str, Any]:
    """Loads the demo shop and waits until all of it is in the log; returns how many rows each part had.

    Args:
        scale: the share of customers and receipts to load, more than 0 up to 1.
        report: told `{"title", "done", "total"}` as it goes.
    """
    folder = demo_folder()
    with state.write() as conn:
        if workspace.get(conn) == workspace.Workspace():
            workspace.update(conn, _WORKSPACE)
        for name, kind in _SOURCES.items():
            sources.ensure(conn, name, kind, generated=True)
    shift = shift_days(imports, clock or SystemClock())
    with TemporaryDirectory(prefix="oblik-demo-") as scratch:
        lines = _lines(folder / "online_retail_II.parquet", scale)
        parts = _written(lines, folder, Path(scratch), shift, scale)
        return {
            title: _imported(imports, title, path, mapping, report)
            for title, path, mapping in parts
            if path.stat().st_size  # a very small scale may leave a part without rows
        }


def demo_folder() -> Path:
    """Where the demo's data lies: in the installed package, or in the repository."""
    package = Path(oblik.__file__).parent
    for folder in (package / "demo", package.parents[1] / "demo"):
        if (folder / "online_retail_II.parquet").exists():
            return folder
    raise Unavailable("The data of the demo shop is not a part of this installation.", code="demo_missing")


def shift_days(imports: ImportRunner, clock: Clock) -> int:
    """By how many days the history moves: whole weeks, so that it ends within the seven days before today,
    or as it did when the
    demo was loaded first."""
    before = imports.last_mapping(SOURCE)
    if before is not None:
        spec = before.columns["timestamp"]
        rules = [] if isinstance(spec, str) else spec.clean or []
        return int(
            next(rule["date"]["shift_days"] for rule in rules if isinstance(rule, dict) and "date" in rule)
        )
    since = (clock.now_ms() - _DAY_MS - int(_LAST_DAY.timestamp() * 1000)) // _DAY_MS
    return since // _WEEK * _WEEK


def _lines(path: Path, scale: float) -> pa.Table:
    """The order lines; at a smaller scale those of a share of the customers, and of the receipts of
    unknown ones.
    """
    table = pq.read_table(path)
    if scale >= 1:
        return table
    keys = (
        pc.coalesce(pc.cast(table["Customer ID"], pa.string()), table["Invoice"])
        .combine_chunks()
        .dictionary_encode()
    )
    kept = [zlib.crc32(key.encode()) % 10_000 < scale * 10_000 for key in keys.dictionary.to_pylist()]
    return table.filter(pa.array(kept).take(keys.indices))


Part = tuple[str, Path, ImportMapping]
"""A title, a file, and how it is read."""


def _written(lines: pa.Table, folder: Path, scratch: Path, shift: int, scale: float) -> Iterator[Part]:
    """The files of the demo, each written just before it is imported."""
    orders_file = scratch / "orders.parquet"
    pq.write_table(lines, orders_file)
    yield "Orders", orders_file, _shifted(_mapping(folder, "orders"), shift)
    orders = _orders(lines, shift)
    people = make_people(_customers(lines), SEED)
    yield (
        "People",
        _people_file(scratch / "people.csv", people, _first_orders(lines, shift)),
        _mapping(folder, "people"),
    )
    cards = {p.user_id: p.loyalty_card for p in people if p.loyalty_card}
    receipts = store_lines(orders, cards, int(_RECEIPTS * min(scale, 1)), SEED)
    yield "Store", _csv_file(scratch / "store.csv", receipts), _mapping(folder, "store")
    visits = scratch / "visits.jsonl"
    with visits.open("wb") as file:
        for made in (visits_before(orders, SEED), strangers(orders, int(_GUESTS * min(scale, 1)), SEED)):
            file.writelines(msgspec.json.encode(event) + b"\n" for event in made)
    yield "Visits", visits, _mapping(folder, "visits")


def _imported(
    imports: ImportRunner, title: str, path: Path, mapping: ImportMapping, report: Report
) -> dict[str, int]:
    def tell(progress: Progress) -> None:
        report({"title": title, "done": progress.bytes_done, "total": progress.bytes_total})

    result = imports.run_file(path, mapping=mapping, report=tell)
    if result.error:
        raise Unavailable(f"The demo could not be loaded: {result.error}", code="demo_failed")
    said = result.progress
    return {"read": said.read, "rejected": said.rejected, "events": said.sent, "known": said.duplicate}


def _mapping(folder: Path, name: str) -> ImportMapping:
    return read_mapping((folder / f"{name}.yaml").read_text(encoding="utf-8"))


def _shifted(mapping: ImportMapping, days: int) -> ImportMapping:
    said = mapping.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    said["columns"]["timestamp"]["clean"][0]["date"]["shift_days"] = days
    return mapping_of(said)


def _customers(lines: pa.Table) -> list[tuple[str, str]]:
    """Each known customer's user id with the country of their latest order."""
    known = lines.filter(pc.is_valid(lines["Customer ID"])).select(["Customer ID", "Country"])
    latest = dict(zip(known["Customer ID"].to_pylist(), known["Country"].to_pylist(), strict=True))
    codes = country_names()
    return [(f"customer-{c}", codes.get(country.casefold(), "")) for c, country in sorted(latest.items())]


def _orders(lines: pa.Table, shift: int) -> list[Order]:
    """The real sales, as what a visit can be made up around."""
    sold = lines.filter(pc.and_(pc.greater(lines["Quantity"], 0), pc.greater(lines["Price"], 0)))
    sold = sold.filter(pc.match_substring_regex(sold["StockCode"], r"^\d{5}"))
    rows = sold.sort_by([("Invoice", "ascending")]).to_pylist()
    return [_order(list(group), shift) for _, group in groupby(rows, key=lambda row: row["Invoice"])]


def _order(rows: list[dict[str, Any]], shift: int) -> Order:
    first = rows[0]
    customer = first["Customer ID"]
    products = [
        (row["StockCode"], " ".join(row["Description"].title().split()), row["Price"]) for row in rows[:6]
    ]
    at = _moment(first["InvoiceDate"], shift)
    return Order(first["Invoice"], "" if customer is None else f"customer-{customer}", at, products)


def _people_file(path: Path, people: Iterable[Person], first_orders: Mapping[str, int]) -> Path:
    """The people, each known since the day before their first order."""
    rows = ({**asdict(p), "name": p.name, "since": iso(first_orders[p.user_id] - _DAY_MS)} for p in people)
    return _csv_file(path, rows)


def _first_orders(lines: pa.Table, shift: int) -> dict[str, int]:
    """When each known customer ordered first, or gave something back; ms."""
    first = lines.group_by("Customer ID").aggregate([("InvoiceDate", "min")]).to_pylist()
    return {
        f"customer-{row['Customer ID']}": _moment(row["InvoiceDate_min"], shift)
        for row in first
        if row["Customer ID"] is not None
    }


def _moment(local: str, shift: int) -> int:
    """ms since the epoch of a time in the shop, moved by whole days, so that it stays at its hour."""
    moved = datetime.fromisoformat(local) + timedelta(days=shift)
    return int(moved.replace(tzinfo=_ZONE).timestamp() * 1000)


def _csv_file(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    with _writer(path) as write:
        for row in rows:
            write(row)
    return path


@contextmanager
def _writer(path: Path) -> Iterator[Callable[[Mapping[str, Any]], None]]:
    """Writes rows of one shape, with a header from the first."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        begun = False

        def write(row: Mapping[str, Any]) -> None:
            nonlocal begun
            if not begun:
                out.writerow(row)
                begun = True
            out.writerow(row.values())

        yield write
