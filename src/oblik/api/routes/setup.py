"""The set-up guide."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from oblik.api.access import may
from oblik.api.frame import InFrame
from oblik.api.models.setup import Setup, SetupStep
from oblik.govern import workspace

router = APIRouter(prefix="/api/setup", tags=["settings"])


@router.get("", dependencies=[Depends(may("settings.read"))])
def get_setup(frame: InFrame) -> Setup:
    """What is there already and what is still to do, by what is really there."""
    steps = [SetupStep.model_validate(step) for step in frame.services.guide.steps()]
    with frame.services.state.read() as conn:
        shared = workspace.get(conn)
    return Setup(
        steps=steps,
        done=sum(step.done for step in steps),
        parts=list(workspace.PARTS),
        hidden_parts=None if shared.hidden_parts is None else list(shared.hidden_parts),
        hidden=shared.guide_hidden,
    )
