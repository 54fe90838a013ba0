"""The state: one meaning on SQLite and PostgreSQL, a transaction is all or nothing, a set is one statement."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engines.fixtures import Engines
from engines.grown import GrownEngines
from oblik.kernel.clock import ManualClock
from oblik.kernel.errors import Conflict, Invalid, Unavailable
from oblik.store import state as sets
from oblik.store.state import Lease, State, migrate, open_state
from oblik.store.state.schema import identifiers, identity_rules, metadata, profiles, quarantine, seen_events
from store.disks import SmallDisk
from store.killing import write_until_killed


def identifier(number: int, **other: object) -> dict[str, object]:
    row = {"namespace": "email", "value": f"p{number}@example.com", "profile_id": (1 << 62) + number}
    return {**row, "alias": False, "offset": number, "source_id": 1, "linked_at": 1, **other}


def profile(number: int, document: object) -> dict[str, object]:
    return {"id": number, "created_at": 1, "version": 1, "document": document}


def documents(state: State) -> dict[int, object]:
    with state.read() as conn:
        return {row.id: row.document for row in conn.execute(sa.select(profiles.c.id, profiles.c.document))}


def test_the_migrations_make_what_the_code_expects(engines: Engines) -> None:
    """A column that is in the schema and in no migration would break every upgraded installation."""
    with engines.state.write() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        scripts = ScriptDirectory(str(migrate.MIGRATIONS))
        assert scripts.get_heads() == [migrate.newest()] == [migrate.applied(conn)]


def test_several_processes_may_start_at_once(engines: Engines) -> None:
    """Each applies the migrations at its start; together they apply them once."""
    url = engines.urls.get("OBLIK_STATE_URL", "")
    states = [open_state(url, engines.data / "fresh") for _ in range(4)]
    if url:
        with engines.state.write() as conn:
            metadata.drop_all(conn)
            conn.execute(sa.text("DROP TABLE alembic_version"))
    failures: list[BaseException] = []

    def start(state: State) -> None:
        try:
            state.migrate()
        except BaseException as error:
            failures.append(error)

    starts = [threading.Thread(target=start, args=[state]) for state in states]
    for thread in starts:
        thread.start()
    for thread in starts:
        thread.join()
    assert failures == []
    with states[0].read() as conn:
        assert conn.execute(sa.select(sa.func.count()).select_from(identifiers)).scalar_one() == 0
    for state in states:
        state.close()


def test_an_older_program_leaves_a_newer_database_alone(engines: Engines) -> None:
    """After a failed upgrade somebody starts the old version again: it must say so, not write."""
    with engines.state.write() as conn:
        conn.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Conflict, match="9999"):
        engines.state.migrate()


def test_ten_thousand_keys_are_looked_up_in_one_statement(engines: Engines) -> None:
    """The pipeline resolves a whole batch at once, half of it never seen before."""
    with engines.state.write() as conn:
        sets.upsert(conn, identifiers, [identifier(i) for i in range(10_000)])
    keys = [("email", f"p{i}@example.com") for i in range(5_000, 15_000)]
    with engines.state.read() as conn:
        asked = sets.given(conn, keys, identifiers.c.namespace, identifiers.c.value)
        same = (identifiers.c.namespace == asked.c.namespace) & (identifiers.c.value == asked.c.value)
        found = conn.execute(sa.select(identifiers.c.profile_id).join(asked, same)).scalars().all()
    assert sorted(found) == [(1 << 62) + i for i in range(5_000, 10_000)]


def test_given_keeps_types_and_values(engines: Engines) -> None:
    """Numbers of 63 bits, booleans, nulls, documents and any text come out as they went in."""
    rows = [
        (2**63 - 1, True, "ключ 'x' \\ \" \n 😀", {"a": [1, 2.5, None, "x"]}),
        (-1, False, "", [1]),
        (0, None, None, None),
    ]
    columns = (identifiers.c.profile_id, identifiers.c.alias, identifiers.c.value, profiles.c.document)
    with engines.state.read() as conn:
        back = conn.execute(sa.select(sets.given(conn, rows, *columns))).all()
        none = conn.execute(sa.select(sets.given(conn, [], *columns))).all()
    assert [tuple(row) for row in back] == rows
    assert none == []


def test_upserting_leaves_overwrites_or_adds_up(engines: Engines) -> None:
    """The three things that a taken key can mean."""
    with engines.state.write() as conn:
        sets.upsert(conn, identifiers, [identifier(1), identifier(2)])
        sets.upsert(conn, identifiers, [identifier(2, offset=20), identifier(3)])
        sets.upsert(conn, identifiers, [identifier(3, offset=30), identifier(4)], update=["offset"])
        total = identifiers.c.offset + sets.inserted(identifiers).c.offset
        sets.upsert(conn, identifiers, [identifier(1, offset=40), identifier(5)], update={"offset": total})
    with engines.state.read() as conn:
        rows = conn.execute(sa.select(identifiers.c.value, identifiers.c.offset))
        assert sorted(row.offset for row in rows) == [2, 4, 5, 30, 41]


def test_one_key_twice_in_an_upsert_is_a_mistake_on_both_engines(engines: Engines) -> None:
    """PostgreSQL refuses it in production; SQLite must refuse it in the developer's first test."""
    with pytest.raises(ValueError, match="distinct"), engines.state.write() as conn:
        sets.upsert(conn, identifiers, [identifier(1), identifier(1)], update=["offset"])


