"""Fetching: what a connection brings becomes a file that waits, like one that a browser sent."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import structlog

from oblik.collect.imports.connect import connectors
from oblik.collect.imports.connect.kind import Connector, Fetch, Limits, Marks, filled
from oblik.collect.imports.connections import Connection, ConnectionRepository
from oblik.collect.imports.preview import ROWS as SAMPLE_ROWS
from oblik.collect.imports.uploads import Upload, Uploads
from oblik.kernel.errors import OblikError, Unavailable
from oblik.store.outside import Gate
from oblik.store.state import State

STOPPING = "stopping"
"""The code of the error that ends a fetch because its process ends."""

_TOLD_EVERY_S = 1.0

_logger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Way:
    """What fetches are allowed.

    Attributes:
        gate: where they may go.
        files: the folder in which databases that are files may lie; None when there is none.
    """

    gate: Gate
    limits: Limits = field(default_factory=Limits)
    files: Path | None = None


class Fetcher:
    """Brings files in through connections, in threads of its own."""

    def __init__(self, state: State, known: ConnectionRepository, uploads: Uploads, way: Way) -> None:
        self._state, self._known, self._uploads, self._way = state, known, uploads, way
        self._closing = threading.Event()

    def check(self, kind: str, settings: Mapping[str, Any], connection_id: int | None = None) -> None:
        """Reaches the other side; raises what a fetch would.

        Args:
            connection_id: whose secrets are used where none are given.
        """
        connector = connectors().get(kind)
        if connection_id is None:
            full = filled(connector.settings, settings)
        else:
            full = self._known.filled(self._connection(connection_id), settings)
        connector.ready()
        way = self._way
        connector.check(full, Fetch(way.gate, Path("/dev/null"), limits=way.limits, files=way.files))

    def begin(
        self, connection_id: int, request: Mapping[str, Any], who: str, *, sample: bool = False
    ) -> Upload:
        """Begins to fetch in the background; the upload's status tells how it goes.

        Args:
            sample: only to look at: the first rows are enough, and no later fetch goes on where this one ended.
        """
        connector, _ = self._known.opened(self._connection(connection_id))
        connector.ready()
        wanted = filled(connector.request, request).model_dump(mode="json")
        upload = self._uploads.expect(connection_id=connection_id, request=wanted, who=who)
        name = f"fetch-{upload.id}"
        threading.Thread(target=self._quietly, args=(upload, sample), name=name, daemon=True).start()
        return upload

    def fetch(
        self,
        upload: Upload,
        marks: Marks,
        alive: Callable[[], None] = lambda: None,
        *,
        sample: bool = False,
    ) -> tuple[Upload, bool]:
        """Fetches into a place that was made for it, and waits; whether anything is new.

        Args:
            marks: of the last time.
            alive: called about once a second; whatever it raises ends the fetch.
            sample: see `begin`.

        Raises:
            OblikError: as the connector says; the upload says so too.
        """
        try:
            connector, settings = self._known.opened(self._connection(upload.connection_id or 0))
            connector.ready()
            done, new = self._into(upload, connector, settings, self._limits(sample), marks, alive)
            return (self._uploads.change(done.id, marks={}) if sample else done), new
        except OblikError as error:
            self._failed(upload, error.message, error.code)
            raise
        except Exception as error:
            self._failed(upload, type(error).__name__, "internal")
            raise

    def close(self) -> None:
        """Ends what is being fetched."""
        self._closing.set()

    def _into(
        self,
        upload: Upload,
        connector: Connector,
        settings: Any,
        limits: Limits,
        marks: Marks,
        alive: Callable[[], None],
    ) -> tuple[Upload, bool]:
        path = self._uploads.path(upload.id)
        told = time.monotonic()

        def progress(size: int) -> None:
            nonlocal told
            if self._closing.is_set():
                raise Unavailable("The server is stopping; the fetch begins again.", code=STOPPING)
            if time.monotonic() - told >= _TOLD_EVERY_S:
                told = time.monotonic()
                self._uploads.change(upload.id, received=size)
                alive()

        wanted = filled(connector.request, upload.request or {})
        job = Fetch(self._way.gate, path, marks, limits, self._way.files, progress)
        came = connector.fetch(settings, wanted, job)
        size = 0 if came.unchanged else path.stat().st_size
        done = self._uploads.change(
            upload.id,
            name=came.name[:200],
            digest=came.digest,
            marks=came.marks,
            size=size,
            received=size,
            status="ready",
        )
        return done, not came.unchanged

    def _quietly(self, upload: Upload, sample: bool) -> None:
        try:
            self.fetch(upload, {}, sample=sample)
        except OblikError as error:
            _logger.info("fetch_failed", upload=upload.id, code=error.code)
        except Exception:
            _logger.exception("fetch_failed", upload=upload.id)

    def _failed(self, upload: Upload, error: str, code: str) -> None:
        self._uploads.change(upload.id, status="failed", error=error[:1000], error_code=code)

    def _connection(self, connection_id: int) -> Connection:
        with self._state.read() as conn:
            return self._known.get(conn, connection_id)

    def _limits(self, sample: bool) -> Limits:
        return replace(self._way.limits, rows=SAMPLE_ROWS) if sample else self._way.limits
