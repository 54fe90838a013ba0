"""Cross-origin rules: a page of another site may send to a source that allows its origin.

No cookie means anything here, so allowing credentials gives nothing away; `navigator.sendBeacon` always sends
with them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from oblik.collect.endpoint.answers import Answer, Header, ProblemError, refused
from oblik.collect.sources_repository import SourceRepository

_HEADERS: Final = "content-type, authorization, content-encoding, anonymousid"
_ORIGIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s/\"'<>]{1,300}|null")
_HEADER_LIST: Final = re.compile(r"[A-Za-z0-9, _-]{1,500}")


def cors_headers(origin: str) -> tuple[Header, ...]:
    """What lets the page read the answer; nothing for a request that no page made."""
    if not _ORIGIN.fullmatch(origin):
        return ()
    return (
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-allow-credentials", b"true"),
        (b"access-control-expose-headers", b"retry-after"),
        (b"vary", b"origin"),
    )


def preflight(sources: SourceRepository, origin: str, headers: Mapping[str, str]) -> Answer:
    """Whether any source takes events from this origin; which one it will be, a preflight does not tell."""
    sources.by_key("")  # has the snapshot read where nothing was before
    allowed = cors_headers(origin)
    if not allowed or not sources.knows_origin(origin):
        message = f"No source takes events from pages of {origin!r:.100}."
        return refused(ProblemError(403, "origin_not_allowed", message))
    asked = headers.get("access-control-request-headers", "")
    names = asked if _HEADER_LIST.fullmatch(asked) else _HEADERS
    return Answer(
        204,
        b"",
        (
            *allowed,
            (b"access-control-allow-methods", b"GET, POST, OPTIONS"),
            (b"access-control-allow-headers", names.encode()),
            (b"access-control-max-age", b"86400"),
        ),
    )
