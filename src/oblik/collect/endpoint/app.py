"""The ASGI application of collection.

A request's way: route → read the body → find the source → decode, to answer for each event → append to the
log → answer. Nothing is answered with success before the log has it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import structlog
from prometheus_client import CollectorRegistry

from oblik.collect.endpoint import credentials, pixel
from oblik.collect.endpoint.answers import PIXEL, SUCCESS, Answer, ProblemError, accepted, refused
from oblik.collect.endpoint.cors import cors_headers, preflight
from oblik.collect.endpoint.figures import CollectFigures
from oblik.collect.endpoint.paths import METHODS, Route, handles, route
from oblik.collect.endpoint.rate import Rates
from oblik.collect.endpoint.reading import Budget, Receive, Share, read_body
from oblik.collect.endpoint.remote import Proxies
from oblik.collect.endpoint.sdk_settings import rudder_config, segment_settings
from oblik.collect.endpoint.settings import CollectSettings
from oblik.collect.event import Envelope, Rejection
from oblik.collect.sources_repository import Source, SourceRepository
from oblik.collect.wire import CALLS, decode
from oblik.kernel.clock import Clock
from oblik.kernel.errors import Invalid, OblikError, Unavailable
from oblik.store.log import Entry, Log

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

LOOK_AGAIN_MS: Final = 250  # an unknown key is looked for in the table this often at most
_LONGEST_AGENT: Final = 1_000  # characters kept of a user agent

_logger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Request:
    """What a handler needs of one HTTP request."""

    route: Route
    headers: dict[str, str]
    query: dict[str, str]
    peer: str
    scheme: str
    receive: Receive
    share: Share


class CollectApp:
    """Takes events over HTTP; `docs/guides/collect.md` says what it answers to what.

    Args:
        log: where requests become durable.
        sources: who may send.
        settings: limits, proxies, the public address.
        clock: the moment of arrival.
        registry: where the counters go.
    """

    def __init__(
        self,
        log: Log,
        sources: SourceRepository,
        settings: CollectSettings,
        clock: Clock,
        registry: CollectorRegistry,
    ) -> None:
        self._log = log
        self._sources = sources
        self._settings = settings
        self._clock = clock
        self._proxies = Proxies(settings.trusted_proxies)
        self._public_url = settings.public_url.rstrip("/")
        self._budget = Budget(settings.bodies_held)
        self._rates = Rates(clock)
        self._figures = CollectFigures(registry)
        self._figures.in_flight.set_function(lambda: self._budget.used)

    def handles(self, path: str) -> bool:
        """Whether the path is one of collection's."""
        return handles(path)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one HTTP request of a path that `handles`."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        found = route(scope["path"])
        origin = headers.get("origin", "")
        if found is not None and scope["method"] == "OPTIONS":
            await _respond(send, preflight(self._sources, origin, headers))
            return
        with self._budget.share() as share:
            answer = await self._answer(found, scope, headers, receive, share)
        self._figures.answered(found.kind or found.action if found else "unknown", answer.status)
        await _respond(send, answer, cors_headers(origin) if answer.status != 403 else ())

    async def _answer(
        self, found: Route | None, scope: Scope, headers: dict[str, str], receive: Receive, share: Share
    ) -> Answer:
        try:
            if found is None:
                raise ProblemError(
                    404, "not_found", f"Expected a path of the tracking API, got {scope['path']!r:.100}."
                )
            query = credentials.fields_of(scope.get("query_string", b""))
            peer = (scope.get("client") or ("", 0))[0]
            request = Request(found, headers, query, peer, scope.get("scheme", "http"), receive, share)
            return await self._in_time(request, scope["method"])
        except OblikError as error:
            return PIXEL if found is not None and found.action == "pixel" else refused(error)
        except Exception:
            _logger.exception("collect_failed", call=found.kind if found else "")
            return refused(
                OblikError("Something went wrong; it has been logged. Try again.", code="internal")
            )

    async def _in_time(self, request: Request, method: str) -> Answer:
        try:
            async with asyncio.timeout(self._settings.request_seconds):
                return await self._handle(request, method)
        except TimeoutError:
            raise self._too_slow(request.share) from None

    async def _handle(self, request: Request, method: str) -> Answer:
        action = request.route.action
        if action == "pixel":
            return await self._pixel(request)
        if method != METHODS[action] and not (method == "HEAD" and METHODS[action] == "GET"):
            message = f"Expected {METHODS[action]}, got {method!r:.20}."
            raise ProblemError(405, "method_not_allowed", message, allow=f"{METHODS[action]}, OPTIONS")
        if action == "collect":
            return await self._collect(request)
        return await self._sdk_settings(request)

    async def _collect(self, request: Request) -> Answer:
        key = credentials.in_header(request.headers) or credentials.in_query(request.query)
        source = await self._source(key, request) if key else None
        body = await read_body(request.receive, request.headers, request.share)
        if source is None:
            source = await self._source(credentials.in_body(body), request)
        self._check_size(request.route.kind, body)
        return await self._append(source, self._envelope(request, request.route.kind, body))

    async def _pixel(self, request: Request) -> Answer:
        """Always the picture: whoever reads an e-mail must never see a broken one."""
        key = credentials.in_query(request.query) or credentials.in_header(request.headers)
        source = await self._source(key or pixel.write_key_in(request.query), request)
        body = pixel.call_of(request.route.kind, request.query, self._clock.now_ms())
        await self._append(source, self._envelope(request, "pixel", body))
        return PIXEL

    async def _sdk_settings(self, request: Request) -> Answer:
        if request.route.action == "source_config":
            key = credentials.in_header(request.headers) or credentials.in_query(request.query)
            return rudder_config(await self._source(key, request))
        source = await self._source(request.route.write_key, request)
        scheme, host = self._proxies.url_of(request.peer, request.scheme, request.headers)
        if self._public_url:
            scheme, _, host = self._public_url.partition("://")
        return segment_settings(source, scheme, host)

    async def _append(self, source: Source, envelope: Envelope) -> Answer:
        items = decode(envelope, source.id, 0)
        if not items:
            return SUCCESS
        self._rates.spend(source, len(items))
        begun = time.perf_counter()
        await self._log.append(Entry(source.id, len(items), msgspec.msgpack.encode(envelope)))
        rejected = sum(type(item) is Rejection for item in items)
        self._figures.acknowledged(len(items), rejected, len(envelope.body), time.perf_counter() - begun)
        return accepted(items)

    def _too_slow(self, share: Share) -> OblikError:
        if share.whole:
            # It may still be written; the retry that follows is then a repeat, which changes nothing.
            return Unavailable("The log did not answer in time; try again.")
        seconds = self._settings.request_seconds
        return ProblemError(408, "slow_request", f"Expected the body within {seconds:g} seconds; try again.")

    async def _source(self, key: str, request: Request) -> Source:
        """The source that sends, if it may.

        Raises:
            ProblemError: 401 without a known key, 404 for a disabled source, 403 for a page of another origin, 429.
        """
        if not key:
            raise ProblemError(
                401,
                "missing_write_key",
                "Expected a write key as Basic user name or as `writeKey` in the body, got none.",
            )
        source = self._sources.by_key(key)
        if source is None:
            await asyncio.to_thread(self._sources.renew, LOOK_AGAIN_MS)
            source = self._sources.by_key(key)
        if source is None:
            raise ProblemError(
                401, "unknown_write_key", "Expected the write key of a source, got one that no source has."
            )
        if not source.enabled:
            raise ProblemError(404, "source_disabled", f"The source {source.name!r} is switched off.")
        origin = request.headers.get("origin", "")
        if not source.allows(origin):
            message = f"The source {source.name!r} takes no events from pages of {origin!r:.100}."
            raise ProblemError(403, "origin_not_allowed", message)
        self._rates.check(source)
        return source

    def _check_size(self, kind: str, body: bytes) -> None:
        limits = self._settings.limits
        if kind in CALLS and len(body) > limits.event_bytes:
            message = f"Expected at most {limits.event_bytes} bytes an event, got {len(body)}."
            raise Invalid(message, code="event_too_large")
        if len(body) > limits.batch_bytes:
            message = f"Expected at most {limits.batch_bytes} bytes a batch, got {len(body)}."
            raise Invalid(message, code="batch_too_large")

    def _envelope(self, request: Request, kind: str, body: bytes) -> Envelope:
        return Envelope(
            received_at=self._clock.now_ms(),
            kind=kind,
            ip=self._proxies.client_of(request.peer, request.headers),
            user_agent=request.headers.get("user-agent", "")[:_LONGEST_AGENT],
            anonymous_id=credentials.anonymous_id_of(request.headers),
            body=body,
            event_limit=self._settings.limits.event_bytes,
        )


async def _respond(send: Send, answer: Answer, more: tuple[tuple[bytes, bytes], ...] = ()) -> None:
    length = (b"content-length", str(len(answer.body)).encode())
    headers = [*answer.headers, *more, length]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
