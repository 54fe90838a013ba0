"""A request's body, told apart into its events without looking inside them.

The decoder does it in one pass. Where it gives up, because one event holds what it refuses (half of a
surrogate pair, NaN, a thousand nested lists), a slower scan that only follows quotes and brackets finds the
same pieces, so that this one event is refused and not the whole batch.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

import msgspec

from oblik.collect.limits import DEPTH, EVENTS_PER_REQUEST
from oblik.collect.reasons import explain
from oblik.kernel.errors import Invalid


class Head(msgspec.Struct, rename="camel"):
    """What a batch says for all its events."""

    batch: list[msgspec.Raw] | None = None
    context: dict[str, Any] | list[Any] | None = None
    integrations: dict[str, Any] | list[Any] | None = None
    sent_at: str | int | float | None = None


_head = msgspec.json.Decoder(Head)
_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*("?)|[\[\]{}]', re.DOTALL)
_TEXT = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_STEP = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}


def split(body: bytes) -> tuple[Head, Sequence[bytes], bool]:
    """A batch's head, its events as the bytes they came in, and whether some may be nested too deep.

    Raises:
        Invalid: no JSON, no object, no list in `batch`, or more than 2,500 events.
    """
    deep = False
    try:
        head = _head.decode(body)
        items = None if head.batch is None else list(map(bytes, head.batch))
        if items and _may_be_deep(body, items):
            # Whether the decoder copes with a thousand levels depends on the stack it runs on; the scan's
            # answer does not.
            deep = True
            head, items = _scan(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        deep = True
        head, items = _rescued(body, error)
    if items is None:
        raise Invalid("Expected a list of events in `batch`, got none.", code="no_batch")
    if len(items) > EVENTS_PER_REQUEST:
        raise Invalid(
            f"Expected at most {EVENTS_PER_REQUEST} events in one batch, got {len(items)}.",
            code="too_many_events",
        )
    return head, items, deep


def is_deep(raw: bytes) -> bool:
    """Whether objects and lists are nested more than 200 deep."""
    return _brackets(raw) > DEPTH and depth(raw) > DEPTH


def _brackets(raw: bytes) -> int:
    """How many objects and lists begin, at most: those inside strings count too. Looking beats counting."""
    return raw.count(b"{") + (raw.count(b"[") if b"[" in raw else 0)


def depth(raw: bytes) -> int:
    """How deep objects and lists are nested, strings left aside."""
    steps = _TEXT.sub(b"", raw).translate(None, _NOT_BRACKETS)
    return max(accumulate(map(_STEP.__getitem__, steps)), default=0)


def _may_be_deep(body: bytes, items: list[bytes]) -> bool:
    if max(map(_brackets, items)) > DEPTH:
        return True
    around = (
        len(body) - sum(map(len, items)) - 2 * len(items)
    )  # bytes that are neither events nor the commas between
    return around > DEPTH and _brackets(body) - sum(map(_brackets, items)) > DEPTH


def _rescued(body: bytes, error: Exception) -> tuple[Head, list[bytes] | None]:
    try:
        return _scan(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError):
        if isinstance(error, RecursionError):
            raise Invalid(f"Expected at most {DEPTH} nested levels, got more.", code="bad_json") from error
        refused = explain(error, b"")
        raise Invalid(refused.message, code=refused.code) from error


def _scan(body: bytes) -> tuple[Head, list[bytes] | None]:
    """The batch with `{}` in each event's place is decoded as usual; the events are cut out of the body."""
    spans = _Spans(body)
    skeleton = spans.blanked()
    if is_deep(skeleton):
        raise Invalid(f"Expected at most {DEPTH} nested levels, got more.", code="bad_json")
    head = _head.decode(skeleton)
    if head.batch is None:
        return head, None
    cut = iter(spans.of_last_batch())
    return head, [next(cut, b"") if item == b"{}" else item for item in map(bytes, head.batch)]


@dataclass
class _Spans:
    """Where the objects and lists inside the top-level list `batch` begin and end."""

    body: bytes
    found: list[tuple[int, int]] = field(default_factory=list)
    last_batch: int = 0  # index of the first one of the last `batch`, which is the one that counts

    def __post_init__(self) -> None:
        level, start, key, inside = 0, 0, b"", False
        for token in _TOKEN.finditer(self.body):
            first = token[0][0]
            if first == ord('"'):
                if not token[1]:
                    raise ValueError("a string without an end")
                key = token[0] if level == 1 else key
                continue
            level += _STEP[first]
            opens = first in b"[{"
            if opens and level == 2:
                inside = first == ord("[") and _named_batch(key)
                self.last_batch = len(self.found) if inside else self.last_batch
            elif opens and level == 3:
                start = token.start()
            elif not opens and level == 2 and inside:
                self.found.append((start, token.end()))
        if level:
            raise ValueError("brackets do not match")

    def blanked(self) -> bytes:
        """The body with `{}` in the place of each span."""
        pieces, at = [], 0
        for start, end in self.found:
            pieces += [self.body[at:start], b"{}"]
            at = end
        return b"".join([*pieces, self.body[at:]])

    def of_last_batch(self) -> list[bytes]:
        return [self.body[start:end] for start, end in self.found[self.last_batch :]]


def _named_batch(key: bytes) -> bool:
    try:
        return bool(msgspec.json.decode(key) == "batch")
    except msgspec.DecodeError:
        return False
