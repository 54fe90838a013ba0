"""The guides say what the code does: every code, every path, and examples that run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from collect.shop import Shop
from oblik.collect.endpoint.paths import handles
from oblik.collect.reasons import EVENT_CODES, REQUEST_CODES
from oblik.kernel.errors import Overloaded, Unavailable

ROOT = Path(__file__).parents[2]
GUIDES = ROOT / "docs" / "guides"
PRODUCT = ROOT / "src" / "oblik"
NOT_OF_REQUESTS = {"bad_network", "not_found", "internal"}
"""A wrong setting, a path that the router gives to others, and a fault of ours."""


@pytest.mark.parametrize(
    ("heading", "codes"), [("Why an event is kept back", EVENT_CODES), ("What is refused", REQUEST_CODES)]
)
def test_every_code_is_in_the_guide_with_its_meaning(heading: str, codes: Mapping[str, str]) -> None:
    """The table is the one in the code, line by line."""
    section = (
        (GUIDES / "collect.md").read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    )
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", section, re.MULTILINE))
    assert rows == dict(codes)


def test_the_codes_of_events_are_those_that_the_product_gives() -> None:
    """Reading an event, the tracking plan and the pipeline keep events back; what they give and what is explained is the same."""
    given = _found("collect/*.py", r'RefusalError\(\s*"(\w+)"')
    given |= _found("collect/arrival/*.py", r'\b(?:FLAG|REFUSED)\b.* = "(\w+)"')
    given |= _found("app/pipeline/*.py", r'\.reject\(\(\w+, "(\w+)"', r'\bcode = .*"(\w+)"')
    assert given == set(EVENT_CODES)


def test_the_codes_of_requests_are_those_that_the_product_gives() -> None:
    """The endpoint's own codes, those of the error classes it raises, and what the decoder says of a body."""
    patterns = (r'ProblemError\(\s*\d+,\s*"(\w+)"', r'\bcode="(\w+)"')
    given = _found("collect/endpoint/*.py", *patterns) | _found("collect/split.py", *patterns)
    given |= _found("collect/wire.py", *patterns) | {Overloaded.code, Unavailable.code, "bad_type"}
    assert given - NOT_OF_REQUESTS == set(REQUEST_CODES)


def _found(files: str, *patterns: str) -> set[str]:
    texts = [file.read_text(encoding="utf-8") for file in PRODUCT.glob(files)]
    return {code for text in texts for pattern in patterns for code in re.findall(pattern, text)}


def test_every_path_in_the_guides_exists() -> None:
    """A reader who types one of collection gets an answer."""
    for guide in ("collect.md", "sdks.md"):
        text = (GUIDES / guide).read_text(encoding="utf-8")
        for path in re.findall(r"`(?:GET|POST) (/(?!api/)[\w/]+)", text):
            assert handles(path), (guide, path)


def test_the_example_of_the_guide_is_accepted(shop: Shop) -> None:
    """The first JSON of the collection guide, sent as it stands."""
    text = (GUIDES / "collect.md").read_text(encoding="utf-8")
    for example in re.findall(r"```json track\n(.+?)```", text, re.DOTALL):
        assert shop.post("/v1/track", example.encode()).json == {"success": True}
    assert shop.stored()
