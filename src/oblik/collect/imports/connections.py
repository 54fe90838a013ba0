"""Connections that are kept under a name: settings as they are, secrets encrypted and never shown again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy import Connection as Transaction
from sqlalchemy import Row

from oblik.collect.imports.connect import Connector, connectors
from oblik.collect.imports.connect.kind import filled, secrets_of
from oblik.kernel.clock import Clock, iso
from oblik.kernel.errors import Conflict, Invalid, NotFound
from oblik.kernel.ids import random_id, show
from oblik.store.secrets import SecretBox
from oblik.store.state import insert
from oblik.store.state.schema import connections, recipes


@dataclass(frozen=True, slots=True)
class Connection:
    """One connection. `stored` names the secrets that it has; `sealed` is them, encrypted."""

    id: int
    name: str
    kind: str
    settings: dict[str, Any]
    stored: tuple[str, ...]
    sealed: str | None
    who: str
    created_at: int
    updated_at: int

    def document(self) -> dict[str, Any]:
        """As the API shows it."""
        return {
            "id": show(self.id),
            "name": self.name,
            "kind": self.kind,
            "settings": self.settings,
            "stored": list(self.stored),
            "who": self.who,
            "created_at": iso(self.created_at),
            "updated_at": iso(self.updated_at),
        }


class ConnectionRepository:
    """The table `connections`. Changes happen in the caller's transaction."""

    def __init__(self, box: SecretBox, clock: Clock) -> None:
        self._box, self._clock = box, clock

    def list(self, conn: Transaction) -> Sequence[Connection]:
        """All of them, by name."""
        return [_connection(row) for row in conn.execute(sa.select(connections).order_by(connections.c.name))]

    def get(self, conn: Transaction, connection_id: int) -> Connection:
        """One connection; raises NotFound."""
        row = conn.execute(sa.select(connections).where(connections.c.id == connection_id)).first()
        if row is None:
            raise NotFound(f"There is no connection {show(connection_id)}.", code="unknown_connection")
        return _connection(row)

    def create(
        self, conn: Transaction, *, name: str, kind: str, settings: Mapping[str, Any], who: str
    ) -> Connection:
        """A new one.

        Raises:
            Invalid: the kind or a setting is wrong. Conflict: the name is taken.
        """
        connector = connectors().get(kind)
        self._expect_free(conn, name)
        now = self._clock.now_ms()
        row = {
            "id": random_id(now),
            "name": name,
            "kind": kind,
            **self._split(connector, filled(connector.settings, settings)),
            "who": who[:100],
            "created_at": now,
            "updated_at": now,
        }
        insert(conn, connections, [row])
        return self.get(conn, row["id"])

    def update(
        self, conn: Transaction, connection_id: int, *, name: str | None, settings: Mapping[str, Any] | None
    ) -> Connection:
        """Renames it, or gives it other settings; secrets that are not given stay.

        Raises:
            Invalid: a setting is wrong, or the connection would lead elsewhere with a secret that was not given
                anew: who may change an address must not be able to have a stored password sent there.
        """
        known = self.get(conn, connection_id)
        changes: dict[str, Any] = {"updated_at": self._clock.now_ms()}
        if name is not None and name != known.name:
            self._expect_free(conn, name)
            changes["name"] = name
        if settings is not None:
            changes |= self._split(connectors().get(known.kind), self.filled(known, settings))
        conn.execute(sa.update(connections).where(connections.c.id == connection_id).values(**changes))
        return self.get(conn, connection_id)

    def remove(self, conn: Transaction, connection_id: int) -> Connection:
        """Forgets it; raises Conflict while a recipe uses it."""
        known = self.get(conn, connection_id)
        used = [
            row.name
            for row in conn.execute(sa.select(recipes.c.name, recipes.c.definition))
            if row.definition.get("connection") == known.id
        ]
        if used:
            raise Conflict(f"The recipe {used[0]!r} uses this connection.", code="connection_used")
        conn.execute(sa.delete(connections).where(connections.c.id == connection_id))
        return known

    def opened(self, known: Connection) -> tuple[Connector, Any]:
        """Its kind, and its settings with the secrets in them."""
        connector = connectors().get(known.kind)
        return connector, filled(connector.settings, known.settings | self._secrets(known))

    def filled(self, known: Connection, settings: Mapping[str, Any]) -> Any:
        """What was given over what is stored, as `update` takes it."""
        connector = connectors().get(known.kind)
        secrets = self._secrets(known)
        given = {name: value for name, value in settings.items() if value is not None}
        merged = filled(connector.settings, secrets | given)
        plain = {name: getattr(merged, name) for name in connector.settings.model_fields}
        kept = [name for name in secrets if name not in given]
        if kept and any(known.settings.get(name) != plain[name] for name in known.settings):
            raise Invalid(
                "Enter the password or key again: it was given for the settings of before.",
                code="secret_needed",
                field=kept[0],
            )
        return merged

    def _secrets(self, known: Connection) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if known.sealed:
            found = msgspec.json.decode(self._box.decrypt(known.sealed))["values"]
        return found

    def _split(self, connector: Connector, settings: Any) -> dict[str, Any]:
        """The two columns: what may be shown, and what may not."""
        hidden = secrets_of(connector.settings)
        plain, secret = {}, {}
        for name in connector.settings.model_fields:
            value = getattr(settings, name)
            if name not in hidden:
                plain[name] = value
            elif isinstance(value, SecretStr) and value.get_secret_value():
                secret[name] = value.get_secret_value()
        sealed = self._box.encrypt(msgspec.json.encode({"values": secret})) if secret else None
        return {"settings": {"values": plain, "stored": sorted(secret)}, "secrets": sealed}

    def _expect_free(self, conn: Transaction, name: str) -> None:
        if conn.execute(sa.select(connections.c.id).where(connections.c.name == name)).first():
            raise Conflict(f"There is a connection named {name!r} already.", code="taken")


def _connection(row: Row[Any]) -> Connection:
    return Connection(
        row.id,
        row.name,
        row.kind,
        row.settings["values"],
        tuple(row.settings["stored"]),
        row.secrets,
        row.who,
        row.created_at,
        row.updated_at,
    )
