"""Secrets that must be read again: passwords of connections, keys of two-factor sign-in. Encrypted where they lie.

The key is a file in the data folder, or the setting `OBLIK_SECRET_KEY` where several machines share a state.
What only has to be recognised (passwords, API tokens) is hashed instead, see `govern/secrets.py`.
"""

from __future__ import annotations

import os
import tempfile
from base64 import urlsafe_b64encode
from contextlib import suppress
from pathlib import Path
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Final

from oblik.kernel.errors import Invalid, Unavailable

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

FILE: Final = "secret.key"
SHORTEST: Final = 32
_INFO: Final = b"oblik/store/secrets"


class SecretBox:
    """Encrypts with the first of its keys and decrypts with any: AES-128-CBC and HMAC-SHA256 (Fernet)."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._keys = keys
        self._cipher: MultiFernet | None = None

    def encrypt(self, secret: bytes) -> str:
        """Text to be stored; the same secret gives another text each time."""
        return self._opened().encrypt(secret).decode()

    def decrypt(self, stored: str) -> bytes:
        """What was given to `encrypt`.

        Raises:
            Unavailable: when it was encrypted with a key that this process does not have, or was altered.
        """
        from cryptography.fernet import InvalidToken

        try:
            return self._opened().decrypt(stored.encode())
        except InvalidToken:
            raise Unavailable(
                "A stored secret was encrypted with another key: set OBLIK_SECRET_KEY, or put back the file "
                f"{FILE} of the data folder, as it was when the secret was stored.",
                code="wrong_secret_key",
            ) from None

    def _opened(self) -> MultiFernet:
        # Loaded at the first use: most processes never need it.
        if self._cipher is None:
            from cryptography.fernet import Fernet, MultiFernet

            self._cipher = MultiFernet([Fernet(_derived(key)) for key in self._keys])
        return self._cipher


def open_secrets(folder: Path, given: str = "") -> SecretBox:
    """The box of this installation.

    Args:
        folder: the data folder; its key file is made, readable by its owner only, when nothing is `given`.
        given: keys separated by commas, each of at least 32 characters; the first encrypts, so a new one is put
            in front and the old one stays behind it.

    Raises:
        Invalid: when a given key is too short.
    """
    keys = tuple(key.strip() for key in given.split(",") if key.strip())
    if any(len(key) < SHORTEST for key in keys):
        raise Invalid(
            f"Expected keys of at least {SHORTEST} characters in OBLIK_SECRET_KEY, got a shorter one.",
            code="short_secret_key",
        )
    return SecretBox(keys or (_kept(folder / FILE),))


def _kept(file: Path) -> str:
    """The key in the file, made if there is none."""
    if not file.exists():
        _make(file)
    return file.read_text(encoding="ascii").strip()


def _make(file: Path) -> None:
    """Written aside and linked: whoever else starts now finds a whole key or makes the one that counts."""
    descriptor, name = tempfile.mkstemp(prefix=f"{file.name}.", dir=file.parent)  # mode 0600
    aside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(token_urlsafe(32).encode())
            out.flush()
            os.fsync(out.fileno())
        with suppress(FileExistsError):
            file.hardlink_to(aside)
    finally:
        aside.unlink()


def _derived(key: str) -> bytes:
    """32 bytes out of a key of any length; it is random already, so no slow derivation is needed."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=_INFO).derive(key.encode())
    return urlsafe_b64encode(made)
