"""Where an import's calls go: the log and the warehouse, or nowhere but through every check (a dry run)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import msgspec

from oblik.collect.event import Envelope, Event, Rejection
from oblik.collect.imports.job import Job
from oblik.collect.imports.kinds.kind import Call
from oblik.collect.imports.product_changes import compare
from oblik.collect.imports.sending import Encoded, entries, in_groups
from oblik.collect.wire import decode
from oblik.store.log import Log
from oblik.store.warehouse import Warehouse

_KNOWN = """
SELECT message_id FROM events
WHERE source_id = {source:UInt64} AND message_id IN {ids:Array(String)}
"""
_ANY = "SELECT 1 FROM events WHERE source_id = {source:UInt64} LIMIT 1"
_REJECTIONS_KEPT = 100

_envelope = msgspec.msgpack.Decoder(Envelope).decode


class Stored:
    """Which events the warehouse holds already, by their message ids."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._fresh: dict[int, bool] = {}

    def among(self, source_id: int, calls: Sequence[Encoded]) -> set[str]:
        """The message ids of those calls that are stored events of the source."""
        if source_id not in self._fresh:
            self._fresh[source_id] = not self._warehouse.rows(_ANY, {"source": source_id})
        if self._fresh[source_id]:  # nothing of this source was stored when the import began: its first
            return set()
        ids = [call.message_id for call in calls]
        found = self._warehouse.table(_KNOWN, {"source": source_id, "ids": ids})
        return set(found.column("message_id").to_pylist())


class LogSink:
    """Appends calls to the log, leaving out what the warehouse holds already, and keeps products in the
    warehouse.

    `wait_for_room` returns when the pipeline is not too far behind.
    """

    def __init__(self, log: Log, warehouse: Warehouse, wait_for_room: Callable[[], None]) -> None:
        self._log, self._warehouse, self._wait_for_room = log, warehouse, wait_for_room
        self._stored = Stored(warehouse)

    def send(self, job: Job, calls: Sequence[Encoded]) -> int:
        """See `Sink.send`."""
        known = self._stored.among(job.source_id, calls)
        new = [call for call in calls if call.message_id not in known]
        for group in in_groups(entries((call.body for call in new), job.source_id, job.started_at)):
            self._wait_for_room()
            self._log.append_all(group)
        return len(calls) - len(new)

    def store(self, job: Job, products: Sequence[Call]) -> int:
        """See `Sink.store`."""
        found = compare(self._warehouse, job, products)
        found.store(self._warehouse)
        return len(products) - len(found.rows)


class Rehearsal(Protocol):
    """Says what events would do to people; the domain of profiles does it."""

    def see(self, events: Sequence[Event]) -> None:
        """Takes the next events, in order."""
        ...

    def document(self) -> dict[str, Any]:
        """`new`, `changed`, `merged` and `same` people, and whether these are `complete`."""
        ...


class DrySink:
    """Takes every call apart again as the pipeline would, holds it against what is there, and writes nothing."""

    def __init__(self, warehouse: Warehouse, rehearsal: Rehearsal) -> None:
        self._warehouse, self._rehearsal = warehouse, rehearsal
        self._stored = Stored(warehouse)
        self._requests = 0
        self._counts: Counter[str] = Counter()
        self._happened: Counter[str] = Counter()
        self._rejections: list[Rejection] = []

    def send(self, job: Job, calls: Sequence[Encoded]) -> int:
        """See `Sink.send`."""
        known = self._stored.among(job.source_id, calls)
        new = [call for call in calls if call.message_id not in known]
        refused = 0
        for entry in entries((call.body for call in new), job.source_id, job.started_at):
            self._requests += 1
            decoded = decode(_envelope(entry.data), job.source_id, self._requests)
            wrong = [item for item in decoded if isinstance(item, Rejection)]
            self._rejections += wrong[: _REJECTIONS_KEPT - len(self._rejections)]
            refused += len(wrong)
            self._rehearsal.see([item for item in decoded if isinstance(item, Event)])
        self._counts["events_new"] += len(new) - refused
        self._counts["events_known"] += len(calls) - len(new)
        self._counts["events_refused"] += refused
        return len(calls) - len(new)

    def store(self, job: Job, products: Sequence[Call]) -> int:
        """See `Sink.store`."""
        found = compare(self._warehouse, job, products)
        self._counts["products_new"] += found.new
        self._counts["products_changed"] += found.changed
        self._counts["products_same"] += len(products) - len(found.rows)
        self._happened += found.happened
        return len(products) - len(found.rows)

    def problems(self) -> list[dict[str, Any]]:
        """The first calls that the pipeline would refuse, as problems of no one row."""
        return [
            {
                "row": 0,
                "column": "",
                "code": wrong.code,
                "reason": wrong.reason,
                "value": wrong.raw[:200].decode("utf-8", "replace"),
            }
            for wrong in self._rejections
        ]

    def effect(self, job: Job) -> dict[str, Any]:
        """What importing it in earnest would do."""

        def told(of: str, *parts: str) -> dict[str, int]:
            return {part: self._counts[f"{of}_{part}"] for part in parts}

        if job.plan.kind.stores == "products":
            happened = dict(self._happened.most_common())
            return {
                "products": {**told("products", "new", "changed", "same"), "happened": happened},
                "events": None,
                "people": None,
            }
        return {
            "products": None,
            "events": told("events", "new", "known", "refused"),
            "people": self._rehearsal.document(),
        }
