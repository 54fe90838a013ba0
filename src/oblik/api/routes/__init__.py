"""The endpoints, one file a domain; each names the permission it needs."""

from __future__ import annotations

from fastapi import APIRouter

from oblik.api.routes import (
    account,
    audit,
    dictionary,
    identity,
    identity_rules,
    imports,
    invitations,
    my_sessions,
    overview,
    profiles,
    quarantine,
    search,
    second_factor,
    session,
    sources,
    stream,
    system,
    tokens,
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
    profiles.router,
    identity.router,
    identity_rules.router,
    search.router,
    sources.router,
    quarantine.router,
    stream.router,
    imports.router,
    dictionary.router,
    system.router,
)
"""All of them, in the order of the documentation."""
