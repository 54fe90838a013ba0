"""A pixel's query turned into the call that it stands for."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from binascii import Error
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from oblik.kernel.clock import iso
from oblik.kernel.errors import Invalid

_DEEPEST: Final = 10  # parts of a dotted name


def call_of(kind: str, fields: Mapping[str, str], now_ms: int) -> bytes:
    """The JSON of the call: `?data=` in base 64, or dotted parameters such as `properties.subject=Hello`.

    A pixel that is loaded twice was seen twice. So one without a `messageId` gets the time it was loaded at,
    and with it an id of its own.

    Raises:
        Invalid: `data` is not the base 64 of a JSON object.
    """
    call = _from_data(fields["data"]) if "data" in fields else _from_dotted(fields)
    call.pop("writeKey", None)
    if not call.get("messageId"):
        call.setdefault("timestamp", iso(now_ms))
    return msgspec.json.encode(call | {"type": kind})


def write_key_in(fields: Mapping[str, str]) -> str:
    """The key inside `?data=`, where Segment's pixel has it."""
    try:
        key = _from_data(fields.get("data", "")).get("writeKey")
    except Invalid:
        return ""
    return key if isinstance(key, str) else ""


def _from_data(data: str) -> dict[str, Any]:
    text = data.replace(" ", "+").replace("+", "-").replace("/", "_").rstrip("=")
    try:
        decoded = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return msgspec.json.decode(decoded, type=dict[str, Any])
    except (Error, ValueError, msgspec.DecodeError, RecursionError) as error:
        raise Invalid(
            "Expected the base 64 of a JSON object in `data`, got something else.", code="bad_json"
        ) from error


def _from_dotted(fields: Mapping[str, str]) -> dict[str, Any]:
    call: dict[str, Any] = {}
    for name, value in fields.items():
        *path, last = name.split(".")[:_DEEPEST]
        place = call
        for part in path:
            inner = place.setdefault(part, {})
            if not isinstance(inner, dict):
                break
            place = inner
        else:
            place.setdefault(last, value)
    return call
