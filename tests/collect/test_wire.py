"""The tracking contract, line by line: what a call becomes, or why it is kept back."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from oblik.collect import split as splitting
from oblik.collect.event import Envelope, Event, Rejection
from oblik.collect.limits import EVENTS_PER_REQUEST
from oblik.collect.reasons import EVENT_CODES, REQUEST_CODES
from oblik.collect.rows import event_rows
from oblik.collect.wire import CALLS, Call, decode
from oblik.kernel.errors import Invalid
from oblik.store.log import EVENTS_PER_ENTRY

NOW = 1_795_000_000_000  # 2026-11-18T11:06:40Z
GOOD = {"type": "track", "event": "Product Viewed", "userId": "u1", "messageId": "m1"}


def read(
    body: bytes | str | dict[str, Any] | list[Any], kind: str = "batch", **more: Any
) -> list[Event | Rejection]:
    """What the log's entry 1 of source 7 holds."""
    data = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
    envelope = Envelope(NOW, kind, "", "", more.pop("anonymous_id", ""), data, **more)
    return decode(envelope, 7, 1)


def one(call: dict[str, Any], kind: str = "batch", **more: Any) -> Event:
    """The good event that one call becomes."""
    found = read({"batch": [call]} if kind == "batch" else call, kind, **more)[0]
    assert isinstance(found, Event), found
    return found


def why(call: Any, **more: Any) -> tuple[str, str]:
    """The code and the sentence with which one call of a batch is kept back."""
    found = read({"batch": [call]}, **more)[0]
    assert isinstance(found, Rejection), found
    return found.code, found.reason


# --- calls -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "type_", "name", "properties"),
    [
        (
            {"event": " Order Completed ", "properties": {"total": 5}},
            "track",
            "Order Completed",
            {"total": 5},
        ),
        ({"traits": {"email": "ann@example.com"}}, "identify", "Identified", {"email": "ann@example.com"}),
        ({"name": "Home", "properties": {"url": "/"}}, "page", "Page Viewed", {"url": "/", "name": "Home"}),
        (
            {"name": "Cart", "category": "Shop"},
            "screen",
            "Screen Viewed",
            {"name": "Cart", "category": "Shop"},
        ),
        ({"groupId": "acme", "traits": {"plan": "pro"}}, "group", "Group Joined", {"plan": "pro"}),
        ({"previousId": "anon-1"}, "alias", "Alias Created", {}),
    ],
)
def test_each_call_says_what_it_is(
    call: dict[str, Any], type_: str, name: str, properties: dict[str, Any]
) -> None:
    """The path names the type, in a batch the event does; name and properties come out the same."""
    for event in (one(call | {"userId": "u"}, type_), one(call | {"userId": "u", "type": type_})):
        assert (event.type, event.name, event.properties) == (type_, name, properties)


def test_an_identify_of_rudderstack_keeps_its_traits_in_the_context() -> None:
    """Both places are read; what is said in `traits` itself goes first."""
    call = {"userId": "u", "context": {"traits": {"email": "a@example.com", "age": 1}}, "traits": {"age": 2}}
    assert one(call, "identify").traits == {"email": "a@example.com", "age": 2}


def test_ids_given_as_numbers_become_text() -> None:
    """42 and 42.0 are the same customer as "42", and an id is trimmed."""
    calls = [{**GOOD, "userId": said} for said in (42, 42.0, " 42 ", "42")]
    assert {event.user_id for event in read({"batch": calls}) if isinstance(event, Event)} == {"42"}
    assert one(GOOD | {"userId": 12345678901234567890123}).user_id == "12345678901234567890123"


def test_a_batch_speaks_for_each_of_its_events() -> None:
    """Its context lies beneath each event's own, and its sentAt corrects each clock."""
    call = GOOD | {"timestamp": "2026-11-18T10:00:00Z", "context": {"ip": "9.9.9.9"}}
    body = {
        "batch": [call, GOOD],
        "context": {"ip": "1.1.1.1", "locale": "uk"},
        "sentAt": "2026-11-18T10:00:05Z",
    }
    first, second = read(body)
    assert isinstance(first, Event) and isinstance(second, Event)
    assert first.context == {"ip": "9.9.9.9", "locale": "uk"}
    assert second.context == {"ip": "1.1.1.1", "locale": "uk"}
    assert (first.timestamp, second.timestamp) == (NOW - 5_000, NOW)
    assert json.loads(first.raw)["sentAt"] == "2026-11-18T10:00:05Z"


