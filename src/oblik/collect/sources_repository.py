"""Sources: who may send events, under which write key, from which pages, how much.

Changes happen in the caller's transaction. The collection endpoint asks for a source many thousand times a
second and in every process; it is answered from a snapshot of the table that is renewed every two seconds in
the background. A key that the snapshot does not know is looked for in the table before anybody is turned
away.
"""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import Connection

from oblik.collect.origins import allows
from oblik.collect.sources import source_kinds
from oblik.collect.sources.kind import SourceKind
from oblik.kernel.clock import Clock
from oblik.kernel.errors import Conflict, Invalid, NotFound, OblikError
from oblik.kernel.ids import random_id
from oblik.kernel.registry import said
from oblik.store.state import State
from oblik.store.state.schema import sources

FRESH_MS: Final = 2_000  # a change made by another process is seen after this time
UNSETTLED_MS: Final = 3_000  # how long a change of our own may take to be committed
UNSETTLED_LOOK_MS: Final = 50  # how old the snapshot may be meanwhile
PRODUCT: Final = "internal"
"""The kind of a source through which the product itself speaks."""

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
_CHANGEABLE: Final = frozenset({"label", "enabled", "origins", "rate_limit"})


@dataclass(frozen=True, slots=True)
class Source:
    """One sender of events. An empty `origins` allows every page; `rate_limit` is in events a second. `old_key`, the
    key before the last rotation, goes on until `old_key_until` (ms)."""

    id: int
    name: str
    label: str
    kind: str
    write_key: str
    enabled: bool
    origins: tuple[str, ...]
    rate_limit: int | None
    created_at: int
    generated: bool = False
    old_key: str | None = None
    old_key_until: int | None = None

    def takes(self, write_key: str, now: int) -> bool:
        """Whether this key, one of its two, is good at this moment."""
        return write_key == self.write_key or (self.old_key_until or 0) > now

    def allows(self, origin: str) -> bool:
        """Whether a page of this origin may send; no origin at all means that no browser asks."""
        return not origin or allows(self.origins, origin)


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """The table as it was at `at`."""

    at: int
    by_key: Mapping[str, Source] = field(default_factory=dict)


