"""Every page speaks the language that was chosen, and nothing else; `test_every_page.py` reads the English."""

from __future__ import annotations

import pytest

from ui.conftest import MakeVisit
from ui.pages import every_page
from ui.server import Server
from ui.visit import PHONE, WIDE
from ui.words import messages, slips

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_every_page_speaks_one_language(enter: MakeVisit, server: Server, language: str) -> None:
    """No key, no unfilled pattern, no English in between; what is long in this language still fits a phone."""
    someone = enter("speaker@shop.example")
    someone.expecting(404)
    someone.prefer(language=language, theme="light")
    flaws: list[str] = []
    for _, path in every_page(server):
        someone.page.set_viewport_size(WIDE)
        page = someone.open(path)
        if page.locator("html").get_attribute("lang") != language:
            flaws.append(f"{path}: is not in {language}")
        flaws += [f"{path}: {slip}" for slip in slips(page.locator("body").inner_text(), language)]
        page.set_viewport_size(PHONE)
        if wider := someone.overflow():
            flaws.append(f"{path}: {wider} px wider than a phone")
    assert not flaws, "\n".join(flaws)


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_nothing_is_left_untranslated(language: str) -> None:
    """Every message exists in every language."""
    assert messages(language).keys() == messages("en").keys()
