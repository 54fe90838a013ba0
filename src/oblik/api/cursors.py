"""Cursors: where the next page begins, as text that only this installation can write.

A cursor is signed together with the path it was given out for, so a repository that reads one gets back a
position it made itself.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

import msgspec

from oblik.kernel.errors import Invalid
from oblik.kernel.page import Position

_MAC_BYTES = 12


def write(secret: bytes, scope: str, position: Position) -> str:
    """The cursor for `position` in the list at `scope`."""
    data = msgspec.json.encode(position)
    return base64.urlsafe_b64encode(_mac(secret, scope, data) + data).decode().rstrip("=")


def read(secret: bytes, scope: str, cursor: str) -> Position:
    """The position behind a cursor.

    Raises:
        Invalid: for one that was not given out for this list.
    """
    try:
        signed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        signed = b""
    mac, data = signed[:_MAC_BYTES], signed[_MAC_BYTES:]
    if not hmac.compare_digest(mac, _mac(secret, scope, data)):
        raise Invalid(
            "Expected a cursor that this list gave out as `next`, got something else.", code="invalid_cursor"
        )
    return tuple(msgspec.json.decode(data))


def _mac(secret: bytes, scope: str, data: bytes) -> bytes:
    return hmac.digest(secret, scope.encode("utf-8", "replace") + b"\x00" + data, hashlib.sha256)[:_MAC_BYTES]