class SourceRepository:
    """The table `sources`, and the snapshot of it. Safe to use from any thread."""

    def __init__(self, state: State, clock: Clock) -> None:
        self._state = state
        self._clock = clock
        self._snapshot = _Snapshot(at=-FRESH_MS)
        self._unsettled_until = 0
        self._renewing = threading.Lock()

    # --- changing and reading the table ---

    def list(self, conn: Connection) -> Sequence[Source]:
        """All sources, by name."""
        return all_sources(conn)

    def get(self, conn: Connection, name: str) -> Source:
        """The source with that name.

        Raises:
            NotFound: there is none.
        """
        row = conn.execute(sa.select(sources).where(sources.c.name == name)).first()
        if row is None:
            raise NotFound(f"Expected the name of a source, got {name!r}.", code="unknown_source")
        return _source(row)

    def create(
        self,
        conn: Connection,
        *,
        name: str,
        label: str = "",
        kind: str,
        origins: Sequence[str] = (),
        rate_limit: int | None = None,
        write_key: str | None = None,
        generated: bool = False,
    ) -> Source:
        """A new source with a new key.

        Raises:
            Invalid: the name is no slug, or the kind unknown.
            Conflict: the name or the key is taken.
        """
        if not _NAME.fullmatch(name):
            raise Invalid(f"Expected a name of a-z, 0-9, - and _, got {name!r}.", code="bad_name")
        source_kinds().get(kind)
        now = self._clock.now_ms()
        made = Source(
            id=random_id(now),
            name=name,
            label=label or name,
            kind=kind,
            write_key=write_key or secrets.token_urlsafe(24),
            enabled=True,
            origins=tuple(origins),
            rate_limit=rate_limit,
            created_at=now,
            generated=generated,
        )
        self._refuse_taken(conn, made)
        conn.execute(sa.insert(sources).values(asdict(made) | {"origins": list(origins)}))
        self._changed()
        return made

    def ensure(
        self, conn: Connection, name: str, kind: str, write_key: str | None = None, *, generated: bool = False
    ) -> Source:
        """The source with that name, made now if need be; given a key, it has that key afterwards."""
        try:
            found = self.get(conn, name)
        except NotFound:
            return self.create(conn, name=name, kind=kind, write_key=write_key, generated=generated)
        if write_key and write_key != found.write_key:
            return self._set(conn, name, {"write_key": write_key})
        return found

    def update(self, conn: Connection, name: str, changes: Mapping[str, Any]) -> Source:
        """Sets those of `label`, `enabled`, `origins`, `rate_limit` that are in `changes`.

        Raises:
            Invalid: something else is to be changed.
            NotFound: there is no such source.
        """
        if unknown := sorted(changes.keys() - _CHANGEABLE):
            raise Invalid(f"Expected changes of {', '.join(sorted(_CHANGEABLE))}; got {unknown[0]!r}.")
        return self._set(conn, name, changes)

    def rotate(self, conn: Connection, name: str, *, grace_ms: int = 0) -> Source:
        """Gives the source a new key. The old one goes on for so long, one that is older stops; in other processes
        within two seconds."""
        old = self.get(conn, name).write_key if grace_ms else None
        until = self._clock.now_ms() + grace_ms if grace_ms else None
        values = {"write_key": secrets.token_urlsafe(24), "old_key": old, "old_key_until": until}
        return self._set(conn, name, values)

    def end_grace(self, conn: Connection, name: str) -> Source:
        """Stops the key of before the last rotation now."""
        return self._set(conn, name, {"old_key": None, "old_key_until": None})

    def kinds(self, language: str) -> Sequence[dict[str, Any]]:
        """The kinds that can be connected, in one language; see `SourceKind`."""
        return [_described(kind, language) for kind in source_kinds() if kind.sends_itself]

    def _set(self, conn: Connection, name: str, values: Mapping[str, Any]) -> Source:
        if values:
            clean = {k: list(v) if k == "origins" else v for k, v in values.items()}
            conn.execute(sa.update(sources).where(sources.c.name == name).values(clean))
            self._changed()
        return self.get(conn, name)

    def _refuse_taken(self, conn: Connection, made: Source) -> None:
        same = sources.c.name == made.name, sources.c.write_key == made.write_key
        row = conn.execute(sa.select(sources.c.name).where(sa.or_(*same))).first()
        if row is not None:
            what = f"name {made.name!r}" if row.name == made.name else "write key"
            raise Conflict(f"Expected a new source, but another one has the {what}.", code="taken")

    # --- answering the endpoint ---

    def by_key(self, write_key: str) -> Source | None:
        """The source with that key, as of two seconds ago at most. Waits for the engine only when nothing was
        read before, or after a change of our own."""
        now = self._clock.now_ms()
        if self._snapshot.at <= 0:
            self.renew()
        elif now < self._unsettled_until and now - self._snapshot.at >= UNSETTLED_LOOK_MS:
            self._renew_quietly(UNSETTLED_LOOK_MS)
        elif now - self._snapshot.at >= FRESH_MS and not self._renewing.locked():
            threading.Thread(target=self._renew_quietly, name="sources", daemon=True).start()
        found = self._snapshot.by_key.get(write_key)
        return found if found is not None and found.takes(write_key, now) else None

    def knows_origin(self, origin: str) -> bool:
        """Whether some enabled source takes events from pages of this origin."""
        return any(s.enabled and s.allows(origin) for s in list(self._snapshot.by_key.values()))

    def renew(self, older_than_ms: int = 0) -> None:
        """Reads the table unless the snapshot is younger than that. Waits for the engine.

        Raises:
            Unavailable: the engine is away; the snapshot stays as it is.
        """
        with self._renewing:
            now = self._clock.now_ms()
            if 0 <= now - self._snapshot.at < older_than_ms:
                return
            with self._state.read() as conn:
                rows = self.list(conn)
            old = {source.old_key: source for source in rows if source.old_key is not None}
            self._snapshot = _Snapshot(now, old | {source.write_key: source for source in rows})

    def _renew_quietly(self, older_than_ms: int = FRESH_MS) -> None:
        """While the state is away, collection goes on with the sources it knows."""
        try:
            self.renew(older_than_ms)
        except OblikError:
            return

    def _changed(self) -> None:
        self._unsettled_until = self._clock.now_ms() + UNSETTLED_MS


def all_sources(conn: Connection) -> Sequence[Source]:
    """All sources, by name."""
    return [_source(row) for row in conn.execute(sa.select(sources).order_by(sources.c.name))]


def source_names(conn: Connection) -> Mapping[int, str]:
    """Each source's name by its id, for whoever shows where something came from."""
    return {row.id: row.name for row in conn.execute(sa.select(sources.c.id, sources.c.name))}


def product_sources(conn: Connection) -> frozenset[int]:
    """The ids of the sources through which the product itself speaks."""
    return frozenset(conn.execute(sa.select(sources.c.id).where(sources.c.kind == PRODUCT)).scalars())


def _source(row: sa.Row[Any]) -> Source:
    return Source(**dict(row._mapping) | {"origins": tuple(row.origins)})


def _described(kind: SourceKind, language: str) -> dict[str, Any]:
    return {
        "key": kind.key,
        "name": said(kind.name, language),
        "description": said(kind.description, language),
        "icon": kind.icon,
        "steps": list(kind.steps.get(language) or kind.steps.get("en", ())),
        "snippets": [asdict(template) for template in kind.templates],
        "options": dict(kind.options),
    }
