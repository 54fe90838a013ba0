"""Golden files: for each kind a file as shops have them, its mapping, and the calls that must come of it.

`OBLIK_GOLDEN=write pytest tests/imports/test_golden.py` writes them anew; the difference is then for a
person to read.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from imports.shop import Shop

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("kind", ["profiles", "events", "orders", "messages"])
def test_a_file_becomes_the_calls_it_always_became(shop: Shop, kind: str) -> None:
    """The calls, and the rows that were rejected with their reasons, are those of the golden file."""
    result = shop.imports(GOLDEN / f"{kind}.csv", (GOLDEN / f"{kind}.yaml").read_text())
    problems = [f"row {p['row']}, {p['column']}: {p['reason']}" for p in result.problems]
    found = json.dumps({"calls": shop.calls(), "rejected": problems}, ensure_ascii=False, indent=1) + "\n"
    expected = GOLDEN / f"{kind}.json"
    if os.environ.get("OBLIK_GOLDEN") == "write":
        expected.write_text(found)
    assert found == expected.read_text()
