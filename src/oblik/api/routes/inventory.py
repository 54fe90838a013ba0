"""The inventory of every system in which the shop keeps data."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from sqlalchemy import Connection

from oblik.api.access import may
from oblik.api.frame import Frame, InFrame
from oblik.api.models.setup import InventoryItem, InventoryItems, NewSystem, SystemPatch
from oblik.api.parameters import ShownId, id_of
from oblik.collect import systems
from oblik.collect.systems import System
from oblik.govern import audit
from oblik.govern.actor import Actor
from oblik.kernel import ids
from oblik.kernel.errors import NotFound

router = APIRouter(prefix="/api/inventory", tags=["sources"])

Editor = Annotated[Actor, Depends(may("inventory.edit"))]


@router.get("", dependencies=[Depends(may("sources.read"))])
def list_inventory(frame: InFrame) -> InventoryItems:
    """Every system, connected or not; connected sources are there by themselves."""
    return InventoryItems.model_validate({"items": frame.services.inventory.systems()})


@router.post("", status_code=201)
def create_system(frame: InFrame, who: Editor, new: NewSystem) -> InventoryItem:
    """Writes down a system that is not connected."""
    with frame.services.state.write() as conn:
        blank = systems.blank(at=frame.now(), name=new.name)
        made = systems.save(conn, blank, _fields(new.model_dump()))
        _record(frame, conn, who, "system.create", made, None, made.facts())
    return _item(frame, made.id)


@router.patch("/{id}")
def update_system(frame: InFrame, who: Editor, id: ShownId, patch: SystemPatch) -> InventoryItem:
    """Changes what is known of a system, or which source connects it."""
    changes = _fields(patch.given())
    with frame.services.state.write() as conn:
        if "source" in changes:
            source = changes.pop("source")
            changes["source_id"] = None if source is None else frame.services.sources.get(conn, source).id
        before = systems.find(conn, id_of(id)) or _of_source(frame, conn, id_of(id))
        after = systems.save(conn, before, changes)
        old, new = audit.changed(before.facts(), after.facts())
        _record(frame, conn, who, "system.update", after, old, new | _linked(before, after))
    return _item(frame, after.source_id or after.id)


@router.delete("/{id}", status_code=204)
def delete_system(frame: InFrame, who: Editor, id: ShownId) -> None:
    """Takes a system off; one that is connected stays, without what was written of it."""
    with frame.services.state.write() as conn:
        found = systems.get(conn, id_of(id))
        systems.remove(conn, found.id)
        _record(frame, conn, who, "system.delete", found, found.facts(), None)


def _fields(said: dict[str, Any]) -> dict[str, Any]:
    return said | ({"identifiers": tuple(said["identifiers"])} if "identifiers" in said else {})


def _of_source(frame: Frame, conn: Connection, source_id: int) -> System:
    """A row for a source of which nobody wrote anything yet."""
    for source in frame.services.sources.list(conn):
        if source.id == source_id:
            return systems.blank(at=frame.now(), name=source.label, source_id=source.id)
    raise NotFound(f"There is no system {ids.show(source_id)}.", code="system_not_found")


def _linked(before: System, after: System) -> dict[str, str | None]:
    if before.source_id == after.source_id:
        return {}
    return {"source": None if after.source_id is None else ids.show(after.source_id)}


def _item(frame: Frame, system_id: int) -> InventoryItem:
    shown = ids.show(system_id)
    found = next(item for item in frame.services.inventory.systems() if item["id"] == shown)
    return InventoryItem.model_validate(found)


def _record(
    frame: Frame,
    conn: Connection,
    who: Actor,
    action: str,
    system: System,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> None:
    name = f"system:{system.name}"
    audit.record(conn, at=frame.now(), who=who, action=action, object=name, before=before, after=after)
