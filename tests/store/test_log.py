"""The log: what was acknowledged is there, in order, whatever happens to the process, the disk or the load."""

from __future__ import annotations

import asyncio
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from engines.fixtures import Engines
from engines.grown import GrownEngines
from oblik.kernel.errors import Invalid, Overloaded, Unavailable
from oblik.store.log import Entry, Log, open_log
from oblik.store.log.nats import NatsLog
from oblik.store.log.sqlite import SqliteLog
from store.disks import SmallDisk
from store.killing import write_until_killed

ALL = 1 << 30


def entry(number: int, source_id: int = 1, count: int = 1) -> Entry:
    return Entry(source_id, count, f"entry {number}".encode())


def append_together(log: Log, entries: list[Entry]) -> list[int]:
    """As many requests at once as there are entries, on one event loop."""

    async def together() -> list[int]:
        return list(await asyncio.gather(*map(log.append, entries)))

    return asyncio.run(together())


def test_requests_that_come_at_once_are_read_back_in_the_order_of_their_numbers(engines: Engines) -> None:
    """Each request learns its own number, and the pipeline finds its bytes under that number."""
    entries = [entry(i, source_id=i % 3, count=1 + i % 5) for i in range(300)]
    sequences = append_together(engines.log, entries)
    assert sorted(sequences) == list(range(1, 301))
    read = engines.log.read(0, events=ALL)
    by_sequence = dict(zip(sequences, entries, strict=True))
    assert [e.sequence for e in read] == list(range(1, 301))
    assert all(Entry(e.source_id, e.count, e.data) == by_sequence[e.sequence] for e in read)


def test_requests_on_several_event_loops_each_get_an_answer(engines: Engines) -> None:
    """API processes run several loops; an answer must be delivered on the loop that waits for it."""
    got: list[list[int]] = []
    loops = [
        threading.Thread(
            target=lambda: got.append(append_together(engines.log, [entry(i) for i in range(50)]))
        )
        for _ in range(4)
    ]
    for loop in loops:
        loop.start()
    for loop in loops:
        loop.join()
    assert sorted(sequence for sequences in got for sequence in sequences) == list(range(1, 201))


def test_a_batch_is_read_up_to_its_limits(engines: Engines) -> None:
    """The pipeline takes about so many events at a time, and a repeated batch ends exactly where it ended
    before.
    """
    engines.log.append_all([entry(i, count=10) for i in range(20)])
    assert [e.sequence for e in engines.log.read(0, events=1)] == [1]
    assert [e.sequence for e in engines.log.read(3, events=25)] == [4, 5, 6]
    assert [e.sequence for e in engines.log.read(3, 5, events=ALL)] == [4, 5]
    assert engines.log.read(20, events=ALL) == []
    assert engines.log.read(5, 5, events=ALL, wait=60) == []


def test_large_requests_come_back_unchanged(engines: Engines) -> None:
    """A request of four megabytes is the largest that can be set."""
    data = uuid.uuid4().bytes * (4 << 16)
    engines.log.append_all([Entry(1, 2500, data)] * 3)
    assert [e.data == data for e in engines.log.read(0, events=ALL)] == [True] * 3


def test_a_waiting_reader_wakes_when_something_comes(engines: Engines) -> None:
    """The pipeline waits for work without asking all the time, and without making it late."""
    woken = threading.Event()

    def wait() -> None:
        if engines.log.read(0, events=1, wait=30):
            woken.set()

    reader = threading.Thread(target=wait)
    reader.start()
    engines.log.append_all([entry(1)])
    assert woken.wait(10)
    reader.join()
    began = time.monotonic()
    assert engines.log.read(1, events=1, wait=0.05) == []
    assert time.monotonic() - began < 5


def test_what_waits_is_counted_by_source(engines: Engines) -> None:
    """The ledger's `pending` is what was accepted and not processed yet."""
    engines.log.append_all(
        [entry(1, source_id=7, count=3), entry(2, source_id=8), entry(3, source_id=7, count=2)]
    )
    assert engines.log.pending(0) == {7: 5, 8: 1}
    assert engines.log.pending(1) == {8: 1, 7: 2}
    assert engines.log.pending(3) == {}


