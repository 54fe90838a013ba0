"""A user agent's text read: what kind of device, which system, which browser, whether it is a robot."""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

import crawleruseragents
import ua_parser


class Agent(NamedTuple):
    """`device` is desktop, mobile, tablet, tv, console, wearable or bot; "" where something is not known."""

    device: str
    os: str
    browser: str
    is_bot: bool


NO_AGENT: Final = Agent("", "", "", False)

_LONGEST: Final = 1_000  # characters; no browser sends more, and a hostile text must not cost time

_DEVICES: Final = (
    ("tv", r"smart-?tv|appletv|googletv|hbbtv|netcast|viera|roku|bravia|\baft[a-z]\b|tizen.+tv|web0s"),
    ("console", r"playstation|xbox|nintendo"),
    ("wearable", r"\bwatch\b|sm-r\d{3}"),
    ("tablet", r"ipad|tablet|kindle|silk/|playbook|android(?!.*mobile)"),
    ("mobile", r"mobi|iphone|ipod|android|windows phone"),
    ("desktop", r"windows|macintosh|x11|linux|cros"),
)
_DEVICE: Final = [(device, re.compile(pattern, re.IGNORECASE)) for device, pattern in _DEVICES]
_SYSTEMS: Final = {"Mac OS X": "macOS", "Mac OS": "macOS", "iPadOS": "iOS", "ATV OS X": "tvOS"}
_NOT_OF_THE_NAME: Final = re.compile(r"\s*(Mobile|iOS|WebView|UI/WKWebView)\b")
_BRANDS: Final = {
    "Microsoft Edge": "Edge",
    "Opera": "Opera",
    "Brave": "Brave",
    "Vivaldi": "Vivaldi",
    "YaBrowser": "Yandex Browser",
    "Yandex": "Yandex Browser",
    "Samsung Internet": "Samsung Internet",
    "Google Chrome": "Chrome",
}


def read_agent(text: str) -> Agent:
    """What the text says; about 150 µs, so keep the answers."""
    text = text[:_LONGEST]
    parsed = ua_parser.parse(text)
    is_bot = crawleruseragents.is_crawler(text)
    device = next((device for device, pattern in _DEVICE if pattern.search(text)), "")
    return Agent(
        "bot" if is_bot else device,
        system(parsed.os.family) if parsed.os else "",
        _browser(parsed.user_agent.family) if parsed.user_agent else "",
        is_bot,
    )


def system(name: str) -> str:
    """An operating system under one name: `macOS` for `Mac OS X`."""
    return _SYSTEMS.get(name, name)


def hinted(agent: Agent, hints: dict[str, Any]) -> Agent:
    """The agent with what the browser's client hints (`userAgentData`) know better than its user agent."""
    brands = hints.get("brands")
    names = [b.get("brand") for b in brands if isinstance(b, dict)] if isinstance(brands, list) else []
    browser = next((_BRANDS[n] for n in names if isinstance(n, str) and n in _BRANDS), agent.browser)
    platform = hints.get("platform")
    os = system(platform) if isinstance(platform, str) and platform and not agent.os else agent.os
    device = "mobile" if hints.get("mobile") is True and agent.device in {"", "desktop"} else agent.device
    return Agent(device, os, browser, agent.is_bot)


def _browser(family: str) -> str:
    return _NOT_OF_THE_NAME.sub("", family).strip()
