"""Taking files in: a file is looked at, then kept with a mapping that fits it, as the record of a new import."""

from __future__ import annotations

import hashlib
import secrets
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from oblik.collect.imports.guess import guess
from oblik.collect.imports.job import Progress, open_job
from oblik.collect.imports.mapping import Mapping, read_mapping
from oblik.collect.imports.preview import preview
from oblik.collect.imports.repository import ImportRecord, ImportRepository
from oblik.collect.imports.uploads import Uploads
from oblik.kernel.clock import Clock
from oblik.kernel.ids import random_id, show

_COPY = 1 << 20


class Sources(Protocol):
    """What an import needs of the sources."""

    def ensure(self, name: str, kind: str) -> Any:
        """The source of that name, made if there is none; its `id` is used."""
        ...


class Upload(Protocol):
    """A file that came in."""

    @property
    def name(self) -> str: ...

    @property
    def file(self) -> BinaryIO: ...


@dataclass(frozen=True, slots=True)
class Given:
    """What was asked for with a file. `mapping` (YAML if text) is guessed when absent; `kind` may be "" when it names one."""

    kind: str
    source: str | None
    mapping: Mapping | str | None
    dry_run: bool
    actor: str

    def read(self, path: Path) -> Mapping:
        """The mapping for a file, with the source it is imported as: the one asked for, its own, or `import`."""
        said = self.mapping
        known = read_mapping(said, self.kind) if isinstance(said, str) and said else said
        known = known or guess(path, self.kind).mapping
        return known.model_copy(update={"source": self.source or known.source or "import"})


class Intake:
    """Looks at files and takes them in.

    Args:
        folder: where each import has a folder of its own.
        timezone: the workspace's, for dates that name none.
    """

    def __init__(
        self,
        records: ImportRepository,
        sources: Sources,
        uploads: Uploads,
        folder: Path,
        clock: Clock,
        timezone: Callable[[], str],
    ) -> None:
        self._records, self._sources, self._uploads = records, sources, uploads
        self._folder, self._clock, self._timezone = folder, clock, timezone

    # --- looking --------------------------------------------------------------------------------------------

    def guess(self, upload: Upload, kind: str) -> dict[str, Any]:
        """What the columns of an upload seem to mean."""
        folder = self._folder / f"guess-{secrets.token_hex(8)}"
        folder.mkdir(parents=True)
        try:
            _kept(upload.file, folder / "upload")
            return guess(folder / "upload", kind).as_json()
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def guess_waiting(self, upload_id: int, kind: str) -> dict[str, Any]:
        """What the columns of a file that waits seem to mean."""
        return guess(self._uploads.ready(upload_id)[1], kind).as_json()

    def preview(self, upload_id: int, mapping: str) -> dict[str, Any]:
        """What a mapping makes of the first rows of a file that waits: see `preview.py`."""
        path = self._uploads.ready(upload_id)[1]
        with tempfile.TemporaryDirectory() as scratch:
            return preview(path, read_mapping(mapping), self._timezone(), Path(scratch))

    # --- taking in ------------------------------------------------------------------------------------------

    def take(self, upload: Upload, given: Given) -> ImportRecord:
        """Keeps an upload as a new import; raises Invalid when the file or the mapping is not right."""
        return self._taken(lambda path: _kept(upload.file, path), upload.name, given)

    def take_waiting(self, upload_id: int, given: Given) -> ImportRecord:
        """Makes a file that waits a new import; it goes on waiting, for another try."""
        upload, waiting = self._uploads.ready(upload_id)
        return self._taken(lambda path: _linked(waiting, path), upload.name, given)

    def take_in_place(self, path: Path, given: Given) -> ImportRecord:
        """A file that stays where it is: its unfinished import in the same way, or else a new one."""
        mapping, digest = given.read(path), digest_of(path)
        source_id = self._sources.ensure(mapping.source, "import").id
        begun = self._records.like(digest, mapping.kind, source_id, mapping.as_data())
        if begun is not None and not given.dry_run:  # the same content, perhaps at another place
            self._records.change(begun.id, path=str(path.resolve()))
            return begun
        import_id = random_id(self._clock.now_ms())
        return self._record(import_id, path.resolve(), path.name, digest, mapping, given)

    def _taken(self, keep: Callable[[Path], str], name: str, given: Given) -> ImportRecord:
        import_id = random_id(self._clock.now_ms())
        path = self._folder / show(import_id) / "upload"
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            digest = keep(path)
            return self._record(import_id, path, name, digest, given.read(path), given)
        except BaseException:
            shutil.rmtree(path.parent, ignore_errors=True)
            raise

    def _record(
        self, import_id: int, path: Path, file: str, digest: str, mapping: Mapping, given: Given
    ) -> ImportRecord:
        """Checks that the file and the mapping fit, and keeps the new import."""
        now = self._clock.now_ms()
        record = ImportRecord(
            id=import_id,
            kind=mapping.kind,
            file=Path(file).name[:200],
            path=str(path),
            digest=digest,
            source_id=self._sources.ensure(mapping.source, "import").id,
            mapping=mapping.as_data(),
            status="checking" if given.dry_run else "running",
            dry_run=given.dry_run,
            progress=Progress(bytes_total=path.stat().st_size).as_json(),
            problems=[],
            error=None,
            error_code=None,
            who=given.actor[:100],
            created_at=now,
            started_at=now,
            finished_at=None,
            updated_at=now,
        )
        open_job(record, self._folder, self._timezone())
        self._records.add(record)
        return record


def digest_of(path: Path) -> str:
    """The file's SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _kept(file: BinaryIO, path: Path) -> str:
    """Copies an upload to disk; returns its SHA-256."""
    digest = hashlib.sha256()
    with path.open("wb") as target:
        while block := file.read(_COPY):
            digest.update(block)
            target.write(block)
    return digest.hexdigest()


def _linked(waiting: Path, path: Path) -> str:
    """The file under a second name, so that no bytes are copied; returns its SHA-256."""
    path.hardlink_to(waiting)
    return digest_of(path)
