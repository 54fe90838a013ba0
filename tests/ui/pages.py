"""Every page there is, by its address. A page that the router knows and this list does not fails a test."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ui.server import Server
from ui.shop import HANNA

ROOT = Path(__file__).parents[2]
ROUTER = ROOT / "ui" / "src" / "app" / "router.tsx"
_ROUTE = re.compile(r"path: '([^']+)'")


def every_page(server: Server) -> Iterator[tuple[str, str]]:
    """The route and the address of each page, and of each tab, with something on it."""
    person = server.person(f"email:{HANNA}")
    run = server.get("/imports")["items"][0]["id"]
    yield "/", "/"
    yield "/setup", "/setup"
    yield "/goals", "/goals"
    yield "/inventory", "/inventory"
    yield "/customers", "/customers"
    yield "/customers", "/customers?q=nobody-at-all"
    yield "/customers/$id", f"/customers/{person}"
    yield "/customers/$id", f"/customers/{person}?tab=facts"
    yield "/customers/$id", f"/customers/{person}?tab=identity"
    yield "/sources", "/sources"
    yield "/sources", "/sources?create=true"
    for tab in ("connect", "live", "ledger", "quarantine", "settings"):
        yield "/sources/$name", f"/sources/default?tab={tab}"
    yield "/imports", "/imports"
    yield "/imports/new", "/imports/new"
    yield "/imports/$id", f"/imports/{run}"
    recipe = server.get("/recipes")["items"][0]["id"]
    yield "/imports/recipes/$id", f"/imports/recipes/{recipe}"
    yield "/dictionary", "/dictionary"
    yield "/dictionary", "/dictionary?tab=traits"
    yield "/dictionary", "/dictionary?tab=rules"
    yield "/quality", "/quality"
    yield "/quality", "/quality?tab=past"
    yield "/dictionary/events/$name", "/dictionary/events/Order%20Completed"
    yield "/settings/people", "/settings/people"
    yield "/settings/people", "/settings/people?tab=roles"
    yield "/settings/tokens", "/settings/tokens"
    yield "/settings/audit", "/settings/audit"
    yield "/settings/identity", "/settings/identity"
    yield "/settings/workspace", "/settings/workspace"
    yield "/settings/account", "/settings/account"
    yield "/secure", "/secure"  # leads home whoever has nothing to do there
    yield "/invitation", _invitation(server)
    yield "/login", "/login"
    yield "", "/no-such-page"


def _invitation(server: Server) -> str:
    """The address of an invitation that is open."""
    (found, *_) = server.get("/invitations")["items"]
    link: str = server.post(f"/invitations/{found['id']}/renew", {})["link"]
    return link.removeprefix(server.url)


def routes() -> set[str]:
    """What the router of the UI knows."""
    return set(_ROUTE.findall(ROUTER.read_text()))
