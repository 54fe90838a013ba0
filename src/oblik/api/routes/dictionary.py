"""Which events, properties and traits exist, and what people say of them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from sqlalchemy import Connection

from oblik.api import dictionary as pages
from oblik.api.access import may
from oblik.api.frame import Frame, InFrame
from oblik.api.models.arrival import EventSchema, Refusal, SchemaChange
from oblik.api.models.dictionary import (
    DictionaryEventPage,
    DictionaryEvents,
    DictionaryTraits,
    EventPatch,
    EventVolume,
    Owner,
    Owners,
    PropertyNote,
    PropertyPatch,
    RemovalPreview,
    RemovalRequest,
    RemovalRequested,
    Status,
)
from oblik.api.parameters import Paged, id_of
from oblik.collect import described, removals, seen
from oblik.collect.arrival import broken, schema
from oblik.collect.arrival import plan as plans
from oblik.collect.arrival.plan import Expected
from oblik.collect.arrival.suggestion import suggested
from oblik.collect.dictionary import TRAITS
from oblik.collect.limits import NAME
from oblik.govern import audit, users
from oblik.govern.actor import Actor
from oblik.kernel import ids
from oblik.kernel.clock import iso
from oblik.kernel.errors import Conflict, Forbidden

router = APIRouter(prefix="/api/dictionary", tags=["dictionary"])

Reader = Annotated[Actor, Depends(may("dictionary.read"))]
Editor = Annotated[Actor, Depends(may("dictionary.edit"))]
Remover = Annotated[Actor, Depends(may("dictionary.remove"))]
EventName = Annotated[str, Path(min_length=1, max_length=NAME, description="The event's name.")]


@router.get("/events", dependencies=[Depends(may("dictionary.read"))])
def list_dictionary_events(
    frame: InFrame,
    paging: Paged,
    search: Annotated[str | None, Query(max_length=300)] = None,
    status: Annotated[
        Status | None, Query(description="Without it, all but hidden and blocked ones.")
    ] = None,
) -> DictionaryEvents:
    """Every event name that was ever seen, the most frequent first."""
    with frame.services.state.read() as conn:
        plan = plans.current(conn)
        page = seen.events(
            conn,
            limit=paging.limit,
            after=paging.after,
            search=search or None,
            which=seen.Which.of(plan, status),
        )
        shown = pages.events(conn, plan, page.items, frame.now())
    return DictionaryEvents(**paging.render(page, lambda one: shown[one.name, one.type]))


@router.get("/events/{name:path}")
def get_dictionary_event(frame: InFrame, who: Reader, name: EventName) -> DictionaryEventPage:
    """What is known and said of the events of one name."""
    with frame.services.state.read() as conn:
        return pages.event(conn, who, name, frame.now())


@router.patch("/events/{name:path}")
def update_dictionary_event(
    frame: InFrame, who: Editor, name: EventName, patch: EventPatch
) -> DictionaryEventPage:
    """Says whose an event is, what it means, that it is expected, that lists leave it out, how long it is kept."""
    changes = patch.given()
    if "retention_days" in changes and "dictionary.remove" not in who.permissions:
        raise Forbidden(
            f"Limiting how long events are kept needs the permission dictionary.remove, which the role {who.role} does not have.",
            code="not_permitted",
            permission="dictionary.remove",
        )
    now = frame.now()
    with frame.services.state.write() as conn:
        pages.event(conn, who, name, now)  # it must exist
        if "owner" in changes:
            owner = changes.pop("owner")
            changes["owner_id"] = None if owner is None else users.get(conn, id_of(owner)).id
        before = described.note(conn, name)
        after = described.update(conn, name, changes, now)
        old, new = audit.changed(_facts(before), _facts(after))
        _record(frame, conn, who, "dictionary_event.update", name, old, new)
        return pages.event(conn, who, name, now)


@router.get("/volumes/{name:path}", dependencies=[Depends(may("dictionary.read"))])
def get_event_volume(
    frame: InFrame, name: EventName, by: Annotated[str, Query(pattern="^(hour|day)$")] = "day"
) -> EventVolume:
    """How the events of one name came: the last 30 days, or the last 48 hours beside what is usual then."""
    with frame.services.state.read() as conn:
        return pages.volume(conn, name, by, frame.now())


@router.get("/suggestions/{name:path}", dependencies=[Depends(may("dictionary.edit"))])
def suggest_event_schema(frame: InFrame, name: EventName) -> EventSchema:
    """What could be expected of an event, made of what was seen."""
    observed = frame.services.trials.observed(name)
    with frame.services.state.read() as conn:
        owner = TRAITS if name == pages.IDENTIFIED else name
        found = suggested(seen.properties(conn, owner), observed, seen.event_count(conn, name))
    return EventSchema.of(found)


@router.put("/schemas/{name:path}")
def update_event_schema(
    frame: InFrame, who: Editor, name: EventName, asked: SchemaChange
) -> DictionaryEventPage:
    """Says what is expected of the events of one name from now on, or that nothing is."""
    wanted = asked.expected.schema_() if asked.expected else None
    if wanted is not None:
        schema.check(wanted, "expected")
    now = frame.now()
    with frame.services.state.write() as conn:
        said = plans.current(conn).of(name)
        if said.since != asked.since:
            raise Conflict(
                "What is expected of this event was changed meanwhile. Read it again.", code="stale_version"
            )
        if wanted != said.schema:
            _expect(frame, conn, who, name, Expected(refused=said.refused, schema=wanted, since=now))
        return pages.event(conn, who, name, now)


@router.put("/refusals/{name:path}")
def refuse_event(frame: InFrame, who: Remover, name: EventName, asked: Refusal) -> DictionaryEventPage:
    """Refuses the events of one name from now on, into the quarantine, or takes them again."""
    with frame.services.state.write() as conn:
        _refuse(frame, conn, who, name, refused=asked.refused)
        return pages.event(conn, who, name, frame.now())


@router.get("/removals/{name:path}", dependencies=[Depends(may("dictionary.remove"))])
def preview_removal(frame: InFrame, name: EventName) -> RemovalPreview:
    """How many events of one name would go if they were removed, and how many would stay."""
    found = frame.services.trials.removal(name, removals.LATEST_MS)
    first = found["first_at"]
    return RemovalPreview.model_validate(found | {"first_at": None if first is None else iso(first)})


@router.post("/removals/{name:path}", status_code=202)
def request_removal(frame: InFrame, who: Remover, name: EventName, asked: RemovalRequest) -> RemovalRequested:
    """Removes what is stored of one event, but for what people stand on. It cannot be undone."""
    now = frame.now()
    with frame.services.state.write() as conn:
        pages.event(conn, who, name, now)
        removals.request(conn, name, before=removals.LATEST_MS, who=who.label, at=now)
        _record(frame, conn, who, "dictionary_event.remove", name, None, {"requested": True})
        if asked.block:
            _refuse(frame, conn, who, name, refused=True)
    return RemovalRequested(requested=True)


@router.get("/traits")
def list_dictionary_traits(frame: InFrame, who: Reader) -> DictionaryTraits:
    """What is known of people."""
    with frame.services.state.read() as conn:
        return DictionaryTraits(traits=pages.properties(conn, who, TRAITS))


@router.patch("/properties")
def update_dictionary_property(frame: InFrame, who: Editor, patch: PropertyPatch) -> PropertyNote:
    """Says what a property or trait means, and whether it is personal: then it is masked wherever it leaves."""
    changes = patch.given()
    event, name = changes.pop("event"), changes.pop("name")
    now = frame.now()
    with frame.services.state.write() as conn:
        before, after = described.update_property(conn, event, name, changes, now)
        sides = [{"description": n.description, "personal": n.personal} for n in (before, after)]
        where = f"{event}/{name}" if event else f"trait/{name}"
        _record(frame, conn, who, "dictionary_property.update", where, *audit.changed(*sides))
    return PropertyNote(event=event, name=name, description=after.description, personal=after.personal)


@router.get("/owners", dependencies=[Depends(may("dictionary.edit"))])
def list_event_owners(frame: InFrame) -> Owners:
    """Everybody whose an event could be."""
    with frame.services.state.read() as conn:
        found = users.page(conn, limit=500).items
    return Owners(owners=[Owner(id=ids.show(u.id), name=u.name) for u in found if not u.disabled])


def _refuse(frame: Frame, conn: Connection, who: Actor, name: str, *, refused: bool) -> None:
    said = plans.current(conn).of(name)
    if said.refused != refused:
        _expect(frame, conn, who, name, Expected(refused=refused, schema=said.schema, since=frame.now()))


def _expect(frame: Frame, conn: Connection, who: Actor, name: str, wanted: Expected) -> None:
    before = plans.current(conn)
    plans.save(
        conn,
        before,
        before.with_event(name, wanted),
        object=f"event:{name}",
        who=who.label,
        at=frame.now(),
    )
    broken.forget(conn, name)
    sides = [
        {"blocked": e.refused, "schema": EventSchema.of(e.schema).model_dump() if e.schema else None}
        for e in (before.of(name), wanted)
    ]
    _record(frame, conn, who, "dictionary_event.expect", name, *audit.changed(*sides))


def _record(
    frame: Frame,
    conn: Connection,
    who: Actor,
    action: str,
    name: str,
    before: dict[str, Any] | None,
    after: dict[str, Any],
) -> None:
    audit.record(
        conn, at=frame.now(), who=who, action=action, object=f"event:{name}", before=before, after=after
    )


def _facts(note: described.EventNote) -> dict[str, Any]:
    return {
        "owner": ids.show(note.owner_id) if note.owner_id else None,
        "description": note.description,
        "expected": note.expected,
        "hidden": note.hidden,
        "retention_days": note.retention_days,
    }
