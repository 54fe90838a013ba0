"""Who changed what."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from oblik.api.access import may
from oblik.api.frame import InFrame
from oblik.api.models.account import Audit, AuditRecord
from oblik.api.parameters import Paged
from oblik.govern import audit

router = APIRouter(prefix="/api/audit", tags=["audit"])

Part = Annotated[str | None, Query(max_length=200)]


@router.get("", dependencies=[Depends(may("audit.read"))])
def list_audit(frame: InFrame, paging: Paged, who: Part = None, what: Part = None) -> Audit:
    """Changes, newest first; `who` keeps those by someone whose name holds it, `what` those whose action or
    object does."""
    with frame.services.state.read() as conn:
        found = audit.page(conn, limit=paging.limit, after=paging.after, who=who, what=what)
    return Audit(**paging.render(found, AuditRecord.of))