def test_documents_and_bytes_survive_large_sets(engines: Engines) -> None:
    """What PostgreSQL takes as arrays (nested lists, nulls, bytes) must not lose its shape there."""
    values = [{"list": [[1], [2, 3]], "n": None}, [[1, 2], [3, 4]], "text", 1.5, True, {"quote": "{\"'\\"}]
    raw = {"source_id": 1, "received_at": 1, "code": "x", "reason": "y", "status": "open"}
    with engines.state.write() as conn:
        sets.upsert(
            conn, profiles, [profile(i, value) for i, value in enumerate(values)], update=["document"]
        )
        sets.insert(conn, quarantine, [{"offset": i, "raw": bytes([0, 255, i]), **raw} for i in range(3)])
    assert documents(engines.state) == dict(enumerate(values))
    with engines.state.read() as conn:
        assert set(conn.execute(sa.select(quarantine.c.raw)).scalars()) == {
            bytes([0, 255, i]) for i in range(3)
        }


def test_a_set_of_keys_is_deleted(engines: Engines) -> None:
    """By one column or several; what is not there does not matter."""
    with engines.state.write() as conn:
        sets.insert(conn, identifiers, [identifier(i) for i in range(5)])
        by_key = [("email", "p1@example.com"), ("phone", "p2@example.com")]
        assert sets.delete(conn, by_key, identifiers.c.namespace, identifiers.c.value) == 1
        assert sets.delete(conn, [[(1 << 62) + 3], [7]], identifiers.c.profile_id) == 1
        assert sets.delete(conn, [], identifiers.c.profile_id) == 0


def test_a_failed_transaction_leaves_nothing(engines: Engines) -> None:
    """A batch is applied as a whole or, after an error in its middle, not at all."""
    with pytest.raises(RuntimeError, match="in the middle"), engines.state.write() as conn:
        sets.upsert(conn, profiles, [profile(1, {})])
        raise RuntimeError("in the middle")
    assert documents(engines.state) == {}


def test_a_reader_sees_one_moment_and_stops_nobody(engines: Engines) -> None:
    """A page that reads twice must not show two truths, and must not hold up the pipeline."""
    with engines.state.read() as conn:
        count = sa.select(sa.func.count()).select_from(profiles)
        assert conn.execute(count).scalar_one() == 0
        with engines.state.write() as writer:
            sets.upsert(writer, profiles, [profile(1, {})])
        assert conn.execute(count).scalar_one() == 0
    assert len(documents(engines.state)) == 1


def test_writers_from_many_threads_take_turns(engines: Engines) -> None:
    """Counters raised at the same time from the API and the pipeline lose nothing."""
    row = {"name": "Page", "type": "track", "source_id": 1, "count": 1, "first_seen": 1, "last_seen": 1}
    total = {"count": seen_events.c.count + sets.inserted(seen_events).c.count}

    def work() -> None:
        for _ in range(20):
            with engines.state.write() as conn:
                sets.upsert(conn, seen_events, [row], update=total)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engines.state.read() as conn:
        assert conn.execute(sa.select(seen_events.c.count)).scalar_one() == 80


