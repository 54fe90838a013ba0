"""Files that become events."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, TextIO, TypedDict

from fastapi import APIRouter, Depends, File, Form, UploadFile
from fastapi.responses import StreamingResponse

from oblik.api.access import may
from oblik.api.frame import Frame, InFrame, Use
from oblik.api.models.imports import (
    Catalogue,
    Guess,
    Import,
    ImportPreview,
    Imports,
    Kind,
    PreviewQuestion,
)
from oblik.api.parameters import ID_PATTERN, Paged, ShownId, id_of
from oblik.api.services import Document, Upload
from oblik.collect.imports.catalogue import catalogue
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


@router.get("/catalogue", dependencies=[Depends(may("imports.read"))])
def get_import_catalogue() -> Catalogue:
    """What columns can become, and the rules that clean them."""
    return Catalogue.model_validate(catalogue())


@router.get("/{id}")
def get_import(services: Use, who: Reader, id: ShownId) -> Import:
    """One import."""
    return _shown(who, services.imports.get(id_of(id)))


@router.post("", status_code=202)
def create_import(
    frame: InFrame,
    who: Runner,
    as_: Annotated[Kind, Form(alias="as")],
    file: Annotated[UploadFile | None, File()] = None,
    upload: Annotated[str | None, Form(pattern=ID_PATTERN, description="A file that waits.")] = None,
    source: Annotated[str | None, Form(max_length=100)] = None,
    map: Annotated[str | None, Form(max_length=_LONGEST_MAP)] = None,
    dry_run: Annotated[bool, Form()] = False,
) -> Import:
    """Takes a file in, or one that waits, and begins; a dry run reads everything, shows the first problems and what
    would come of it, and writes nothing."""
    said = _Given(kind=as_, source=source or None, mapping=map or None, dry_run=dry_run, actor=str(who))
    imports = frame.services.imports
    if upload is not None and file is None:
        document = imports.create_waiting(id_of(upload), **said)
    else:
        document = imports.create(_upload(file), **said)
    after = {"kind": as_, "source": source, "dry_run": dry_run}
    _record(frame, who, "import.create", document["id"], after)
    return _shown(who, document)


@router.post("/guess")
def guess_import(
    services: Use,
    who: Runner,
    file: Annotated[UploadFile | None, File()] = None,
    upload: Annotated[str | None, Form(pattern=ID_PATTERN, description="A file that waits.")] = None,
    as_: Annotated[Kind | None, Form(alias="as")] = None,
) -> Guess:
    """What the columns of a file, or of one that waits, seem to mean; a file's first part is enough."""
    if upload is not None and file is None:
        document = services.imports.guess_waiting(id_of(upload), kind=as_)
    else:
        document = services.imports.guess(_upload(file), kind=as_)
    return Guess.model_validate(document if who.sees_personal else masking.guess(document))


@router.post("/preview")
def preview_import(services: Use, who: Runner, asked: PreviewQuestion) -> ImportPreview:
    """What a mapping makes of the first rows of a file that waits, and how well its identifiers tell people apart."""
    document = services.imports.preview(id_of(asked.upload), mapping=asked.map)
    return ImportPreview.model_validate(document if who.sees_personal else masking.import_preview(document))


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


class _Given(TypedDict):
    kind: str
    source: str | None
    mapping: str | None
    dry_run: bool
    actor: str


def _upload(file: UploadFile | None) -> Upload:
    name = "" if file is None else Path(file.filename or "").name
    if file is None or not name or "\x00" in name or len(name) > 300:
        raise Invalid(
            "Expected a file with a name of at most 300 characters, or a file that waits.",
            code="no_file",
            field="file",
        )
    return Upload(name, file.file)


def _shown(who: Actor, document: Document) -> Import:
    if not who.sees_personal:
        problems = [masking.problem(found) for found in document["problems"]]
        document = document | {"problems": problems, "error": masking.sentence(document["error"])}
    return Import.model_validate(document)


def _record(frame: Frame, who: Actor, action: str, shown_id: str, after: dict[str, Any]) -> None:
    with frame.services.state.write() as conn:
        audit.record(conn, at=frame.now(), who=who, action=action, object=f"import:{shown_id}", after=after)
