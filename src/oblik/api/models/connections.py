"""Where files and tables are fetched from."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from oblik.api.models.base import Answer, Json, PlainJson, Question, Time, limits

Settings = Annotated[dict[str, PlainJson], Field(max_length=50)]


class FormField(Answer):
    """A field of a form. A secret is never sent back; null keeps the stored one."""

    key: str
    label: str
    hint: str
    type: Literal["text", "long", "secret", "number", "boolean", "choice"]
    long: bool
    required: bool
    default: Json
    choices: list[str]


class ConnectorKind(Answer):
    """A kind of connection. `install`: the command that installs what it needs on the server, or ""."""

    key: str
    name: str
    description: str
    icon: str
    install: str
    settings: list[FormField]
    request: list[FormField]


class ConnectorKinds(Answer):
    """All kinds of connection."""

    kinds: list[ConnectorKind]


class Connection(Answer):
    """One connection. `stored` names the secrets that it has."""

    id: str
    name: str
    kind: str
    settings: dict[str, Json]
    stored: list[str]
    who: str
    created_at: Time
    updated_at: Time


class Connections(Answer):
    """All connections, by name."""

    items: list[Connection]
    next: str | None


class NewConnection(Question):
    """A connection to be kept."""

    name: Annotated[str, limits(100)]
    kind: Annotated[str, limits(50)]
    settings: Settings


class ConnectionPatch(Question):
    """What becomes of a connection; a secret that is null or absent stays."""

    name: Annotated[str, limits(100)] | None = None
    settings: Settings | None = None


class ConnectionCheck(Question):
    """Settings to be tried; with the id of a connection its stored secrets are used."""

    kind: Annotated[str, limits(50)]
    settings: Settings
    connection: str | None = None


class Reached(Answer):
    """The other side answered."""

    ok: Literal[True] = True
