"""Work that comes round: a thread that does one thing every so often, in the one process that holds its lease."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog

from oblik.store.state import Lease

_LEAVE_S = 10.0

_logger = structlog.get_logger()


class Periodic:
    """Calls `act` every `seconds` while it runs. A failure is logged and waits for the next time.

    Args:
        name: of the thread, and in the logs.
        lease: of which only one process at a time holds one of that name; None when each process does it for itself.
            It must outlast `seconds`.
    """

    def __init__(
        self, name: str, act: Callable[[], object], *, seconds: float, lease: Lease | None = None
    ) -> None:
        self._name, self._act, self._seconds, self._lease = name, act, seconds, lease
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)

    def start(self) -> None:
        """Begins; the first time is after `seconds`."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the work at hand, and lets another process go on."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(_LEAVE_S)
        if self._lease is not None and self._lease.epoch is not None:
            self._lease.release()

    def _work(self) -> None:
        while not self._stopping.wait(self._seconds):
            try:
                if self._is_mine():
                    self._act()
            except Exception:
                _logger.exception("periodic_work_failed", work=self._name)

    def _is_mine(self) -> bool:
        if self._lease is None:
            return True
        return self._lease.renew() or self._lease.acquire()
