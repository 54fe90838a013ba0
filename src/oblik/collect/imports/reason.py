"""Why a row cannot be taken."""

from __future__ import annotations

from typing import NamedTuple


class Reason(NamedTuple):
    """A sentence that says what was expected and what came, and the stable code by which a page says it in its own
    language."""

    sentence: str
    code: str
