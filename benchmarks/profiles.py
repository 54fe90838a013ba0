"""The profile page, the table of customers and search, over many people and events.

    python -m benchmarks.profiles [--profiles 2500000] [--events 50000000] [--data DIR]

The data is made inside the engines: people with Latin and Cyrillic names, two fifths of them known, four in a
hundred merged, each active for some weeks within two years. With `--data` it is kept there and used again.
Beside the figures stands what the engines need for next to nothing in the same run.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
from sqlalchemy import text

from oblik.identity.history import IdentityHistory
from oblik.kernel.clock import ManualClock
from oblik.kernel.ids import EPOCH_MS
from oblik.profiles.reader import ProfileReader
from oblik.profiles.search_keys import keys_of
from oblik.store.state import State, open_state
from oblik.store.warehouse import Warehouse, open_warehouse

NOW = 1_795_305_600_000  # 2026-11-22
FIRSTS, LASTS = 500, 30_000
CHUNK = 5_000_000
_CYRILLIC = [
    *("ко", "ва", "ль", "чен", "ше", "вче", "бон", "да", "рен", "по", "ли", "щук", "хар", "ту"),
    *("ме", "ни", "цу", "кра", "гри", "жа", "зи", "но", "ву", "бо", "сте", "па", "ми", "ха"),
]
_LATIN = [
    *("ka", "mo", "le", "rin", "son", "ber", "ta", "do", "shi", "ven", "gar", "cia", "lo"),
    *("pez", "mar", "wil", "ste", "fan", "jo", "han", "ric", "hard", "ed", "win", "zel", "ko"),
]

AS_MAP = "CAST(JSONExtractKeysAndValues({json}, 'String') AS Map(LowCardinality(String), String))"

# The same in both engines.
PERSON = "(((100000000000 + {k} * 20000) * 4194304) + ({k} % 4194304))"
FIRST = f"(({{k}} * 2654435761 % 4294967296) % {FIRSTS})"
LAST = f"({FIRSTS} + (({{k}} * 2246822519 % 4294967296) % {LASTS}))"
KNOWN = "({k} % 5 < 2)"
LOST = "({k} % 25 = 1)"  # and merged into the one before

_PEOPLE = f"""
CREATE TABLE bench_people ENGINE = MergeTree ORDER BY k AS
SELECT p.k AS k, p.profile_id AS profile_id, p.known AS known, a.word AS first, b.word AS last,
    a.keys AS first_keys, b.keys AS last_keys
FROM (
    SELECT number AS k, toUInt64({PERSON.format(k="number")}) AS profile_id, {FIRST.format(k="number")} AS f,
        {LAST.format(k="number")} AS l, {KNOWN.format(k="number")} AS known
    FROM numbers({{people}}) WHERE NOT {LOST.format(k="number")}
) AS p LEFT JOIN bench_words AS a ON a.n = p.f LEFT JOIN bench_words AS b ON b.n = p.l
"""
_TRAITS = """
    if(known, concat('{"name":"', first, ' ', last, '","email":"u', toString(k), '@example.com","country":"',
        ['UA', 'PL', 'GB', 'DE'][1 + k % 4], '","age":', toString(18 + k % 60), '}'), '{}')
"""
_SNAPSHOTS = f"""
INSERT INTO profiles
SELECT profile_id, 1, 0, toDateTime64('2024-01-01 00:00:00', 3, 'UTC'), if(known, concat(first, ' ', last), ''), known, 0,
    if(known, [('email', concat('u', toString(k), '@example.com')), ('phone', concat('+38050', leftPad(toString(k), 7, '0')))],
        [('anonymous_id', hex(sipHash64(k)))]),
    {AS_MAP.format(json=_TRAITS)},
    map('email/all', 'granted')
