"""The server itself: its engines, its disk, its place in the log. Behind `/readyz`, the system page and `oblik doctor`."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from sqlalchemy import select

import oblik
from oblik.api.services import Health
from oblik.kernel.clock import Clock, iso
from oblik.kernel.errors import OblikError
from oblik.store.log import Log
from oblik.store.state import State
from oblik.store.state.schema import cursors, leases
from oblik.store.warehouse import Warehouse

PIPELINE_LEASE = "pipeline"
_KINDS = {"log": ("sqlite", "nats"), "state": ("sqlite", "postgresql"), "warehouse": ("chdb", "clickhouse")}
LEAST_FREE = 500 << 20  # bytes; below it the log may soon have to refuse


class Installation:
    """Looks at everything that Oblik stands on."""

    def __init__(
        self,
        state: State,
        log: Log,
        warehouse: Warehouse,
        data: Path,
        urls: dict[str, str],
        clock: Clock,
    ) -> None:
        self._state, self._log, self._warehouse = state, log, warehouse
        self._data, self._urls, self._clock = data, urls, clock
        self._started_at = clock.now_ms()

    def ready(self) -> Sequence[Health]:
        """Each engine and the disk."""
        checks = (
            ("log", self._log.check),
            ("state", self._state.check),
            ("warehouse", self._warehouse.check),
        )
        return [*(_health(name, check) for name, check in checks), self._disk_health()]

    def system(self) -> dict[str, Any]:
        """A `System`."""
        disk = shutil.disk_usage(self._data)
        return {
            "version": oblik.__version__,
            "as_of": iso(self._clock.now_ms()),
            "started_at": iso(self._started_at),
            "engines": {h.name: self._engine(h) for h in self.ready() if h.name in _KINDS},
            "disk": {"total": disk.total, "free": disk.free},
            "pipeline": self._pipeline(),
        }

    def _engine(self, health: Health) -> dict[str, Any]:
        url = self._urls.get(health.name, "")
        embedded, grown = _KINDS[health.name]
        kind = embedded if not url or url.startswith("sqlite") else grown
        return {"kind": kind, "url": without_password(url), "ok": health.ok, "detail": health.detail}

    def _pipeline(self) -> dict[str, Any]:
        now = self._clock.now_ms()
        with self._state.read() as conn:
            row = conn.execute(select(cursors).where(cursors.c.log == self._log.identity)).first()
            until = conn.execute(select(leases.c.expires_at).where(leases.c.name == PIPELINE_LEASE)).scalar()
        position = row.position if row else 0
        pending = sum(self._log.pending(position).values())
        return {
            "position": position,
            "last": self._log.last_sequence(),
            "pending": pending,
            "lag_seconds": (now - row.updated_at) / 1000 if row and pending else 0.0,
            "running": bool(until and until > now),
        }

    def _disk_health(self) -> Health:
        free = shutil.disk_usage(self._data).free
        return Health(
            "disk", free >= LEAST_FREE, f"{free >> 20} MB free, at least {LEAST_FREE >> 20} MB wanted"
        )


def without_password(url: str) -> str:
    """The URL with its password hidden."""
    parts = urlsplit(url)
    if not parts.password:
        return url
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{parts.username}:•••@{host}"))


def _health(name: str, check: Callable[[], None]) -> Health:
    try:
        check()
    except OblikError as error:
        return Health(name, False, error.message)
    return Health(name, True)
