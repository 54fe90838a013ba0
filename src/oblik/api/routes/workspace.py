"""What the whole workspace agrees on."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends
from sqlalchemy import Connection

from oblik.api.access import may
from oblik.api.frame import InFrame
from oblik.api.models.account import Workspace, WorkspacePatch
from oblik.govern import audit, second_factor, workspace
from oblik.govern.actor import Actor
from oblik.kernel.errors import Conflict

router = APIRouter(prefix="/api/workspace", tags=["settings"])


@router.get("", dependencies=[Depends(may("settings.read"))])
def get_workspace(frame: InFrame) -> Workspace:
    """The workspace's settings."""
    with frame.services.state.read() as conn:
        return Workspace.model_validate(asdict(workspace.get(conn)))


@router.patch("")
def update_workspace(
    frame: InFrame, who: Annotated[Actor, Depends(may("settings.edit"))], patch: WorkspacePatch
) -> Workspace:
    """Changes some of them."""
    with frame.services.state.write() as conn:
        _check_own_factor(conn, who, patch)
        before = asdict(workspace.get(conn))
        after = asdict(workspace.update(conn, patch.given()))
        old, new = audit.changed(before, after)
        if "timezone" in new:
            frame.services.recipes.replan(conn, ZoneInfo(new["timezone"]))
        if new:
            audit.record(
                conn,
                at=frame.now(),
                who=who,
                action="workspace.update",
                object="workspace",
                before=old,
                after=new,
            )
    return Workspace.model_validate(after)


def _check_own_factor(conn: Connection, who: Actor, patch: WorkspacePatch) -> None:
    """Whoever asks everybody for a second factor has one: it is known to work here, and they stay in."""
    if patch.require_second_factor and who.session and second_factor.status(conn, who.id).since is None:
        raise Conflict(
            "Set up your own second factor before asking everybody for one.", code="own_second_factor_first"
        )
