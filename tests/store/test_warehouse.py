"""The warehouse: rows exactly once, values as they were sent, memory flat, the same in process and over HTTP."""

from __future__ import annotations

import random
import threading
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engines.fixtures import Engines
from engines.grown import GrownEngines
from oblik.collect.rows import maps
from oblik.kernel.errors import Invalid, Unavailable
from oblik.store.warehouse import QueryError, Warehouse, open_warehouse
from store.disks import SmallDisk
from store.killing import write_until_killed

MONTH_MS = 2_629_800_000


def events(offsets: Sequence[int], months: int = 1, **columns: Sequence[Any]) -> pa.Table:
    """Rows for the table of events: `offsets` spread over so many months, profile 1 unless told otherwise."""
    timestamps = [1_700_000_000_000 - (offset % months) * MONTH_MS for offset in offsets]
    table: dict[str, Any] = {
        "offset": pa.array(offsets, pa.uint64()),
        "timestamp": pa.array(timestamps, pa.timestamp("ms", "UTC")),
        "profile_id": pa.array(columns.pop("profile_id", [1] * len(offsets)), pa.uint64()),
        "name": ["Product Viewed"] * len(offsets),
        "properties": maps([{"price": 9.5, "tags": ["a", "b"], "colour": None}] * len(offsets)),
    }
    return pa.table({**table, **columns})


def one(warehouse: Warehouse, sql: str, params: dict[str, Any] | None = None) -> Any:
    """The only value of an answer."""
    ((value,),) = [row.values() for row in warehouse.rows(sql, params)]
    return value


def offsets(warehouse: Warehouse, where: str = "1") -> list[int]:
    sql = f"SELECT offset FROM events WHERE {where} ORDER BY offset"
    return [row["offset"] for row in warehouse.rows(sql)]


def test_a_repeated_batch_is_stored_once(engines: Engines) -> None:
    """After a crash the pipeline stores its last batch again, under the same token."""
    for _ in range(3):
        engines.warehouse.insert("events", events([1, 2, 3]), token="batch 1")
    engines.warehouse.insert("events", events([4]), token="batch 2")
    engines.warehouse.insert("events", events([1, 2, 3]), token="batch 1")
    assert offsets(engines.warehouse) == [1, 2, 3, 4]
    engines.warehouse.insert("events", events([5]))
    engines.warehouse.insert("events", events([5]))
    assert offsets(engines.warehouse) == [1, 2, 3, 4, 5, 5]


def test_an_import_of_many_years_is_stored_once(engines: Engines) -> None:
    """One insert into 60 monthly partitions neither fails nor, half of it repeated, counts anything twice."""
    rows = events(range(2_000), months=60)
    half = rows.filter(pa.array([offset % 60 < 30 for offset in range(2_000)]))
    engines.warehouse.insert("events", half, token="import")  # as if the process had died in the middle
    engines.warehouse.insert("events", rows, token="import")
    engines.warehouse.insert("events", rows, token="import")
    assert offsets(engines.warehouse) == list(range(2_000))


def test_what_was_stored_survives_kill_9(engines: Engines) -> None:
    """An acknowledged insert is there after a crash, and its token is still known."""
    engines.warehouse.close()
    stored = write_until_killed(engines, "warehouse", writes=15)
    engines.warehouse = open_warehouse(engines.urls.get("OBLIK_WAREHOUSE_URL", ""), engines.data)
    for offset in range(1, stored + 2):
        rows = pa.table({"offset": pa.array([offset], pa.uint64())})
        engines.warehouse.insert("events", rows, token=str(offset))
    assert offsets(engines.warehouse) == list(range(1, stored + 2))


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(max_size=40), number=st.integers(0, 2**64 - 1), real=st.floats(allow_nan=False))
def test_any_value_arrives_as_it_was_sent(engines: Engines, text: str, number: int, real: float) -> None:
    """Line ends, tabs, backslashes, quotes, NUL, braces: parameters are values, whatever they look like."""
    sql = """
        SELECT {text:String} AS text, {list:Array(String)} AS list, {map:Map(String, String)} AS map,
            {number:UInt64} AS number, {real:Float64} AS real, {none:Nullable(String)} AS none
    """
    params = {
        "text": text,
        "list": [text, "x"],
        "map": {text: text},
        "number": number,
        "real": real,
        "none": None,
    }
    try:
        text.encode()
    except UnicodeEncodeError:
        with pytest.raises(Invalid):
            engines.warehouse.rows(sql, params)
    else:
        assert engines.warehouse.rows(sql, params) == [params]


def test_a_value_is_never_a_part_of_the_query(engines: Engines) -> None:
    """What looks like SQL is compared as text, or refused where a number was expected."""
    engines.warehouse.insert("events", events([1]))
    hostile = "' OR 1=1 --"
    assert engines.warehouse.rows("SELECT 1 FROM events WHERE name = {x:String}", {"x": hostile}) == []
    with pytest.raises(Invalid):
        engines.warehouse.rows("SELECT 1 FROM events WHERE offset = {x:UInt64}", {"x": "1 OR 1=1"})
    assert engines.warehouse.rows("SELECT '%s {y}' AS text", {"unused": hostile}) == [{"text": "%s {y}"}]


