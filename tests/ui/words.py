"""What the UI says in each language, read from its own messages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

LOCALES = Path(__file__).parents[2] / "ui" / "src" / "locales"
_PATTERN = re.compile(r"\{\{|\{\w+\}|\{\w+, ?(?:plural|select|number)|\[object Object\]|\bNaN\b|Invalid Date")


@cache
def messages(language: str) -> dict[str, str]:
    """Every message by its key, such as `customers.columns.name`."""
    files = (LOCALES / language).glob("*.json")
    return dict(pair for file in files for pair in _flat(file.stem, json.loads(file.read_text())))


def _flat(key: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield key, value
        return
    for name, below in value.items():
        yield from _flat(f"{key}.{name}", below)


def slips(text: str, language: str) -> list[str]:
    """What a page must not show: keys, unfilled patterns, and sentences of another language."""
    said = {line.strip() for line in text.splitlines()}
    keys = said & messages("en").keys()
    return sorted([*keys, *_PATTERN.findall(text), *(said & _english_only(language))])


@cache
def _english_only(language: str) -> frozenset[str]:
    """English messages of several words that this language says otherwise."""
    own = messages(language)
    return frozenset(
        said for key, said in messages("en").items() if " " in said and "{" not in said and own[key] != said
    )
