"""Files that wait to be imported: sent by a browser in parts, or fetched through a connection.

A part says where it belongs and what its SHA-256 is, so that sending goes on after a lost network, a reload or another
day, and nothing is written twice or at a wrong place. What nobody touches any more is removed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Row

from oblik.collect.imports.connect.kind import Marks
from oblik.kernel.clock import Clock, iso
from oblik.kernel.errors import Conflict, Invalid, NotFound, TooLarge, Unavailable
from oblik.kernel.ids import random_id, show
from oblik.store.state import State, insert
from oblik.store.state.schema import uploads

PART_BYTES = 8 << 20
MOST_PART_BYTES = 16 << 20
_LONGEST_NAME = 200
_HOUR_MS = 3_600_000
_SILENT_FETCH_MS = 300_000  # a fetch of which nothing was heard for so long has died with its process


@dataclass(frozen=True, slots=True)
class Upload:
    """One file. `size` is None while a fetch does not know it. Times are ms.

    Attributes:
        status: receiving, fetching, ready or failed.
        marks: what the next fetch of the same must know of this one.
        draft: what a person has decided about the file so far: kind, mapping, source.
    """

    id: int
    name: str
    size: int | None
    received: int
    status: str
    digest: str
    fingerprint: str
    connection_id: int | None
    request: dict[str, Any] | None
    marks: Marks
    draft: dict[str, Any] | None
    error: str | None
    error_code: str | None
    who: str
    created_at: int
    updated_at: int

    def document(self) -> dict[str, Any]:
        """As the API shows it."""
        return {
            "id": show(self.id),
            "name": self.name,
            "size": self.size,
            "received": self.received,
            "status": self.status,
            "part_size": PART_BYTES,
            "connection": None if self.connection_id is None else show(self.connection_id),
            "request": self.request,
            "draft": self.draft,
            "error": self.error,
            "error_code": self.error_code,
            "created_at": iso(self.created_at),
        }


class Uploads:
    """Takes files in and keeps them until they are imported. Safe to use from any thread.

    Args:
        most: bytes a file may have.
        keep_hours: for how long a file that nobody touches stays.
    """

    def __init__(
        self, state: State, data_dir: Path, clock: Clock, *, most: int = 4_000_000_000, keep_hours: int = 48
    ) -> None:
        self._state, self._folder, self._clock = state, data_dir / "uploads", clock
        self._most, self._keep_ms = most, keep_hours * _HOUR_MS
        self._locks: dict[int, threading.Lock] = defaultdict(threading.Lock)

    # --- in parts -------------------------------------------------------------------------------------------

    def begin(self, *, name: str, size: int, fingerprint: str, who: str) -> Upload:
        """A place for a file; the one that the same person began for the same file, if there is one.

        Raises:
            TooLarge: it is over the limit. Unavailable: the disk has no room for it.
        """
        if size > self._most:
            raise TooLarge(f"Expected a file of at most {self._most} bytes, got {size}.", limit=self._most)
        name = Path(name).name[:_LONGEST_NAME]
        if known := self._begun(name, size, fingerprint, who):
            return known
        self._folder.mkdir(parents=True, exist_ok=True)
        if size > shutil.disk_usage(self._folder).free:
            raise Unavailable("The server's disk has no room for this file.", code="disk_full")
        made = self._new(name=name, size=size, status="receiving", fingerprint=fingerprint, who=who)
        self.path(made.id).touch()
        return made

    def put(self, upload_id: int, *, offset: int, sha256: str | None, part: bytes) -> Upload:
        """Writes a part; one that is there already is taken for done.

        Args:
            sha256: None where the sender cannot tell (a browser over plain HTTP has no digests).

        Raises:
            Conflict: it belongs elsewhere (`details["received"]` says where the next one does), or all is there.
            Invalid: it does not have the checksum, or goes beyond the end.
        """
        if sha256 is not None and hashlib.sha256(part).hexdigest() != sha256.lower():
            raise Invalid("The part was damaged on its way; send it again.", code="damaged_part")
        with self._locks[upload_id]:
            upload = self.get(upload_id)
            size = upload.size or 0
            if offset + len(part) > size or not part:
                raise Invalid(f"Expected a part within {size} bytes, got one beyond.", code="bad_part")
            if offset + len(part) <= upload.received:
                return upload
            if upload.status != "receiving" or offset != upload.received:
                raise Conflict(
                    f"Expected the part at {upload.received}, got the one at {offset}.",
                    code="part_elsewhere",
                    received=upload.received,
                )
            self._write(upload_id, offset, part)
            received = offset + len(part)
            if received == size:
                self._locks.pop(upload_id, None)
            status = "ready" if received == size else "receiving"
            return self.change(upload_id, received=received, status=status)

    def _write(self, upload_id: int, offset: int, part: bytes) -> None:
        try:
            with self.path(upload_id).open("r+b") as file:
                file.seek(offset)
                file.write(part)
                file.flush()
                os.fsync(file.fileno())
        except FileNotFoundError:
            raise NotFound("This file is not kept any more; send it anew.", code="upload_gone") from None
        except OSError as error:
            raise Unavailable(
                f"The part could not be written: {error.strerror}.", code="disk_full"
            ) from error

    def _begun(self, name: str, size: int, fingerprint: str, who: str) -> Upload | None:
        if not fingerprint:
            return None
        same = {"name": name, "size": size, "fingerprint": fingerprint, "who": who, "status": "receiving"}
        query = sa.select(uploads).filter_by(**same).order_by(uploads.c.id.desc()).limit(1)
        with self._state.read() as conn:
            row = conn.execute(query).first()
        return _upload(row) if row and self.path(row.id).exists() else None

    # --- fetched --------------------------------------------------------------------------------------------

    def expect(self, *, connection_id: int, request: dict[str, Any], who: str) -> Upload:
        """A place for what a fetch will bring."""
        self._folder.mkdir(parents=True, exist_ok=True)
        return self._new(
            name="", size=None, status="fetching", connection_id=connection_id, request=request, who=who
        )

    # --- both -----------------------------------------------------------------------------------------------

    def get(self, upload_id: int) -> Upload:
        """One file; raises NotFound."""
        with self._state.read() as conn:
            row = conn.execute(sa.select(uploads).where(uploads.c.id == upload_id)).first()
        if row is None:
            raise NotFound(
                f"There is no file {show(upload_id)}; it may have been tidied up.", code="upload_gone"
            )
        return _upload(row)

    def ready(self, upload_id: int) -> tuple[Upload, Path]:
        """A file that is there as a whole, and where; raises Conflict while it is not."""
        upload, path = self.get(upload_id), self.path(upload_id)
        if upload.status != "ready":
            raise Conflict(f"The file {upload.name!r} is not all here yet.", code="upload_not_ready")
        if not path.exists():
            raise NotFound(f"The file {upload.name!r} is not kept any more.", code="upload_gone")
        return upload, path

    def path(self, upload_id: int) -> Path:
        """Where it lies."""
        return self._folder / show(upload_id)

    def change(self, upload_id: int, **values: Any) -> Upload:
        """Changes some fields; it counts as touched."""
        statement = (
            sa.update(uploads)
            .where(uploads.c.id == upload_id)
            .values(**values, updated_at=self._clock.now_ms())
            .returning(uploads)
        )
        with self._state.write() as conn:
            row = conn.execute(statement).first()
        if row is None:
            raise NotFound(
                f"There is no file {show(upload_id)}; it may have been tidied up.", code="upload_gone"
            )
        return _upload(row)

    def remove(self, upload_id: int) -> None:
        """Forgets a file; an import of it that has begun goes on."""
        with self._state.write() as conn:
            conn.execute(sa.delete(uploads).where(uploads.c.id == upload_id))
        self.path(upload_id).unlink(missing_ok=True)
        self._locks.pop(upload_id, None)

    def tidy(self) -> None:
        """Removes what nobody touched for long, and files that nothing knows; ends fetches whose process died."""
        now = self._clock.now_ms()
        table = uploads.c
        silent = (table.status == "fetching") & (table.updated_at < now - _SILENT_FETCH_MS)
        with self._state.write() as conn:
            conn.execute(sa.delete(uploads).where(table.updated_at < now - self._keep_ms))
            conn.execute(sa.update(uploads).where(silent).values(_INTERRUPTED))
            known = {show(i) for i in conn.execute(sa.select(table.id)).scalars()}
        if self._folder.exists():
            for path in self._folder.iterdir():
                if path.name not in known:
                    path.unlink(missing_ok=True)

    def _new(self, *, name: str, size: int | None, status: str, who: str, **given: Any) -> Upload:
        now = self._clock.now_ms()
        made = Upload(
            id=random_id(now),
            name=name,
            size=size,
            received=0,
            status=status,
            digest="",
            fingerprint=given.get("fingerprint", ""),
            connection_id=given.get("connection_id"),
            request=given.get("request"),
            marks={},
            draft=None,
            error=None,
            error_code=None,
            who=who[:100],
            created_at=now,
            updated_at=now,
        )
        row = {field: getattr(made, field) for field in Upload.__slots__}
        with self._state.write() as conn:
            insert(conn, uploads, [row])
        return made


_INTERRUPTED = {
    "status": "failed",
    "error": "The fetch was interrupted; try again.",
    "error_code": "fetch_interrupted",
}


def _upload(row: Row[Any]) -> Upload:
    return Upload(**{field: getattr(row, field) for field in Upload.__slots__})
