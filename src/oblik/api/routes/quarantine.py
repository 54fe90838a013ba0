"""Events that could not be stored as they came."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query

from oblik.api.access import may
from oblik.api.frame import InFrame
from oblik.api.models.sources import Quarantine, QuarantineReason, QuarantineRow, Replay, Replayed
from oblik.api.parameters import Paged, Slug, id_of
from oblik.collect import quarantine
from oblik.govern import audit, masking
from oblik.govern.actor import Actor
from oblik.kernel import ids
from oblik.kernel.clock import iso

router = APIRouter(prefix="/api/sources/{name}/quarantine", tags=["sources"])


@router.get("")
def list_quarantine(
    frame: InFrame,
    who: Annotated[Actor, Depends(may("sources.read"))],
    paging: Paged,
    name: Slug,
    reason: Annotated[str | None, Query(max_length=100, description="A reason's code.")] = None,
) -> Quarantine:
    """What one source had rejected, newest first, and why the open rows are there."""
    with frame.services.state.read() as conn:
        source = frame.services.sources.get(conn, name)
        page = quarantine.page(conn, source.id, limit=paging.limit, after=paging.after, code=reason or None)
        found = quarantine.reasons(conn, source.id)
    reasons = [_reason(who, one) for one in found]
    return Quarantine(**paging.render(page, lambda row: _shown(who, row)), reasons=reasons)


@router.post("/replay")
def replay_quarantine(
    frame: InFrame, who: Annotated[Actor, Depends(may("sources.edit"))], name: Slug, asked: Replay
) -> Replayed:
    """Lets rejected events try again, after what made them fail was mended."""
    with frame.services.state.read() as conn:
        source = frame.services.sources.get(conn, name)
    offsets = [id_of(shown) for shown in asked.ids] if asked.ids is not None else None
    replayed = frame.services.replays.replay(source.id, offsets=offsets, code=asked.code)
    if replayed:
        with frame.services.state.write() as conn:
            audit.record(
                conn,
                at=frame.now(),
                who=who,
                action="quarantine.replay",
                object=f"source:{source.name}",
                after={"replayed": replayed, "code": asked.code},
            )
    return Replayed(replayed=replayed)


def _shown(who: Actor, row: quarantine.Row) -> QuarantineRow:
    raw = _readable(row.raw)
    return QuarantineRow.model_validate(
        {
            "id": ids.show(row.offset),
            "received_at": iso(row.received_at),
            "reason": _sentence(who, row.reason),
            "code": row.code,
            "raw": raw if who.sees_personal else masking.raw_event(raw),
            "status": row.status,
        }
    )


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
