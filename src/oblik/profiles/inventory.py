"""The inventory as it is shown: what people wrote down, and what connected sources really send."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from oblik.collect.sources import source_kinds
from oblik.collect.sources_repository import Source, all_sources
from oblik.collect.systems import System, all_systems
from oblik.kernel.clock import Clock, iso
from oblik.kernel.ids import show
from oblik.profiles.document import Document
from oblik.profiles.fresh import Fresh
from oblik.store.state import State
from oblik.store.state.schema import seen_events
from oblik.store.warehouse import Warehouse

_EVENTS_SHOWN = 5
_KEPT_MS = 60_000

_IDENTIFIERS = """
SELECT source_id, arraySort(groupUniqArrayArray(identifiers.namespace)) AS namespaces
FROM events
GROUP BY source_id
"""


class Inventory:
    """Reads the inventory. Which identifiers a source sends is at most a minute old."""

    def __init__(self, state: State, warehouse: Warehouse, clock: Clock) -> None:
        self._state = state
        self._warehouse = warehouse
        self._namespaces = Fresh(self._count, clock, _KEPT_MS)

    def systems(self) -> list[Document]:
        """`InventoryItem`s: the connected ones first, each group by name."""
        with self._state.read() as conn:
            written = all_systems(conn)
            sources = [s for s in all_sources(conn) if source_kinds().get(s.kind).sends_itself]
            seen = _seen(conn)
        namespaces = self._namespaces.get().value
        by_source = {system.source_id: system for system in written if system.source_id is not None}
        connected = [
            _connected(s, by_source.get(s.id), seen.get(s.id, []), namespaces.get(s.id, [])) for s in sources
        ]
        known = {source.id for source in sources}
        planned = [_planned(system) for system in written if system.source_id not in known]
        return [*sorted(connected, key=_by_name), *sorted(planned, key=_by_name)]

    def _count(self) -> Mapping[int, Sequence[str]]:
        return {row["source_id"]: list(row["namespaces"]) for row in self._warehouse.rows(_IDENTIFIERS, {})}


def _seen(conn: sa.Connection) -> dict[int, list[sa.Row[str, int, int, int]]]:
    """The events of each source, the most frequent first."""
    columns = seen_events.c.name, seen_events.c.source_id, seen_events.c.count, seen_events.c.last_seen
    found: dict[int, list[sa.Row[str, int, int, int]]] = {}
    for row in conn.execute(sa.select(*columns).order_by(seen_events.c.count.desc(), seen_events.c.name)):
        found.setdefault(row.source_id, []).append(row)
    return found


def _connected(
    source: Source,
    said: System | None,
    seen: Sequence[sa.Row[str, int, int, int]],
    namespaces: Sequence[str],
) -> Document:
    status = "connected" if seen else "waiting"
    return _written(said) | {
        "id": show(source.id),
        "name": said.name if said else source.label,
        "source": source.name,
        "kind": source.kind,
        "status": status if source.enabled else "off",
        "events": list(dict.fromkeys(row.name for row in seen))[:_EVENTS_SHOWN],
        "identifiers": list(namespaces) or list(said.identifiers if said else ()),
        "last_event_at": iso(max(row.last_seen for row in seen)) if seen else None,
        "generated": source.generated,
    }


def _planned(system: System) -> Document:
    return _written(system) | {
        "id": show(system.id),
        "name": system.name,
        "source": None,
        "kind": None,
        "status": system.status,
        "events": [],
        "identifiers": list(system.identifiers),
        "last_event_at": None,
        "generated": False,
    }


def _written(system: System | None) -> Document:
    if system is None:
        return {"owner": "", "holds": "", "note": ""}
    return {"owner": system.owner, "holds": system.holds, "note": system.note}


def _by_name(item: Document) -> tuple[str, str]:
    return item["name"].casefold(), item["id"]
