"""One run of one import: read → clean → make calls → send, in bounded steps, going on where an earlier run
stopped.

Rows that stand alone are sent as they are read, and the reader's position is saved with each group that the
log made durable.
Rows that belong together (orders) are first brought together on disk; a run that starts again does that
again, in the same
order, and leaves out what was sent. Either way at most one group is sent twice, and known by its message ids.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Protocol

from oblik.collect.imports.job import Job, Progress, Result
from oblik.collect.imports.kinds.kind import Call, Made
from oblik.collect.imports.plan import ROW, Cleaned, Cleaner, Refused, originals_of, rows_of
from oblik.collect.imports.reason import Reason
from oblik.collect.imports.rejects import Rejects
from oblik.collect.imports.rows import Batch
from oblik.collect.imports.sending import EVENTS_PER_REQUEST, Encoded, encode
from oblik.collect.imports.spill import Spill, merge_runs, partitions_for, write_run
from oblik.kernel.clock import iso

_GROUP = 8 * EVENTS_PER_REQUEST


class StoppedError(Exception):
    """Someone asked the run to stop."""


class Sink(Protocol):
    """Where what was made goes to."""

    def send(self, job: Job, calls: Sequence[Encoded]) -> int:
        """Makes the calls durable, or checks them in a dry run; returns how many were there already."""
        ...

    def store(self, job: Job, products: Sequence[Call]) -> int:
        """Keeps products; returns how many were there already, unchanged."""
        ...


class Run:
    """Runs a job. `save` keeps the progress after each durable step and raises `StoppedError` to end the
    run.
    """

    def __init__(
        self, job: Job, sink: Sink, progress: Progress, save: Callable[[Progress, Rejects], None]
    ) -> None:
        self._job, self._sink, self.progress, self._save_to = job, sink, progress, save
        self._cleaner = Cleaner(job.plan)
        self._now = iso(job.started_at)

    def go(self) -> Result:
        """Runs to the end.

        Raises:
            Invalid: the file cannot be read further.
            StoppedError: it was asked to stop.
            Unavailable: an engine did not take what was made; running again goes on.
        """
        grouped = bool(self._job.plan.kind.grouped_by)
        progress = self.progress
        if grouped:  # starts again from the top, leaving out what was sent
            self.progress = progress = Progress(
                sent=progress.sent, duplicate=progress.duplicate, effect=progress.effect
            )
        progress.bytes_total = self._job.reader.total_bytes
        with Rejects(self._job.rejects_path, self._job.reader.columns, progress.rejects_size) as rejects:
            self._rejects = rejects
            (self._grouped if grouped else self._one_by_one)()
            progress.phase, progress.bytes_done = "done", progress.bytes_total
            self._save()
            kept = self._job.rejects_path if progress.rejected else None
            return Result("done", progress, [p.as_json() for p in rejects.problems], kept)

    # --- rows that stand alone ------------------------------------------------------------------------------

    def _one_by_one(self) -> None:
        for batch in self._job.reader.batches(self.progress.position):
            cleaned = self._read(batch)
            made = self._make(cleaned.table)
            self._deliver(made.calls)
            self.progress.position = batch.after
            self.progress.accepted = self.progress.read - self.progress.rejected
            self._save()

    def _deliver(self, calls: list[Call]) -> None:
        if self._job.plan.kind.stores == "products":
            self.progress.duplicate += self._sink.store(self._job, calls)
            self.progress.sent += len(calls)
        else:
            encoded = (encode(call, self._job.salt, self._now) for call in calls)
            for group in _groups(encoded):
                self._send(group)

    # --- rows that belong together --------------------------------------------------------------------------

    def _grouped(self) -> None:
        scratch = self._job.folder / "scratch"
        shutil.rmtree(scratch, ignore_errors=True)
        spill = Spill(scratch, self._job.plan.kind.grouped_by, partitions_for(self._job.text_bytes))
        try:
            for batch in self._job.reader.batches():
                spill.add(self._read(batch).table)
                self._save()
        finally:
            spill.close()
        runs = []
        self.progress.phase = "arranging"
        for number, table in enumerate(spill.groups()):
            made = self._make(table)
            runs.append(scratch / f"run-{number}")
            write_run(runs[-1], (encode(call, self._job.salt, self._now) for call in made.calls))
            self._save()
        self.progress.phase = "sending"
        self.progress.accepted = self.progress.read - self.progress.rejected
        for group in _groups(islice(merge_runs(runs), self.progress.sent, None)):
            self._send(group)
            self._save()
        shutil.rmtree(scratch, ignore_errors=True)

    # --- both -----------------------------------------------------------------------------------------------

    def _read(self, batch: Batch) -> Cleaned:
        cleaned = self._cleaner.clean(batch)
        self._rejects.broken(batch.broken)
        self._refuse(cleaned.refused)
        self.progress.rejected += len(batch.broken)
        self.progress.read += batch.table.num_rows + len(batch.broken)
        self.progress.bytes_done = batch.bytes_done
        return cleaned

    def _make(self, table: Any) -> Made:
        plan = self._job.plan
        made = plan.kind.make(rows_of(table, plan), plan.options)
        if made.refused:
            indices = [index for index, _, _ in made.refused]
            picked = table.take(indices)
            rows = zip(picked.column(ROW).to_pylist(), originals_of(picked), made.refused, strict=True)
            self._refuse([_refused(plan, number, row, why) for number, row, why in rows])
        return made

    def _refuse(self, refused: Sequence[Refused]) -> None:
        self._rejects.refused(refused)
        self.progress.rejected += len(refused)

    def _send(self, group: Sequence[Encoded]) -> None:
        self.progress.duplicate += self._sink.send(self._job, group)
        self.progress.sent += len(group)

    def _save(self) -> None:
        self.progress.rejects_size = self._rejects.flush()
        self._save_to(self.progress, self._rejects)


def _refused(plan: Any, number: int, row: dict[str, str | None], why: tuple[int, str, Reason]) -> Refused:
    _, target, reason = why
    source = next((p.source for p in plan.columns if p.target == target), target)
    return Refused(number, source, row.get(source) or "", reason, row)


def _groups(calls: Iterable[Encoded]) -> Iterator[list[Encoded]]:
    iterator = iter(calls)
    while group := list(islice(iterator, _GROUP)):
        yield group