FROM bench_people
"""
_NAME_KEYS = """
INSERT INTO search_keys
SELECT key.1, key.2, profile_id FROM bench_people ARRAY JOIN arrayConcat(first_keys, last_keys) AS key WHERE known
"""
_ID_KEYS = """
INSERT INTO search_keys
SELECT key, 'id', profile_id
FROM (SELECT profile_id, concat('u', toString(k)) AS local, leftPad(toString(k), 7, '0') AS digits FROM bench_people WHERE known)
ARRAY JOIN [concat(local, '@example.com'), local, concat('38050', digits), concat('50', digits), digits, right(digits, 4)] AS key
"""
_MERGED = f"""
INSERT INTO merged
SELECT {PERSON.format(k="number")}, {PERSON.format(k="(number - 1)")} FROM numbers({{people}}) WHERE {LOST.format(k="number")}
"""
# What happened: the same events for both tables.
_HAPPENED = f"""
WITH
    toUInt64(pow((cityHash64(number, 1) % 1000000007) / 1000000007., 1.5) * ({{people}} - 1)) AS k,
    cityHash64(number, 3) AS dice,
    ['Page Viewed', 'Page Viewed', 'Page Viewed', 'Product Viewed', 'Product Viewed', 'Product Added', 'Order Completed',
        'Message Opened', 'Identified', 'Cart Viewed'][1 + dice % 10] AS event,
    -- each person's weeks begin somewhere in two years
    {NOW} - toInt64(cityHash64(k, 5) % 63072000000) AS beginning,
    beginning + toInt64(dice % (20 + cityHash64(k, 6) % 180) * 86400000 + dice % 86400000) AS planned,
    if(planned > {NOW}, {NOW} - toInt64(cityHash64(number, 7) % 5184000000), planned) AS at,
    concat('{{{{"product_id":"p', toString(dice % 5000), '","price":', toString(dice % 9000 / 100), ',"name":"Product ',
        toString(dice % 5000), '"}}}}') AS said
"""
_EVENTS = f"""
INSERT INTO events (timestamp, received_at, offset, name, type, profile_id, source_id, message_id, user_id, anonymous_id,
    session_id, product_id, category, order_id, value, currency, url, channel, device, os, browser, country, properties)
{_HAPPENED}
SELECT fromUnixTimestamp64Milli(at), fromUnixTimestamp64Milli(at), number * 4, event,
    multiIf(event = 'Identified', 'identify', event = 'Page Viewed', 'page', 'track'), {PERSON.format(k="k")}, 1 + number % 3,
    concat('m', toString(number)), '', hex(sipHash64(k)), concat('s', toString(k), '-', toString(intDiv(at, 3600000))),
    concat('p', toString(dice % 5000)), concat('c', toString(dice % 50)),
    if(event = 'Order Completed', concat('o', toString(number)), ''), if(event = 'Order Completed', dice % 20000 / 100, NULL),
    if(event = 'Order Completed', if(k % 4 = 0, 'EUR', 'UAH'), ''), concat('https://shop.example/p/', toString(dice % 5000)),
    'direct', 'desktop', 'Windows', 'Chrome', ['UA', 'PL', 'GB', 'DE'][1 + dice % 4], {AS_MAP.format(json="said")}
FROM numbers({{start}}, {{count}})
"""
_TIMELINE = f"""
INSERT INTO timeline (timestamp, received_at, offset, name, type, profile_id, source_id, message_id, session_id, added, raw)
{_HAPPENED}
SELECT fromUnixTimestamp64Milli(at), fromUnixTimestamp64Milli(at), number * 4, event,
    multiIf(event = 'Identified', 'identify', event = 'Page Viewed', 'page', 'track'), {PERSON.format(k="k")}, 1 + number % 3,
    concat('m', toString(number)), concat('s', toString(k), '-', toString(intDiv(at, 3600000))),
    concat('{{{{"url":"https://shop.example/p/', toString(dice % 5000),
        '","channel":"direct","device":"desktop","os":"Windows","browser":"Chrome","country":"UA"}}}}'),
    concat('{{{{"type":"track","event":"', event, '","messageId":"m', toString(number), '","anonymousId":"', hex(sipHash64(k)),
        '","properties":', said, ',"context":{{{{"page":{{{{"url":"https://shop.example/","title":"Shop"}}}}}}}}}}}}')
FROM numbers({{start}}, {{count}})
"""
_FACTS = """
INSERT INTO facts
SELECT profile_id, if(name = 'Order Completed', currency, ''), min(timestamp), max(timestamp), toInt64(count()),
    toInt64(countIf(name = 'Order Completed')), sumIf(ifNull(value, 0), name = 'Order Completed'),
    minIf(timestamp, name = 'Order Completed'), maxIf(timestamp, name = 'Order Completed')
