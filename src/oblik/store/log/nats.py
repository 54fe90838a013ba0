"""The grown log: a JetStream stream, one message an entry, the sequence numbers being the stream's own.

The client lives on an event loop in a thread of its own; callers on any other loop or thread hand their work
to it. Durability is the server's: with `sync_interval: always`, or with three replicas, an acknowledged entry
survives a power cut (see docs/guides/grown.md).
"""

from __future__ import annotations

import asyncio
import itertools
import threading
import time
import zlib
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

import msgspec
import nats
import nats.errors
import nats.js.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DeliverPolicy,
    DiscardPolicy,
    RetentionPolicy,
    StorageType,
    StreamConfig,
)

from oblik.kernel.errors import Invalid, Overloaded, TooLarge, Unavailable
from oblik.store.log.entries import Entry, StoredEntry

_CONNECT_S = 5
_OPEN_S = 15  # the client would try for ever
_ACK_S = 10
_ANSWER_S = 30
_SCAN_S = 300
_WAVE = 1000  # messages of one `append_all` under way at once
_FETCH = 1000  # messages asked for at once
_FETCH_BYTES = 16 << 20
_COMPRESS_OVER = 64 << 10
_FIRST_POLL_S, _LAST_POLL_S = 0.005, 0.1
_COUNT = "Oblik-Count"
_ENCODING = "Oblik-Encoding"
_DEFAULT_MAX_BYTES = 10 << 30

T = TypeVar("T")


