"""Every page, in every look: readable for everyone, and no wider than the screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import ViewportSize

from ui.conftest import MakeVisit
from ui.pages import every_page, routes
from ui.server import Server
from ui.visit import PHONE, WIDE, Scheme, Visit
from ui.words import slips

pytestmark = pytest.mark.browser

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
_AXE = """async (only) => (await axe.run(document, {resultTypes: ['violations'], runOnly: only ?? undefined}))
  .violations.filter(({impact}) => impact === 'serious' || impact === 'critical')
  .flatMap(({id, nodes}) => nodes.map(({target, failureSummary}) => `${id}: ${target} ${failureSummary}`))"""
# The colours change nothing else, and a phone changes no colours.
EVERYTHING, COLOURS = None, ["color-contrast"]
LOOKS: tuple[tuple[str, ViewportSize, Scheme, list[str] | None], ...] = (
    ("light", WIDE, "light", EVERYTHING),
    ("dark", WIDE, "dark", COLOURS),
    ("light, on a phone", PHONE, "light", EVERYTHING),
)


def _flaws(someone: Visit, where: str, rules: list[str] | None) -> list[str]:
    """What axe finds, and a page that is wider than its screen."""
    found = [f"{where}: {flaw}" for flaw in someone.page.evaluate(_AXE, rules)]
    wider = someone.overflow()
    return [*found, f"{where}: {wider} px wider than the screen"] if wider else found


def test_no_page_is_forgotten(server: Server) -> None:
    """A page that the router knows is looked at."""
    assert {route for route, _ in every_page(server)} - {""} == routes()


def test_everybody_can_read_every_page(enter: MakeVisit, server: Server) -> None:
    """axe finds nothing serious on any page, light and dark, on a desk and on a phone; every word is one of ours."""
    if not AXE.is_file():
        pytest.fail("axe is not installed: run `npm ci` in tests/ui")
    someone = enter("reader@shop.example")
    someone.expecting(404)
    someone.page.context.add_init_script(path=AXE)
    someone.prefer(language="en", theme="auto")
    flaws: list[str] = []
    for _, path in every_page(server):
        someone.page.set_viewport_size(WIDE)
        page = someone.open(path)
        flaws += [f"{path}: {slip}" for slip in slips(page.locator("body").inner_text(), "en")]
        for name, size, scheme, rules in LOOKS:
            someone.look(size, scheme)
            flaws += _flaws(someone, f"{path} {name}", rules)
    assert not flaws, "\n".join(flaws)