FROM events GROUP BY ALL SETTINGS max_bytes_before_external_group_by = 2000000000
"""
_NUMBERS = "WITH RECURSIVE n(k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM n WHERE k + 1 < {people})"
_STATE = (
    f"""
INSERT INTO profiles (id, merged_into, created_at, version, document) {_NUMBERS}
SELECT {PERSON.format(k="k")}, CASE WHEN {LOST.format(k="k")} THEN {PERSON.format(k="(k - 1)")} END,
    {EPOCH_MS} + 100000000000 + k * 20000, 1,
    CASE WHEN {KNOWN.format(k="k")} THEN json_object(
        'traits', json_object('name', json_array(a.word || ' ' || b.word, {NOW}, k * 80, 1),
            'email', json_array('u' || k || '@example.com', {NOW}, k * 80, 1)),
        'consents', json_object('email/all', json_array('granted', {NOW}, k * 80, 1, json_object())),
        'groups', json_object(), 'generated', json('false'))
    ELSE '{{{{"traits":{{{{}}}},"consents":{{{{}}}},"groups":{{{{}}}},"generated":false}}}}' END
FROM n JOIN bench_words a ON a.n = {FIRST.format(k="k")} JOIN bench_words b ON b.n = {LAST.format(k="k")}""",
    f"""
INSERT INTO identifiers (namespace, value, profile_id, alias, "offset", source_id, linked_at) {_NUMBERS}
SELECT 'email', 'u' || k || '@example.com', {PERSON.format(k="k")}, 0, k * 80, 1, {NOW}
FROM n WHERE {KNOWN.format(k="k")} AND NOT {LOST.format(k="k")}""",
    f"""
