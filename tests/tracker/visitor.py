"""Somebody on a page with the tracker, and what Oblik knows they did there."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from ui.server import Server, eventually

Json = dict[str, Any]
Deed = tuple[str, Json]
"""An event's name, and properties that it must have among others."""

LIVE = "() => !!window.oblik && window.oblik.loaded === true"


@dataclass
class Visitor:
    """One browser tab."""

    page: Page
    server: Server

    def opens(self, url: str) -> Page:
        """Opens a page, and waits until the tracker is there."""
        self.page.goto(url)
        self.is_live()
        return self.page

    def is_live(self) -> None:
        """Waits until the tracker of the page is there."""
        eventually(lambda: self.page.evaluate(LIVE))

    def id(self) -> str:
        """The anonymous id of the browser."""
        return str(self.page.evaluate("async () => (await oblik.visitor()).anonymousId"))

    def sends(self) -> None:
        """Everything that was told has been answered."""
        self.page.evaluate("() => oblik.flush()")


def timeline(server: Server, anonymous_id: str) -> list[Json]:
    """What stands on the timeline of whoever has the id, oldest first; nothing before they are known."""
    rows = server.get("/profiles", identifier=f"anonymous_id:{anonymous_id}")["items"]
    if not rows:
        return []
    items: list[Json] = server.get(f"/profiles/{rows[0]['id']}/timeline", limit="200")["items"]
    return items[::-1]


def expect_deeds(
    server: Server, anonymous_id: str, deeds: Sequence[Deed], perhaps: Sequence[Deed] = ()
) -> list[Json]:
    """The timeline is exactly these, none more and none twice; returns it in the order of the deeds. `perhaps` may be on it
    as well, once each.

    Not the timeline's own order: each batch is corrected by how long it was on its way, so what happened within
    the same moment may stand the other way round.
    """

    def complete() -> list[Json]:
        found = timeline(server, anonymous_id)
        return found if len(found) >= len(deeds) else []

    with contextlib.suppress(AssertionError):
        eventually(complete, 10)
    server.settle()
    left = timeline(server, anonymous_id)
    matched = [_taken(left, deed) for deed in deeds]
    missing = [deed for deed, item in zip(deeds, matched, strict=True) if item is None]
    for deed in perhaps:
        _taken(left, deed)
    surplus = [(item["name"], item["properties"]) for item in left]
    assert not missing and not surplus, f"missing: {missing}; surplus: {surplus}"
    return [item for item in matched if item is not None]


def _taken(items: list[Json], deed: Deed) -> Json | None:
    """The first of the items that is the deed, taken out of them."""
    name, properties = deed
    for item in items:
        said = item["properties"]
        if item["name"] == name and all(said.get(key) == value for key, value in properties.items()):
            items.remove(item)
            return item
    return None
