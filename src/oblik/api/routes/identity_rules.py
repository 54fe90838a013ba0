"""The rules of identity, read and changed by people, and applying them to the whole history."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from oblik.api.access import may
from oblik.api.frame import InFrame, Use
from oblik.api.models.identity import (
    IdentityPreview,
    IdentityRules,
    IdentityRulesChange,
    NamespaceRules,
    Rebuild,
    RebuildRequested,
)
from oblik.api.services import Document
from oblik.govern import audit, masking
from oblik.govern.actor import Actor
from oblik.identity import repository as identity
from oblik.identity.revision import revised
from oblik.identity.rules import Rules
from oblik.kernel.errors import Conflict

router = APIRouter(prefix="/api", tags=["settings"])

Reader = Annotated[Actor, Depends(may("settings.read"))]
Editor = Annotated[Actor, Depends(may("settings.edit"))]


@router.get("/identity/rules", dependencies=[Depends(may("settings.read"))])
def get_identity_rules(frame: InFrame) -> IdentityRules:
    """What identifies a person, and what happens when two people meet on one identifier."""
    with frame.services.state.read() as conn:
        return IdentityRules.of(*identity.dated_rules(conn))


@router.put("/identity/rules")
def update_identity_rules(frame: InFrame, who: Editor, asked: IdentityRulesChange) -> IdentityRules:
    """Saves the next version of the rules. Events that arrive from now on follow it, the history after a
    rebuild."""
    now = frame.now()
    with frame.services.state.write() as conn:
        before, at = identity.dated_rules(conn)
        after = _revised(before, asked)
        if after is before:
            return IdentityRules.of(before, at)
        identity.save_rules(conn, after, now)
        old, new = audit.changed(*_sides(before, after))
        audit.record(
            conn,
            at=now,
            who=who,
            action="identity_rules.update",
            object="identity_rules",
            before=old,
            after=new,
        )
    return IdentityRules.of(after, now)


@router.post("/identity/rules/preview", status_code=202)
def preview_identity_rules(frame: InFrame, who: Editor, asked: IdentityRulesChange) -> IdentityPreview:
    """Begins to work out who would merge and who would split under these rules. Nothing is saved; a preview that
    runs is stopped."""
    with frame.services.state.read() as conn:
        wanted = _revised(identity.current_rules(conn), asked)
    return _shown(who, frame.services.previews.request(wanted))


@router.get("/identity/rules/preview")
def get_identity_preview(services: Use, who: Reader) -> IdentityPreview:
    """The latest preview: how far it is, and its result once it is done."""
    return _shown(who, services.previews.latest())


@router.delete("/identity/rules/preview")
def stop_identity_preview(services: Use, who: Editor) -> IdentityPreview:
    """Stops the preview that runs."""
    return _shown(who, services.previews.stop())


@router.get("/rebuild", dependencies=[Depends(may("settings.read"))])
def get_rebuild(frame: InFrame) -> Rebuild:
    """Whether a rebuild is under way, and how many events it has done."""
    with frame.services.state.read() as conn:
        progress = frame.services.rebuilds.progress(conn)
    done, total = progress or (0, 0)
    return Rebuild(running=progress is not None, done=done, total=total)


@router.post("/rebuild", status_code=202)
def request_rebuild(frame: InFrame, who: Editor) -> RebuildRequested:
    """Asks for identities, profiles and figures to be derived again from the whole history, under the rules
    of now."""
    with frame.services.state.write() as conn:
        frame.services.rebuilds.request(conn)
        after = {"requested": True}
        audit.record(conn, at=frame.now(), who=who, action="rebuild.request", object="rebuild", after=after)
    return RebuildRequested(requested=True)


def _shown(who: Actor, preview: Document) -> IdentityPreview:
    mask = (lambda document: document) if who.sees_personal else masking.identity_preview
    return IdentityPreview.model_validate(mask(preview))


def _revised(current: Rules, asked: IdentityRulesChange) -> Rules:
    _expect(current, asked.version)
    return revised(current, [n.namespace() for n in asked.namespaces], asked.other.namespace())


def _expect(current: Rules, version: int) -> None:
    if version != current.version:
        raise Conflict(
            f"These rules were changed meanwhile: expected version {current.version}, got {version}. Read them again.",
            code="stale_version",
            version=current.version,
        )


def _sides(before: Rules, after: Rules) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both, namespace by namespace; what is only in one of them is None in the other."""
    old, new = _by_name(before), _by_name(after)
    return old, {name: new.get(name) for name in {**old, **new}}


def _by_name(rules: Rules) -> dict[str, Any]:
    named = {f"namespaces.{n.name}": NamespaceRules.of(n).model_dump() for n in rules.namespaces}
    return {"version": rules.version, **named, "other": NamespaceRules.of(rules.other).model_dump()}
