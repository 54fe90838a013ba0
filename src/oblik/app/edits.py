"""Changes that people make to people: each is an event through the log, so that a rebuild makes it again, and answers when it is
visible."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from oblik.app.pipeline.pipeline import UNMERGE
from oblik.collect.event import Envelope, Identifier
from oblik.identity import repository as identity
from oblik.kernel.clock import Clock
from oblik.kernel.errors import Conflict, NotFound, Unavailable
from oblik.kernel.ids import show
from oblik.profiles import repository as profiles
from oblik.store.log import Entry, Log
from oblik.store.state import State
from oblik.store.state.schema import cursors, identity_log

_VISIBLE_S = 15.0
_LOOK_S = 0.02

Document = dict[str, Any]


class ProfileEdits:
    """Writes events of the product's own source. `read` shows a profile as the API does."""

    def __init__(
        self, state: State, log: Log, source_id: int, clock: Clock, read: Callable[[int], Document]
    ) -> None:
        self._state = state
        self._log = log
        self._source_id = source_id
        self._clock = clock
        self._read = read

    def set_traits(self, profile_id: int, traits: Mapping[str, Any], *, actor: str) -> Document:
        """Sets traits, None removes one; the profile after it."""
        return self._say(profile_id, {"type": "identify", "traits": dict(traits)}, actor)

    def set_consent(
        self, profile_id: int, *, channel: str, topic: str, state: str, proof: Mapping[str, str], actor: str
    ) -> Document:
        """Records what the person agreed to or took back; the profile after it."""
        said = {"channel": channel, "topic": topic, "state": state, **proof, "recorded_by": actor}
        return self._say(profile_id, {"type": "track", "event": "Consent Changed", "properties": said}, actor)

    def unmerge(self, profile_id: int, merge: int, *, actor: str) -> Sequence[Document]:
        """Takes one merge back; the two profiles after it.

        Raises:
            NotFound: the profile has no such merge.
            Conflict: it was taken back before.
        """
        with self._state.read() as conn:
            kept, given = self._merge(conn, profile_id, merge)
        said = {"kept": list(kept), "given": list(given), "merge": show(merge)}
        self._append({"type": "track", "event": "Profile Unmerged", "properties": said}, kept, actor, UNMERGE)
        with self._state.read() as conn:
            owners = identity.owners(conn, [kept, given])
        return [self._read(owners[i]) for i in (kept, given) if i in owners]

    def _say(self, profile_id: int, call: Document, actor: str) -> Document:
        with self._state.read() as conn:
            profile_id = _living(conn, profile_id)
            strongest = self._strongest(conn, profile_id)
        self._append(call, strongest, actor, "internal")
        return self._read(profile_id)

    def _strongest(self, conn: Connection, profile_id: int) -> Identifier:
        rules = identity.current_rules(conn)
        known = identity.identifiers_of(conn, [profile_id]).get(profile_id, [])
        if not known:
            raise Conflict(
                "This profile has no identifier left by which an event could reach it.", code="no_identifier"
            )
        return max(known, key=lambda i: rules.of(i[0]).priority)

    def _merge(self, conn: Connection, profile_id: int, merge: int) -> tuple[Identifier, Identifier]:
        row = conn.execute(select(identity_log).where(identity_log.c.id == merge)).first()
        if row is None or row.kind != "merge" or _living(conn, row.profile_id) != _living(conn, profile_id):
            raise NotFound(f"Profile {show(profile_id)} has no merge {show(merge)}.", code="merge_not_found")
        if row.undone:
            raise Conflict("This merge was taken back before.", code="already_undone")
        return _identifier(row.reason["kept"]), _identifier(row.reason["given"])

    def _append(self, call: Document, by: Identifier, actor: str, kind: str) -> None:
        external = [{"type": by[0], "id": by[1]}]
        call = call | {
            "messageId": f"edit-{secrets.token_hex(12)}",
            "context": {"externalIds": external, "actor": actor},
        }
        body = msgspec.json.encode({"batch": [call]})
        envelope = Envelope(self._clock.now_ms(), kind, "", "", "", body)
        sequence = self._log.append_all([Entry(self._source_id, 1, msgspec.msgpack.encode(envelope))])
        self._wait(sequence)

    def _wait(self, sequence: int) -> None:
        """Until the pipeline, in whichever process it runs, has done that entry."""
        query = select(cursors.c.position).where(cursors.c.log == self._log.identity)
        deadline = time.monotonic() + _VISIBLE_S
        while time.monotonic() < deadline:
            with self._state.read() as conn:
                if (conn.execute(query).scalar() or 0) >= sequence:
                    return
            time.sleep(_LOOK_S)
        raise Unavailable(
            "The change is written down and will be made; the pipeline is behind and has not done it yet.",
            code="not_visible_yet",
            retry_after=5,
        )


def _living(conn: Connection, profile_id: int) -> int:
    winner = profiles.winners(conn, [profile_id]).get(profile_id)
    if winner is None:
        raise NotFound(f"There is no profile {show(profile_id)}.", code="profile_not_found")
    return winner


def _identifier(pair: Sequence[str]) -> Identifier:
    return pair[0], pair[1]
