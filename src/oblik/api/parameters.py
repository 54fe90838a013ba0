"""What comes in paths and queries: ids and pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Path, Query, Request

from oblik.api import cursors
from oblik.api.frame import InFrame
from oblik.kernel import ids
from oblik.kernel.errors import NotFound
from oblik.kernel.page import Page, Position

ID_PATTERN = "^[0-9a-hjkmnp-tv-z]{13}$"
_LARGEST = (1 << 63) - 1  # what the engines can hold

T = TypeVar("T")
ShownId = Annotated[str, Path(pattern=ID_PATTERN, description="An id as the API shows it.")]
Slug = Annotated[str, Path(pattern="^[a-z0-9][a-z0-9_-]{0,99}$", description="The source's name.")]


def id_of(shown: str) -> int:
    """The id behind 13 characters.

    Raises:
        NotFound: for one that nothing can have.
        Invalid: for what is no id.
    """
    value = ids.parse(shown)
    if value > _LARGEST:
        raise NotFound(f"There is nothing with the id {shown}.")
    return value


@dataclass(frozen=True)
class Paging:
    """Which page of a list is asked for, and how to name the next one."""

    limit: int
    after: Position | None
    secret: bytes
    scope: str

    def render(self, page: Page[Any], model: Callable[[Any], T]) -> dict[str, Any]:
        """The fields that every list has: its items, each through `model`, and the cursor of the next
        page."""
        after = cursors.write(self.secret, self.scope, page.next) if page.next is not None else None
        return {"items": [model(item) for item in page.items], "next": after}


def _paging(
    request: Request,
    frame: InFrame,
    limit: Annotated[int, Query(ge=1, le=500, description="How many items at most.")] = 50,
    after: Annotated[str | None, Query(max_length=4000, description="`next` of the page before.")] = None,
) -> Paging:
    scope = request.url.path
    position = cursors.read(frame.secret, scope, after) if after else None
    return Paging(limit, position, frame.secret, scope)


Paged = Annotated[Paging, Depends(_paging)]
