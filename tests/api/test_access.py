"""Every endpoint asks who is there, and answers only those who may."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from api.conftest import House
from api.shop import ANN_ID, IMPORT_ID, MERGE_ID
from oblik.api.access import May, anyone
from oblik.api.routes import ROUTERS
from oblik.govern.permissions import NAMES, ROLES
from oblik.kernel import ids

ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
OPEN = {"sign_in", "look_at_invitation", "accept_invitation", "healthz", "readyz", "metrics"}
ANYBODY_KNOWN = {
    "sign_out",
    "get_me",
    "update_me",
    "list_tokens",
    "create_token",
    "delete_token",
    "list_roles",
    "list_sessions",
    "end_session",
    "end_other_sessions",
    "get_second_factor",
    "begin_second_factor",
    "confirm_second_factor",
    "renew_recovery_codes",
    "remove_second_factor",
}
UNENROLLED = {
    "sign_out",
    "get_me",
    "update_me",
    "get_second_factor",
    "begin_second_factor",
    "confirm_second_factor",
    "renew_recovery_codes",
    "remove_second_factor",
}

ANN = ids.show(ANN_ID)
BODIES: dict[str, dict[str, Any]] = {
    "sign_in": {"json": {"email": "owner@example.com", "password": "wrong"}},
    "update_me": {"json": {"theme": "dark"}},
    "create_token": {"json": {"name": "one more"}},
    "create_user": {
        "json": {"email": "new@example.com", "name": "New", "role": "viewer", "password": "long enough"}
    },
    "update_user": {"json": {"name": "Other"}},
    "create_invitation": {"json": {"email": "guest@example.com", "role": "viewer"}},
    "look_at_invitation": {"json": {"key": "k" * 43}},
    "accept_invitation": {"json": {"key": "k" * 43, "name": "Guest", "password": "long enough"}},
    "begin_second_factor": {"json": {"password": "wrong"}},
    "confirm_second_factor": {"json": {"code": "000000"}},
    "renew_recovery_codes": {"json": {"password": "wrong"}},
    "remove_second_factor": {"json": {"password": "wrong"}},
    "update_workspace": {"json": {"name": "Shop"}},
    "update_identity_rules": {
        "json": {
            "version": 1,
            "namespaces": [{"name": "user_id", "priority": 100, "limit": 1, "paths": ["userId"]}],
            "other": {"name": "other", "priority": 50},
        }
    },
    "preview_identity_rules": {
        "json": {
            "version": 1,
            "namespaces": [{"name": "user_id", "priority": 100, "limit": 1, "paths": ["userId"]}],
            "other": {"name": "other", "priority": 50},
        }
    },
    "set_traits": {"json": {"traits": {"vip": False}}},
    "set_consent": {
        "json": {
            "channel": "email",
            "topic": "offers",
            "state": "withdrawn",
            "proof": {"where": "phone call", "text_version": "1"},
        }
    },
    "unmerge": {"json": {"merge": ids.show(MERGE_ID)}},
    "create_source": {"json": {"name": "till", "kind": "http"}},
    "update_source": {"json": {"label": "Other"}},
    "create_goal": {
        "json": {"name": "More", "metric": "orders", "baseline": 10, "target": 20, "due": "2027-01-01"}
    },
    "update_goal": {"json": {"name": "Even more"}},
    "create_system": {"json": {"name": "Cash desk"}},
    "update_system": {"json": {"owner": "Ann"}},
    "replay_quarantine": {"json": {}},
    "discard_quarantined": {"json": {}},
    "restore_quarantined": {"json": {}},
    "mend_quarantined": {"json": {"raw": {}}},
    "create_import": {"files": {"file": ("a.csv", b"email\n")}, "data": {"as": "profiles"}},
    "preview_import": {"json": {"upload": ids.show(1), "map": "as: profiles"}},
    "create_upload": {"json": {"name": "a.csv", "size": 10}},
    "put_upload_part": {"params": {"offset": 0}, "content": b"email"},
    "update_upload": {"json": {"map": "as: profiles"}},
    "create_connection": {"json": {"name": "a", "kind": "url", "settings": {"url": "https://shop.example/"}}},
    "check_connection": {"json": {"kind": "url", "settings": {"url": "http://10.0.0.1/"}}},
    "update_connection": {"json": {"name": "b"}},
    "fetch_from_connection": {"json": {}},
    "create_recipe": {"json": {"name": "a", "map": "as: profiles"}},
    "update_recipe": {"json": {"enabled": False}},
    "revert_recipe": {"json": {"version": 1}},
    "guess_import": {"files": {"file": ("a.csv", b"email\n")}},
    "update_arrival_rules": {
        "json": {"version": 0, "rules": [{"id": "a", "kind": "drop_property", "property": "card"}]}
    },
    "preview_arrival_rules": {"json": {"rules": [{"id": "a", "kind": "drop_property", "property": "card"}]}},
    "update_dictionary_event": {"json": {"description": "Said."}},
    "update_dictionary_property": {"json": {"event": "", "name": "plan", "description": "Said."}},
    "update_event_schema": {"json": {"since": 0, "expected": {"properties": [{"name": "total"}]}}},
    "refuse_event": {"json": {"refused": True}},
    "request_removal": {"json": {"block": True}},
    "acknowledge_finding": {"json": {"hours": 24}},
}
IDS = {"imports": ids.show(IMPORT_ID), "profiles": ANN}


def guards(dependant: Dependant) -> list[Any]:
    """What stands before an endpoint, however deep."""
    own = [one.call for one in dependant.dependencies if isinstance(one.call, May) or one.call is anyone]
    return own + [guard for one in dependant.dependencies for guard in guards(one)]


def permission(route: APIRoute) -> str | None:
    """The permission that an endpoint names; None for one that asks less."""
    named = {guard.permission for guard in guards(route.dependant) if isinstance(guard, May)}
    return next((name for name in named if name is not None), None)


def ask(client: httpx.Client, route: APIRoute) -> httpx.Response:
    """Calls an endpoint with what it needs."""
    kind = route.path.split("/")[2] if route.path.count("/") > 1 else ""
    path = route.path.replace("{id}", IDS.get(kind, ids.show(1))).replace("{name:path}", "Nothing")
    path = path.replace("{version}", "0")
    path = re.sub(r"\{name\}", "shop", path).replace("{session_id}", "0" * 16)
    method = next(iter(route.methods))
    return client.request(method, path, **BODIES.get(route.name, {}))


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_every_endpoint_names_who_may_call_it(route: APIRoute) -> None:
    """An endpoint without a guard, or one that is open or open to anybody known beyond the list, is a
    mistake."""
    found = guards(route.dependant)
    assert found, f"{route.name} names no permission"
    if route.name in OPEN:
        assert anyone in found
    elif route.name in ANYBODY_KNOWN:
        assert permission(route) is None
        assert anyone not in found
    else:
        assert permission(route) is not None
    unenrolled = any(isinstance(guard, May) and guard.unenrolled for guard in found)
    assert unenrolled is (route.name in UNENROLLED)


def test_every_role_is_answered_exactly_where_the_table_says(house: House) -> None:
    """Each endpoint is called as each role: 403 without its permission, and never 401 or 403 with it."""
    clients = {role: house.with_token(role) for role in NAMES}
    wrong = []
    for route in ROUTES:
        needed = permission(route)
        if needed is None or route.name == "update_user":  # whom one may change is a story of its own
            continue
        for role, client in clients.items():
            status = ask(client, route).status_code
            may = needed in ROLES[role].permissions
            if (status == 403) is may or status in (401, 422) or status >= 500:
                wrong.append((route.name, role, status))
    assert wrong == []


def test_nobody_is_answered_nothing(house: House) -> None:
    """Without a session or a token everything but the open endpoints is a 401 that says how to come in."""
    for route in ROUTES:
        if route.name in OPEN:
            continue
        answer = ask(house.client(), route)
        assert answer.status_code == 401, route.name
        assert answer.json()["code"] == "unauthenticated"
        assert answer.headers["www-authenticate"] == "Bearer"


def test_a_form_on_another_site_changes_nothing(house: House) -> None:
    """With a session's cookie but without the header that no foreign form can set, every change is
    refused."""
    client = house.signed_in("owner")
    del client.headers["X-Oblik"]
    for route in ROUTES:
        if route.name in OPEN or route.methods == {"GET"}:
            continue
        answer = ask(client, route)
        assert (answer.status_code, answer.json()["code"]) == (403, "csrf"), route.name


def test_operation_ids_are_unique_and_short(house: House) -> None:
    """They become the names in generated clients."""
    paths = house.client().get("/api/openapi.json").json()["paths"]
    names = [operation["operationId"] for path in paths.values() for operation in path.values()]
    assert len(names) == len(set(names)) == len(ROUTES)
    assert all(len(name) < 30 for name in names)
