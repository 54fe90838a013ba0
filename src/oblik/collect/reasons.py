"""Why an event or a whole request cannot be accepted: stable codes, and the sentences that explain them.

A refusal of one event becomes a row of the quarantine, a refusal of a request an answer 4xx with the same
code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import msgspec

from oblik.kernel.errors import OblikError

EVENT_CODES: Final[Mapping[str, str]] = {
    "bad_identifier": "An id is too long (over 512 characters).",
    "bad_json": "The event is not JSON, though the batch around it can be told apart.",
    "bad_message_id": "`messageId` has 100 characters or more.",
    "bad_number": "A number that JSON numbers cannot hold, such as 1e999.",
    "bad_text": "Text that is not Unicode: bytes that are no UTF-8, or half of a surrogate pair.",
    "bad_timestamp": "A `timestamp` that is neither ISO 8601 nor a number of seconds or milliseconds, "
    "or one outside the years 1900 to 2299.",
    "bad_type": "A field has the wrong JSON type, such as text where an object belongs.",
    "event_blocked": "Somebody blocked events of this name in the dictionary.",
    "event_too_large": "The event has more bytes than an event may have (32 KB unless set otherwise).",
    "missing_field": "A field that this call needs is absent: `event` of a track, `groupId` of a group, "
    "`previousId` and `userId` of an alias.",
    "name_too_long": "The event's name has more than 300 characters.",
    "no_identifier": "Nothing says whose event it is.",
    "nul_character": "Text holds the character U+0000, which no database keeps.",
    "schema_violation": "The event is not as the dictionary expects it, and such events are held back.",
    "too_deep": "Objects and lists are nested more than 200 deep.",
    "unknown_type": "`type` is none of identify, track, page, screen, group, alias.",
    "unreadable_request": "The request was accepted, but what the log holds of it can no longer be read.",
}
"""Codes of a quarantined event, each with what it means."""

REQUEST_CODES: Final[Mapping[str, str]] = {
    "bad_encoding": "400: the compressed body cannot be unpacked, or ends too early.",
    "bad_json": "400: the body is not JSON.",
    "bad_type": "400: the body, or a field of the batch, has the wrong JSON type.",
    "batch_too_large": "400: the body has more bytes than a batch may have (500 KB unless set otherwise).",
    "event_too_large": "400: the single event has more bytes than an event may have.",
    "no_batch": "400: a batch without `batch`.",
    "too_many_events": "400: more than 2,500 events in one batch.",
    "missing_write_key": "401: no write key came with the request.",
    "unknown_write_key": "401: no source has this write key.",
    "origin_not_allowed": "403: the source does not take events from pages of this origin.",
    "source_disabled": "404: the source is switched off.",
    "method_not_allowed": "405: the path exists, but not for this method.",
    "slow_request": "408: the body did not arrive in time; try again.",
    "too_large": "413: the body is over the hard cap of 4 MB.",
    "unsupported_encoding": "415: only gzip, or no encoding at all, is understood.",
    "rate_limited": "429: the source sent more events than it may; try again after `Retry-After` seconds.",
    "overloaded": "429: the server has no room at the moment; try again after `Retry-After` seconds.",
    "unavailable": "503: the server cannot store anything now; try again after `Retry-After` seconds.",
}
"""Codes of a refused request, each with its HTTP status and what it means."""


class RefusalError(OblikError):
    """One event cannot be stored; caught in `wire.py` and turned into a `Rejection`."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason, code=code)


def explain(error: Exception, raw: bytes) -> RefusalError:
    """What the JSON decoder's error means, in a sentence that says what was expected and what came."""
    if isinstance(error, UnicodeDecodeError):
        found = error.object[error.start]
        return RefusalError("bad_text", f"Expected text in UTF-8, got the byte 0x{found:02x}.")
    said = str(error)
    if "out of range" in said:
        return RefusalError(
            "bad_number", f"Expected a number that a 64-bit float can hold{_where(said)}, got a larger one."
        )
    if isinstance(error, msgspec.ValidationError):
        return RefusalError("bad_type", mistyped(said))
    if _LONE_SURROGATE.search(raw) is not None:
        return RefusalError(
            "bad_text", "Expected text in Unicode, got half of a surrogate pair (such as \\ud800)."
        )
    return RefusalError("bad_json", f"Expected JSON, got something else: {said}.")


def mistyped(said: str) -> str:
    """`Expected an object or null at properties, got text.` for msgspec's sentence about a wrong type."""
    match = re.match(r"Expected `([^`]+)`, got `([^`]+)`", said)
    if match is None:
        return f"{said.rstrip('.')}."
    expected = list(dict.fromkeys(_WORDS.get(word, word) for word in match[1].split(" | ")))
    if "an object" in expected and "a list" in expected:
        expected.remove("a list")  # taken only where it is empty, which is how PHP writes an empty object
    return f"Expected {_either(expected)}{_where(said)}, got {_WORDS.get(match[2], match[2])}."


def _either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _where(said: str) -> str:
    match = re.search(r"at `\$\.?([^`]*)`", said)
    return f" at `{match[1]}`" if match and match[1] else ""


_WORDS: Final = {
    "object": "an object",
    "array": "a list",
    "str": "text",
    "int": "a number",
    "float": "a number",
    "bool": "true or false",
    "null": "null",
}
_LONE_SURROGATE: Final = re.compile(rb"\\u[dD][89a-fA-F]")
