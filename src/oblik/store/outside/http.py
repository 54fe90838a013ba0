"""HTTP to servers that are not Oblik's: each request, also one that a redirect asks for, goes through the gate."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

import httpx
import stamina

from oblik.kernel.errors import Invalid, TooLarge, Unavailable
from oblik.store.outside.gate import Gate

ATTEMPTS = 3
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_REDIRECTS = 5
_AGENT = "Oblik"
_SCHEMES = ("http", "https")


class _Checked(httpx.BaseTransport):
    """Sends each request to the address that the gate gave for its host; the certificate is still the name's."""

    def __init__(self, gate: Gate) -> None:
        # No connection is kept: one made for a name must not serve another that has the same address.
        self._inner = httpx.HTTPTransport(limits=httpx.Limits(max_keepalive_connections=0), trust_env=False)
        self._gate = gate

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        address = self._gate.address(host, request.url.port or (443 if request.url.scheme == "https" else 80))
        return self._inner.handle_request(
            httpx.Request(
                request.method,
                request.url.copy_with(host=address),
                headers=request.headers,
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": host},
            )
        )

    def close(self) -> None:
        self._inner.close()


def open_client(gate: Gate, *, redirects: bool = True, **options: Any) -> httpx.Client:
    """A client that only reaches what the gate lets out."""
    return httpx.Client(
        transport=_Checked(gate),
        timeout=_TIMEOUT,
        follow_redirects=redirects,
        max_redirects=_REDIRECTS,
        trust_env=False,
        headers={"User-Agent": _AGENT},
        **options,
    )


@dataclass(frozen=True, slots=True)
class Download:
    """What came: the response's headers, and of the body its size and SHA-256. `status` 304: nothing new."""

    status: int
    headers: httpx.Headers
    size: int
    digest: str


def download(
    client: httpx.Client,
    request: httpx.Request,
    target: IO[bytes],
    *,
    most: int,
    seconds: float,
    progress: Callable[[int], None] = lambda _size: None,
) -> Download:
    """Writes a body to `target`, from the start at each attempt.

    Args:
        most: bytes, unpacked.
        seconds: for one attempt in all.

    Raises:
        Invalid: the server refuses; TooLarge: there is more than `most`.
        Unavailable: it is away after several attempts, or takes too long.
    """
    try:
        for attempt in stamina.retry_context(
            on=(httpx.TransportError, _BusyError), attempts=ATTEMPTS, timeout=60
        ):
            with attempt:
                target.seek(0)
                target.truncate()
                with _answer(client, request) as response:
                    return _body(response, target, most, time.monotonic() + seconds, progress)
    except (httpx.TransportError, _BusyError) as error:
        raise Unavailable(
            f"{request.url.host} does not answer: {error or type(error).__name__}.",
            code="outside_unavailable",
        ) from error
    except (httpx.TooManyRedirects, httpx.DecodingError, httpx.InvalidURL) as error:
        raise Invalid(f"{request.url.host} answers badly: {error}.", code="outside_refused") from error
    raise AssertionError("an attempt returns or raises")


def reach(client: httpx.Client, request: httpx.Request) -> None:
    """Looks whether a request is answered, without reading the answer; raises like `download`."""
    try:
        with _answer(client, request):
            pass
    except (httpx.HTTPError, _BusyError) as error:
        raise Unavailable(
            f"{request.url.host} does not answer: {error or type(error).__name__}.",
            code="outside_unavailable",
        ) from error


class _BusyError(Exception):
    """The server said that it cannot now."""


@contextmanager
def _answer(client: httpx.Client, request: httpx.Request) -> Iterator[httpx.Response]:
    response = client.send(request, stream=True)
    try:
        if response.status_code in (429, 500, 502, 503, 504):
            raise _BusyError(f"status {response.status_code}")
        if response.status_code not in (200, 304):
            raise Invalid(
                f"{request.url.host} answers with status {response.status_code}, expected 200.",
                code="outside_refused",
            )
        yield response
    finally:
        response.close()


def _body(
    response: httpx.Response, target: IO[bytes], most: int, until: float, progress: Callable[[int], None]
) -> Download:
    digest, size = hashlib.sha256(), 0
    for block in response.iter_bytes(1 << 20):
        size += len(block)
        if size > most:
            raise TooLarge(f"Expected at most {most} bytes from {response.url.host}, got more.")
        if time.monotonic() > until:
            raise Unavailable(
                f"{response.url.host} sends too slowly; the time is over.", code="outside_unavailable"
            )
        target.write(block)
        digest.update(block)
        progress(size)
    return Download(response.status_code, response.headers, size, digest.hexdigest())


def checked_url(text: str) -> httpx.URL:
    """An address of the web.

    Raises:
        Invalid: another scheme, no host, or a password in it, which would be shown.
    """
    try:
        url = httpx.URL(text.strip())
    except httpx.InvalidURL as error:
        raise Invalid("Expected an address such as https://shop.example/feed.xml.", code="bad_url") from error
    if url.scheme not in _SCHEMES or not url.host or url.userinfo:
        raise Invalid(
            "Expected an address such as https://shop.example/feed.xml, without a password in it.",
            code="bad_url",
        )
    return url
