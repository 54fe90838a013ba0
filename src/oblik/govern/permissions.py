"""Which role may do what: one table, read by the API, the UI and the documentation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PERMISSIONS: Final[dict[str, str]] = {
    "overview.read": "See the overview and its figures.",
    "customers.read": "See customers, their history and why their records are one person.",
    "customers.personal": "See e-mail addresses, phone numbers, names and addresses unmasked.",
    "customers.edit": "Correct traits and record consents.",
    "customers.merge": "Take merges of customers back.",
    "goals.edit": "Set goals and change them.",
    "sources.read": "See sources, their ledgers and what they had rejected.",
    "sources.edit": "Make and change sources, see and rotate their keys, replay what was rejected.",
    "sources.stream": "Watch events as they arrive.",
    "inventory.edit": "Write down which systems the shop has and who answers for them.",
    "imports.read": "See imports and their results.",
    "imports.run": "Import files, keep recipes and run them.",
    "connections.edit": "Make and change connections to other systems, with their passwords.",
    "dictionary.read": "See which events and properties exist, and how good the data is.",
    "dictionary.edit": "Describe events, say what is expected of them, change them on arrival, acknowledge findings.",
    "dictionary.remove": "Block events, limit how long they are kept, remove them.",
    "settings.read": "See the workspace's settings.",
    "settings.edit": "Change the workspace's settings.",
    "users.read": "See users and everyone's API tokens.",
    "users.edit": "Add and change users, withdraw anyone's API tokens.",
    "audit.read": "See who changed what.",
    "system.read": "See how the server and its engines are.",
}

OWNER: Final = "owner"

NAMES: Final[dict[str, str]] = {
    OWNER: "Owner",
    "administrator": "Administrator",
    "crm_manager": "CRM manager",
    "marketer": "Marketer",
    "analyst": "Analyst",
    "sales": "Sales",
    "support": "Support",
    "developer": "Developer",
    "viewer": "Viewer",
}

# One row a permission, one column a role, in the order of NAMES.
_TABLE = """
                     owner  administrator  crm_manager  marketer  analyst  sales  support  developer  viewer
overview.read        yes    yes            yes          yes       yes      yes    yes      yes        yes
customers.read       yes    yes            yes          yes       yes      yes    yes      yes        yes
customers.personal   yes    yes            yes          -         -        yes    yes      -          -
customers.edit       yes    yes            yes          -         -        yes    yes      -          -
customers.merge      yes    yes            yes          -         -        -      yes      -          -
goals.edit           yes    yes            yes          -         -        -      -        -          -
sources.read         yes    yes            yes          yes       yes      -      -        yes        yes
sources.edit         yes    yes            -            -         -        -      -        yes        -
sources.stream       yes    yes            -            -         yes      -      -        yes        -
inventory.edit       yes    yes            yes          -         -        -      -        yes        -
imports.read         yes    yes            yes          yes       yes      -      -        yes        -
imports.run          yes    yes            yes          -         -        -      -        yes        -
connections.edit     yes    yes            yes          -         -        -      -        yes        -
dictionary.read      yes    yes            yes          yes       yes      -      -        yes        yes
dictionary.edit      yes    yes            yes          -         yes      -      -        yes        -
dictionary.remove    yes    yes            -            -         -        -      -        -          -
settings.read        yes    yes            yes          yes       yes      yes    yes      yes        yes
settings.edit        yes    yes            -            -         -        -      -        -          -
users.read           yes    yes            -            -         -        -      -        -          -
users.edit           yes    yes            -            -         -        -      -        -          -
audit.read           yes    yes            -            -         -        -      -        -          -
system.read          yes    yes            -            -         -        -      -        yes        -
"""


@dataclass(frozen=True, slots=True)
class Role:
    """A role by its key, what people call it, and what it may do."""

    key: str
    name: str
    permissions: frozenset[str]


def _roles() -> dict[str, Role]:
    header, *rows = (line.split() for line in _TABLE.strip().splitlines())
    granted = {key: frozenset(row[0] for row in rows if row[1 + i] == "yes") for i, key in enumerate(header)}
    return {key: Role(key, name, granted[key]) for key, name in NAMES.items()}


ROLES: Final[dict[str, Role]] = _roles()


def permissions_of(role: str) -> frozenset[str]:
    """What a role may do; a role that no longer exists may do nothing."""
    found = ROLES.get(role)
    return found.permissions if found else frozenset()


def may_give(giver: str, role: str) -> bool:
    """Whether someone with the role `giver` may give `role` to a user or a token: nobody gives more than they
    have, and only an owner makes an owner."""
    if role == OWNER:
        return giver == OWNER
    return role in ROLES and permissions_of(role) <= permissions_of(giver)
