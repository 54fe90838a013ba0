"""Events that could not be stored as they came."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Depends, Query
from sqlalchemy import Connection

from oblik.api.access import may
from oblik.api.frame import Frame, InFrame
from oblik.api.models.sources import (
    Discarded,
    Mending,
    Quarantine,
    QuarantineCounts,
    QuarantinePick,
    QuarantineReason,
    QuarantineRow,
    Replayed,
)
from oblik.api.parameters import Paged, ShownId, Slug, id_of
from oblik.collect import quarantine
from oblik.govern import audit, masking
from oblik.govern.actor import Actor
from oblik.kernel import ids
from oblik.kernel.clock import iso

router = APIRouter(prefix="/api/sources/{name}/quarantine", tags=["sources"])

Editor = Annotated[Actor, Depends(may("sources.edit"))]


@router.get("")
def list_quarantine(
    frame: InFrame,
    who: Annotated[Actor, Depends(may("sources.read"))],
    paging: Paged,
    name: Slug,
    reason: Annotated[str | None, Query(max_length=100, description="A reason's code.")] = None,
    status: Annotated[Literal["open", "replayed", "discarded"] | None, Query()] = None,
) -> Quarantine:
    """What one source had rejected, newest first, and why the open rows are there."""
    with frame.services.state.read() as conn:
        source = frame.services.sources.get(conn, name)
        page = quarantine.page(
            conn, source.id, limit=paging.limit, after=paging.after, code=reason or None, status=status
        )
        found = quarantine.reasons(conn, source.id)
        counts = QuarantineCounts.model_validate(quarantine.counts(conn, source.id))
    reasons = [_reason(who, one) for one in found]
    return Quarantine(**paging.render(page, lambda row: _shown(who, row)), reasons=reasons, counts=counts)


@router.post("/replay")
def replay_quarantine(frame: InFrame, who: Editor, name: Slug, asked: QuarantinePick) -> Replayed:
    """Lets rejected events try again, after what made them fail was mended."""
    with frame.services.state.read() as conn:
        source = frame.services.sources.get(conn, name)
    replayed = frame.services.replays.replay(source.id, offsets=_offsets(asked), code=asked.code)
    if replayed:
        with frame.services.state.write() as conn:
            after = {"replayed": replayed, "code": asked.code}
            _record(frame, conn, who, "quarantine.replay", name, after)
    return Replayed(replayed=replayed)


@router.post("/{id}/mend")
def mend_quarantined(frame: InFrame, who: Editor, name: Slug, id: ShownId, mending: Mending) -> Replayed:
    """Lets one rejected event try again as it should have been sent; refused with the reason when it could not be stored
    like this either. What came stays in the quarantine, marked."""
    with frame.services.state.read() as conn:
        source = frame.services.sources.get(conn, name)
        row = quarantine.get(conn, source.id, id_of(id))
    # Whoever saw it masked sends it back masked: what they left alone is as it came.
    raw = masking.restored(mending.raw, _raw(who, row), _readable(row.raw))
    frame.services.replays.replay_mended(source.id, row.offset, msgspec.json.encode(raw))
    with frame.services.state.write() as conn:
        _record(frame, conn, who, "quarantine.mend", name, {"event": id})
    return Replayed(replayed=1)


@router.post("/discard")
def discard_quarantined(frame: InFrame, who: Editor, name: Slug, asked: QuarantinePick) -> Discarded:
    """Sets rejected events aside: they are not offered any more, stay counted as quarantined, and can be taken back."""
    return _turn(frame, who, name, asked, "quarantine.discard", quarantine.discard)


@router.post("/restore")
def restore_quarantined(frame: InFrame, who: Editor, name: Slug, asked: QuarantinePick) -> Discarded:
    """Takes discarded events back."""
    return _turn(frame, who, name, asked, "quarantine.restore", quarantine.restore)


def _turn(
    frame: Frame, who: Actor, name: str, asked: QuarantinePick, action: str, turn: Callable[..., int]
) -> Discarded:
    with frame.services.state.write() as conn:
        source = frame.services.sources.get(conn, name)
        count = turn(conn, source.id, offsets=_offsets(asked), code=asked.code)
        if count:
            _record(frame, conn, who, action, name, {"count": count, "code": asked.code})
    return Discarded(count=count)


def _offsets(asked: QuarantinePick) -> list[int] | None:
    return [id_of(shown) for shown in asked.ids] if asked.ids is not None else None


def _record(
    frame: Frame, conn: Connection, who: Actor, action: str, source: str, after: dict[str, Any]
) -> None:
    audit.record(conn, at=frame.now(), who=who, action=action, object=f"source:{source}", after=after)


def _shown(who: Actor, row: quarantine.Row) -> QuarantineRow:
    return QuarantineRow.model_validate(
        {
            "id": ids.show(row.offset),
            "received_at": iso(row.received_at),
            "reason": _sentence(who, row.reason),
            "code": row.code,
            "raw": _raw(who, row),
            "status": row.status,
        }
    )


def _raw(who: Actor, row: quarantine.Row) -> Any:
    """The event as the asker may see it."""
    raw = _readable(row.raw)
    shown = raw if who.sees_personal else masking.raw_event(raw)
    return shown if "sources.edit" in who.permissions else masking.without_write_key(shown)


def _reason(who: Actor, one: quarantine.Reason) -> QuarantineReason:
    return QuarantineReason(code=one.code, reason=_sentence(who, one.reason), count=one.count)


def _sentence(who: Actor, reason: str) -> str:
    """A reason may quote what came."""
    return reason if who.sees_personal else masking.sentence(reason) or ""


def _readable(raw: bytes) -> Any:
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return raw.decode("utf-8", "replace")
