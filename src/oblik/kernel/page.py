"""One page of a list, and where the next one begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

Position = tuple[int | float | str | None, ...]
"""The sort key of the last item of a page: what the next page's query compares with. The API signs it before
it leaves, so a repository gets back exactly what it gave."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items of a list that may be long.

    Attributes:
        items: in the list's order.
        next: where the following page begins, None when this is the last one.
        total: how many items all pages hold, where that is known cheaply.
        as_of: ms since the epoch, how old the figures are; None when they are of this moment.
    """

    items: Sequence[T]
    next: Position | None = None
    total: int | None = None
    as_of: int | None = None
