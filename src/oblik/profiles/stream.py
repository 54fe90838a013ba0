"""Events as they come, stored or kept back: one look at the engines for all who watch, and a bounded queue for each."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
import sqlalchemy as sa
import structlog
from sqlalchemy import Connection

from oblik.collect.sources_repository import source_names
from oblik.kernel.clock import iso
from oblik.kernel.errors import Invalid, NotFound, OblikError
from oblik.kernel.ids import parse, show
from oblik.profiles.document import Document
from oblik.profiles.family import TODAY
from oblik.profiles.progress import progress_of
from oblik.store.log import EVENTS_PER_ENTRY, Log
from oblik.store.state import State
from oblik.store.state.schema import quarantine
from oblik.store.warehouse import Warehouse

MOST = 500  # items of one look, and that wait for one reader
_LOOK_S = 0.5
_FIRST_LOOK = 256 * EVENTS_PER_ENTRY  # offsets; single-event requests are an entry each
_WIDER = 64
_logger = structlog.get_logger()

_STORED = f"""
SELECT
    offset, source_id, name, type, toUnixTimestamp64Milli(received_at) AS received,
    {TODAY} AS profile,
    user_id, anonymous_id, message_id
FROM events
WHERE offset > {{after:UInt64}} AND offset <= {{upto:UInt64}} AND ({{source:UInt64}} = 0 OR source_id = {{source:UInt64}})
ORDER BY offset DESC
LIMIT {{rows:UInt64}}
"""  # noqa: S608  fixed names only

_ONE = f"""
SELECT
    timeline.offset AS offset, timeline.source_id AS source_id, timeline.name AS name, timeline.type AS type,
    toUnixTimestamp64Milli(timeline.received_at) AS received, toUnixTimestamp64Milli(timeline.timestamp) AS happened,
    {TODAY} AS profile,
    timeline.message_id AS message_id, timeline.session_id AS session_id, timeline.flags AS flags,
    timeline.added AS added, timeline.raw AS raw
