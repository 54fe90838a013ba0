"""What a client may do to a connection before anybody looks at its request."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from oblik.app import connection
from oblik.app.connection import MAX_HEAD, Connection

Story = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[bytes]]


async def answer(_: Any, receive: Any, send: Any) -> None:
    """Says how long the body is."""
    size, more = 0, True
    while more:
        message = await receive()
        size, more = size + len(message["body"]), message["more_body"]
    body = str(size).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]})
    await send({"type": "http.response.body", "body": body})


def tell(story: Story) -> bytes:
    """What the story's client reads from a server of these connections."""

    async def run() -> bytes:
        config = uvicorn.Config(
            answer, ws="none", interface="asgi3", lifespan="off", log_config=None, log_level="critical"
        )
        config.load()
        state = ServerState()
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: Connection(config=config, server_state=state, app_state={}), "127.0.0.1", 0
        )
        async with server:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            async with asyncio.timeout(20):
                try:
                    return await story(reader, writer)
                except ConnectionResetError:  # closed with something still unread
                    return b""

    return asyncio.run(run())


def test_a_request_may_come_in_pieces() -> None:
    """Byte by byte, with a body, and a second one after it."""

    async def slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        said = b""
        for _ in range(2):
            for byte in b"POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 3\r\n\r\nabc":
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(0)
            said += await reader.readuntil(b"\r\n\r\n") + await reader.readexactly(1)
        return said

    said = tell(slowly)
    assert (said.count(b"HTTP/1.1 200"), said.count(b"\r\n\r\n3")) == (2, 2)


def test_headers_without_end_are_refused() -> None:
    """Somebody who never comes to the body takes no memory for it."""

    async def endlessly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(b"GET / HTTP/1.1\r\nHost: shop\r\n")
        for number in range(8 * MAX_HEAD // 1024):
            writer.write(b"X-%d: %s\r\n" % (number, b"a" * 1024))
            await asyncio.sleep(0)
        return await reader.read()

    said = tell(endlessly)
    assert said.startswith(b"HTTP/1.1 431 ") or not said


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nHost:"])
def test_silence_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, begun: bytes) -> None:
    """A connection on which no whole request comes in time is closed."""
    monkeypatch.setattr(connection, "HEAD_S", 0.0)

    async def silently(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(begun)
        return await reader.read()

    assert tell(silently) == b""
