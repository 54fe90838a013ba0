"""Calls → entries of the log: a message id from the content, packed into requests, appended a bounded
group at a time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import msgspec

from oblik.collect.event import Envelope
from oblik.collect.imports.kinds.kind import Call
from oblik.store.log import Entry

EVENTS_PER_REQUEST = 2_500
BYTES_PER_REQUEST = 900_000  # a NATS server takes 1 MB a message unless told otherwise
REQUESTS_PER_GROUP = 8
_LONGEST_ID = 100

_encode = msgspec.json.Encoder(decimal_format="number").encode
_envelope = msgspec.msgpack.Encoder().encode


@dataclass(frozen=True, slots=True)
class Encoded:
    """One call as JSON, with the time that orders it and the id that makes a repeat known."""

    at: str
    message_id: str
    body: bytes


def encode(call: Call, salt: str, now: str) -> Encoded:
    """A call ready to be sent.

    The message id is a hash of what the file says: the same row of the same kind and source has the same id
    in every import,
    and a changed row is a new event. `salt` is the kind and source. A call without a time gets `now`, after
    hashing.
    """
    own = call.pop("own_id", None)
    content = _encode(call)
    message_id = own if own and len(own) < _LONGEST_ID else f"imp-{_hash(salt.encode() + b'|' + content)}"
    at = call.get("timestamp")
    dated = b"" if at else b'"timestamp":"' + now.encode() + b'",'
    body = b'{"messageId":' + _encode(message_id) + b"," + dated + content[1:]
    return Encoded(at or now, message_id, body)


def _hash(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def entries(calls: Iterable[bytes], source_id: int, received_at: int) -> Iterator[Entry]:
    """Requests of at most `EVENTS_PER_REQUEST` calls and about `BYTES_PER_REQUEST` bytes."""
    waiting: list[bytes] = []
    size = 0
    for call in calls:
        if waiting and (len(waiting) == EVENTS_PER_REQUEST or size + len(call) > BYTES_PER_REQUEST):
            yield _entry(waiting, source_id, received_at)
            waiting, size = [], 0
        waiting.append(call)
        size += len(call)
    if waiting:
        yield _entry(waiting, source_id, received_at)


def _entry(calls: Sequence[bytes], source_id: int, received_at: int) -> Entry:
    body = b'{"batch":[' + b",".join(calls) + b"]}"
    envelope = Envelope(received_at, "import", "", "", "", body)
    return Entry(source_id, len(calls), _envelope(envelope))


def in_groups(items: Iterable[Entry], size: int = REQUESTS_PER_GROUP) -> Iterator[list[Entry]]:
    """A few entries at a time: what is made durable together."""
    iterator = iter(items)
    while group := list(islice(iterator, size)):
        yield group
