"""What collection answers: bodies, statuses and headers, and the problems that become them."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from oblik.collect.event import Event, Rejection
from oblik.kernel.errors import Invalid, OblikError, Overloaded, TooLarge, Unavailable

Header = tuple[bytes, bytes]

JSON: Final[Header] = (b"content-type", b"application/json")
PROBLEM: Final[Header] = (b"content-type", b"application/problem+json")
GIF: Final = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")  # 1×1, transparent

_TITLES: Final = {
    400: "Not understood",
    401: "Who sends this is not known",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    408: "Too slow",
    413: "Too large",
    415: "Encoding not supported",
    429: "Too much at once",
    500: "Something went wrong",
    503: "Not available now",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP response."""

    status: int
    body: bytes = b""
    headers: tuple[Header, ...] = ()


class ProblemError(OblikError):
    """A request that gets another status than its error's class would give it."""

    def __init__(self, status: int, code: str, message: str, **details: Any) -> None:
        super().__init__(message, code=code, **details)
        self.status = status


SUCCESS: Final = Answer(200, b'{"success":true}', (JSON,))
PIXEL: Final = Answer(200, GIF, ((b"content-type", b"image/gif"), (b"cache-control", b"no-store, max-age=0")))


def accepted(items: Sequence[Event | Rejection]) -> Answer:
    """`{"success": true}`, and for each event that went to the quarantine its place in the batch and the reason."""
    rejected = [
        {"index": index, "code": item.code, "reason": item.reason}
        for index, item in enumerate(items)
        if type(item) is Rejection
    ]
    if not rejected:
        return SUCCESS
    return Answer(200, msgspec.json.encode({"success": True, "rejected": rejected}), (JSON,))


def refused(error: OblikError) -> Answer:
    """The problem (RFC 9457) for an error; `message` repeats the sentence for SDKs that look for it there."""
    status = _status(error)
    body = {
        "type": "about:blank",
        "title": _TITLES.get(status, "Problem"),
        "status": status,
        "code": error.code,
        "detail": error.message,
        "message": error.message,
        "success": False,
    }
    headers = [PROBLEM]
    if status in {429, 503}:
        wait = max(1, round(error.details.get("retry_after", 5 if status == 503 else 1)))
        headers.append((b"retry-after", str(wait).encode()))
    if "allow" in error.details:
        headers.append((b"allow", error.details["allow"].encode()))
    return Answer(status, msgspec.json.encode(body), tuple(headers))


def _status(error: OblikError) -> int:
    if isinstance(error, ProblemError):
        return error.status
    if isinstance(error, TooLarge):
        return 413
    if isinstance(error, Invalid):
        return 400
    if isinstance(error, Overloaded):
        return 429
    return 503 if isinstance(error, Unavailable) else 500
