"""Somebody at a page of Oblik, and everything that must never happen while they are there."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import Literal

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    Response,
    TimeoutError,
    ViewportSize,
    expect,
)

WIDE: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
Scheme = Literal["light", "dark"]
PATIENCE_MS = 15_000

_SETTLED = """() => document.querySelector('h1, h2')
  && !document.querySelector('.mantine-Skeleton-root, .mantine-Loader-root, [aria-busy="true"], [data-stale]')
  && document.fonts.status === 'loaded'"""
_LOOKS = """scheme => document.documentElement.dataset.mantineColorScheme === scheme
  && document.getAnimations().every(({playState}) => playState === 'finished')"""
_OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
_FITS = "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
_LAYOUT_MS = 2_000


@dataclass
class Visit:
    """One browser tab. `wrong` is what nobody may ever cause: errors on the console, and requests elsewhere."""

    page: Page
    url: str
    wrong: list[str] = field(default_factory=list)
    _expected: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.wrong.append(f"thrown: {error}"))
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)

    def expecting(self, status: int) -> None:
        """An answer of this status is a part of the story: the browser may complain of it."""
        self._expected.add(status)

    def open(self, path: str) -> Page:
        """Opens a page of the UI and waits until all of it is there."""
        self.page.goto(self.url + path)
        self.settled()
        return self.page

    def settled(self) -> None:
        """Waits until nothing is loading any more."""
        self.page.wait_for_function(_SETTLED)

    def prefer(self, language: str, theme: str) -> None:
        """The person's own language and colours; `auto` follows the system's."""
        said = {"language": language, "theme": theme}
        answer = self.page.request.patch(f"{self.url}/api/me", data=said, headers={"X-Oblik": "1"})
        assert answer.ok, answer.text()

    def look(self, size: ViewportSize, scheme: Scheme) -> None:
        """Another screen or other colours, once everything has taken them on."""
        self.page.set_viewport_size(size)
        self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        self.page.wait_for_function(_LOOKS, arg=scheme)

    def overflow(self) -> int:
        """Pixels by which the page is wider than the screen, once it has been laid out."""
        with contextlib.suppress(TimeoutError):
            self.page.wait_for_function(_FITS, timeout=_LAYOUT_MS)
        return max(0, int(self.page.evaluate(_OVERFLOW)))

    def row(self, text: str) -> Locator:
        """The rows of the page's table that hold the text."""
        return self.page.get_by_role("row").filter(has_text=text)

    def sees(self, text: str) -> None:
        """The text stands somewhere on the page, or soon will."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(
            f"status of {code}" in message.text for code in self._expected
        ):
            self.wrong.append(f"console of {self.page.url}: {message.text} {message.location.get('url', '')}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.wrong.append(f"a request to {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self._expected:
            self.wrong.append(f"{response.status} from {response.url}")


def visit(context: BrowserContext, url: str) -> Visit:
    """A new tab."""
    context.set_default_timeout(PATIENCE_MS)
    return Visit(context.new_page(), url)
