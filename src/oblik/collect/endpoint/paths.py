"""The paths of the collection API, and what each one asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from oblik.collect.wire import CALLS


class Route(NamedTuple):
    """What a path asks for.

    Attributes:
        action: collect, pixel, settings (Segment's) or source_config (RudderStack's).
        kind: of a collect or pixel, the call: track, …, batch.
        write_key: of a settings path, the key it names.
    """

    action: str
    kind: str = ""
    write_key: str = ""


_LETTERS: Final = {
    "i": "identify",
    "t": "track",
    "p": "page",
    "s": "screen",
    "g": "group",
    "a": "alias",
    "b": "batch",
}

_FIXED: Final[Mapping[str, Route]] = (
    {f"/v1/{call}": Route("collect", call) for call in (*CALLS, "batch")}
    | {f"/v1/{letter}": Route("collect", call) for letter, call in _LETTERS.items()}
    | {"/v1/import": Route("collect", "batch"), "/beacon/v1/batch": Route("collect", "batch")}
    | {f"/v1/pixel/{call}": Route("pixel", call) for call in CALLS}
    | {f"/pixel/v1/{call}": Route("pixel", call) for call in ("track", "page")}
    | {"/sourceConfig": Route("source_config")}
)
_SETTINGS: Final = ("/v1/projects/", "/settings")

METHODS: Final = {"collect": "POST", "pixel": "GET", "settings": "GET", "source_config": "GET"}
"""The method that each action takes."""


def route(path: str) -> Route | None:
    """What the path asks for; None when it is not one of collection's. A slash at the end makes no difference."""
    found = _FIXED.get(path) or _FIXED.get(path.rstrip("/"))
    if found is not None:
        return found
    before, after = _SETTINGS
    if path.startswith(before) and path.endswith(after):
        key = path[len(before) : -len(after)]
        return Route("settings", write_key=key) if key and "/" not in key else None
    return None


def handles(path: str) -> bool:
    """Whether the path belongs to collection."""
    return route(path) is not None
