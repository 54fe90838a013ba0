"""Files that become events."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, TextIO

from fastapi import APIRouter, Depends, File, Form, UploadFile
from fastapi.responses import StreamingResponse

from oblik.api.access import may
from oblik.api.frame import Frame, InFrame, Use
from oblik.api.models.imports import Guess, Import, Imports, Kind
from oblik.api.parameters import Paged, ShownId, id_of
from oblik.api.services import Document, Upload
from oblik.govern import audit, masking
from oblik.govern.actor import Actor
from oblik.kernel.errors import Invalid, NotFound

router = APIRouter(prefix="/api/imports", tags=["imports"])

Reader = Annotated[Actor, Depends(may("imports.read"))]
Runner = Annotated[Actor, Depends(may("imports.run"))]
_LONGEST_MAP = 200_000


@router.get("")
def list_imports(services: Use, who: Reader, paging: Paged) -> Imports:
    """Imports, newest first."""
    page = services.imports.list(limit=paging.limit, after=paging.after)
    return Imports(**paging.render(page, lambda document: _shown(who, document)))


@router.get("/{id}")
def get_import(services: Use, who: Reader, id: ShownId) -> Import:
    """One import."""
    return _shown(who, services.imports.get(id_of(id)))


@router.post("", status_code=202)
def create_import(
    frame: InFrame,
    who: Runner,
    file: Annotated[UploadFile, File()],
    as_: Annotated[Kind, Form(alias="as")],
    source: Annotated[str | None, Form(max_length=100)] = None,
    map: Annotated[str | None, Form(max_length=_LONGEST_MAP)] = None,
    dry_run: Annotated[bool, Form()] = False,
) -> Import:
    """Takes a file in and begins; a dry run reads everything, shows the first problems and writes nothing."""
    document = frame.services.imports.create(
        _upload(file), kind=as_, source=source or None, mapping=map or None, dry_run=dry_run, actor=str(who)
    )
    after = {"kind": as_, "source": source, "dry_run": dry_run}
    _record(frame, who, "import.create", document["id"], after)
    return _shown(who, document)


@router.post("/guess")
def guess_import(
    services: Use,
    who: Runner,
    file: Annotated[UploadFile, File()],
    as_: Annotated[Kind | None, Form(alias="as")] = None,
) -> Guess:
    """What the columns of a file seem to mean; its first part is enough."""
    document = services.imports.guess(_upload(file), kind=as_)
    return Guess.model_validate(document if who.sees_personal else masking.guess(document))


@router.post("/{id}/start")
def start_import(frame: InFrame, who: Runner, id: ShownId) -> Import:
    """Begins in earnest after a dry run."""
    document = frame.services.imports.start(id_of(id), actor=str(who))
    _record(frame, who, "import.start", id, {"status": document["status"]})
    return _shown(who, document)


@router.post("/{id}/stop")
def stop_import(frame: InFrame, who: Runner, id: ShownId) -> Import:
    """Stops it; the rows that were taken stay."""
    document = frame.services.imports.stop(id_of(id), actor=str(who))
    _record(frame, who, "import.stop", id, {"status": document["status"]})
    return _shown(who, document)


@router.get(
    "/{id}/rejects",
    response_class=StreamingResponse,
    responses={200: {"description": "The rejected rows.", "content": {"text/csv": {}}}},
)
def get_import_rejects(services: Use, who: Reader, id: ShownId) -> StreamingResponse:
    """The rejected rows as CSV, with the reason in the last column."""
    file = _opened(services.imports.rejects(id_of(id)))
    headers = {"Content-Disposition": f'attachment; filename="rejects-{id}.csv"'}
    return StreamingResponse(_lines(file, who), media_type="text/csv; charset=utf-8", headers=headers)


def _opened(path: Path) -> TextIO:
    """Opened before the answer begins, so that a file that is gone is a 404 and not half an answer."""
    try:
        return path.open(encoding="utf-8-sig", errors="replace", newline="")
    except FileNotFoundError:
        raise NotFound("The file of rejected rows is not kept any more.", code="no_rejects") from None


def _lines(file: TextIO, who: Actor) -> Iterator[str]:
    with file:
        yield from file if who.sees_personal else masking.csv_lines(file)


def _upload(file: UploadFile) -> Upload:
    name = Path(file.filename or "").name
    if not name or "\x00" in name or len(name) > 300:
        raise Invalid("Expected a file with a name of at most 300 characters.", code="no_file", field="file")
    return Upload(name, file.file)


def _shown(who: Actor, document: Document) -> Import:
    if not who.sees_personal:
        problems = [masking.problem(found) for found in document["problems"]]
        document = document | {"problems": problems, "error": masking.sentence(document["error"])}
    return Import.model_validate(document)


def _record(frame: Frame, who: Actor, action: str, shown_id: str, after: dict[str, Any]) -> None:
    with frame.services.state.write() as conn:
        audit.record(conn, at=frame.now(), who=who, action=action, object=f"import:{shown_id}", after=after)
