"""The same in Firefox, which delivers, stores and counts time in ways of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tracker.site import Site
from tracker.visitor import Deed, expect_deeds
from ui.server import Server

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
FIREFOX = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)
STEPS: list[Deed] = [("Step Taken", {"step": 1}), ("Step Taken", {"step": 2})]
VIEWED, LEFT, CLICKED, PRODUCT = "Page Viewed", "Page Left", "Element Clicked", "Product Viewed"
DEEDS: dict[str, list[Deed]] = {
    "page": [
        (VIEWED, {"title": "Mugs"}),
        (PRODUCT, {"product_id": "mug-blue"}),
        (CLICKED, {"text": "L"}),
        ("Product Added", {"quantity": 2}),
        (CLICKED, {"text": "Send"}),
        ("Form Submitted", {"form": "contact"}),
        (CLICKED, {"text": "Teapots"}),
        (LEFT, {}),
        (VIEWED, {"title": "Teapots"}),
    ],
    "application": [
        (VIEWED, {"title": "Home"}),
        (CLICKED, {"text": "Tea"}),
        (LEFT, {}),
        (VIEWED, {"title": "tea"}),
        (CLICKED, {"text": "Mugs"}),
        (LEFT, {}),
        (VIEWED, {"title": "mugs"}),
        (LEFT, {}),
        (VIEWED, {"title": "tea"}),
    ],
    "left": [(VIEWED, {}), *STEPS],
    "offline": [(VIEWED, {}), *STEPS],
    "strict": [(VIEWED, {}), (PRODUCT, {"product_id": "tea-green"}), (CLICKED, {"text": "L"})],
    "consent": [(VIEWED, {}), (PRODUCT, {}), ("Consent Changed", {"topic": "analytics"})],
}


@pytest.mark.skipif(
    FIREFOX is None, reason="Firefox is not installed (on Debian: apt-get install firefox-esr)"
)
def test_firefox_tells_the_same(server: Server, site: Site) -> None:
    """A page, an application, a tab that is closed, no network, a strict policy, consent: each event once, no error.

    Each story ends with the tab closed, and Firefox may end it before it has told that it was left.
    """
    if not (HERE / "node_modules").is_dir():
        pytest.skip("what drives Firefox is not installed: run `npm ci` in tests/tracker/")
    assert FIREFOX
    command = ["node", str(HERE / "firefox.mjs"), FIREFOX, site.url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert {name: said["wrong"] for name, said in told.items()} == {name: [] for name in DEEDS}
    for name, deeds in DEEDS.items():
        expect_deeds(server, told[name]["who"], deeds, perhaps=[(LEFT, {})])
