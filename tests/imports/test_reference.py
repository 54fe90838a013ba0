"""The reference of the mapping file tells what the program does."""

from __future__ import annotations

from pathlib import Path

import yaml

from oblik.collect.imports.mapping import mapping_of
from oblik.collect.imports.reference import render

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "mapping.md"


def test_the_page_is_what_the_kinds_and_rules_say() -> None:
    """A new rule or field is in the page: `python -m oblik.collect.imports.reference >
    docs/reference/mapping.md`.
    """
    assert PAGE.read_text() == render()


def test_the_example_on_the_page_is_a_mapping() -> None:
    """What people copy works."""
    example = PAGE.read_text().split("```yaml\n")[1].split("```")[0]
    assert mapping_of(yaml.safe_load(example)).kind == "orders"
