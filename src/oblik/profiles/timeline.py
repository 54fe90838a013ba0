"""What a person did, newest first: events as they were sent, with what was added on arrival."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from oblik.collect.arrival.rules import Change
from oblik.collect.event import Added, Envelope, Event
from oblik.collect.wire import decode
from oblik.kernel.clock import iso
from oblik.kernel.ids import show
from oblik.kernel.page import Page, Position
from oblik.profiles.document import Document
from oblik.profiles.family import Family
from oblik.store.warehouse import Warehouse

_PAGE = """
SELECT
    toUnixTimestamp64Milli(timestamp) AS at, toUnixTimestamp64Milli(received_at) AS received, offset,
    name, type, source_id, session_id, flags, added, raw
FROM timeline
WHERE {conditions}
ORDER BY timestamp DESC, offset DESC
LIMIT {{rows:UInt64}}
"""

_NAMES = """
SELECT name, count() AS count, toUnixTimestamp64Milli(max(timestamp)) AS last_at
FROM timeline
WHERE profile_id IN {ids:Array(UInt64)}
GROUP BY name
ORDER BY count DESC, name
"""

_CONDITIONS = {
    "ids": "profile_id IN {ids:Array(UInt64)}",
    "names": "name IN {names:Array(String)}",
    "since": "timestamp >= fromUnixTimestamp64Milli({since:Int64})",
    "until": "timestamp < fromUnixTimestamp64Milli({until:Int64})",
    "text": (
        "(positionCaseInsensitiveUTF8("
        "concat(JSONExtractRaw(raw, 'properties'), JSONExtractRaw(raw, 'traits')), {text:String}) > 0"
        " OR positionCaseInsensitiveUTF8(name, {text:String}) > 0"
        " OR positionCaseInsensitiveUTF8(JSONExtractString(added, 'url'), {text:String}) > 0)"
    ),
    "text_of_name": "positionCaseInsensitiveUTF8(name, {text_of_name:String}) > 0",
    "at": ("(timestamp, offset) < (fromUnixTimestamp64Milli({at:Int64}), {offset:UInt64})"),
}

_CAMPAIGN = {
    "source": "utm_source",
    "medium": "utm_medium",
    "name": "utm_campaign",
    "term": "utm_term",
    "content": "utm_content",
}


_added = msgspec.json.Decoder(Added).decode
_FIRST_MS, _LAST_MS = -2_208_988_800_000, 10_413_791_999_999  # 1900 to 2299, what the warehouse holds


@dataclass(frozen=True)
class Wanted:
    """Which events: of these names, within a time (ms; `until` is not included), holding a text, anywhere or in the name."""

    names: Sequence[str] = ()
    since: int | None = None
    until: int | None = None
    search: str | None = None
    names_only: bool = False

    def params(self, family: Family, after: Position | None) -> dict[str, Any]:
        """The values that the query binds; each brings its condition."""
        at, offset = after if after is not None else (None, None)
        given = {
            "ids": family.ids,
            "names": list(self.names) or None,
            "since": _storable(self.since),
            "until": _storable(self.until),
            "text_of_name" if self.names_only else "text": (self.search or "").strip() or None,
            "at": at,
            "offset": offset,
        }
        return {name: value for name, value in given.items() if value is not None}


def timeline_of(
    warehouse: Warehouse,
    family: Family,
    wanted: Wanted,
    senders: Mapping[int, str],
    *,
    limit: int,
    after: Position | None,
) -> Page[Document]:
    """A page of `TimelineItem`s; a position is the last item's time and offset."""
    params = wanted.params(family, after) | {"rows": limit + 1}
    rows = warehouse.rows(_PAGE.format(conditions=_conditions(params)), params)
    shown = rows[:limit]
    more = (shown[-1]["at"], shown[-1]["offset"]) if len(rows) > limit else None
    return Page([_item(row, event, senders) for row, event in zip(shown, _as_sent(shown), strict=True)], more)


def _conditions(params: Mapping[str, Any]) -> str:
    return " AND ".join(_CONDITIONS[name] for name in params if name in _CONDITIONS)


def names_of(warehouse: Warehouse, family: Family) -> list[Document]:
    """`EventName`s of the person's events, the most frequent first."""
    rows = warehouse.rows(_NAMES, {"ids": family.ids})
    return [row | {"last_at": iso(row["last_at"])} for row in rows]


def _storable(ms: int | None) -> int | None:
    return None if ms is None else min(max(ms, _FIRST_MS), _LAST_MS)


def _as_sent(rows: Sequence[Mapping[str, Any]]) -> list[Event | None]:
    """The events read from their raw form again; None for one that this version no longer reads."""
    return [_read(row["raw"]) for row in rows]


def _read(raw: str) -> Event | None:
    envelope = Envelope(
        received_at=0,
        kind="internal",
        ip="",
        user_agent="",
        anonymous_id="",
        body=b'{"batch":[' + raw.encode() + b"]}",
    )
    item = decode(envelope, 0, 0)[0]
    return item if isinstance(item, Event) else None


def _item(row: Mapping[str, Any], event: Event | None, senders: Mapping[int, str]) -> Document:
    added = _added(row["added"])
    return {
        "id": show(row["offset"]),
        "name": row["name"],
        "type": row["type"],
        "timestamp": iso(row["at"]),
        "received_at": iso(row["received"]),
        "source": senders.get(row["source_id"]),
        "properties": event.properties if event else {},
        "context": _context(added, event.context if event else {}) | _flags(row["flags"]),
        "session_id": row["session_id"] or None,
        "value": added.value,
        "currency": added.currency or None,
        "changes": [_change(each) for each in added.changes],
        "violation": added.violation or None,
    }


def _change(change: Change) -> Document:
    return {field: getattr(change, field) for field in Change.__struct_fields__}


def _context(added: Added, sent: Mapping[str, Any]) -> Document:
    """Where and on what it happened; only what is known."""
    page = sent.get("page")
    title = page.get("title") if isinstance(page, dict) else None
    context = {
        "page": {"url": added.url, "title": title, "referrer": added.referrer},
        "campaign": {said: getattr(added, column) for said, column in _CAMPAIGN.items()},
        "device": {"type": added.device, "os": added.os, "browser": added.browser},
        "place": {"country": added.country, "region": added.region, "city": added.city},
    }
    known = {name: {k: v for k, v in part.items() if v} for name, part in context.items()}
    return {
        **{name: part for name, part in known.items() if part},
        **({"channel": added.channel} if added.channel else {}),
        **({"bot": True} if added.is_bot else {}),
        **({"generated": True} if sent.get("generated") is True else {}),
    }


def _flags(flags: Sequence[str]) -> Document:
    """What was noticed on arrival; not where a replay has moved the event."""
    noticed = [flag for flag in flags if ":" not in flag]
    return {"flags": noticed} if noticed else {}
