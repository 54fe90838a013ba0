"""The thread that keeps the pipeline going, in as many processes as there are: one of them holds the lease and works."""

from __future__ import annotations

import threading
import time

import structlog

from oblik.app.pipeline.figures import Figures
from oblik.app.pipeline.pipeline import BATCH_EVENTS, Pipeline
from oblik.kernel.errors import Conflict, Unavailable
from oblik.kernel.priority import give_way
from oblik.store.state import Lease

LEASE_MS = 15_000
_PACE_S = (
    0.5  # between the beginnings of small batches: each makes new parts of five tables, which must be merged
)
_IDLE_S = 1.0
_FAILED_S = 2.0

_logger = structlog.get_logger()


class Worker:
    """Runs `pipeline` on a thread while it holds `lease`; `stop` finishes the batch in work."""

    def __init__(self, pipeline: Pipeline, lease: Lease, figures: Figures) -> None:
        self._pipeline = pipeline
        self._lease = lease
        self._figures = figures
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="pipeline", daemon=True)
        self._keeper = threading.Thread(target=self._keep_lease, name="pipeline-lease", daemon=True)

    def start(self) -> None:
        """Begins to work."""
        self._thread.start()
        self._keeper.start()

    def stop(self, timeout: float = 30.0) -> None:
        """Finishes the batch in work and gives the lease back."""
        self._stopping.set()
        self._thread.join(timeout)
        self._keeper.join(timeout)

    def _work(self) -> None:
        give_way()
        started = False
        while not self._stopping.is_set():
            try:
                if self._lease.epoch is None:
                    started = False
                    if not self._lease.acquire():
                        self._stopping.wait(_IDLE_S)
                        continue
                if not started:
                    self._pipeline.start()
                    started = True
                self._turn()
            except Conflict:
                _logger.info("pipeline_taken_over")
                started = False
            except Unavailable as error:
                self._figures.failed()
                _logger.warning("pipeline_waits", code=error.code, reason=error.message)
                self._stopping.wait(_FAILED_S)
            except Exception:
                # A fault of the product itself must neither end the thread nor lose the batch: it is tried again, loudly.
                self._figures.failed()
                _logger.exception("pipeline_failed")
                started = False
                self._stopping.wait(_FAILED_S)
        if self._lease.epoch is not None:
            self._lease.release()

    def _turn(self) -> None:
        began = time.monotonic()
        done = self._pipeline.run_once(wait=_IDLE_S)
        if 0 < done < BATCH_EVENTS // 4:
            self._stopping.wait(max(0.0, _PACE_S - (time.monotonic() - began)))

    def _keep_lease(self) -> None:
        """Renews from a thread of its own, so that a long batch does not cost the lease."""
        while not self._stopping.wait(LEASE_MS / 3000):
            if self._lease.epoch is not None:
                try:
                    self._lease.renew()
                except Exception:
                    _logger.warning("lease_not_renewed", exc_info=True)
