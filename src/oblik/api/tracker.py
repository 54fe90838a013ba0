"""The browser tracker: the script that sites load, and the modules that it loads when it needs them."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from oblik.api.access import anyone
from oblik.api.files import FOREVER, carried, inside, small_file
from oblik.kernel.errors import NotFound

router = APIRouter(dependencies=[Depends(anyone)], include_in_schema=False)

BUILT: Final = carried("tracker", "tracker/dist", "oblik.js")
SCRIPT: Final = "oblik.js"
_READING: Final = ["GET", "HEAD"]
_AN_HOUR: Final = "public, max-age=3600"
_ANY_SITE: Final = {
    # Pages of every site load it, some of which ask for proof that they may; it holds nothing of anybody.
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Timing-Allow-Origin": "*",
}


@router.api_route("/oblik.js", methods=_READING)
@router.api_route("/oblik.js.map", methods=_READING)
def script(request: Request) -> Response:
    """What a page's snippet loads. Browsers ask for a newer one after an hour."""
    return _sent(request, request.url.path.removeprefix("/"), _AN_HOUR)


@router.api_route("/oblik/{name}", methods=_READING)
def module(request: Request, name: str, v: str = "") -> Response:
    """A part that few pages need. The script asks for it by its version (`v`), so browsers keep it for ever."""
    return _sent(request, f"oblik/{name}", FOREVER if v else _AN_HOUR)


def _sent(request: Request, path: str, kept: str) -> Response:
    file = inside(BUILT.resolve(), path) if path.endswith((".js", ".map")) else None
    if file is None:
        raise NotFound(f"There is no {path[:100]!r} in the tracker.", code="no_such_file")
    return small_file(request, file, _ANY_SITE | {"Cache-Control": kept})
