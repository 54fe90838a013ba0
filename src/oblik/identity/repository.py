"""The identity graph in the state: read for one batch, written once per batch."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select, update

from oblik.collect.event import Identifier
from oblik.identity.graph import Change, Graph, Link, Members, reason_of
from oblik.identity.rules import DEFAULT_RULES, Rules, from_json, to_json
from oblik.kernel.errors import NotFound
from oblik.store.state import delete, given, insert, upsert
from oblik.store.state.schema import identifiers, identity_log, identity_rules, separations

DERIVED = ("merge", "moved", "refused")
"""The kinds of rows of the identity log that a replay makes again."""

Separated = Mapping[Identifier, frozenset[Identifier]]


def owners(conn: Connection, wanted: Iterable[Identifier]) -> dict[Identifier, int]:
    """Whose each identifier is; those that belong to nobody are absent."""
    keys = given(conn, [list(i) for i in wanted], identifiers.c.namespace, identifiers.c.value)
    query = select(identifiers.c.namespace, identifiers.c.value, identifiers.c.profile_id).join(
        keys, (keys.c.namespace == identifiers.c.namespace) & (keys.c.value == identifiers.c.value)
    )
    return {(namespace, value): profile for namespace, value, profile in conn.execute(query)}


def all_owners(conn: Connection) -> dict[Identifier, int]:
    """Whose every identifier is, in the order in which they were linked."""
    query = select(identifiers.c.namespace, identifiers.c.value, identifiers.c.profile_id)
    rows = conn.execute(query.order_by(identifiers.c.offset, identifiers.c.namespace, identifiers.c.value))
    return {(namespace, value): profile for namespace, value, profile in rows}


def members(conn: Connection, profiles: Iterable[int]) -> dict[int, Members]:
    """The identifiers of each profile that limits count: all but aliases."""
    keys = given(conn, [[p] for p in profiles], identifiers.c.profile_id)
    query = (
        select(identifiers.c.profile_id, identifiers.c.namespace, identifiers.c.value)
        .join(keys, keys.c.profile_id == identifiers.c.profile_id)
        .where(identifiers.c.alias.is_(False))
    )
    found: dict[int, Members] = defaultdict(lambda: defaultdict(set))
    for profile, namespace, value in conn.execute(query):
        found[profile][namespace].add(value)
    return dict(found)


def identifiers_of(conn: Connection, profiles: Iterable[int]) -> dict[int, list[Identifier]]:
    """All identifiers of each profile, in the order in which they were linked."""
    keys = given(conn, [[p] for p in profiles], identifiers.c.profile_id)
    query = (
        select(identifiers.c.profile_id, identifiers.c.namespace, identifiers.c.value)
        .join(keys, keys.c.profile_id == identifiers.c.profile_id)
        .order_by(identifiers.c.offset, identifiers.c.namespace, identifiers.c.value)
    )
    found: dict[int, list[Identifier]] = defaultdict(list)
    for profile, namespace, value in conn.execute(query):
        found[profile].append((namespace, value))
    return dict(found)


def separated(conn: Connection) -> Separated:
    """For an identifier, those that a person set apart from it; both ways."""
    apart: dict[Identifier, set[Identifier]] = defaultdict(set)
    table = separations.c
    for a, b, c, d in conn.execute(
        select(table.namespace_a, table.value_a, table.namespace_b, table.value_b)
    ):
        apart[a, b].add((c, d))
        apart[c, d].add((a, b))
    return {identifier: frozenset(others) for identifier, others in apart.items()}


def separate(conn: Connection, one: Identifier, other: Identifier, offset: int) -> None:
    """Remembers that the two belong to two people."""
    a, b = sorted((one, other))
    row = {"namespace_a": a[0], "value_a": a[1], "namespace_b": b[0], "value_b": b[1], "offset": offset}
    upsert(conn, separations, [row])


def current_rules(conn: Connection) -> Rules:
    """The newest version of the rules; the defaults when nobody changed them."""
    return dated_rules(conn)[0]


def dated_rules(conn: Connection) -> tuple[Rules, int | None]:
    """The newest version and when it was saved, ms since the epoch; None for the defaults."""
    table = identity_rules.c
    query = select(table.rules, table.created_at).order_by(table.version.desc()).limit(1)
    row = conn.execute(query).first()
    return (from_json(row.rules), row.created_at) if row else (DEFAULT_RULES, None)


def rules_of(conn: Connection, version: int) -> Rules:
    """The rules of that version.

    Raises:
        NotFound: there is none.
    """
    if version == DEFAULT_RULES.version:
        return DEFAULT_RULES
    row = conn.execute(select(identity_rules.c.rules).where(identity_rules.c.version == version)).first()
    if row is None:
        raise NotFound(f"There is no version {version} of the identity rules.")
    return from_json(row[0])


def save_rules(conn: Connection, rules: Rules, at: int) -> None:
    """Adds a version; its number must be new."""
    insert(conn, identity_rules, [{"version": rules.version, "rules": to_json(rules), "created_at": at}])


def save(conn: Connection, graph: Graph) -> None:
    """Writes what a batch changed: merged profiles' identifiers, new and moved links, the identity log."""
    take_over(conn, graph.losers)
    upsert(
        conn,
        identifiers,
        link_rows(graph),
        update=("profile_id", "alias", "offset", "source_id", "linked_at"),
    )
    upsert(conn, identity_log, [change_row(c) for c in graph.changes])


def take_over(conn: Connection, losers: Mapping[int, int]) -> None:
    """Gives the identifiers of profiles that lost a merge to who won it."""
    if not losers:
        return
    lost = given(conn, [[k, v] for k, v in losers.items()], identifiers.c.profile_id, identifiers.c.offset)
    winner = select(lost.c.offset).where(lost.c.profile_id == identifiers.c.profile_id).scalar_subquery()
    conn.execute(
        update(identifiers)
        .where(identifiers.c.profile_id.in_(select(lost.c.profile_id)))
        .values(profile_id=winner)
    )


def link_rows(graph: Graph) -> list[dict[str, Any]]:
    """The rows of `identifiers` that a batch made or moved."""
    return [
        _link_row(identifier, link, graph.winner(link.profile_id)) for identifier, link in graph.links.items()
    ]


def _link_row(identifier: Identifier, link: Link, profile: int) -> dict[str, Any]:
    return {
        "namespace": identifier[0],
        "value": identifier[1],
        "profile_id": profile,
        "alias": link.alias,
        "offset": link.offset,
        "source_id": link.source_id,
        "linked_at": link.at,
    }


def change_row(change: Change) -> dict[str, Any]:
    """A row of `identity_log`. A refusal that repeats itself with every event is one row: its id is made of what it says."""
    row_id = _refusal_id(change) if change.kind == "refused" else change.id
    return {
        "id": row_id,
        "kind": change.kind,
        "profile_id": change.profile_id,
        "other_id": change.other_id or None,
        "offset": change.offset,
        "at": change.at,
        "reason": reason_of(change),
        "undone": False,
    }


def _refusal_id(change: Change) -> int:
    said = repr((change.profile_id, change.other_id, change.kept, change.given, change.rule)).encode()
    return -(int.from_bytes(hashlib.blake2b(said, digest_size=8).digest(), "big") >> 2)


def forget(conn: Connection, known: Sequence[Identifier]) -> None:
    """Removes the links of identifiers, so that a replay can make them anew."""
    delete(conn, known, identifiers.c.namespace, identifiers.c.value)
