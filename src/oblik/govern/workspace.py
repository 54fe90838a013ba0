"""What the whole workspace agrees on: its name, the zone its days are in, its currency and language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import sqlalchemy as sa
from sqlalchemy import Connection

from oblik.govern.users import LANGUAGES
from oblik.kernel.errors import Invalid
from oblik.store.state import upsert
from oblik.store.state.schema import settings

_KEY = "workspace"

PARTS = ("goals", "inventory", "imports", "dictionary")
"""What a workspace may do without: rooms of the pages that can be hidden, and shown again at any time."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """`timezone` is an IANA name, `currency` an ISO 4217 code. `hidden_parts` are those of `PARTS` that nobody here
    uses, None until somebody chose; `guide_hidden` says that the set-up guide was put away."""

    name: str = "Oblik"
    timezone: str = "UTC"
    currency: str = "EUR"
    language: str = "en"
    require_second_factor: bool = False
    hidden_parts: Sequence[str] | None = None
    guide_hidden: bool = False

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which days begin and end."""
        return ZoneInfo(self.timezone)


def get(conn: Connection) -> Workspace:
    """The workspace's settings, the defaults where nothing was set."""
    kept = conn.execute(sa.select(settings.c.value).where(settings.c.key == _KEY)).scalar_one_or_none() or {}
    known = Workspace.__slots__
    return Workspace(**{name: value for name, value in kept.items() if name in known})


def update(conn: Connection, changes: Mapping[str, Any]) -> Workspace:
    """Sets some of them.

    Raises:
        Invalid: for an unknown zone, currency or language.
    """
    after = Workspace(**(asdict(get(conn)) | dict(changes)))
    _check(after)
    upsert(conn, settings, [{"key": _KEY, "value": asdict(after)}], update=["value"])
    return after


def _check(workspace: Workspace) -> None:
    if workspace.timezone not in available_timezones():
        _refuse("timezone", "an IANA time zone such as Europe/Kyiv", workspace.timezone)
    currency = workspace.currency
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper()):
        _refuse("currency", "an ISO 4217 code such as UAH", currency)
    if workspace.language not in LANGUAGES:
        _refuse("language", "one of " + ", ".join(LANGUAGES), workspace.language)
    for part in workspace.hidden_parts or ():
        if part not in PARTS:
            _refuse("hidden_parts", "parts out of " + ", ".join(PARTS), part)


def _refuse(field: str, expected: str, got: str) -> None:
    raise Invalid(f"Expected {expected}, got {got[:80]!r}.", code=f"invalid_{field}", field=field)
