"""The endpoints, one file a domain; each names the permission it needs."""

from __future__ import annotations

from fastapi import APIRouter

from oblik.api.routes import (
    account,
    audit,
    connections,
    dictionary,
    goals,
    identity,
    identity_rules,
    imports,
    inventory,
    invitations,
    my_sessions,
    overview,
    profiles,
    quarantine,
    recipes,
    search,
    second_factor,
    session,
    setup,
    sources,
    stream,
    system,
    tokens,
    uploads,
    users,
    workspace,
)

ROUTERS: tuple[APIRouter, ...] = (
    session.router,
    account.router,
    my_sessions.router,
    second_factor.router,
    tokens.router,
    users.router,
    invitations.router,
    audit.router,
    workspace.router,
    overview.router,
    goals.router,
    setup.router,
    profiles.router,
    identity.router,
    identity_rules.router,
    search.router,
    sources.router,
    quarantine.router,
    inventory.router,
    stream.router,
    imports.router,
    uploads.router,
    connections.router,
    recipes.router,
    dictionary.router,
    system.router,
)
"""All of them, in the order of the documentation."""
