"""Examples in Markdown: fenced blocks marked `run`, and what they answer.

    ```sh run           is executed; so are python and javascript
    ```json answer      must be found in what the block before it printed: every key and item shown here
    ```text answer      must stand in what the block before it printed, line by line

An example is written for a server at http://localhost:8000 and reads its keys from the environment.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FENCE = re.compile(r"^```(\w+) (run|answer)\n(.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Example:
    """A runnable block. `answer` is what must come out, with its language; "" when any success will do."""

    language: str
    code: str
    line: int
    answer_language: str = ""
    answer: str = ""

    def is_answered(self, printed: str) -> bool:
        """Whether `printed` holds the answer."""
        if self.answer_language == "json":
            return holds(_json(printed), json.loads(self.answer))
        return all(line.strip() in printed for line in self.answer.splitlines())


def examples(document: Path) -> Iterator[Example]:
    """The runnable blocks of a document, in order."""
    waiting: Example | None = None
    text = document.read_text()
    for match in _FENCE.finditer(text):
        language, kind, body = match.groups()
        if kind == "answer":
            assert waiting is not None, f"{document.name}: an answer without an example"
            yield Example(waiting.language, waiting.code, waiting.line, language, body)
            waiting = None
            continue
        if waiting is not None:
            yield waiting
        waiting = Example(language, body, text.count("\n", 0, match.start()) + 1)
    if waiting is not None:
        yield waiting


def holds(whole: Any, part: Any) -> bool:
    """Whether `part` is in `whole`: objects may have more keys, lists more items, in any order."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(k in whole and holds(whole[k], v) for k, v in part.items())
    if isinstance(part, list):
        return isinstance(whole, list) and all(any(holds(w, p) for w in whole) for p in part)
    return bool(whole == part)


def _json(printed: str) -> Any:
    try:
        return json.loads(printed)
    except ValueError:
        return None