def test_what_the_engine_cannot_hold_is_the_senders_fault(engines: Engines) -> None:
    """Hostile values are refused with a sentence, never an internal error; the engine goes on."""
    rows: list[dict[str, object]] = [
        identifier(1, value="half a character \ud800"),
        identifier(1, offset=2**63),
    ]
    if engines.kind == "grown":
        rows += [identifier(1, value="NUL \x00"), identifier(1, value="x" * 600)]
    for row in rows:
        for some in ([row], [row, identifier(2)]):
            with pytest.raises(Invalid), engines.state.write() as conn:
                sets.upsert(conn, identifiers, some)
    with pytest.raises(Invalid), engines.state.write() as conn:
        sets.upsert(conn, profiles, [profile(1, {"s": "\ud800"}), profile(2, {})])
    with pytest.raises(Invalid), engines.state.read() as conn:
        conn.execute(sa.select(sets.given(conn, [["a\x00b"]], identifiers.c.value)))
    with engines.state.read() as conn:
        long = conn.execute(sa.select(sets.given(conn, [["x" * 600]], identifiers.c.value))).scalar_one()
    assert long == "x" * 600
    assert documents(engines.state) == {}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    texts=st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30), min_size=1)
)
def test_any_text_is_a_key(engines: Engines, texts: list[str]) -> None:
    """Identifiers are whatever the world calls its customers: quotes, backslashes, emoji, line ends."""
    keys = sorted(set(texts))
    with engines.state.write() as conn:
        conn.execute(sa.delete(identifiers))
        sets.upsert(conn, identifiers, [identifier(i, value=key) for i, key in enumerate(keys)])
    with engines.state.read() as conn:
        asked = sets.given(conn, [[key] for key in keys], identifiers.c.value)
        query = sa.select(identifiers.c.value).join(asked, identifiers.c.value == asked.c.value)
        assert sorted(conn.execute(query).scalars()) == keys


def test_a_broken_uniqueness_is_a_conflict(engines: Engines) -> None:
    """Two people who make a source of the same name at once: one hears that the name is taken."""
    with pytest.raises(Conflict) as caught, engines.state.write() as conn:
        sets.insert(conn, identifiers, [identifier(1), identifier(1)])
    assert "p1@example.com" not in caught.value.message or engines.kind == "grown"


@pytest.mark.parametrize("writes", [1, 60])
def test_what_was_committed_survives_kill_9(engines: Engines, writes: int) -> None:
    """Identity, profiles and offset commit together; after a crash the last commit is there."""
    engines.state.close()
    committed = write_until_killed(engines, "state", writes)
    with engines.state.read() as conn:
        versions = conn.execute(sa.select(identity_rules.c.version)).scalars().all()
    assert sorted(versions) == list(range(1, len(versions) + 1))
    assert committed <= len(versions) <= committed + 1


def test_a_full_disk_is_unavailable_and_passes(tmp_path: Path) -> None:
    """A full disk fails the transaction as a whole; when there is room the same connection goes on."""
    disk = SmallDisk(tmp_path / "disk", megabytes=8)
    state = open_state("", disk.folder)
    try:
        state.migrate()
        with state.write() as conn:
            sets.upsert(conn, profiles, [profile(1, {})])
        disk.fill()
        big = [profile(i, {"x": "y" * 1000}) for i in range(2, 2000)]
        with pytest.raises(Unavailable), state.write() as conn:
            sets.upsert(conn, profiles, big)
        assert set(documents(state)) == {1}
        disk.free()
        with state.write() as conn:
            sets.upsert(conn, profiles, big)
        assert len(documents(state)) == 1999
    finally:
        state.close()
        disk.close()


@pytest.mark.grown
def test_a_database_that_comes_back_is_used_again(grown: Engines, grown_servers: GrownEngines) -> None:
    """While PostgreSQL is away requests hear so; afterwards the pool finds out by itself which connections
    died.
    """
    grown.state.check()
    grown_servers.postgres.kill()
    with pytest.raises(Unavailable):
        grown.state.check()
    grown_servers.postgres.start()
    grown.state.check()
    with grown.state.write() as conn:
        sets.upsert(conn, profiles, [profile(1, {})])


def test_a_lease_has_one_holder_and_a_late_one_is_found_out(engines: Engines) -> None:
    """A worker that dies is replaced; one that only slept must not write over its successor."""
    clock = ManualClock(1_000_000)
    first, second = (Lease(engines.state, "pipeline", who, ttl_ms=10_000, clock=clock) for who in ("a", "b"))
    assert first.acquire()
    assert not second.acquire()
    clock.advance(seconds=9)
    assert first.renew()
    clock.advance(seconds=9)
    assert not second.acquire()
    clock.advance(seconds=1)
    assert second.acquire()
    assert (first.epoch, second.epoch) == (1, 2)
    with pytest.raises(Conflict), engines.state.write() as conn:
        sets.upsert(conn, profiles, [profile(1, {"late": True})])
        first.confirm(conn)
    with engines.state.write() as conn:
        sets.upsert(conn, profiles, [profile(2, {})])
        second.confirm(conn)
    assert set(documents(engines.state)) == {2}
    assert not first.renew()
    second.release()
    assert first.acquire()
    assert first.epoch == 3
