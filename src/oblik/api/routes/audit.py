"""Who changed what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from oblik.api.access import may
from oblik.api.frame import Frame, InFrame
from oblik.api.models.account import Audit, AuditActions, AuditRecord
from oblik.api.models.base import Moment, ms
from oblik.api.parameters import Paged
from oblik.govern import audit
from oblik.kernel.clock import iso
from oblik.kernel.page import Position
from oblik.kernel.spreadsheet import csv_line

router = APIRouter(prefix="/api/audit", tags=["audit"])

_AT_ONCE = 500
Part = Annotated[str | None, Query(max_length=200)]


def _wanted(
    who: Part = None,
    what: Part = None,
    action: Part = None,
    object: Part = None,
    since: Annotated[Moment | None, Query()] = None,
    until: Annotated[Moment | None, Query()] = None,
) -> audit.Filter:
    """`who` keeps changes by someone whose name holds it, `object` those of things whose name does, `what` those whose
    action or object does, `action` is exact; `since` is included and `until` is not."""
    return audit.Filter(
        who=who or "",
        what=what or "",
        action=action or "",
        object=object or "",
        since=ms(since) if since else None,
        until=ms(until) if until else None,
    )


Wanted = Annotated[audit.Filter, Depends(_wanted)]


@router.get("", dependencies=[Depends(may("audit.read"))])
def list_audit(frame: InFrame, paging: Paged, wanted: Wanted) -> Audit:
    """Changes, newest first. `who` keeps those by someone whose name holds it, `object` those of things whose name
    does, `what` those whose action or object does; `action` is exact, `since` included, `until` not."""
    with frame.services.state.read() as conn:
        found = audit.page(conn, limit=paging.limit, after=paging.after, wanted=wanted)
    return Audit(**paging.render(found, AuditRecord.of))


@router.get("/actions", dependencies=[Depends(may("audit.read"))])
def list_audit_actions(frame: InFrame) -> AuditActions:
    """What was ever done, by name: what a filter offers."""
    with frame.services.state.read() as conn:
        return AuditActions(actions=audit.actions(conn))


@router.get(
    "/export",
    dependencies=[Depends(may("audit.read"))],
    response_class=StreamingResponse,
    responses={200: {"description": "A CSV file.", "content": {"text/csv": {}}}},
)
def export_audit(frame: InFrame, wanted: Wanted) -> StreamingResponse:
    """The same changes, all of them, as a CSV file."""
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"', "Cache-Control": "no-store"}
    return StreamingResponse(_lines(frame, wanted), media_type="text/csv", headers=headers)


def _lines(frame: Frame, wanted: audit.Filter) -> Iterator[str]:
    yield csv_line(["at", "who", "action", "object", "before", "after"])
    after: Position | None = None
    while True:
        with frame.services.state.read() as conn:
            page = audit.page(conn, limit=_AT_ONCE, after=after, wanted=wanted)
        yield from map(_line, page.items)
        if page.next is None:
            return
        after = page.next


def _line(record: audit.Record) -> str:
    who = record.user[1] if record.user else record.token or audit.SYSTEM
    sides = [
        "" if side is None else msgspec.json.encode(side).decode() for side in (record.before, record.after)
    ]
    return csv_line([iso(record.at), who, record.action, record.object, *sides])
