"""Events out of the warehouse again, as they were when they arrived: what a replay works on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from oblik.collect.event import Added, Envelope, Event
from oblik.collect.limits import EVENTS_PER_REQUEST
from oblik.collect.wire import decode
from oblik.store.warehouse import Warehouse

_COLUMNS = """
SELECT offset, profile_id, source_id, message_id, added, raw, flags,
       toUnixTimestamp64Milli(received_at) AS received, toUnixTimestamp64Milli(timestamp) AS happened
FROM timeline
"""
_ORDER = " ORDER BY offset"

_added = msgspec.json.Decoder(Added).decode


def stored_events(warehouse: Warehouse, where: str, params: Mapping[str, Any]) -> Iterator[list[Event]]:
    """The events for which the condition `where` holds, in arrival order, in blocks.

    An event's `profile_id` is the one it is stored with; its identifiers are not filled.
    """
    for block in warehouse.stream(f"{_COLUMNS} WHERE {where} {_ORDER}", params):
        rows = block.to_pylist()
        for start in range(0, len(rows), EVENTS_PER_REQUEST):
            yield _restore(rows[start : start + EVENTS_PER_REQUEST])


def _restore(rows: Sequence[Mapping[str, Any]]) -> list[Event]:
    body = b'{"batch":[' + b",".join(_bytes(r["raw"]) for r in rows) + b"]}"
    items = decode(
        Envelope(received_at=0, kind="internal", ip="", user_agent="", anonymous_id="", body=body), 0, 0
    )
    return [_placed(item, row) for item, row in zip(items, rows, strict=True) if isinstance(item, Event)]


def _placed(event: Event, row: Mapping[str, Any]) -> Event:
    event.offset = row["offset"]
    event.profile_id = row["profile_id"]
    event.source_id = row["source_id"]
    event.message_id = row["message_id"]
    event.received_at = row["received"]
    event.timestamp = row["happened"]
    event.url = _added(row["added"]).url
    event.flags = row["flags"]
    return event


def _bytes(raw: str | bytes) -> bytes:
    return raw.encode() if isinstance(raw, str) else raw
