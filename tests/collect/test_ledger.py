"""What became of every event adds up, and what was rejected may try again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

from engines.fixtures import Engines
from oblik.collect import ledger, quarantine
from oblik.collect.event import Envelope, Event, Rejection
from oblik.collect.ledger import HOUR_MS, Counts
from oblik.collect.wire import decode
from oblik.store.log import Entry
from oblik.store.state import State

SHOP, TILL = 1, 2
NOON = 1_790_000_000_000 // HOUR_MS * HOUR_MS


@pytest.fixture
def state(engines: Engines) -> State:
    """Both states, one after the other."""
    return engines.state


def rejection(offset: int, code: str = "bad_type", raw: bytes = b"{}", at: int = NOON) -> Rejection:
    """An event of the shop's that cannot be stored."""
    return Rejection(offset, SHOP, at, code, f"Reason {offset}.", raw)


def test_counts_are_added_up_by_source_and_hour(state: State) -> None:
    """Batch by batch; the sums are what was added."""
    with state.write() as conn:
        ledger.add(
            conn,
            {
                (SHOP, NOON): Counts(accepted=5, stored=3, duplicate=2),
                (TILL, NOON): Counts(accepted=1, stored=1),
            },
        )
        ledger.add(conn, {(SHOP, NOON): Counts(accepted=1, suppressed=1)})
        ledger.add(conn, {(SHOP, NOON + HOUR_MS): Counts(accepted=2, stored=1, quarantined=1)})
        ledger.add(conn, {})
    with state.read() as conn:
        shop = Counts(accepted=8, stored=4, duplicate=2, quarantined=1, suppressed=1)
        assert ledger.of(conn, SHOP) == shop
        assert ledger.of(conn, 99) == Counts()
        assert ledger.totals(conn, {SHOP: 3, 99: 1}) == {
            SHOP: shop.waiting(3),
            TILL: Counts(accepted=1, stored=1),
            99: Counts(accepted=1, pending=1),
        }
        hours = ledger.by_hour(conn, SHOP, since=NOON, until=NOON + 2 * HOUR_MS)
        assert [at for at, _ in hours] == [NOON, NOON + HOUR_MS]
        assert all(counts.balanced for _, counts in hours)


def test_what_waits_is_on_both_sides_of_the_balance() -> None:
    """An acknowledged event is accepted before the pipeline has seen it."""
    counts = Counts(accepted=2, stored=2).waiting(7)
    assert (counts.accepted, counts.pending, counts.balanced) == (9, 7, True)
    assert not Counts(accepted=2, stored=1).balanced


def test_a_rejection_kept_twice_is_kept_once(state: State) -> None:
    """A batch that is done again changes nothing; a replayed row stays replayed."""
    with state.write() as conn:
        quarantine.keep(conn, [rejection(1), rejection(2)])
        quarantine.mark(conn, [1], quarantine.REPLAYED)
        quarantine.keep(conn, [rejection(1), rejection(2), rejection(3)])
        page = quarantine.page(conn, SHOP, limit=10)
    assert [(row.offset, row.status) for row in page.items] == [(3, "open"), (2, "open"), (1, "replayed")]


def test_rejected_events_are_read_page_by_page_with_their_reasons(state: State) -> None:
    """The reasons count open rows only."""
    with state.write() as conn:
        quarantine.keep(conn, [rejection(n, "even" if n % 2 == 0 else "odd") for n in range(1, 8)])
        quarantine.mark(conn, [7], quarantine.DISCARDED)
        first = quarantine.page(conn, SHOP, limit=2, code="odd")
        second = quarantine.page(conn, SHOP, limit=2, code="odd", after=first.next)
        reasons = quarantine.reasons(conn, SHOP)
    assert [row.offset for row in (*first.items, *second.items)] == [7, 5, 3, 1]
    assert second.next is None
    assert [(one.code, one.count, one.reason) for one in reasons] == [
        ("even", 3, "Reason 6."),
        ("odd", 3, "Reason 5."),
    ]


