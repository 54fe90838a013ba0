"""A text file as UTF-8 bytes, whatever it is packed and encoded in, a block at a time."""

from __future__ import annotations

import codecs
import zlib
from pathlib import Path
from types import TracebackType
from typing import IO

from oblik.kernel.errors import Invalid

BLOCK = 4 << 20
_PACKED_BLOCK = 256 << 10
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
DAMAGE = "\ufffd"


class Gunzip:
    """Unpacks gzip a bounded block at a time, giving everything up to the place where a file is cut off.

    The standard library's reader raises instead of giving the last block before the cut.
    """

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw
        self._member = zlib.decompressobj(31)
        self._waiting = b""

    def read(self, size: int) -> bytes:
        """At most `size` bytes; empty at the end.

        Raises:
            Invalid: the data ends in the middle, or is not gzip.
        """
        while True:
            if self._member.eof:  # files may be packed one behind another
                self._waiting, self._member = self._member.unused_data.lstrip(b"\0"), zlib.decompressobj(31)
                at_end = not self._waiting
            else:
                at_end = False
            packed = self._waiting or self._raw.read(_PACKED_BLOCK)
            if not packed:
                if at_end:
                    return b""
                raise Invalid("The gzip file is cut off.", code="broken_file")
            try:
                block = self._member.decompress(packed, size)
            except zlib.error as error:
                raise Invalid(f"The gzip file is broken: {error}.", code="broken_file") from error
            self._waiting = self._member.unconsumed_tail
            if block:
                return block


class Utf8Blocks:
    """Reads a file as UTF-8. Bytes that the encoding does not know become U+FFFD, and `damaged` says that
    there were some.
    """

    def __init__(self, path: Path, encoding: str, packed: bool) -> None:
        self._raw: IO[bytes] = path.open("rb")
        self._read = Gunzip(self._raw).read if packed else self._raw.read
        self._decoder = codecs.getincrementaldecoder(_decodes(encoding))("replace")
        self.damaged = False
        self.done = False

    @property
    def bytes_done(self) -> int:
        """How far the file on disk has been read."""
        return self._raw.tell()

    def read(self) -> bytes:
        """The next block as UTF-8; empty at the end.

        Raises:
            Invalid: the compressed data is cut off or broken.
        """
        while not self.done:
            block = self._read(BLOCK)
            self.done = not block
            text = self._decoder.decode(block, final=self.done)
            if text:
                return self._encoded(text)
        return b""

    def skip(self, size: int) -> bytes:
        """Leaves out `size` bytes of UTF-8; returns what was read beyond them."""
        while size:
            block = self.read()
            if not block:
                raise Invalid("The file is shorter than it was when its import began.", code="file_changed")
            if len(block) > size:
                return block[size:]
            size -= len(block)
        return b""

    def _encoded(self, text: str) -> bytes:
        self.damaged = self.damaged or DAMAGE in text
        return text.encode("utf-8", "replace")

    def __enter__(self) -> Utf8Blocks:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._raw.close()


def _decodes(encoding: str) -> str:
    """The codec to decode with: with or without a byte order mark."""
    name = encoding.lower().replace("_", "-") or "utf-8"
    if name in ("utf-8", "utf8"):
        return "utf-8-sig"
    try:
        found = codecs.lookup(name)
    except LookupError as error:
        raise Invalid(
            f"Expected an encoding such as utf-8 or windows-1251, got {encoding[:40]!r}.",
            code="invalid_mapping",
        ) from error
    if not getattr(found, "_is_text_encoding", True):  # base64, zlib and other codecs that are no encodings
        raise Invalid(f"Expected a text encoding, got {encoding[:40]!r}.", code="invalid_mapping")
    return found.name


def encoding_of(head: bytes) -> str:
    """The encoding of a file, judged by its first bytes."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    if _nuls(head):
        even, odd = head[0::2].count(0), head[1::2].count(0)
        return "utf-16-le" if odd > even else "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=False)
    except UnicodeDecodeError:
        return _single_byte(head)
    return "utf-8"


def _nuls(head: bytes) -> bool:
    return head.count(0) > len(head) // 10


def _single_byte(head: bytes) -> str:
    """Which 8-bit encoding: the one in which the foreign letters look like words.

    Cyrillic words are runs of foreign letters, mostly small ones; in Western European text a foreign letter
    stands alone
    among plain ones.
    """
    scores = {name: _cyrillic_score(head, name) for name in ("windows-1251", "koi8-u", "cp866")}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > 0.5 else "windows-1252"


def _cyrillic_score(head: bytes, name: str) -> float:
    """The share of foreign characters that are small Cyrillic letters beside another Cyrillic letter, or
    begin a word.
    """
    text = head.decode(name, "replace")
    foreign = [i for i, c in enumerate(text) if ord(c) > 127]
    if not foreign:
        return 0.0
    fitting = 0
    for i in foreign:
        before, after = text[i - 1 : i], text[i + 1 : i + 2]
        small = "а" <= text[i] <= "я" or text[i] in "ёєіїґ"
        large = "А" <= text[i] <= "Я" or text[i] in "ЁЄІЇҐ"
        fitting += (small and (_cyrillic(before) or _cyrillic(after))) or (
            large and not before.isalpha() and _cyrillic(after)
        )
    return fitting / len(foreign)


def _cyrillic(c: str) -> bool:
    return bool(c) and "\u0400" <= c <= "\u04ff"
