"""Files that come in parts and wait to be imported."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from oblik.api.access import may
from oblik.api.frame import Use
from oblik.api.models.uploads import NewUpload, Upload, UploadPatch
from oblik.api.parameters import ShownId, id_of
from oblik.govern.actor import Actor

router = APIRouter(prefix="/api/uploads", tags=["imports"])

Runner = Annotated[Actor, Depends(may("imports.run"))]
Sha256 = Annotated[
    str | None,
    Query(pattern="^[0-9a-fA-F]{64}$", description="SHA-256 of the part, where the sender can tell."),
]


@router.post("", status_code=201)
def create_upload(services: Use, who: Runner, new: NewUpload) -> Upload:
    """Makes a place for a file, or finds the one that was begun for it: its parts go on at `received`."""
    made = services.uploads.begin(name=new.name, size=new.size, fingerprint=new.fingerprint, who=str(who))
    return Upload.model_validate(made.document())


@router.get("/{id}")
def get_upload(services: Use, who: Runner, id: ShownId) -> Upload:  # noqa: ARG001
    """One file."""
    return Upload.model_validate(services.uploads.get(id_of(id)).document())


@router.put(
    "/{id}",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def put_upload_part(
    request: Request,
    services: Use,
    who: Runner,  # noqa: ARG001
    id: ShownId,
    offset: Annotated[int, Query(ge=0, le=1 << 50, description="Where the part belongs.")],
    sha256: Sha256 = None,
) -> Upload:
    """Writes a part, of at most 16 MB; a part that is there already changes nothing."""
    part = await request.body()
    done = await run_in_threadpool(services.uploads.put, id_of(id), offset=offset, sha256=sha256, part=part)
    return Upload.model_validate(done.document())


@router.patch("/{id}")
def update_upload(services: Use, who: Runner, id: ShownId, patch: UploadPatch) -> Upload:  # noqa: ARG001
    """Keeps what was decided about a file, so that somebody else, or the same person later, can go on with it."""
    draft = patch.model_dump(by_alias=True, exclude_none=True)
    return Upload.model_validate(services.uploads.change(id_of(id), draft=draft).document())


@router.delete("/{id}", status_code=204)
def delete_upload(services: Use, who: Runner, id: ShownId) -> Response:  # noqa: ARG001
    """Forgets a file; an import of it that has begun goes on."""
    services.uploads.remove(id_of(id))
    return Response(status_code=204)
