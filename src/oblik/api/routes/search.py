"""Finding a person from anywhere."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from oblik.api.access import may
from oblik.api.frame import Use
from oblik.api.models.profiles import Found
from oblik.govern import masking
from oblik.govern.actor import Actor

router = APIRouter(prefix="/api/search", tags=["customers"])


@router.get("")
def search_people(
    services: Use,
    who: Annotated[Actor, Depends(may("customers.read"))],
    q: Annotated[str, Query(max_length=300)] = "",
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> Found:
    """People by any identifier or name, best first; typing mistakes and other alphabets are forgiven. Who may not see personal
    data finds people by a whole identifier only: otherwise a value could be guessed letter by letter."""
    started = time.perf_counter()
    whole = not who.sees_personal
    people = list(services.profiles.search(q.strip(), limit=limit, whole=whole)) if q.strip() else []
    if not who.sees_personal:
        people = [masking.person(person) for person in people]
    took = (time.perf_counter() - started) * 1000
    return Found.model_validate({"people": people, "took_ms": round(took, 1)})
