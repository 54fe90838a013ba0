"""What an import looks like from outside."""

from __future__ import annotations

from typing import Any

from oblik.collect.imports.mapping import mapping_of
from oblik.collect.imports.repository import ImportRecord
from oblik.kernel.clock import iso
from oblik.kernel.ids import show


def shown(record: ImportRecord) -> dict[str, Any]:
    """An import as the API shows it."""
    progress = record.progress
    rows = {name: progress.get(name, 0) for name in ("read", "accepted", "rejected", "duplicate")}
    return {
        "id": show(record.id),
        "kind": record.kind,
        "file": record.file,
        "source": record.mapping["source"],
        "status": record.status,
        "rows": rows,
        "bytes": {"done": progress.get("bytes_done", 0), "total": progress.get("bytes_total", 0)},
        "started_at": None if record.started_at is None else iso(record.started_at),
        "finished_at": None if record.finished_at is None else iso(record.finished_at),
        "error": record.error,
        "error_code": record.error_code,
        "who": record.who,
        "dry_run": record.dry_run,
        "problems": record.problems,
        "has_rejects": bool(progress.get("rejected")),
        "effect": progress.get("effect"),
        "map": mapping_of(record.mapping).as_yaml(),
    }
