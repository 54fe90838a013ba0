"""Golden file: requests as SDKs send them, and every field of the events that must come of them.

`OBLIK_GOLDEN=write pytest tests/collect/test_golden.py` writes it anew; the difference is then for a person to read.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import msgspec

from oblik.collect.enrich import enrich, open_lookups
from oblik.collect.event import Envelope, Event
from oblik.collect.wire import decode

GOLDEN = Path(__file__).parent / "golden"
NOW = 1_795_000_000_000


def outcome(request: dict[str, Any]) -> list[dict[str, Any]]:
    """The items of one request, without the fields that say nothing."""
    envelope = Envelope(
        NOW,
        request["kind"],
        request.get("ip", ""),
        request.get("user_agent", ""),
        "",
        json.dumps(request["body"]).encode(),
    )
    items = decode(envelope, 7, 1)
    enrich([item for item in items if isinstance(item, Event)], envelope, open_lookups())
    shown = (msgspec.to_builtins(item, builtin_types=(bytes,)) for item in items)
    return [
        {name: _text(value) for name, value in item.items() if value not in ("", b"", None, [], {}, ())}
        for item in shown
    ]


def _text(value: Any) -> Any:
    return value.decode() if isinstance(value, bytes) else value


def test_what_sdks_send_becomes_the_events_it_always_became() -> None:
    """Field by field, those that were refused with their reasons."""
    requests = json.loads((GOLDEN / "requests.json").read_text(encoding="utf-8"))
    found = json.dumps({r["name"]: outcome(r) for r in requests}, ensure_ascii=False, indent=1) + "\n"
    expected = GOLDEN / "events.json"
    if os.environ.get("OBLIK_GOLDEN") == "write":
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")
