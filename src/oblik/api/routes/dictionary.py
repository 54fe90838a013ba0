"""Which events, properties and traits exist."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query

from oblik.api.access import may
from oblik.api.frame import InFrame
from oblik.api.models.overview import (
    DictionaryEvent,
    DictionaryEventProperties,
    DictionaryEvents,
    DictionaryTraits,
)
from oblik.api.parameters import Paged
from oblik.collect import seen
from oblik.collect.dictionary import TRAITS
from oblik.govern import masking
from oblik.govern.actor import Actor
from oblik.kernel.clock import iso
from oblik.kernel.errors import NotFound

router = APIRouter(prefix="/api/dictionary", tags=["dictionary"])

Reader = Annotated[Actor, Depends(may("dictionary.read"))]


@router.get("/events", dependencies=[Depends(may("dictionary.read"))])
def list_dictionary_events(
    frame: InFrame, paging: Paged, search: Annotated[str | None, Query(max_length=300)] = None
) -> DictionaryEvents:
    """Every event name that was ever seen, the most frequent first."""
    with frame.services.state.read() as conn:
        page = seen.events(conn, limit=paging.limit, after=paging.after, search=search or None)
    return DictionaryEvents(**paging.render(page, _event))


@router.get("/events/{name:path}")
def get_dictionary_event(
    frame: InFrame, who: Reader, name: Annotated[str, Path(min_length=1, max_length=300)]
) -> DictionaryEventProperties:
    """What events of one name carry."""
    with frame.services.state.read() as conn:
        count = seen.event_count(conn, name)
        if not count:
            raise NotFound(f"No event named {name!r} was ever seen.", code="event_not_seen")
        found = seen.properties(conn, name)
    properties = [_property(who, one, count, of_person=False) for one in found]
    return DictionaryEventProperties.model_validate({"name": name, "properties": properties})


@router.get("/traits")
def list_dictionary_traits(frame: InFrame, who: Reader) -> DictionaryTraits:
    """What is known of people."""
    with frame.services.state.read() as conn:
        found = seen.properties(conn, TRAITS)
    most = max((one.count for one in found), default=0)
    return DictionaryTraits.model_validate(
        {"traits": [_property(who, one, most, of_person=True) for one in found]}
    )


def _event(one: seen.SeenEvent) -> DictionaryEvent:
    return DictionaryEvent(
        name=one.name,
        type=one.type,
        count=one.count,
        first_seen=iso(one.first_seen),
        last_seen=iso(one.last_seen),
        sources=list(one.sources),
    )


def _property(who: Actor, one: seen.SeenProperty, of: int, *, of_person: bool) -> dict[str, Any]:
    examples = list(one.examples)
    return {
        "name": one.name,
        "types": dict(one.types),
        "count": one.count,
        "filled": round(min(one.count / of, 1.0), 4) if of else 0.0,
        "first_seen": iso(one.first_seen),
        "last_seen": iso(one.last_seen),
        "examples": examples
        if who.sees_personal
        else masking.examples(one.name, examples, of_person=of_person),
    }
