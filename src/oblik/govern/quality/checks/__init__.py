"""The checks of the data-quality board, one file each: what it looks for, how bad that is, and the sentence that says it.

`CHECKS` look at a `Scene`, every few seconds; `PEOPLE_CHECKS` at what was measured of everybody, every hour. Each
answers what is so now. `sentence` tells it in English; the pages tell it in the reader's language from the same facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any, Final

from oblik.govern.quality.checks import (
    addresses,
    completeness,
    duplicates,
    errors,
    schema_violation,
    silence,
    unknown_event,
    volume,
)

CHECKS: Final = (schema_violation, unknown_event, volume, silence, errors)
PEOPLE_CHECKS: Final = (completeness, addresses, duplicates)

_BY_KIND: Final[Mapping[str, ModuleType]] = {
    kind: check for check in (*CHECKS, *PEOPLE_CHECKS) for kind in check.KINDS
}


def kinds_of(checks: tuple[ModuleType, ...]) -> frozenset[str]:
    """The kinds of findings that some checks make."""
    return frozenset(kind for check in checks for kind in check.KINDS)


def sentence(kind: str, facts: Mapping[str, Any]) -> str:
    """What a finding says, in English."""
    check = _BY_KIND.get(kind)
    return check.sentence(kind, facts) if check else ""
