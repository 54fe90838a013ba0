"""Where files and tables are fetched from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlalchemy import Connection as Transaction

from oblik.api.access import may
from oblik.api.frame import Frame, InFrame, Use
from oblik.api.models.account import Language
from oblik.api.models.connections import (
    Connection,
    ConnectionCheck,
    ConnectionPatch,
    Connections,
    ConnectorKinds,
    NewConnection,
    Reached,
)
from oblik.api.models.uploads import Asked, Upload
from oblik.api.parameters import ShownId, id_of
from oblik.api.services import Described
from oblik.collect.imports.connect import connectors
from oblik.govern import audit
from oblik.govern.actor import Actor

router = APIRouter(prefix="/api", tags=["imports"])

Reader = Annotated[Actor, Depends(may("imports.read"))]
Runner = Annotated[Actor, Depends(may("imports.run"))]
Editor = Annotated[Actor, Depends(may("connections.edit"))]


@router.get("/connection-kinds", dependencies=[Depends(may("imports.read"))])
def list_connection_kinds(language: Language = "en") -> ConnectorKinds:
    """Every kind of connection with its forms, in a language."""
    return ConnectorKinds.model_validate({"kinds": [kind.document(language) for kind in connectors()]})


@router.get("/connections")
def list_connections(services: Use, who: Reader) -> Connections:  # noqa: ARG001
    """All connections; their secrets are never shown."""
    with services.state.read() as conn:
        found = services.connections.list(conn)
    return Connections(items=[_shown(each) for each in found], next=None)


@router.post("/connections", status_code=201)
def create_connection(frame: InFrame, who: Editor, new: NewConnection) -> Connection:
    """Keeps a connection; passwords and keys are stored encrypted."""
    with frame.services.state.write() as conn:
        made = frame.services.connections.create(
            conn, name=new.name, kind=new.kind, settings=new.settings, who=str(who)
        )
        _record(frame, conn, who, "connection.create", made, None, _facts(made))
    return _shown(made)


@router.post("/connections/check")
def check_connection(services: Use, who: Editor, asked: ConnectionCheck) -> Reached:  # noqa: ARG001
    """Reaches the other side with settings that need not be kept yet."""
    stored = None if asked.connection is None else id_of(asked.connection)
    services.fetcher.check(asked.kind, asked.settings, stored)
    return Reached()


@router.get("/connections/{id}")
def get_connection(services: Use, who: Reader, id: ShownId) -> Connection:  # noqa: ARG001
    """One connection."""
    with services.state.read() as conn:
        return _shown(services.connections.get(conn, id_of(id)))


@router.patch("/connections/{id}")
def update_connection(frame: InFrame, who: Editor, id: ShownId, patch: ConnectionPatch) -> Connection:
    """Changes a connection. One that leads elsewhere needs its secrets again."""
    with frame.services.state.write() as conn:
        before = _facts(frame.services.connections.get(conn, id_of(id)))
        made = frame.services.connections.update(conn, id_of(id), name=patch.name, settings=patch.settings)
        _record(frame, conn, who, "connection.update", made, before, _facts(made))
    return _shown(made)


@router.delete("/connections/{id}", status_code=204)
def delete_connection(frame: InFrame, who: Editor, id: ShownId) -> Response:
    """Forgets a connection that no recipe uses."""
    with frame.services.state.write() as conn:
        gone = frame.services.connections.remove(conn, id_of(id))
        _record(frame, conn, who, "connection.delete", gone, _facts(gone), None)
    return Response(status_code=204)


@router.post("/connections/{id}/fetch", status_code=202)
def fetch_from_connection(frame: InFrame, who: Runner, id: ShownId, asked: Asked) -> Upload:
    """Begins to fetch; the file that is made of it waits like one that was uploaded."""
    services = frame.services
    made = services.fetcher.begin(id_of(id), asked.request, str(who), sample=asked.sample)
    with services.state.write() as conn:
        known = services.connections.get(conn, id_of(id))
        _record(frame, conn, who, "connection.fetch", known, None, {"request": made.request})
    return Upload.model_validate(made.document())


def _shown(connection: Described) -> Connection:
    return Connection.model_validate(connection.document())


def _facts(connection: Described) -> dict[str, Any]:
    return {"name": connection.name, "kind": connection.kind, "settings": connection.settings}


def _record(
    frame: Frame,
    conn: Transaction,
    who: Actor,
    action: str,
    connection: Described,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> None:
    audit.record(
        conn,
        at=frame.now(),
        who=who,
        action=action,
        object=f"connection:{connection.name}",
        before=before,
        after=after,
    )
