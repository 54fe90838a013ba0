"""Before anything is imported: what cleaning does to the file's own values, and what an import would do to people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engines.fixtures import Engines
from imports.shop import Shop
from oblik.collect.imports.mapping import read_mapping
from oblik.collect.imports.preview import preview
from stories.world import World

MAPPING = """as: profiles
source: crm
columns: {name: Name, spent: {from: Spent, clean: [number]}, birthday: {from: Born, otherwise: empty}}
identifiers: {email: Mail, phone: {from: Phone, otherwise: empty}}
region: UA
format: {decimal: ","}
"""


def _rows(count: int) -> str:
    lines = [
        f"P{i}@Example.com; Ann  B ;1 250,5;{'17.05.1990' if i % 50 else 'soon'};{'000-00-00' if i % 5 == 0 else ''}"
        for i in range(count)
    ]
    return "Mail;Name;Spent;Born;Phone\n" + "\n".join([*lines, *lines[:12], ""])


def _seen(tmp_path: Path) -> dict[str, Any]:
    path = tmp_path / "people.csv"
    path.write_text(_rows(100))
    return preview(path, read_mapping(MAPPING), "UTC", tmp_path)


def test_each_column_shows_before_and_after_and_what_cannot_be_cleaned(tmp_path: Path) -> None:
    """On values of the file itself, the troublesome first."""
    columns = {column["target"]: column for column in _seen(tmp_path)["columns"]}
    assert columns["email"]["examples"][0] == {
        "before": "P0@Example.com",
        "after": "p0@example.com",
        "problem": None,
        "code": None,
    }
    assert columns["spent"]["examples"][0] == {
        "before": "1 250,5",
        "after": 1250.5,
        "problem": None,
        "code": None,
    }
    assert columns["name"]["examples"][0]["after"] == "Ann B"
    assert columns["birthday"]["filled"] > 0.9
    assert columns["spent"]["unclean"] == 0.0


def test_an_identifier_that_repeats_or_is_mostly_missing_is_warned_of(tmp_path: Path) -> None:
    """A shared placeholder would make many people one; a column that is empty finds nobody."""
    email, phone = _seen(tmp_path)["identifiers"]
    assert (email["namespace"], email["distinct"], email["warnings"]) == ("email", 100, ["repeats"])
    assert round(email["repeats"], 2) == 0.11
    assert phone["warnings"] == ["repeats", "placeholder", "empty"]
    assert phone["common"]["count"] > 20


def test_what_a_dry_run_says_of_people_is_what_the_import_then_does(
    embedded: Engines, tmp_path: Path
) -> None:
    """New, changed, merged and unchanged people are counted against whoever is there, and come out so."""
    shop, world = Shop(embedded), World(embedded)
    world.send(
        {"type": "identify", "userId": "u1", "traits": {"email": "ann@example.com", "name": "Ann"}},
        {"type": "identify", "userId": "u2", "traits": {"email": "bob@example.com", "name": "Bob"}},
        {"type": "identify", "anonymousId": "c1", "traits": {"phone": "+380501112233"}},
        {"type": "identify", "userId": "u4", "traits": {"email": "dan@example.com", "name": "Dan"}},
    )
    world.run()
    path = tmp_path / "people.csv"
    path.write_text(
        "Mail,Name,Phone\nann@example.com,Ann,\nbob@example.com,Robert,\neve@example.com,Eve,\n"
        "dan@example.com,Dan,+380501112233\neve@example.com,Eve,+380671112233\nfay@example.com,Fay,\n"
    )
    mapping = "as: profiles\nsource: crm\ncolumns: {name: Name}\nidentifiers: {email: Mail, phone: Phone}"
    before = world.people()
    shop.clock.advance(seconds=3600)
    tried = shop.imports(path, mapping, dry_run=True).progress.effect
    assert tried is not None
    assert tried["people"] == {"new": 2, "changed": 2, "merged": 1, "same": 1, "events": 6, "complete": True}
    assert tried["events"] == {"new": 6, "known": 0, "refused": 0}
    assert world.people() == before
    shop.imports(path, mapping)
    world.run()
    after = world.people()
    assert len(after.keys() - before.keys()) == 2
    assert len(before.keys() - after.keys()) == 1
    again = shop.imports(path, mapping, dry_run=True).progress.effect
    assert again is not None
    assert again["people"] == {"new": 0, "changed": 0, "merged": 0, "same": 0, "events": 0, "complete": True}
    assert again["events"]["known"] == 6