def test_an_event_without_a_message_id_gets_one_of_its_content() -> None:
    """The same bytes sent again are a repeat, other bytes are not; the batch's sentAt makes no difference."""
    call = {key: value for key, value in GOOD.items() if key != "messageId"}
    ids = [
        read({"batch": [said], "sentAt": sent})[0].message_id  # type: ignore[union-attr]
        for said, sent in ((call, 1), (call, 2), (call | {"userId": "u2"}, 1), (call | {"messageId": " "}, 1))
    ]
    assert ids[0] == ids[1] != ids[2]
    assert all(i.startswith("content-") and len(i) < 100 for i in ids)


def test_offsets_tell_the_place_in_history() -> None:
    """The entry's number and the place in the batch, a kept-back event among the others counted too."""
    items = read({"batch": [GOOD, {"type": "?"}, GOOD]})
    assert [item.offset for item in items] == [EVENTS_PER_ENTRY, EVENTS_PER_ENTRY + 1, EVENTS_PER_ENTRY + 2]


def test_rudderstacks_header_names_the_browser_where_the_event_does_not() -> None:
    """An event's own anonymousId wins."""
    assert one({"event": "A"}, "track", anonymous_id="from-header").anonymous_id == "from-header"
    assert (
        one({"event": "A", "anonymousId": "own"}, "track", anonymous_id="from-header").anonymous_id == "own"
    )


@pytest.mark.parametrize(
    "call",
    [
        GOOD,
        {"event": "A", "anonymousId": None, "timestamp": "2026-11-18T10:00:00Z"},
        {"event": "Ünïcode \\u0000 ok", "userId": 5, "context": {"traits": {"email": "x"}}},
        {"userId": "u", "event": "A", "type": "page", "messageId": None},
    ],
)
def test_what_is_stored_reads_again_as_the_same_event(call: dict[str, Any]) -> None:
    """`raw` is a complete call, so that a replay or a rebuild has the same event as the arrival had."""
    for kind, body in (
        ("track", call),
        (
            "batch",
            {
                "batch": [call | {"type": "track"}],
                "sentAt": "2026-11-18T11:06:00Z",
                "context": {"locale": "uk"},
            },
        ),
    ):
        event = read(body, kind, anonymous_id="header-id")[0]
        assert isinstance(event, Event)
        again = read(b'{"batch":[' + event.raw + b"]}", "replay")[0]
        assert again == event


# --- time ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "timestamp", "flags"),
    [
        ({}, NOW, []),
        ({"timestamp": "2026-11-18T11:00:00Z"}, NOW - 400_000, []),
        (
            {"timestamp": "2026-11-18T12:00:00Z", "sentAt": "2026-11-18T12:00:09Z"},
            NOW - 9_000,
            [],
        ),  # clock an hour fast
        ({"originalTimestamp": "2026-11-18T11:00:00Z", "timestamp": "2020-01-01"}, NOW - 400_000, []),
        ({"timestamp": "2027-01-01T00:00:00Z"}, NOW, ["clamped_timestamp"]),
        ({"timestamp": "1970-01-01T00:00:00Z"}, NOW, ["clamped_timestamp"]),
        ({"timestamp": "2026-11-18T11:00:00Z", "sentAt": "what?"}, NOW - 400_000, []),
    ],
)
def test_the_senders_clock_is_corrected(call: dict[str, Any], timestamp: int, flags: list[str]) -> None:
    """receivedAt − (sentAt − originalTimestamp); the future and the years before 1990 are clamped and flagged."""
    event = one(GOOD | call)
    assert (event.timestamp, event.flags) == (timestamp, flags)


def test_an_import_keeps_its_own_times() -> None:
    """An order of 1985, or one booked for next year, is what the file says; a line that is broken is kept back."""
    lines = [GOOD | {"timestamp": "1985-05-05"}, GOOD | {"timestamp": "2027-01-01T00:00:00Z", "sentAt": 1}]
    old, booked, broken = read("\n".join([*map(json.dumps, lines), '{"type":"track"']), "import")
    assert isinstance(old, Event) and isinstance(booked, Event) and isinstance(broken, Rejection)
    assert (old.timestamp, booked.timestamp) == (484_099_200_000, 1_798_761_600_000)
    assert old.flags == booked.flags == []
    assert broken.code == "bad_json"


