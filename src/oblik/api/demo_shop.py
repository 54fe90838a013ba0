"""The demo shop: a static shop with the tracker in it, so that anyone can click and watch their profile grow."""

from __future__ import annotations

from html import escape
from typing import Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from oblik.api.access import anyone
from oblik.api.files import ASK_AGAIN, carried, inside, small_file
from oblik.api.frame import Use
from oblik.kernel.errors import NotFound

router = APIRouter(dependencies=[Depends(anyone)], include_in_schema=False)

FOLDER: Final = carried("demo/shop", "demo/shop", "index.html")
SOURCE: Final = "default"
KEY: Final = "{{key}}"


@router.get("/demo-shop")
def door() -> Response:
    """The shop's links are relative to its folder."""
    return RedirectResponse("/demo-shop/")


@router.get("/demo-shop/{path:path}")
def shop(services: Use, request: Request, path: str) -> Response:
    """A file of the shop; any other path is a page, which the shop's script draws by its address."""
    if not services.settings.demo_shop:
        raise NotFound("The demo shop is switched off here.", code="no_such_file")
    folder = FOLDER.resolve()
    file = inside(folder, path)
    if file is not None and file.suffix != ".html":
        return small_file(request, file, {"Cache-Control": ASK_AGAIN})
    if "." in path:
        raise NotFound(f"There is no file {path[:200]!r} in the demo shop.", code="no_such_file")
    with services.state.read() as conn:
        key = services.sources.get(conn, SOURCE).write_key
    page = (folder / "index.html").read_text(encoding="utf-8").replace(KEY, escape(key))
    return HTMLResponse(page, headers={"Cache-Control": ASK_AGAIN})