def test_what_is_to_try_again_is_chosen_by_row_or_by_reason(state: State) -> None:
    """In the order it came, in steps, and nothing that was replayed already."""
    with state.write() as conn:
        quarantine.keep(conn, [rejection(n, "even" if n % 2 == 0 else "odd") for n in range(1, 8)])
        quarantine.mark(conn, [1], quarantine.REPLAYED)

        def chosen(**how: Any) -> list[int]:
            return [row.offset for row in quarantine.select_for_replay(conn, SHOP, **how)]

        assert chosen() == [2, 3, 4, 5, 6, 7]
        assert chosen(code="odd") == [3, 5, 7]
        assert chosen(offsets=[7, 1, 2, 99]) == [2, 7]
        assert chosen(after=4, limit=2) == [5, 6]
        assert quarantine.select_for_replay(conn, TILL) == []


RAWS = [
    b'{"type":"track","event":"A","userId":"u1","messageId":"m1"}',
    b'{"type":"track","event":"B \xd0\xb4","userId":"u2","messageId":"m2"}',
    b'{"type":"track","event":"\\ud800","userId":"u2"}',
    b'{"type":"track","event":"\xff\xfe","userId":"u2"}',
    b'{"type":"track","event":"],[ \\" }","userId":"u2","messageId":"m3"}',
    b"3",
]


def test_a_replay_is_read_as_the_same_events_at_the_same_moment() -> None:
    """Event for row, also where a row is no JSON at all; rows of different moments stay apart."""
    rows = [quarantine.Row(n + 7, SHOP, NOON + n // 3, "c", "r", raw, "open") for n, raw in enumerate(RAWS)]
    entries = quarantine.replay_entries(list(reversed(rows)))
    assert [(entry.source_id, entry.count) for entry in entries] == [(SHOP, 3), (SHOP, 3)]
    seen: dict[int, Event | Rejection] = {}
    for sequence, entry in enumerate(entries):
        envelope = msgspec.msgpack.decode(entry.data, type=Envelope)
        assert envelope.kind == quarantine.REPLAY
        items = decode(envelope, entry.source_id, sequence)
        seen |= dict(zip(quarantine.replayed(envelope.body), items, strict=True))
    assert sorted(seen) == [row.offset for row in rows]
    assert [item.received_at for _, item in sorted(seen.items())] == [row.received_at for row in rows]
    good = [item.name for _, item in sorted(seen.items()) if isinstance(item, Event)]
    assert good == ["A", "B д", '],[ " }']


def process(state: State, log: Sequence[Entry], fixed: bool, first: int) -> None:
    """What the pipeline does with replays: admits open rows, counts what becomes of them, settles, in one
    transaction."""
    with state.write() as conn:
        for place, entry in enumerate(log):
            envelope = msgspec.msgpack.decode(entry.data, type=Envelope)
            offsets = quarantine.replayed(envelope.body)
            admitted = quarantine.still_open(conn, offsets)
            hour = (entry.source_id, ledger.hour_of(envelope.received_at))
            kept = Counter({"stored" if fixed else "quarantined": len(admitted)})
            counts = Counts(stored=kept["stored"], quarantined=kept["quarantined"])
            settled = quarantine.settle(conn, offsets)
            ledger.add(conn, {hour: counts + settled.get(hour, Counts())})
            if not fixed:
                again = [
                    rejection(first + place * 100 + n, at=envelope.received_at) for n in range(len(admitted))
                ]
                quarantine.keep(conn, again)


@pytest.mark.parametrize("fixed", [True, False])
def test_the_ledger_balances_before_during_and_after_a_replay(state: State, fixed: bool) -> None:
    """Whether the events are good now or fail again, and though two people pressed the button."""
    with state.write() as conn:
        quarantine.keep(conn, [rejection(n, raw=json.dumps({"n": n}).encode()) for n in range(1, 6)])
        ledger.add(conn, {(SHOP, NOON): Counts(accepted=8, stored=3, quarantined=5)})
        rows = quarantine.select_for_replay(conn, SHOP)
    log = quarantine.replay_entries(rows) + quarantine.replay_entries(rows)
    with state.read() as conn:
        assert ledger.of(conn, SHOP).balanced
        assert len(quarantine.select_for_replay(conn, SHOP)) == 5
    process(state, log, fixed, first=1000)
    with state.read() as conn:
        counts = ledger.of(conn, SHOP)
        waiting = quarantine.select_for_replay(conn, SHOP)
    stored, rejected = (8, 0) if fixed else (3, 5)
    assert counts == Counts(accepted=8, stored=stored, quarantined=rejected)
    assert counts.balanced
    assert len(waiting) == rejected