def test_typed_values_come_back_as_python_has_them(engines: Engines) -> None:
    """Times with their zone, dates, booleans, lists, maps, and documents as text."""
    moment = datetime(2026, 11, 21, 22, 23, 24, 123_000, UTC)
    sql = """
        SELECT {moment:DateTime64(3, 'UTC')} AS moment, {day:Date} AS day, {yes:Bool} AS yes,
            {ids:Array(UInt64)} AS ids, CAST('{"a":{"b":1}}', 'JSON') AS document, toLowCardinality('x') AS
            low
    """
    params = {"moment": moment, "day": date(2026, 11, 21), "yes": True, "ids": list(range(20_000))}
    assert engines.warehouse.rows(sql, params) == [{**params, "document": '{"a":{"b":1}}', "low": "x"}]
    assert engines.warehouse.rows("SELECT 1 AS nothing WHERE 0") == []
    assert engines.warehouse.table("SELECT 1 AS nothing WHERE 0").column_names == ["nothing"]


def test_properties_keep_their_values(engines: Engines) -> None:
    """Whatever JSON allows: a path named twice, empty names, depth, numbers beyond 64 bits, before and after parts were merged."""
    documents: list[dict[str, Any]] = [
        {"a.b": 1, "a": {"b": [2, None]}},
        {"": "", "Ціна": 1e-7, "yes": True, "none": None, "text": 'a\n"b"'},
        {f"p{i}": i for i in range(1_000)},
        {},
    ]
    for offset, document in enumerate(documents):
        engines.warehouse.insert("events", events([offset], properties=maps([document])))
    expected = [
        {
            k: v if isinstance(v, str) else msgspec.json.encode(v).decode()
            for k, v in d.items()
            if v is not None
        }
        for d in documents
    ]
    for _ in range(2):
        stored = engines.warehouse.rows("SELECT properties FROM events ORDER BY offset")
        assert [row["properties"] for row in stored] == expected
        engines.warehouse.command("OPTIMIZE TABLE events FINAL")
    price = "SELECT count() FROM events WHERE toFloat64OrNull(properties['Ціна']) < 0.1"
    assert one(engines.warehouse, price) == 1


def test_long_answers_stream_in_blocks(engines: Engines) -> None:
    """An export of millions holds one block at a time; one that is broken off gives its connection back."""
    sql = "SELECT number AS n, toString(number) AS text FROM numbers({count:UInt64})"
    blocks = engines.warehouse.stream(sql, {"count": 300_000}, block_rows=10_000)
    sizes = [block.num_rows for block in blocks]
    assert sum(sizes) == 300_000
    assert max(sizes) <= 20_000
    for _ in range(12):
        broken_off = engines.warehouse.stream(sql, {"count": 10_000_000}, block_rows=10_000)
        assert next(broken_off).num_rows > 0
        broken_off.close()
    assert sum(block.num_rows for block in engines.warehouse.stream("SELECT 1 AS n WHERE 0")) == 0
    failing = "SELECT throwIf(number = 250000) AS n FROM numbers(300000)"
    with pytest.raises((QueryError, Unavailable)):  # an export that is cut short must not look complete
        list(engines.warehouse.stream(failing, block_rows=10_000))
    assert one(engines.warehouse, "SELECT 1") == 1


def test_errors_say_whose_fault_it_is(engines: Engines) -> None:
    """A wrong query is ours; a slow one is the machine's; what was set for one query is gone in the next."""
    with pytest.raises(QueryError):
        engines.warehouse.rows("SELECT nothing_like_this")
    with pytest.raises(QueryError):
        engines.warehouse.command("ALTER TABLE nowhere DELETE WHERE 1")
    slow = "SELECT sleepEachRow(0.05) AS s FROM numbers(100) SETTINGS max_block_size = 1"
    with pytest.raises(Unavailable):
        engines.warehouse.rows(slow, settings={"max_execution_time": 1})
    limit = "SELECT value FROM system.settings WHERE name = 'max_execution_time'"
    assert one(engines.warehouse, limit) == "120"


def test_queries_from_many_threads_run_beside_an_insert(engines: Engines) -> None:
    """Pages, reports and the pipeline use one warehouse at once."""
    engines.warehouse.insert("events", events(range(1000)))
    wrong: list[object] = []

    def ask(number: int) -> None:
        for i in range(15):
            answer = one(
                engines.warehouse, "SELECT {n:UInt64} + count() FROM events WHERE offset < 1000", {"n": i}
            )
            if answer != i + 1000:
                wrong.append((number, i, answer))

    threads = [threading.Thread(target=ask, args=[number]) for number in range(10)]
    for thread in threads:
        thread.start()
    for batch in range(5):
        engines.warehouse.insert("events", events(range(1000 + batch * 10, 1010 + batch * 10)))
    for thread in threads:
        thread.join()
    assert wrong == []
    assert one(engines.warehouse, "SELECT count() FROM events") == 1050