FROM timeline
WHERE offset = {{offset:UInt64}}
LIMIT 1
"""  # noqa: S608  fixed names only


@dataclass(eq=False)
class _Reader:
    """One who watches: what waits for it, the oldest given up when it is slow."""

    source_id: int | None
    waiting: deque[Document] = field(default_factory=lambda: deque(maxlen=MOST))
    filled: asyncio.Event = field(default_factory=asyncio.Event)

    def give(self, items: Sequence[tuple[int, Document]]) -> None:
        self.waiting.extend(item for source, item in items if self.source_id in (None, source))
        if self.waiting:
            self.filled.set()

    async def take(self) -> Document:
        while not self.waiting:
            self.filled.clear()
            await self.filled.wait()
        return self.waiting.popleft()


class EventStream:
    """Answers as the management API shows them, unmasked. `recent` from any thread, `follow` on one event loop."""

    def __init__(self, state: State, warehouse: Warehouse, log: Log) -> None:
        self._state = state
        self._warehouse = warehouse
        self._log = log
        self._readers: set[_Reader] = set()
        self._looking: asyncio.Task[None] | None = None
        self._joining = asyncio.Lock()
        self._seen = 0

    def recent(self, *, source_id: int | None = None, limit: int = 100) -> list[Document]:
        """`StreamItem`s, the latest first."""
        newest = self._newest()
        reach = _FIRST_LOOK
        while True:
            items = self._between(max(0, newest - reach), newest, limit, source_id)
            if len(items) >= limit or reach >= newest:
                return [item for _, item in items]
            reach *= _WIDER

    def one(self, offset: int) -> Document:
        """A `StreamEvent`: the event as it was sent, and what arrival made of it or why it was kept back.

        Raises:
            NotFound: nothing that is still there came at this place.
        """
        with self._state.read() as conn:
            senders = source_names(conn)
            kept = conn.execute(sa.select(quarantine).where(quarantine.c.offset == offset)).one_or_none()
        rows = self._warehouse.rows(_ONE, {"offset": offset})
        if rows:
            source, item = rows[0]["source_id"], _stored_item(rows[0]) | _sent(rows[0])
        elif kept is not None:
            source, item = kept.source_id, _kept_item(kept) | {"raw": _readable(kept.raw), "added": None}
        else:
            raise NotFound("This event is not there any more.", code="event_not_found")
        return {"id": show(offset), "source": senders.get(source, "")} | item

    async def follow(
        self, *, source_id: int | None = None, after: str | None = None
    ) -> AsyncIterator[Document]:
        """Those after the item `after`, oldest first, then each as it comes; an `after` that is none means from now on."""
        reader = _Reader(source_id)
        newest = await self._join(reader)
        try:
            since = _offset(after)
            if since is not None:
                missed = await asyncio.to_thread(self._between, since, newest, MOST, source_id)
                for _, item in reversed(missed):
                    yield item
            while True:
                yield await reader.take()
        finally:
            self._leave(reader)

    async def _join(self, reader: _Reader) -> int:
        """Lets the reader have what comes from now on; returns the offset where that begins."""
        async with self._joining:
            if self._looking is None or self._looking.done():
                self._seen = await asyncio.to_thread(self._newest)
                self._looking = asyncio.create_task(self._look())
            self._readers.add(reader)
            return self._seen

    def _leave(self, reader: _Reader) -> None:
        self._readers.discard(reader)
        if not self._readers and self._looking is not None:
            self._looking.cancel()
            self._looking = None

    async def _look(self) -> None:
        """Looks again and again for what is new, as long as anybody watches."""
        while True:
            await asyncio.sleep(_LOOK_S)
            try:
                newest, items = await asyncio.to_thread(self._since, self._seen)
            except OblikError as error:
                _logger.warning("stream_interrupted", code=error.code)
                continue
            self._seen = newest
            for reader in self._readers:
                reader.give(items)

    def _since(self, seen: int) -> tuple[int, list[tuple[int, Document]]]:
        newest = self._newest()
        items = self._between(seen, newest, MOST, None) if newest > seen else []
        return newest, items[::-1]

    def _newest(self) -> int:
        with self._state.read() as conn:
            return progress_of(conn, self._log.identity).newest

    def _between(
        self, after: int, upto: int, limit: int, source_id: int | None
    ) -> list[tuple[int, Document]]:
        """The latest items with `after < offset <= upto`, each with its source, newest first."""
        wanted = {"after": after, "upto": upto, "source": source_id or 0, "rows": limit}
        stored = self._warehouse.rows(_STORED, wanted)
        with self._state.read() as conn:
            senders = source_names(conn)
            kept_back = _kept_back(conn, after, upto, limit, source_id)
        items = [(row["offset"], row["source_id"], _stored_item(row)) for row in stored]
        items += [(row.offset, row.source_id, _kept_item(row)) for row in kept_back]
        items.sort(key=lambda item: -item[0])
        return [
            (source, {"id": show(offset), "source": senders.get(source, "")} | item)
            for offset, source, item in items[:limit]
        ]


def _offset(shown: str | None) -> int | None:
    try:
        return None if shown is None else parse(shown)
    except Invalid:
        return None


def _kept_back(
    conn: Connection, after: int, upto: int, limit: int, source_id: int | None
) -> Sequence[sa.Row[Any]]:
    c = quarantine.c
    query = sa.select(quarantine).where(c.offset > after, c.offset <= upto)
    if source_id is not None:
        query = query.where(c.source_id == source_id)
    return conn.execute(query.order_by(c.offset.desc()).limit(limit)).all()


def _stored_item(row: dict[str, Any]) -> Document:
    return {
        "name": row["name"],
        "type": row["type"],
        "received_at": iso(row["received"]),
        "profile": show(row["profile"]),
        "user_id": row.get("user_id") or None,
        "anonymous_id": row.get("anonymous_id") or None,
        "message_id": row["message_id"] or None,
        "status": "stored",
        "code": None,
        "reason": None,
    }


def _sent(row: dict[str, Any]) -> Document:
    """An event as it was sent, who it says it is of, and what arrival added."""
    raw = _said(row["raw"].encode() if isinstance(row["raw"], str) else row["raw"])
    added = msgspec.json.decode(row["added"]) if row["added"] else {}
    more = {"timestamp": iso(row["happened"]), "session_id": row["session_id"], "flags": list(row["flags"])}
    return {
        "user_id": _text(raw.get("userId")),
        "anonymous_id": _text(raw.get("anonymousId")),
        "raw": raw,
        "added": more | {key: value for key, value in added.items() if value not in ("", None)},
    }


def _kept_item(row: sa.Row[Any]) -> Document:
    said = _said(row.raw)
    return {
        "name": _text(said.get("event")) or _text(said.get("name")) or "",
        "type": _text(said.get("type")) or "",
        "received_at": iso(row.received_at),
        "profile": None,
        "user_id": _text(said.get("userId")),
        "anonymous_id": _text(said.get("anonymousId")),
        "message_id": _text(said.get("messageId")),
        "status": "quarantined",
        "code": row.code,
        "reason": row.reason,
    }


def _said(raw: bytes) -> dict[str, Any]:
    """What can still be read of an event that was kept back."""
    said = _readable(raw)
    return said if isinstance(said, dict) else {}


def _readable(raw: bytes) -> Any:
    """As JSON, or as text where it is not even that."""
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return raw.decode("utf-8", "replace")


def _text(value: Any) -> str | None:
    return str(value)[:500] if isinstance(value, str | int) and value != "" else None
