"""Events as they come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Header, Query
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from oblik.api.access import may, still_there
from oblik.api.frame import Frame, InFrame
from oblik.api.models.sources import StreamEvent, StreamItem, StreamItems
from oblik.api.parameters import ShownId, id_of
from oblik.api.services import Document
from oblik.govern import masking
from oblik.govern.actor import Actor
from oblik.kernel.errors import Overloaded

router = APIRouter(prefix="/api/stream", tags=["sources"])

Watcher = Annotated[Actor, Depends(may("sources.stream"))]
SourceName = Annotated[str | None, Query(max_length=100, description="A source's name; without it, all.")]

_BEAT_S = 15.0  # a comment so often keeps proxies from closing the line, and finds those who left


@router.get(
    "",
    response_class=StreamingResponse,
    responses={200: {"description": "Server-sent events.", "content": {"text/event-stream": {}}}},
)
async def stream_events(
    frame: InFrame,
    who: Watcher,
    source: SourceName = None,
    after: Annotated[str | None, Query(max_length=100)] = None,
    last_event_id: Annotated[str | None, Header(max_length=100)] = None,
) -> StreamingResponse:
    """Server-sent events, one for each event that comes; each `data` is a `StreamItem`."""
    source_id = await run_in_threadpool(_source_id, frame, source)
    if frame.watchers.locked():
        raise Overloaded("Too many people watch the stream already; try again.", retry_after=30)
    items = frame.services.stream.follow(source_id=source_id, after=after or last_event_id)
    headers = {"X-Accel-Buffering": "no", "Cache-Control": "no-store"}
    return StreamingResponse(_told(frame, who, items), media_type="text/event-stream", headers=headers)


@router.get("/recent")
def list_recent_events(
    frame: InFrame,
    who: Watcher,
    source: SourceName = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> StreamItems:
    """The latest events, newest first."""
    found = frame.services.stream.recent(source_id=_source_id(frame, source), limit=limit)
    return StreamItems.model_validate({"items": [_seen_by(who, item) for item in found]})


@router.get("/{id}")
def get_stream_event(frame: InFrame, who: Watcher, id: ShownId) -> StreamEvent:
    """One event as it was sent and with what arrival made of it, or why it was kept back."""
    found = frame.services.stream.one(id_of(id))
    shown = found if who.sees_personal else masking.stream_event(found)
    if "sources.edit" not in who.permissions:
        shown = shown | {"raw": masking.without_write_key(shown["raw"])}
    return StreamEvent.model_validate(shown)


async def _told(frame: Frame, who: Actor, items: AsyncIterator[Document]) -> AsyncIterator[bytes]:
    async with frame.watchers:
        yield b": begin\n\n"
        waiting = asyncio.ensure_future(anext(items, None))
        try:
            while True:
                done, _ = await asyncio.wait({waiting}, timeout=_BEAT_S)
                if not done:
                    if not await run_in_threadpool(still_there, frame, who):
                        return
                    yield b": beat\n\n"
                    continue
                item = waiting.result()
                if item is None:
                    return
                yield _event(_seen_by(who, item))
                waiting = asyncio.ensure_future(anext(items, None))
        finally:
            waiting.cancel()


def _event(item: Document) -> bytes:
    shown = StreamItem.model_validate(item).model_dump()
    return b"id: " + str(item["id"]).encode() + b"\ndata: " + msgspec.json.encode(shown) + b"\n\n"


def _seen_by(who: Actor, item: Document) -> Document:
    return item if who.sees_personal else masking.stream_item(item)


def _source_id(frame: Frame, name: str | None) -> int | None:
    if not name:
        return None
    with frame.services.state.read() as conn:
        return frame.services.sources.get(conn, name).id
