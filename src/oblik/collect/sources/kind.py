"""What one kind of source is: its words, its icon, and the code to paste."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from oblik.kernel.errors import Invalid

LANGUAGES: Final = ("en", "uk", "ru")
URL: Final = "{{url}}"
KEY: Final = "{{key}}"
OPTIONS: Final = "{{options}}"


@dataclass(frozen=True, slots=True)
class Snippet:
    """Code that sends events; `{{url}}` and `{{key}}` stand where the address and the write key go, `{{options}}` where the
    tracker is told how to behave."""

    language: str
    title: str
    code: str

    def filled(self, url: str, key: str, options: Mapping[str, object]) -> Snippet:
        """The same, ready to be pasted."""
        code = self.code.replace(URL, url).replace(KEY, key).replace(OPTIONS, json.dumps(options))
        return Snippet(self.language, self.title, code)


@dataclass(frozen=True, slots=True)
class SourceKind:
    """One kind of sender.

    Attributes:
        key: stable, lower case.
        name: by language; at least English, Ukrainian and Russian.
        description: one sentence, by language.
        icon: a name of the Tabler icon set.
        templates: what to paste, with placeholders.
        sends_itself: False for what the product writes and nobody connects.
        steps: what to do, in order, by language; the words between two ` are code.
        options: what the tracker is told where nobody chooses otherwise; empty for kinds without it.
    """

    key: str
    name: Mapping[str, str]
    description: Mapping[str, str]
    icon: str
    templates: tuple[Snippet, ...] = ()
    sends_itself: bool = True
    steps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    options: Mapping[str, object] = field(default_factory=dict)

    def snippets(self, url: str, key: str) -> tuple[Snippet, ...]:
        """What to paste to send to the server at `url` (without a slash at the end) with a write key."""
        return tuple(template.filled(url, key, self.options) for template in self.templates)


def check(kind: SourceKind) -> None:
    """Raises `Invalid` when a word in one of the languages, or the place for the key, is missing."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", kind.key):
        raise Invalid(
            f"Expected a key of lower-case letters, digits and _, got {kind.key!r}.", code="bad_leaf"
        )
    for language in LANGUAGES:
        if not kind.name.get(language) or not kind.description.get(language):
            raise Invalid(
                f"Expected a name and a description in {language} for {kind.key!r}, got none.",
                code="bad_leaf",
            )
    lengths = {len(kind.steps.get(language, ())) for language in LANGUAGES}
    if len(lengths) > 1:
        raise Invalid(
            f"Expected the same steps of {kind.key!r} in every language, got {sorted(lengths)} of them.",
            code="bad_leaf",
        )
    if kind.templates and not any(URL in t.code and KEY in t.code for t in kind.templates):
        raise Invalid(f"Expected {URL} and {KEY} in a snippet of {kind.key!r}, got none.", code="bad_leaf")
