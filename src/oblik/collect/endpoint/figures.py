"""What collection counts for `/metrics`."""

from __future__ import annotations

from functools import cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class CollectFigures:
    """The counters of one process, in the registry given."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter(
            "oblik_collect_requests", "Requests by call and status.", ["call", "status"], registry=registry
        )
        self._events = Counter(
            "oblik_collect_events",
            "Events acknowledged, by whether they were good.",
            ["outcome"],
            registry=registry,
        )
        self._bytes = Counter(
            "oblik_collect_bytes", "Bytes of acknowledged bodies, unpacked.", registry=registry
        )
        self._seconds = Histogram(
            "oblik_collect_append_seconds",
            "Time until a request was durable.",
            buckets=_SECONDS,
            registry=registry,
        )
        self.in_flight = Gauge(
            "oblik_collect_in_flight_bytes", "Bytes of bodies held now.", registry=registry
        )
        self._counter = cache(lambda call, status: self._requests.labels(call, str(status)))
        self._good = self._events.labels("accepted")
        self._bad = self._events.labels("rejected")

    def answered(self, call: str, status: int) -> None:
        """One request got its answer."""
        self._counter(call, status).inc()

    def acknowledged(self, events: int, rejected: int, size: int, seconds: float) -> None:
        """One request is durable."""
        self._good.inc(events - rejected)
        if rejected:
            self._bad.inc(rejected)
        self._bytes.inc(size)
        self._seconds.observe(seconds)
