"""Which write key a request carries: in the header, in the query, or in the body."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

import msgspec

_LONGEST: Final = 200
_QUERY_FIELDS: Final = 500  # more is no pixel's query but an attack on the parser
_IN_TEXT: Final = re.compile(rb'"writeKey"\s*:\s*"([\w~.-]{1,200})"')


class _Keyed(msgspec.Struct, rename="camel"):
    write_key: str | None = None


_decode: Final = msgspec.json.Decoder(_Keyed).decode


def in_header(headers: Mapping[str, str]) -> str:
    """The user name of Basic authentication; a missing colon is tolerated. "" when there is none."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return b64decode(value.strip(), validate=True).decode().partition(":")[0][:_LONGEST]
    except (Error, ValueError):
        return ""


def in_query(query: Mapping[str, str]) -> str:
    """`?writeKey=`, as pixels and RudderStack's beacon have it."""
    return query.get("writeKey", "")[:_LONGEST]


def in_body(body: bytes) -> str:
    """`writeKey` of the JSON object; also of one that holds something the decoder refuses."""
    try:
        return (_decode(body).write_key or "")[:_LONGEST]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        found = _IN_TEXT.search(body)
        return found[1].decode("ascii", "replace") if found else ""


def fields_of(query_string: bytes) -> dict[str, str]:
    """The query's fields; {} for more than a query may have."""
    try:
        return dict(parse_qsl(query_string.decode("latin-1"), max_num_fields=_QUERY_FIELDS, encoding="utf-8"))
    except ValueError:
        return {}


def anonymous_id_of(headers: Mapping[str, str]) -> str:
    """RudderStack's header `AnonymousId`, which its SDKs write in base 64."""
    said = headers.get("anonymousid", "").strip()[:_LONGEST]
    try:
        decoded = b64decode(said, validate=True).decode()
    except (Error, ValueError):
        return said
    return decoded if decoded.isprintable() and len(decoded) > 5 else said
