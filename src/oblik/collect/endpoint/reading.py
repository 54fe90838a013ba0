"""Reading a request's body without letting anybody hold memory: bounded in size, in time, and in the sum over all clients."""

from __future__ import annotations

import zlib
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, Final

from oblik.collect.endpoint.answers import ProblemError
from oblik.collect.limits import HARD_CAP
from oblik.kernel.errors import Invalid, Overloaded, TooLarge

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

_GZIP: Final = 16 + zlib.MAX_WBITS
_STEP: Final = 256 * 1024  # bytes unpacked before looking again how many there are


class Budget:
    """Bytes of bodies that are being read or written, over all requests of the process.

    Args:
        limit: how many there may be; a request that would go over it is sent away with a 429.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.used = 0

    @contextmanager
    def share(self) -> Iterator[Share]:
        """One request's part, given back at the end."""
        share = Share(self)
        try:
            yield share
        finally:
            self.used -= share.taken

    def take(self, count: int) -> None:
        """Reserves bytes.

        Raises:
            Overloaded: there is no room.
        """
        if self.used + count > self._limit:
            raise Overloaded(
                "The server is busy with as many bytes as it may hold; try again.", retry_after=1
            )
        self.used += count


class Share:
    """What one request has reserved of the budget, and whether its body has arrived."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self.taken = 0
        self.whole = False

    def take(self, count: int) -> None:
        """Reserves bytes; see `Budget.take`."""
        self._budget.take(count)
        self.taken += count


async def read_body(receive: Receive, headers: dict[str, str], share: Share) -> bytes:
    """The body, unpacked. Whoever calls it limits the time: `share.whole` tells whether the body was there in it.

    Raises:
        TooLarge: over the hard cap, packed or unpacked.
        ProblemError: it ended too early (408), or came in an encoding other than gzip (415).
        Invalid: it is not the gzip that its header promises.
        Overloaded: the process holds too many bytes already.
    """
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding not in {"", "identity", "gzip", "x-gzip"}:
        raise ProblemError(
            415, "unsupported_encoding", f"Expected Content-Encoding gzip or none, got {encoding!r:.40}."
        )
    _check_announced(headers.get("content-length", ""))
    body = await _receive_all(receive, share)
    share.whole = True
    return unpacked(body, share) if encoding.endswith("gzip") else body


def unpacked(body: bytes, share: Share) -> bytes:
    """What gzip packed, in one or several members; never more than the hard cap in memory.

    Raises:
        Invalid: it is no gzip, or ends too early.
        TooLarge: it unpacks to more than the hard cap.
    """
    pieces: list[bytes] = []
    size = 0
    while body:
        member = zlib.decompressobj(_GZIP)
        rest = body
        while not member.eof:
            piece = _inflate(member, rest)
            rest = member.unconsumed_tail
            if not piece and not rest and not member.eof:
                raise Invalid("Expected a whole gzip body, got one that ends too early.", code="bad_encoding")
            size += len(piece)
            _check_size(size)
            share.take(len(piece))
            pieces.append(piece)
        body = member.unused_data
    return b"".join(pieces)


def _inflate(member: Any, data: bytes) -> bytes:
    try:
        piece: bytes = member.decompress(data, _STEP)
    except zlib.error as error:
        raise Invalid(f"Expected a gzip body, got something else: {error}.", code="bad_encoding") from error
    return piece


async def _receive_all(receive: Receive, share: Share) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            # Mostly nobody reads this; but a client may have closed its side only.
            raise ProblemError(408, "slow_request", "Expected a whole body, got its beginning; try again.")
        piece = message.get("body", b"")
        size += len(piece)
        _check_size(size)
        share.take(len(piece))
        pieces.append(piece)
        if not message.get("more_body", False):
            return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _check_announced(length: str) -> None:
    if length.isdecimal() and len(length) < 20:
        _check_size(int(length))


def _check_size(size: int) -> None:
    if size > HARD_CAP:
        raise TooLarge(f"Expected a body of at most {HARD_CAP} bytes, got more.", code="too_large")