# --- what is kept back -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "code", "sentence"),
    [
        ({"type": "track", "event": "A"}, "no_identifier", "Expected one of `userId`, `anonymousId`"),
        (
            GOOD | {"userId": True},
            "bad_type",
            "Expected a number, text or null at `userId`, got true or false.",
        ),
        (GOOD | {"properties": 5}, "bad_type", "Expected an object or null at `properties`, got a number."),
        (GOOD | {"properties": [1]}, "bad_type", "Expected an object in `properties`, got a list."),
        (GOOD | {"context": "x"}, "bad_type", "Expected an object or null at `context`, got text."),
        (7, "bad_type", "Expected an object, got a number."),
        (GOOD | {"type": "trakc"}, "unknown_type", "got 'trakc'."),
        (GOOD | {"event": "  "}, "missing_field", "Expected the event's name"),
        (
            GOOD | {"event": "x" * 301},
            "name_too_long",
            "Expected at most 300 characters in `event`, got 301.",
        ),
        (
            GOOD | {"userId": "x" * 513},
            "bad_identifier",
            "Expected at most 512 characters in `userId`, got 513.",
        ),
        (GOOD | {"messageId": "x" * 100}, "bad_message_id", "under 100 characters, got 100."),
        (GOOD | {"timestamp": "yesterday"}, "bad_timestamp", "got 'yesterday'."),
        (GOOD | {"timestamp": 1e40}, "bad_timestamp", "got 1e+40."),
        ({"type": "alias", "userId": "u"}, "missing_field", "`previousId`"),
        ({"type": "group", "userId": "u"}, "missing_field", "`groupId`"),
        (GOOD | {"userId": "a\0b"}, "nul_character", "U+0000"),
        (GOOD | {"properties": {"deep\0key": 1}}, "nul_character", "U+0000"),
        (GOOD | {"userId": "\ud800"}, "bad_text", "half of a surrogate pair"),
        (GOOD | {"properties": {"x": float("nan")}}, "bad_json", "Expected JSON"),
        (
            GOOD | {"properties": {"x": "y" * 33_000}},
            "event_too_large",
            "Expected at most 32768 bytes an event",
        ),
    ],
)
def test_a_bad_event_is_kept_back_with_its_reason(call: Any, code: str, sentence: str) -> None:
    """The sentence says what was expected and what came, and the others of the batch are not touched."""
    assert why(call)[0] == code
    assert sentence in why(call)[1]
    items = read({"batch": [GOOD, call, GOOD]})
    assert [type(item) for item in items] == [Event, Rejection, Event]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b'{"type":"track","event":"A","userId":"u","properties":{"x":1e999}}', "bad_number"),
        (b'{"type":"track","event":"A","userId":"u\xff"}', "bad_text"),
        (b'{"type":"track","event":"A","userId":"u","unread":"\xff"}', "bad_text"),
        (b'{"a":' * 201 + b"1" + b"}" * 201, "too_deep"),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, "too_deep"),
        (b'{"type":"track","event":"A",}', "bad_json"),
    ],
)
def test_bytes_that_json_libraries_do_not_write_are_kept_back_too(raw: bytes, code: str) -> None:
    """One such event does not spoil the batch, whatever stands after it."""
    good = json.dumps(GOOD).encode()
    first, bad, last = read(b'{"batch":[' + good + b" , " + raw + b"," + good + b'],"note":"]}"}')
    assert isinstance(first, Event) and isinstance(last, Event)
    assert isinstance(bad, Rejection) and (bad.code, bad.raw) == (code, raw)


def test_some_identifier_is_enough() -> None:
    """A loyalty card, an e-mail or a phone number says whose event it is as well as an id does."""
    bare = {"type": "track", "event": "A"}
    one(bare | {"context": {"externalIds": [{"type": "loyalty_card", "id": "1"}]}})
    one(bare | {"context": {"traits": {"email": "a@example.com"}}})
    one({"type": "identify", "traits": {"phone": "+380441234567"}})
    one({"type": "alias", "previousId": "anon", "userId": "u"})


def test_php_writes_an_empty_object_as_a_list() -> None:
    """`[]` for properties and context is nothing said, not a wrong type."""
    assert one(GOOD | {"properties": [], "context": [], "integrations": []}).properties == {}


def test_duplicate_keys_and_long_numbers_are_stored_as_one_clean_object() -> None:
    """The last of two equal keys counts, as everywhere; what the warehouse gets has each key once."""
    raw = b'{"type":"track","event":"A","userId":"u","properties":{"a":1,"a":18446744073709551616}}'
    event = read(b'{"batch":[' + raw + b"]}")[0]
    assert isinstance(event, Event)
    assert event_rows([event])["properties"].to_pylist() == [[("a", "18446744073709551616")]]


def test_trusted_kinds_have_no_limit_of_bytes_and_a_replay_none_either() -> None:
    """The size of an imported order is the product's own affair; a replay follows a limit that was raised."""
    big = GOOD | {"properties": {"x": "y" * 100_000}}
    assert isinstance(read(json.dumps(big), "import")[0], Event)
    assert isinstance(read({"batch": [big]}, "replay")[0], Event)
    assert isinstance(read({"batch": [big]}, event_limit=200_000)[0], Event)


