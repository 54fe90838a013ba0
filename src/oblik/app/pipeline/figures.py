"""What the pipeline tells of itself: metrics for `/metrics`, and the newest moment for whoever waits for an event to be visible."""

from __future__ import annotations

from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from oblik.app.pipeline.batch import Batch

_SIZES = (1, 10, 100, 1_000, 5_000, 10_000, 20_000)
_SECONDS = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the pipeline is: the last offset that is visible everywhere, and when that batch was finished (ms)."""

    offset: int = 0
    at: int = 0


class Figures:
    """Filled by the pipeline, read by anyone."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._outcomes = Counter(
            "oblik_pipeline_events", "Events by what became of them.", ["outcome"], registry=registry
        )
        self._sizes = Histogram(
            "oblik_pipeline_batch_events", "Events of a batch.", buckets=_SIZES, registry=registry
        )
        self._seconds = Histogram(
            "oblik_pipeline_batch_seconds", "Time of a batch.", buckets=_SECONDS, registry=registry
        )
        self._delay = Gauge(
            "oblik_pipeline_delay_seconds",
            "From arrival to visible, oldest event of the last batch.",
            registry=registry,
        )
        self._failures = Counter(
            "oblik_pipeline_failures", "Batches that must be tried again.", registry=registry
        )
        self.progress = Progress()

    def batch(self, batch: Batch, seconds: float, now: int) -> None:
        """Counts a committed batch."""
        self._outcomes.labels("stored").inc(len(batch.events))
        self._outcomes.labels("duplicate").inc(len(batch.repeats))
        self._outcomes.labels("quarantined").inc(len(batch.rejections))
        self._sizes.observe(sum(e.count for e in batch.entries))
        self._seconds.observe(seconds)
        if batch.requests:
            self._delay.set((now - batch.requests[0][0].received_at) / 1000)
        self.progress = Progress(batch.span.offset, now)

    def failed(self) -> None:
        """Counts a batch that did not commit."""
        self._failures.inc()