class NatsLog:
    """A `Log` in a JetStream stream, which is made when it is missing.

    Args:
        url: `nats://user:password@host:port,host2:port2`; its query may say `stream` (`OBLIK`), `replicas` (1)
            and `max_bytes`, how much the stream may hold before it refuses more (10 GiB).
        max_entries, max_bytes: how much may wait for its acknowledgement before `append` raises Overloaded.
    """

    def __init__(self, url: str, *, max_entries: int = 4_000, max_bytes: int = 128 << 20) -> None:
        parts = urlsplit(url)
        options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        self._servers = [f"{parts.scheme}://{host}" for host in parts.netloc.split(",")]
        self._config = _stream_config(options)
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self._entries_under_way = 0
        self._bytes_under_way = 0
        self._closing = False
        self._changed = threading.Condition()  # guards the four above
        self._appended = threading.Event()  # something was appended here: a waiting reader need not wait on
        self._tokens = itertools.count()
        self._waiting: dict[str, asyncio.Future[int]] = {}  # by token, what was sent and not yet acknowledged
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="oblik-log", daemon=True)
        self._thread.start()
        self._client: Client
        try:
            self._identity = self._call(asyncio.wait_for(self._open(), _OPEN_S), _OPEN_S + _CONNECT_S)
        except BaseException:
            self._stop()
            raise

    # --- opening --------------------------------------------------------------------------------------------

    async def _open(self) -> str:
        self._client = await nats.connect(
            servers=self._servers,
            name="oblik",
            connect_timeout=_CONNECT_S,
            max_reconnect_attempts=-1,
            reconnect_time_wait=0.5,
            error_cb=_ignore,
        )
        self._jetstream = self._client.jetstream(timeout=_ANSWER_S)
        self._inbox = self._client.new_inbox()
        await self._client.subscribe(f"{self._inbox}.*", cb=self._acknowledged)
        try:
            info = await self._jetstream.stream_info(self._stream)
            wanted = (self._config.num_replicas, self._config.max_bytes)
            if (info.config.num_replicas, info.config.max_bytes) != wanted:
                info = await self._jetstream.update_stream(self._config)
        except nats.js.errors.NotFoundError:
            info = await self._jetstream.add_stream(self._config)
        return f"nats:{self._stream}:{info.created}"

    @property
    def _stream(self) -> str:
        return str(self._config.name)

    @property
    def identity(self) -> str:
        """Which stream this is: its name and when it was made."""
        return self._identity

    # --- appending ------------------------------------------------------------------------------------------

    async def append(self, entry: Entry) -> int:
        """See `Log.append`. A lost acknowledgement too is Unavailable: the entry may be in the log then."""
        with self._changed:
            if not self._has_room(1, len(entry.data)):
                raise Overloaded(
                    "The log has too many requests waiting to be written; try again.", retry_after=1
                )
            self._enter(1, len(entry.data))
        with self._left_afterwards(1, len(entry.data)), _translated():
            return await asyncio.wrap_future(self._start(self._publish([entry])))

    def append_all(self, entries: Sequence[Entry]) -> int:
        """See `Log.append_all`. Here they become durable one by one, in order."""
        last = self.last_sequence() if not entries else 0
        for start in range(0, len(entries), _WAVE):
            last = self._append_wave(entries[start : start + _WAVE])
        return last

    def _append_wave(self, wave: Sequence[Entry]) -> int:
        size = sum(len(entry.data) for entry in wave)
        with self._changed:
            self._changed.wait_for(lambda: self._closing or self._has_room(len(wave), size))
            self._enter(len(wave), size)
        with self._left_afterwards(len(wave), size):
            return self._call(self._publish(wave), _ACK_S + _ANSWER_S)

    def _has_room(self, entries: int, size: int) -> bool:
        """Something larger than the whole room goes in when nothing else is under way."""
        return not self._entries_under_way or (
            self._entries_under_way + entries <= self._max_entries
            and self._bytes_under_way + size <= self._max_bytes
        )

    def _enter(self, entries: int, size: int) -> None:
        if self._closing:
            raise Unavailable("The log is closed.", code="log_unavailable")
        self._entries_under_way += entries
        self._bytes_under_way += size

    @contextmanager
    def _left_afterwards(self, entries: int, size: int) -> Iterator[None]:
        try:
            yield
        finally:
            with self._changed:
                self._entries_under_way -= entries
                self._bytes_under_way -= size
                self._changed.notify_all()

    async def _publish(self, entries: Sequence[Entry]) -> int:
        """Sends the entries and waits until the stream holds all of them; returns the last one's sequence."""
        if not self._client.is_connected:  # the client would keep it and send it much later
            raise Unavailable("The log's server is away.", code="log_unavailable")
        waiting = {str(next(self._tokens)): entry for entry in entries}
        answers = [self._waiting.setdefault(token, self._loop.create_future()) for token in waiting]
        try:
            for token, entry in waiting.items():
                await self._send(entry, token)
            sequences = await asyncio.wait_for(asyncio.gather(*answers), _ACK_S)
        finally:
            for token in waiting:
                self._waiting.pop(token, None)
        self._appended.set()
        return max(sequences)

    async def _send(self, entry: Entry, token: str) -> None:
        headers = {_COUNT: str(entry.count)}
        data = entry.data
        if len(data) > _COMPRESS_OVER:
            data = zlib.compress(data, 1)
            headers[_ENCODING] = "zlib"
        reply = f"{self._inbox}.{token}"
        await self._client.publish(f"{self._prefix}{entry.source_id}", data, reply=reply, headers=headers)

    async def _acknowledged(self, message: Msg) -> None:
        """The stream's answer to one message; the client's own `publish_async` never hears of a full stream."""
        waiting = self._waiting.get(message.subject.rpartition(".")[2])
        if waiting is None or waiting.done():
            return
        if message.headers:  # nobody listens: the stream is gone
            waiting.set_exception(Unavailable("The log's stream is not there.", code="log_unavailable"))
            return
        answer = msgspec.json.decode(message.data)
        if "error" in answer:
            reason = answer["error"].get("description", "no reason given")
            waiting.set_exception(Unavailable(f"The log's server refused: {reason}.", code="log_unavailable"))
        else:
            waiting.set_result(int(answer["seq"]))

    @property
    def _prefix(self) -> str:
        return f"{self._stream.lower()}.log."

    # --- reading --------------------------------------------------------------------------------------------

    def read(
        self, after: int, upto: int | None = None, *, events: int, wait: float = 0.0
    ) -> list[StoredEntry]:
        """See `Log.read`."""
        deadline = time.monotonic() + wait
        pause = _FIRST_POLL_S
        while True:
            self._appended.clear()
            found = self._call(self._read(after, upto, events), _SCAN_S)
            left = deadline - time.monotonic()
            if found or left <= 0 or self._closing or (upto is not None and upto <= after):
                return found
            self._appended.wait(min(pause, left))  # what another process appends is found by asking again
            pause = min(pause * 2, _LAST_POLL_S)

    async def _read(self, after: int, upto: int | None, events: int) -> list[StoredEntry]:
        found: list[StoredEntry] = []
        held = 0
        while held < events:
            page = [entry async for entry in self._page(after, min(events - held, _FETCH))]
            for entry in page:
                if held >= events or (upto is not None and entry.sequence > upto):
                    return found
                found.append(entry)
                held += entry.count
            if not page:
                return found
            after = page[-1].sequence
        return found

    async def _page(self, after: int, count: int) -> AsyncIterator[StoredEntry]:
        """The next messages, asked for without a consumer (a direct batch get, of NATS 2.11)."""
        async for message in self._direct_get(seq=after + 1, batch=count, max_bytes=_FETCH_BYTES):
            yield _stored(message)

    async def _direct_get(self, **request: Any) -> AsyncIterator[Msg]:
        subject = f"$JS.API.DIRECT.GET.{self._stream}"
        asked = msgspec.json.encode({**request, "next_by_subj": f"{self._prefix}>"})
        async with self._own_inbox() as (inbox, next_message):
            await self._client.publish(subject, asked, reply=inbox)
            while "Status" not in ((message := await next_message()).headers or {}):
                yield message
        status = (message.headers or {})["Status"]
        if status not in ("204", "404"):  # the end of the batch; nothing there
            raise Unavailable(f"The log's server answered {status}.", code="log_unavailable")

    @asynccontextmanager
    async def _own_inbox(self) -> AsyncIterator[tuple[str, Callable[[], Awaitable[Msg]]]]:
        inbox = self._client.new_inbox()
        subscription = await self._client.subscribe(inbox, pending_msgs_limit=-1, pending_bytes_limit=-1)
        try:
            yield inbox, lambda: subscription.next_msg(_ANSWER_S)
        finally:
            await subscription.unsubscribe()

    def pending(self, after: int) -> dict[int, int]:
        """See `Log.pending`. Reads the headers of what waits."""
        if self.last_sequence() <= after:
            return {}
        return self._call(self._pending(after), _SCAN_S)

    async def _pending(self, after: int) -> dict[int, int]:
        waiting: dict[int, int] = defaultdict(int)
        config = ConsumerConfig(
            deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=after + 1,
            ack_policy=AckPolicy.NONE,
            headers_only=True,
            inactive_threshold=60,
            mem_storage=True,
            num_replicas=1,
        )
        consumer = await self._jetstream.pull_subscribe(
            f"{self._prefix}>", stream=self._stream, config=config
        )
        try:
            left = (await consumer.consumer_info()).num_pending or 0
            while left > 0:
                messages = await consumer.fetch(min(left, _FETCH), timeout=_ANSWER_S)
                left -= len(messages)
                for message in messages:
                    waiting[self._source_id(message.subject)] += int((message.headers or {})[_COUNT])
        finally:
            await consumer.unsubscribe()
        return dict(waiting)

    def _source_id(self, subject: str) -> int:
        return int(subject.removeprefix(self._prefix))

    def last_sequence(self) -> int:
        """See `Log.last_sequence`."""
        info = self._call(self._jetstream.stream_info(self._stream), _ANSWER_S)
        return int(info.state.last_seq)

    # --- keeping house --------------------------------------------------------------------------------------

    def prune(self, upto: int, older_than_ms: int) -> int:
        """See `Log.prune`."""
        return self._call(self._prune(upto, older_than_ms), _SCAN_S)

    async def _prune(self, upto: int, older_than_ms: int) -> int:
        keep_from = upto + 1
        moment = datetime.fromtimestamp(older_than_ms / 1000, UTC).isoformat().replace("+00:00", "Z")
        async for message in self._direct_get(start_time=moment, batch=1):
            keep_from = min(keep_from, _sequence(message))
        before = (await self._jetstream.stream_info(self._stream)).state.messages
        await self._jetstream.purge_stream(self._stream, seq=keep_from)
        after = (await self._jetstream.stream_info(self._stream)).state.messages
        return max(0, before - after)

    def check(self) -> None:
        """See `Log.check`."""
        if not self._client.is_connected:
            raise Unavailable("The log's server is away.", code="log_unavailable")
        self.last_sequence()

    def close(self) -> None:
        """See `Log.close`."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._entries_under_way, _ACK_S)
        self._appended.set()
        self._call(self._client.close(), _ANSWER_S)
        self._stop()

    # --- the loop's thread ----------------------------------------------------------------------------------

    def _stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _start(self, work: Coroutine[Any, Any, T]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def _call(self, work: Coroutine[Any, Any, T], timeout: float) -> T:
        with _translated():
            result: T = self._start(work).result(timeout)
            return result


def _stream_config(options: dict[str, str]) -> StreamConfig:
    name = options.get("stream", "OBLIK")
    return StreamConfig(
        name=name,
        subjects=[f"{name.lower()}.log.*"],
        retention=RetentionPolicy.LIMITS,
        storage=StorageType.FILE,
        discard=DiscardPolicy.NEW,  # a full log refuses the new, it does not forget the old
        max_bytes=_number(options, "max_bytes", _DEFAULT_MAX_BYTES),
        max_msgs=-1,
        max_age=0,
        num_replicas=_number(options, "replicas", 1),
        allow_direct=True,
    )


def _number(options: dict[str, str], name: str, default: int) -> int:
    text = options.get(name, str(default))
    if not text.isdecimal():
        raise Invalid(f"Expected a number for {name} in the log's URL, got {text!r}.", code="invalid_url")
    return int(text)


def _stored(message: Msg) -> StoredEntry:
    headers = message.headers or {}
    data = zlib.decompress(message.data) if headers.get(_ENCODING) == "zlib" else message.data
    source_id = int(headers["Nats-Subject"].rpartition(".")[2])
    return StoredEntry(_sequence(message), source_id, int(headers[_COUNT]), data)


def _sequence(message: Msg) -> int:
    return int((message.headers or {})["Nats-Sequence"])


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except nats.errors.MaxPayloadError as error:
        raise TooLarge(
            "The request is larger than the log's server takes (max_payload).", code="too_large"
        ) from error
    except (nats.errors.Error, nats.js.errors.Error, TimeoutError, OSError) as error:
        reason = f"{type(error).__name__} {error}".strip()
        raise Unavailable(
            f"The log's server did not take or give it: {reason}", code="log_unavailable"
        ) from error


async def _ignore(_error: Exception) -> None:
    """The client reports here what it already raises or recovers from."""