# --- whole requests --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        (b"", "batch", "bad_json"),
        (b"{", "track", "bad_json"),
        (b"[]", "track", "bad_type"),
        (b'"x"', "batch", "bad_type"),
        (b"{}", "batch", "no_batch"),
        (b'{"batch": {}}', "batch", "bad_type"),
        (b'{"batch": [{}', "batch", "bad_json"),
        (b'{"batch": [], "context": [1]}', "batch", "bad_type"),
        (b'{"batch": [' + b",".join([b"{}"] * (EVENTS_PER_REQUEST + 1)) + b"]}", "batch", "too_many_events"),
        ('{"event":"A"}'.encode("utf-16"), "track", "bad_json"),
        (gzip.compress(b"{}", mtime=0), "batch", "bad_json"),
        (b"[" * 1_000_000, "batch", "bad_type"),
        (b'{"batch":[' * 400 + b"]}" * 400, "track", None),
    ],
)
def test_a_body_that_cannot_be_told_apart_is_refused_as_a_whole(
    body: bytes, kind: str, code: str | None
) -> None:
    """A 400 with a stable code; a single call that is only too deep is kept back like any event."""
    if code is None:
        assert [type(item) for item in read(body, kind)] == [Rejection]
        return
    with pytest.raises(Invalid) as error:
        read(body, kind)
    assert error.value.code == code


def test_a_byte_order_mark_and_spaces_around_do_no_harm() -> None:
    """Windows programs write the one, people the others."""
    assert isinstance(read(b"\xef\xbb\xbf  " + json.dumps(GOOD).encode() + b"\r\n", "track")[0], Event)


# --- hostile bodies --------------------------------------------------------------------------------------------------

NASTY = st.sampled_from(
    [
        "'; DROP TABLE events; --",
        "{{7*7}}{% for x in y %}",
        "<script>alert(1)</script>",
        "\ud800",
        "\0",
        "x" * 2000,
        "null",
        "../../etc/passwd",
    ]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=10**30, max_value=10**40)
    | st.floats()
    | st.text(max_size=20)
    | NASTY
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8) | NASTY, inner, max_size=4)
    ),
)
FIELDS = st.sampled_from([*Call.__struct_encode_fields__, "integrations", "batch", "writeKey"])
CALL = st.dictionaries(FIELDS, VALUES, max_size=8).map(lambda call: GOOD | call)


@given(st.lists(CALL | VALUES, max_size=5), st.dictionaries(FIELDS, VALUES, max_size=3))
@settings(max_examples=300, deadline=None)
def test_hostile_values_are_stored_or_kept_back_and_none_is_lost(
    calls: list[Any], head: dict[str, Any]
) -> None:
    """Whatever the fields hold, there is one item for each event sent, each storable or with a known reason."""
    body = json.dumps(head | {"batch": calls}).encode()
    try:
        items = read(body)
    except Invalid as error:
        assert error.code in REQUEST_CODES
        return
    assert len(items) == len(calls)
    for item in items:
        if isinstance(item, Rejection):
            assert item.code in EVENT_CODES and item.reason.endswith(".")
        else:
            assert "\0" not in item.name + item.user_id + item.message_id
            event_rows([item])
            item.raw.decode()
            item.name.encode()
    assert read(body) == items


@given(st.binary(max_size=200), st.sampled_from((*CALLS, "batch", "import", "pixel", "replay")))
@example(b'{"batch":["\\ud800"]}', "batch")
@example(b'{"batch":[{"a":"\\', "batch")
@settings(max_examples=300, deadline=None)
def test_any_bytes_at_all_are_read_or_refused(body: bytes, kind: str) -> None:
    """Nothing but `Invalid` ever comes out."""
    try:
        read(body, kind)
    except Invalid as error:
        assert error.code in REQUEST_CODES


@given(st.lists(VALUES, max_size=6), st.integers(0, 3))
@settings(max_examples=200, deadline=None)
def test_the_slow_way_of_telling_a_batch_apart_agrees_with_the_fast_one(
    values: list[Any], indent: int
) -> None:
    """Where the decoder can do it, following quotes and brackets gives the same pieces."""
    body = json.dumps(
        {"x": [[1], {"batch": [9]}], "batch": values, "sentAt": 'a"b'}, indent=indent or None
    ).encode()
    try:
        expected = splitting._head.decode(body)
    except Exception:
        return
    head, items = splitting._scan(body)
    assert expected.batch is not None and items == [bytes(item) for item in expected.batch]
    assert head.sent_at == expected.sent_at