def test_single_rows_are_deleted_from_every_order(engines: Engines) -> None:
    """An unmerge moves rows to another profile: the old ones vanish from segments and from the timeline
    alike.
    """
    profiles = [offset % 5 for offset in range(1_000)]
    engines.warehouse.insert("events", events(range(1_000), months=6, profile_id=profiles))
    where = "profile_id = {profile:UInt64} AND offset IN {offsets:Array(UInt64)}"
    gone = {"profile": 3, "offsets": [3, 8, 13, 14]}  # 14 is another profile's
    months = [
        row["month"] for row in engines.warehouse.rows("SELECT DISTINCT _partition_id AS month FROM events")
    ]
    engines.warehouse.delete("events", where, gone, partitions=months)
    engines.warehouse.delete("events", where, {"profile": 3, "offsets": [18]})
    expected = [offset for offset in range(1_000) if offset % 5 == 3 and offset not in {3, 8, 13, 18}]
    assert offsets(engines.warehouse, "profile_id = 3") == expected
    assert one(engines.warehouse, "SELECT count() FROM events") == 996
    with pytest.raises(Invalid):
        engines.warehouse.delete("events", "1", partitions=["202311' OR '"])


def test_lost_profiles_lead_to_their_winners(engines: Engines) -> None:
    """The last insert for a loser counts, unmerging takes it out, and a restart changes nothing."""
    url = engines.urls.get("OBLIK_WAREHOUSE_URL", "")
    winner = "SELECT joinGet('merged', 'winner', {loser:UInt64})"
    for pair in ([1, 2], [1, 3], [5, 6]):
        rows = {
            name: pa.array([value], pa.uint64())
            for name, value in zip(("loser", "winner"), pair, strict=True)
        }
        engines.warehouse.insert("merged", pa.table(rows))
    engines.warehouse.delete("merged", "loser = {loser:UInt64}", {"loser": 5})
    engines.warehouse.close()
    engines.warehouse = open_warehouse(url, engines.data)
    assert [one(engines.warehouse, winner, {"loser": loser}) for loser in (1, 2, 5)] == [3, 0, 0]


def test_migrating_again_changes_nothing(engines: Engines) -> None:
    """At every start, and at several starts at once."""
    engines.warehouse.insert("events", events([1]))
    threads = [threading.Thread(target=engines.warehouse.migrate) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert offsets(engines.warehouse) == [1]
    assert one(engines.warehouse, "SELECT count() FROM migrations") >= 1
    engines.warehouse.clear("events")
    assert offsets(engines.warehouse) == []


def test_a_closed_warehouse_says_so(embedded: Engines) -> None:
    """Whoever still asks during a stop gets an answer that is not a crash."""
    embedded.warehouse.check()
    embedded.warehouse.close()
    with pytest.raises(Unavailable):
        embedded.warehouse.check()


def test_a_full_disk_refuses_and_recovers_by_itself(tmp_path: Path) -> None:
    """What was acknowledged before is there, the refused batch is stored once when there is room again."""
    disk = SmallDisk(tmp_path / "disk", megabytes=64)
    warehouse = open_warehouse("", disk.folder)
    try:
        warehouse.migrate()
        warehouse.insert("events", events(range(100)), token="before")
        disk.fill()
        rows = events(range(100, 5_000), url=[random.randbytes(1_000).hex() for _ in range(100, 5_000)])
        for _ in range(2):
            with pytest.raises(Unavailable):
                warehouse.insert("events", rows, token="during")
        assert one(warehouse, "SELECT count() FROM events") == 100
        disk.free()
        for _ in range(2):
            warehouse.insert("events", rows, token="during")
        assert offsets(warehouse) == list(range(5_000))
    finally:
        warehouse.close()
        disk.close()


@pytest.mark.grown
def test_a_server_that_comes_back_is_used_again(grown: Engines, grown_servers: GrownEngines) -> None:
    """While it is away everything that needs it is refused; afterwards nothing must be restarted."""
    grown.warehouse.insert("events", events([1]), token="1")
    grown_servers.clickhouse.kill()
    with pytest.raises(Unavailable):
        grown.warehouse.check()
    with pytest.raises(Unavailable):
        grown.warehouse.insert("events", events([2]), token="2")
    grown_servers.clickhouse.start()
    for offset in (1, 2):
        grown.warehouse.insert("events", events([offset]), token=str(offset))
    assert offsets(grown.warehouse) == [1, 2]


def test_a_server_that_was_never_there_is_told_when_it_is_asked(tmp_path: Path) -> None:
    """The process starts and says on /readyz what is missing, instead of dying at once."""
    warehouse = open_warehouse("http://127.0.0.1:1/oblik", tmp_path)
    with pytest.raises(Unavailable):
        warehouse.check()
    with pytest.raises(Invalid):
        open_warehouse("ftp://127.0.0.1", tmp_path)


def test_a_folder_on_which_the_engine_cannot_start_is_told_as_what_it_is(tmp_path: Path) -> None:
    """Whoever starts the product reads what is wrong with the folder, at once, and no program's trace."""
    (tmp_path / "warehouse" / "status").mkdir(parents=True)
    with pytest.raises(QueryError, match="EmbeddedServer"):
        open_warehouse("", tmp_path)
