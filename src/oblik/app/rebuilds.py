"""Asking for a rebuild, and how far it is, for the API."""

from __future__ import annotations

from sqlalchemy import Connection

from oblik.app.pipeline import rebuild
from oblik.kernel.clock import Clock


class Rebuilds:
    """Writes down what the pipeline does next."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def request(self, conn: Connection) -> None:
        """Asks for a rebuild in the caller's transaction; one that is under way goes on."""
        rebuild.request(conn, self._clock.now_ms())

    def progress(self, conn: Connection) -> tuple[int, int] | None:
        """Events done and in all, or None when none was asked for."""
        job = rebuild.wanted(conn)
        return None if job is None else (job.get("events", 0), job.get("total", 0))
