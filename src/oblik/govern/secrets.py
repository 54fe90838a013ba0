"""Secrets: keys made for someone, kept only as a hash, and one of the installation's own."""

from __future__ import annotations

import base64
import hashlib
import secrets

import sqlalchemy as sa

from oblik.store.state import State, upsert
from oblik.store.state.schema import settings

_INSTALLATION = "secret"


def new_key(prefix: str = "") -> str:
    """A key that nobody guesses: 256 random bits, as text that is safe in a header, a cookie and a URL."""
    return prefix + secrets.token_urlsafe(32)


def fingerprint(key: str) -> str:
    """What is stored of a key (SHA-256, hexadecimal); a key has enough randomness to need no salt."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def installation_secret(state: State) -> bytes:
    """32 bytes that every process of this installation shares; made at the first use."""
    with state.write() as conn:
        made = base64.b64encode(secrets.token_bytes(32)).decode()
        upsert(conn, settings, [{"key": _INSTALLATION, "value": made}])
        kept = conn.execute(sa.select(settings.c.value).where(settings.c.key == _INSTALLATION)).scalar_one()
    return base64.b64decode(kept)
