"""The first page."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from oblik.api.access import may
from oblik.api.frame import Use
from oblik.api.models.overview import Overview

router = APIRouter(prefix="/api/overview", tags=["overview"])


@router.get("", dependencies=[Depends(may("overview.read"))])
def get_overview(services: Use) -> Overview:
    """People, events, ledgers and how fresh everything is."""
    return Overview.model_validate(services.overviews.overview())
