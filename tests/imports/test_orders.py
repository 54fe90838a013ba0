"""Lines become orders, wherever they stand in the file."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oblik.collect.imports.kinds import KINDS
from oblik.collect.imports.kinds.kind import Rows
from oblik.collect.imports.kinds.orders import OrderOptions
from oblik.collect.imports.sending import encode
from oblik.collect.imports.spill import Spill, merge_runs, write_run

LINE = st.tuples(
    st.sampled_from(["A1", "A2", "B7", "C9", "Ж3"]),
    st.sampled_from(["cup", "jug", "POST"]),
    st.integers(-3, 5),
    st.integers(0, 400),
    st.integers(0, 10**9),
)


def _spilled(folder: Path, lines: list[tuple[Any, ...]], **everywhere: Any) -> list[dict[str, Any]]:
    """The calls of the lines, dealt out over partitions three lines at a time; `everywhere` is on each line."""
    spill = Spill(folder, "order_id", 7)
    for start in range(0, len(lines), 3):
        part = lines[start : start + 3]
        columns = [list(c) for c in zip(*part, strict=True)]
        names = ["order_id", "product_id", "quantity", "price", "timestamp"]
        table = pa.table(dict(zip(names, columns, strict=True)))
        spill.add(table.append_column("#", pa.array(range(start, start + len(part)))))
    spill.close()
    options = OrderOptions(charges={"shipping": ("POST",)})
    runs = []
    for number, table in enumerate(spill.groups()):
        columns_ = {n: table.column(n).to_pylist() for n in table.column_names if n != "#"}
        columns_["price"] = [p / 100 for p in columns_["price"]]
        columns_ |= {name: [value] * table.num_rows for name, value in everywhere.items()}
        rows = Rows(table.num_rows, columns_, {"user_id": ["u"] * table.num_rows})
        made = KINDS["orders"].make(rows, options)
        runs.append(folder / f"run-{number}")
        write_run(runs[-1], [encode(call, "", "") for call in made.calls])
    return [msgspec.json.decode(call.body) for call in merge_runs(runs)]


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(LINE, min_size=1, max_size=40))
def test_scattered_lines_make_the_orders_that_a_naive_reading_makes(
    tmp_path: Path, lines: list[tuple[str, str, int, int, int]]
) -> None:
    """Each order once, with all its lines in the file's order; the money of all calls is the money of all
    lines.
    """
    calls = _spilled(tmp_path / "spill", lines)
    oracle: dict[str, list[tuple[str, int, int, int]]] = defaultdict(list)
    for order, *rest in lines:
        oracle[order].append(tuple(rest))  # type: ignore[arg-type]
    money: dict[str, float] = defaultdict(float)
    products: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for call in sorted(calls, key=lambda c: c["event"]):
        said = call["properties"]
        sign = 1 if call["event"] == "Order Completed" else -1
        money[said["order_id"]] += sign * said["total"]
        products[said["order_id"]] += [(p["product_id"], sign * p["quantity"]) for p in said["products"]]
    assert set(money) == set(oracle)
    for order, held in oracle.items():
        assert abs(money[order] - sum(q * p for _, q, p, _ in held) / 100) < 0.01
        assert sorted(products[order]) == sorted((name, q) for name, q, _, _ in held if name != "POST")
        times = {call["timestamp"] for call in calls if call["properties"]["order_id"] == order}
        assert len(times) == 1


def test_calls_come_in_order_of_time(tmp_path: Path) -> None:
    """History arrives as it happened, although partitions were made one after another."""
    lines = [(f"N{i}", "cup", 1, 100, (i * 7919) % 1000 * 1000) for i in range(200)]
    times = [call["timestamp"] for call in _spilled(tmp_path, lines)]
    assert times == sorted(times)
    assert len(times) == 200


def test_what_several_orders_of_a_moment_say_of_their_buyer_comes_once(tmp_path: Path) -> None:
    """A buyer who orders twice in a minute makes no repeat, wherever the orders were put down meanwhile."""
    orders = [(f"A{n}", "cup", 1, 500, 60_000) for n in range(40)]
    calls = _spilled(tmp_path / "spill", orders, **{"traits.city": "Lviv"})
    assert len([c for c in calls if c["type"] == "track"]) == 40
    assert [c["traits"] for c in calls if c["type"] == "identify"] == [{"city": "Lviv"}]