INSERT INTO identifiers (namespace, value, profile_id, alias, "offset", source_id, linked_at) {_NUMBERS}
SELECT 'anonymous_id', 'cookie-' || k, {PERSON.format(k="(k - " + LOST.format(k="k") + ")")}, 0, k * 80, 1, {NOW} FROM n""",
)


def main() -> None:
    """Makes the data where there is none, then measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profiles", type=int, default=2_500_000)
    parser.add_argument("--events", type=int, default=50_000_000)
    parser.add_argument("--data", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        data = given.data or Path(scratch)
        made = (data / "warehouse").exists()
        data.mkdir(parents=True, exist_ok=True)
        state, warehouse = open_state("", data), open_warehouse("", data)
        if not made:
            began = time.perf_counter()
            make(state, warehouse, given.profiles, given.events)
            print(
                f"made {given.profiles:,} people, {given.events:,} events in {time.perf_counter() - began:.0f} s"
            )
        _wait_for_merges(warehouse)
        measure(state, warehouse)
        state.close()
        warehouse.close()


def make(state: State, warehouse: Warehouse, people: int, events: int) -> None:
    """Fills both engines."""
    state.migrate()
    warehouse.migrate()
    words = _words()
    _make_words(state, warehouse, words)
    warehouse.command(_PEOPLE.format(people=people))
    for statement in (_SNAPSHOTS, _NAME_KEYS, _ID_KEYS, _MERGED.format(people=people)):
        warehouse.command(statement)
    for start in range(0, events, CHUNK):
        count = min(CHUNK, events - start)
        for statement in (_EVENTS, _TIMELINE):
            sql = statement.format(people=people, start=start, count=count)
            warehouse.command(sql, settings={"max_execution_time": 0})
    warehouse.command(_FACTS, settings={"max_execution_time": 0})
    with state.write() as conn:
        for statement in _STATE:
            conn.exec_driver_sql(statement.format(people=people))


def _words() -> list[str]:
    dice = random.Random(7)
    found: list[str] = []
    for count in (FIRSTS, LASTS):
        for syllables in (_CYRILLIC, _LATIN):
            made: dict[str, None] = {}
            while len(made) < count // 2:
                made["".join(dice.choices(syllables, k=dice.randint(2, 4))).capitalize()] = None
            found += made
    return found


def _make_words(state: State, warehouse: Warehouse, words: Sequence[str]) -> None:
    warehouse.command(
        "CREATE TABLE bench_words (n UInt32, word String, keys Array(Tuple(String, String))) ENGINE = MergeTree ORDER BY n"
    )
    keys = [[{"1": key, "2": kind} for key, kind in keys_of(word, ())] for word in words]
    kind = pa.list_(pa.struct([("1", pa.string()), ("2", pa.string())]))
    rows = {"n": pa.array(range(len(words)), pa.uint32()), "word": words, "keys": pa.array(keys, kind)}
    warehouse.insert("bench_words", pa.table(rows))
    with state.write() as conn:
        conn.exec_driver_sql("CREATE TABLE bench_words (n INTEGER PRIMARY KEY, word TEXT)")
        conn.execute(
            text("INSERT INTO bench_words VALUES (:n, :word)"),
            [{"n": n, "word": word} for n, word in enumerate(words)],
        )


def measure(state: State, warehouse: Warehouse) -> None:
    """Prints each figure: median and 95th percentile of the time, median of the CPU, in ms."""
    reader = ProfileReader(state, warehouse, ManualClock(NOW))
    histories = IdentityHistory(state, warehouse)
    counted = warehouse.rows(
        "SELECT (SELECT count() FROM events) AS events, (SELECT count() FROM profiles) AS people"
    )[0]
    print(f"{counted['people']:,} people, {counted['events']:,} events; p50, p95, CPU in ms")
    # Drawn by events, as people are looked at: who does more is looked at more.
    ids = [
        row["profile_id"]
        for row in warehouse.rows("SELECT profile_id FROM events ORDER BY cityHash64(offset) LIMIT 100")
    ]
    _say("bare: a warehouse query", lambda _: warehouse.rows("SELECT 1"), ids)
    _say("bare: a state query", lambda _: _one(state), ids)

    def page(profile_id: int) -> None:
        reader.get(profile_id)
        reader.timeline(profile_id)
        reader.event_names(profile_id)
        histories.history(profile_id)

    _say("profile page, all of it", page, ids)
    _say("  the profile", reader.get, ids)
    _say("  its timeline", reader.timeline, ids)
    _say("  its event names", reader.event_names, ids)
    _say("  its identity", histories.history, ids)
    names = [
        row["name"]
        for row in warehouse.rows(
            "SELECT name FROM profiles WHERE name != '' ORDER BY cityHash64(profile_id) LIMIT 60"
        )
    ]
    dice = random.Random(1)
    _say("search a name", reader.search, names)
    _say("  mistyped", reader.search, [_mistyped(dice, name) for name in names])
    _say("  surname only", reader.search, [name.split()[1] for name in names])
    _say("  three letters", reader.search, [name[:3] for name in names])
    _say("  e-mail begun", reader.search, [f"u{dice.randrange(10**6)}@ex" for _ in names])
    _say("  end of a phone", reader.search, [f"{dice.randrange(10**4):04}" for _ in names])
    for sort in ("-last_seen", "-revenue", "name"):
        _say(f"table by {sort}", lambda sort: reader.find(sort=sort), [sort] * 5)
    following = reader.find().next
    _say("  second page", lambda after: reader.find(after=after), [following] * 5)
    _say("  filtered", lambda value: reader.find(filters=[("country", "eq", value)]), ["UA", "PL", "GB"])


def _wait_for_merges(warehouse: Warehouse) -> None:
    """A server that ran for two years has merged its parts as it went; here they came within minutes."""
    quiet = 0
    while quiet < 3:
        merging = warehouse.rows("SELECT count() AS merges FROM system.merges")[0]["merges"]
        quiet = 0 if merging else quiet + 1
        time.sleep(5)


def _one(state: State) -> None:
    with state.read() as conn:
        conn.execute(text("SELECT 1")).one()


def _mistyped(dice: random.Random, name: str) -> str:
    at = dice.randrange(1, len(name) - 1)
    return name[:at] + name[at + 1 :]


def _say(what: str, act: Callable[[Any], object], over: Sequence[Any]) -> None:
    act(over[0])
    walls, cpus = [], []
    for one in over:
        cpu, wall = _cpu(), time.perf_counter()
        act(one)
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((_cpu() - cpu) * 1000)
    walls.sort()
    cpus.sort()
    print(
        f"{what:28} {walls[len(walls) // 2]:8.1f} {walls[int(len(walls) * 0.95)]:8.1f} {cpus[len(cpus) // 2]:8.1f}",
        flush=True,
    )


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
