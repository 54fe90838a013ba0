"""The documents hang together: links, names of code, commands, decisions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from house.checkout import ROOT, documents

_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_MAKE = re.compile(r"`make ([a-z0-9-]+)")
_TARGET = re.compile(r"^([a-z0-9-]+):", re.MULTILINE)
_OUTSIDE = ("http://", "https://", "mailto:")

DOCUMENTS = pytest.mark.parametrize("document", documents(), ids=lambda d: str(d.relative_to(ROOT)))


@DOCUMENTS
def test_links_lead_somewhere(document: Path) -> None:
    """Every link inside the repository leads to a file, and its anchor to a heading."""
    for _, target in _links(document):
        path, _, anchor = target.partition("#")
        file = (document.parent / path).resolve() if path else document
        assert file.exists(), f"{target} leads nowhere"
        assert not anchor or anchor in _anchors(file), f"{target}: no such heading"


@DOCUMENTS
def test_named_code_exists(document: Path) -> None:
    """A link such as [`decode`](src/…/wire.py) names something that the file defines."""
    for text, target in _links(document):
        file = (document.parent / target.partition("#")[0]).resolve()
        if text.startswith("`") and text.strip("`").endswith(".py"):
            assert target.endswith(text.strip("`"))
        elif file.suffix == ".py" and (name := re.fullmatch(r"`(?:\w+\.)*(\w+)`", text)):
            defined = rf"^\s*(?:(?:async )?def|class) {name[1]}\b|^\s*{name[1]}\b[^\n=]*="
            assert re.search(defined, file.read_text(), re.MULTILINE), f"{text} is not in {target}"


@DOCUMENTS
def test_commands_exist(document: Path) -> None:
    """Every `make` command that a document names is in the Makefile."""
    commands = set(_TARGET.findall((ROOT / "Makefile").read_text()))
    assert set(_MAKE.findall(document.read_text())) <= commands


def test_decisions_are_numbered_and_listed() -> None:
    """Decisions count without gaps, and the list names each by its title."""
    folder = ROOT / "docs" / "decisions"
    listed = (folder / "README.md").read_text()
    for number, file in enumerate(sorted(folder.glob("0*.md")), 1):
        title = file.read_text().partition("\n")[0].removeprefix("# ")
        assert file.name.startswith(f"{number:04d}-")
        assert title.startswith(f"{number}. ")
        assert f"{number}. [{title.partition('. ')[2]}]({file.name})" in listed


def test_every_guide_is_listed() -> None:
    """Whoever opens docs/index.md finds every guide and every reference."""
    linked = {t for _, t in _links(ROOT / "docs" / "index.md")}
    for folder in ("guides", "reference"):
        for file in documents():
            if file.parent == ROOT / "docs" / folder:
                assert f"{folder}/{file.name}" in linked


def _links(document: Path) -> Iterator[tuple[str, str]]:
    text = _FENCED.sub("", document.read_text())
    for match in _LINK.finditer(text):
        if not match["target"].startswith(_OUTSIDE):
            yield match["text"], match["target"]


def _anchors(document: Path) -> set[str]:
    """The headings as the usual renderers name them."""
    return {_slug(heading) for heading in _HEADING.findall(_FENCED.sub("", document.read_text()))}


def _slug(heading: str) -> str:
    plain = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return plain.replace(" ", "-")
