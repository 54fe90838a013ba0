"""Files that are sent as they are: where they lie, how browsers keep them, and small ones in the encoding that they understand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

from fastapi import Request
from fastapi.responses import Response

import oblik

FOREVER: Final = "public, max-age=31536000, immutable"
ASK_AGAIN: Final = "no-cache"

_PACKAGE: Final = Path(oblik.__file__).parent
_PACKED: Final = {"br": ".br", "gzip": ".gz"}  # the smallest first
_TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".map": "application/json",
    ".json": "application/json",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".html": "text/html; charset=utf-8",
}


def carried(in_wheel: str, in_checkout: str, holds: str) -> Path:
    """The folder that came with the package, or that of the checkout; the first one that holds the file."""
    places = (_PACKAGE / in_wheel, _PACKAGE.parents[1] / in_checkout)
    return next((place for place in places if (place / holds).is_file()), places[0])


def inside(folder: Path, path: str) -> Path | None:
    """The file at `path`, if it is one and lies in `folder`, also after links are followed."""
    if not path or "\x00" in path:
        return None
    try:
        file = (folder / path).resolve()
        return file if file.is_relative_to(folder) and file.is_file() else None
    except (OSError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class _Asset:
    body: bytes
    tag: str


@lru_cache(maxsize=64)
def _read(file: Path, changed_ns: int) -> _Asset:  # noqa: ARG001 (a changed file is read again)
    body = file.read_bytes()
    return _Asset(body, f'"{blake2b(body, digest_size=12).hexdigest()}"')


def small_file(request: Request, file: Path, headers: dict[str, str]) -> Response:
    """A small file, read once: packed where a packed one lies beside it, and 304 for who has it already."""
    understood = request.headers.get("accept-encoding", "")
    encoding = next((e for e, end in _PACKED.items() if e in understood and _beside(file, end).is_file()), "")
    found = _beside(file, _PACKED[encoding]) if encoding else file
    asset = _read(found, found.stat().st_mtime_ns)
    sent = headers | {"ETag": asset.tag, "Vary": "Accept-Encoding"}
    if asset.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=sent)
    if encoding:
        sent["Content-Encoding"] = encoding
    return Response(asset.body, media_type=_TYPES.get(file.suffix, "application/octet-stream"), headers=sent)


def _beside(file: Path, end: str) -> Path:
    return file.with_name(file.name + end)
