"""The built UI: files with a hash in their name are kept for ever, `index.html` never; it also answers the
UI's own paths."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse, Response

from oblik.api.access import anyone
from oblik.api.files import ASK_AGAIN, FOREVER, carried, inside
from oblik.api.frame import Use
from oblik.kernel.errors import NotFound

router = APIRouter()

BUILT: Final = carried("ui", "ui/dist", "index.html")


@router.get("/{path:path}", include_in_schema=False, dependencies=[Depends(anyone)])
def ui(services: Use, request: Request, path: str) -> Response:
    """A file of the UI, or its first page for a path that the UI itself understands."""
    folder = (services.settings.ui or BUILT).resolve()
    if path == "api" or path.startswith("api/"):
        raise NotFound(f"There is no {request.url.path[:200]} in this API.", code="no_such_endpoint")
    file = inside(folder, path)
    if file is not None:
        return FileResponse(
            file, headers={"Cache-Control": FOREVER if path.startswith("assets/") else ASK_AGAIN}
        )
    return _first_page(folder, path)


def _first_page(folder: Path, path: str) -> Response:
    if path.startswith("assets/") or ".." in path.split("/") or ("." in path and "/" not in path):
        raise NotFound(f"There is no file {path[:200]!r}.", code="no_such_file")
    index = folder / "index.html"
    if not index.is_file():
        raise NotFound("The UI is not built; the API answers under /api.", code="ui_not_built")
    return FileResponse(index, headers={"Cache-Control": ASK_AGAIN})
