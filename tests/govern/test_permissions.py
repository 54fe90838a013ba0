"""The table of who may do what."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from oblik.govern.permissions import NAMES, PERMISSIONS, ROLES, may_give, permissions_of

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "access.md"


def test_every_permission_is_given_to_somebody_and_all_to_the_owner() -> None:
    """A permission that the table forgets would lock everyone out."""
    assert ROLES.keys() == NAMES.keys()
    assert ROLES["owner"].permissions == PERMISSIONS.keys()
    assert all(role.permissions <= PERMISSIONS.keys() for role in ROLES.values())


@pytest.mark.parametrize("role", [role for role in ROLES if role != "owner"])
def test_rights_that_imply_others(role: str) -> None:
    """Whoever changes something sees it; whoever reads the audit, which quotes customers, sees them
    unmasked."""
    held = permissions_of(role)
    implied = {
        "customers.edit": {"customers.read", "customers.personal"},
        "customers.merge": {"customers.read", "customers.personal"},
        "customers.personal": {"customers.read"},
        "sources.edit": {"sources.read"},
        "goals.edit": {"overview.read"},
        "inventory.edit": {"sources.read"},
        "imports.run": {"imports.read"},
        "connections.edit": {"imports.read", "imports.run"},
        "settings.edit": {"settings.read"},
        "users.edit": {"users.read"},
        "audit.read": {"customers.personal", "users.read"},
    }
    for permission, needed in implied.items():
        assert permission not in held or needed <= held, permission


def test_only_an_owner_makes_an_owner() -> None:
    """Nobody else gives a role that may do more than theirs."""
    assert [giver for giver in ROLES if may_give(giver, "owner")] == ["owner"]
    assert may_give("administrator", "administrator")
    assert not may_give("developer", "support")
    assert not may_give("owner", "emperor")
    assert permissions_of("emperor") == frozenset()


def test_the_guide_shows_the_table_as_it_is() -> None:
    """Documentation that is generated cannot be out of date: run with OBLIK_GOLDEN=write after a change."""
    rows = [_row(key) for key in PERMISSIONS]
    table = "\n".join(["| | " + " | ".join(NAMES.values()) + " |", "|---|" + ":-:|" * len(NAMES), *rows])
    start, end = "<!-- table of roles -->\n", "\n<!-- end of table -->"
    guide = GUIDE.read_text()
    before, _, rest = guide.partition(start)
    shown, found, after = rest.partition(end)
    assert found, "the guide has no place for the table"
    if os.environ.get("OBLIK_GOLDEN") == "write":
        GUIDE.write_text(before + start + table + end + after)
        return
    assert shown == table


def _row(permission: str) -> str:
    marks = ["✓" if permission in role.permissions else "" for role in ROLES.values()]
    said = PERMISSIONS[permission].rstrip(".")
    return f"| {said} (`{permission}`) | " + " | ".join(marks) + " |"
