"""Profiles as rows of the warehouse: the latest document of each, for lists, filters and search over everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from oblik.collect.event import Identifier
from oblik.collect.rows import identifier_lists, maps
from oblik.profiles.document import consents_of, display_name, traits_of
from oblik.profiles.repository import Stored
from oblik.profiles.search_keys import keys_of

Identifiers = Mapping[int, Sequence[Identifier]]

PERSONAL = frozenset({"user_id", "email", "phone", "loyalty_card"})
_CONSENTS = pa.map_(pa.string(), pa.string())


def snapshot_rows(
    changed: Mapping[int, Stored], identifiers: Identifiers, lost: Mapping[int, Stored]
) -> pa.Table:
    """The table `profiles`: those that changed as they are now, and a row that deletes each of `lost`."""
    rows = [_row(i, p, identifiers.get(i, ())) for i, p in changed.items()]
    rows += [_deleted(i, p) for i, p in lost.items()]
    return pa.table(
        {
            "profile_id": pa.array([r["profile_id"] for r in rows], pa.uint64()),
            "version": pa.array([r["version"] for r in rows], pa.uint64()),
            "deleted": pa.array([r["deleted"] for r in rows], pa.uint8()),
            "created_at": pa.array([r["created_at"] for r in rows], pa.timestamp("ms", "UTC")),
            "name": pa.array([r["name"] for r in rows], pa.string()),
            "identified": pa.array([r["identified"] for r in rows], pa.bool_()),
            "generated": pa.array([r["generated"] for r in rows], pa.bool_()),
            "identifiers": identifier_lists([r["identifiers"] for r in rows]),
            "traits": maps([r["traits"] for r in rows]),
            "consents": pa.array([r["consents"] for r in rows], _CONSENTS),
        }
    )


def search_rows(changed: Mapping[int, Stored], identifiers: Identifiers) -> pa.Table:
    """The table `search_keys` for those that changed. Keys that no longer lead anywhere stay; a search sees through them."""
    rows: list[tuple[str, str, int]] = []
    for i, stored in changed.items():
        theirs = identifiers.get(i, ())
        rows += [
            (key, kind, i) for key, kind in keys_of(display_name(traits_of(stored.document), theirs), theirs)
        ]
    return pa.table(
        {
            "key": pa.array([r[0] for r in rows], pa.string()),
            "kind": pa.array([r[1] for r in rows], pa.string()),
            "profile_id": pa.array([r[2] for r in rows], pa.uint64()),
        }
    )


def _row(profile_id: int, stored: Stored, identifiers: Sequence[Identifier]) -> dict[str, Any]:
    document = stored.document
    traits = traits_of(document)
    return {
        "profile_id": profile_id,
        "version": stored.version,
        "deleted": 0,
        "created_at": stored.created_at,
        "name": display_name(traits, identifiers),
        "identified": any(namespace in PERSONAL for namespace, _ in identifiers),
        "generated": document["generated"],
        "identifiers": identifiers,
        "traits": traits,
        "consents": list(consents_of(document).items()),
    }


def _deleted(profile_id: int, stored: Stored) -> dict[str, Any]:
    return {
        "profile_id": profile_id,
        "version": stored.version,
        "deleted": 1,
        "created_at": stored.created_at,
        "name": "",
        "identified": False,
        "generated": stored.document["generated"],
        "identifiers": (),
        "traits": {},
        "consents": [],
    }