def test_processed_entries_are_forgotten_and_numbers_go_on(engines: Engines) -> None:
    """Pruning never gives a number twice, keeps what is young and what is not processed."""
    future = (time.time_ns() // 1_000_000) + 60_000
    engines.log.append_all([entry(i) for i in range(500)])
    assert engines.log.prune(500, older_than_ms=0) == 0
    assert engines.log.prune(450, future) == 450
    assert [e.sequence for e in engines.log.read(0, events=1)] == [451]
    assert engines.log.prune(500, future) == 50
    assert engines.log.last_sequence() == 500
    assert engines.log.append_all([entry(1)]) == 501


def test_a_log_is_known_again_and_another_is_not_taken_for_it(engines: Engines, tmp_path: Path) -> None:
    """After a restart the pipeline goes on where it was; on another log it must begin at its beginning."""
    url = engines.urls.get("OBLIK_LOG_URL", "")
    engines.log.append_all([entry(1), entry(2)])
    identity = engines.log.identity
    engines.log.close()
    engines.log = open_log(url, engines.data)
    assert (engines.log.identity, engines.log.last_sequence()) == (identity, 2)
    other = open_log(url.replace("&", "_OTHER&"), tmp_path / "other")
    assert other.identity != identity
    assert other.last_sequence() == 0
    other.close()


@pytest.mark.parametrize("writes", [1, 40, 200])
def test_what_was_acknowledged_survives_kill_9(engines: Engines, writes: int) -> None:
    """The answer 200 is a promise, also when the process dies in the middle of the next request."""
    engines.log.close()
    acknowledged = write_until_killed(engines, "log", writes)
    engines.log = open_log(engines.urls.get("OBLIK_LOG_URL", ""), engines.data)
    read = engines.log.read(0, events=ALL)
    assert [e.sequence for e in read] == list(range(1, len(read) + 1))
    assert acknowledged <= len(read) <= acknowledged + 1


def test_a_closed_log_takes_nothing(tmp_path: Path) -> None:
    """A graceful stop finishes what was accepted and then refuses, instead of losing."""
    log = open_log("", tmp_path / "closing")
    pending = asyncio.new_event_loop()
    sequence = pending.run_until_complete(log.append(entry(1)))
    log.close()
    assert sequence == 1
    with pytest.raises(Unavailable):
        pending.run_until_complete(log.append(entry(2)))
    with pytest.raises(Unavailable):
        log.append_all([entry(2)])
    pending.close()


def test_an_unknown_engine_is_named(tmp_path: Path) -> None:
    """A typing mistake in the setting is told, not guessed at."""
    with pytest.raises(Invalid, match="kafka"):
        open_log("kafka://localhost", tmp_path)


def test_a_full_queue_refuses_instead_of_growing(tmp_path: Path) -> None:
    """When the disk is slower than the senders, they hear so; memory stays as it is, and nothing accepted is
    lost.
    """
    log = SqliteLog(tmp_path / "log.sqlite", max_entries=10)

    async def flood() -> list[int | BaseException]:
        with log._file:  # the writer cannot write
            first = asyncio.ensure_future(log.append(entry(0)))
            while log._waiting:  # until it has taken the first one
                await asyncio.sleep(0)
            await asyncio.sleep(0)
            rest = [asyncio.ensure_future(log.append(entry(i))) for i in range(1, 31)]
            await asyncio.sleep(0)
        return await asyncio.gather(first, *rest, return_exceptions=True)

    answers = asyncio.run(flood())
    stored = [answer for answer in answers if isinstance(answer, int)]
    assert 10 <= len(stored) <= 12
    assert all(isinstance(answer, int | Overloaded) for answer in answers)
    assert len(log.read(0, events=ALL)) == len(stored)
    log.close()


def test_an_import_waits_for_room(tmp_path: Path) -> None:
    """Bulk writers are slowed down, not refused."""
    log = SqliteLog(tmp_path / "log.sqlite", max_entries=10)
    writers = [
        threading.Thread(target=lambda: [log.append_all([entry(i) for i in range(25)]) for _ in range(20)])
        for _ in range(3)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert log.last_sequence() == 3 * 20 * 25
    log.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """Eight megabytes."""
    disk = SmallDisk(tmp_path / "disk", megabytes=8)
    yield disk
    disk.close()


def test_a_full_disk_refuses_and_recovers_by_itself(small_disk: SmallDisk) -> None:
    """Everyone whose commit failed hears so, what was acknowledged before is there, and room is used once it
    is back.
    """
    log = SqliteLog(small_disk.folder / "log.sqlite")
    stored = append_together(log, [entry(i) for i in range(100)])
    small_disk.fill()
    answers = []
    for _ in range(5):
        with pytest.raises(Unavailable):
            append_together(log, [Entry(1, 1, b"x" * 100_000)] * 20)
        answers.append(log.last_sequence())
    assert answers == [100] * 5
    with pytest.raises(Unavailable):
        log.check()
    small_disk.free()
    log.check()
    stored += append_together(log, [entry(i) for i in range(100)])
    assert [e.sequence for e in log.read(0, events=ALL)] == sorted(stored) == list(range(1, 201))
    log.close()


@pytest.mark.grown
def test_a_full_stream_refuses_and_keeps_the_old(grown_servers: GrownEngines) -> None:
    """NATS would by default forget the oldest entries to take new ones; here it must refuse the new."""
    url = grown_servers.nats.url("FULL", max_bytes=200_000)
    log = open_log(url, Path())
    assert log.append_all([Entry(1, 1, b"x" * 20_000)] * 5) == 5
    with pytest.raises(Unavailable):
        log.append_all([Entry(1, 1, b"x" * 20_000)] * 20)
    kept = log.read(0, events=ALL)
    assert kept[0].sequence == 1
    log.prune(kept[-1].sequence, older_than_ms=1 << 42)
    assert log.append_all([entry(1)]) == kept[-1].sequence + 1
    log.close()


@pytest.mark.grown
def test_a_server_that_comes_back_is_used_again(grown_servers: GrownEngines) -> None:
    """While the log's server is away requests are refused at once; when it is back nothing must be restarted."""
    log = open_log(grown_servers.nats.url("AWAY"), Path())
    append_together(log, [entry(1)])
    grown_servers.nats.kill()
    with pytest.raises(Unavailable):
        append_together(log, [entry(2)])
    with pytest.raises(Unavailable):
        log.check()
    grown_servers.nats.start()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            append_together(log, [entry(3)])
            break
        except Unavailable:
            threading.Event().wait(0.05)
    assert log.read(0, events=1)[0].data == b"entry 1"
    log.check()
    log.close()


@pytest.mark.grown
def test_too_much_under_way_to_the_server_is_refused(grown_servers: GrownEngines) -> None:
    """The same back-pressure as embedded, counted in messages without an acknowledgement."""
    log = NatsLog(grown_servers.nats.url("BUSY"), max_entries=10)

    async def flood() -> list[int | BaseException]:
        return await asyncio.gather(*(log.append(entry(i)) for i in range(50)), return_exceptions=True)

    answers = asyncio.run(flood())
    stored = [answer for answer in answers if isinstance(answer, int)]
    assert len(stored) >= 10
    assert any(isinstance(answer, Overloaded) for answer in answers)
    assert len(log.read(0, events=ALL)) == len(stored)
    log.close()
