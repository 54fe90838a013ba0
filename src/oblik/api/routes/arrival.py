"""Rules on arrival: read, tried, saved, taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from sqlalchemy import Connection

from oblik.api.access import may
from oblik.api.frame import InFrame
from oblik.api.models.arrival import (
    ArrivalExample,
    ArrivalRules,
    ArrivalRulesChange,
    ArrivalRulesHistory,
    ArrivalRulesTrial,
    ArrivalRulesVersion,
    RulesPreview,
    shown,
    stored,
)
from oblik.api.parameters import Paged
from oblik.collect.arrival import plan as plans
from oblik.collect.arrival import rules as arrival_rules
from oblik.collect.arrival.plan import Plan, Version
from oblik.collect.arrival.rules import AnyRule
from oblik.collect.sources_repository import source_names
from oblik.govern import audit, masking
from oblik.govern.actor import Actor
from oblik.kernel.clock import iso
from oblik.kernel.errors import Conflict, Invalid

router = APIRouter(prefix="/api/dictionary/rules", tags=["dictionary"])

RULES = "rules"

Reader = Annotated[Actor, Depends(may("dictionary.read"))]
Editor = Annotated[Actor, Depends(may("dictionary.edit"))]


@router.get("", dependencies=[Depends(may("dictionary.read"))])
def get_arrival_rules(frame: InFrame) -> ArrivalRules:
    """The rules under which events arrive now."""
    with frame.services.state.read() as conn:
        return _answer(conn, plans.last_change(conn, RULES))


@router.put("")
def update_arrival_rules(frame: InFrame, who: Editor, asked: ArrivalRulesChange) -> ArrivalRules:
    """Saves the next version of the rules. Events that arrive from now on follow it; what is stored stays as it is."""
    with frame.services.state.write() as conn:
        _expect(conn, asked.version)
        return _save(frame, conn, who, _wanted(conn, asked.rules))


@router.post("/preview")
def preview_arrival_rules(frame: InFrame, who: Editor, asked: ArrivalRulesTrial) -> RulesPreview:
    """What these rules would have made of the latest events. Nothing is saved."""
    with frame.services.state.read() as conn:
        wanted = _wanted(conn, asked.rules)
        sources = source_names(conn)
    found = frame.services.trials.rules(wanted)
    examples = [_example(who, each, sources) for each in found["examples"]]
    return RulesPreview.model_validate(found | {"examples": examples})


@router.get("/history")
def list_arrival_rules_history(frame: InFrame, who: Reader, paging: Paged) -> ArrivalRulesHistory:  # noqa: ARG001
    """Every version of the rules, the latest first."""
    with frame.services.state.read() as conn:
        sources = source_names(conn)
        page = plans.history(conn, object=RULES, limit=paging.limit, after=paging.after)
    return ArrivalRulesHistory(
        **paging.render(page, lambda v: ArrivalRulesVersion.model_validate(_fields(v, sources)))
    )


@router.post("/history/{version}/revert")
def revert_arrival_rules(frame: InFrame, who: Editor, version: Annotated[int, Path(ge=0)]) -> ArrivalRules:
    """Saves an earlier version of the rules as the next one; 0 is none at all."""
    with frame.services.state.write() as conn:
        return _save(frame, conn, who, plans.of(conn, version).rules)


def _save(frame: InFrame, conn: Connection, who: Actor, wanted: tuple[AnyRule, ...]) -> ArrivalRules:
    before = plans.current(conn)
    if wanted == before.rules:
        return _answer(conn, plans.last_change(conn, RULES))
    after = Plan(version=before.version, rules=wanted, events=before.events)
    at = frame.now()
    plans.save(conn, before, after, object=RULES, who=who.label, at=at)
    sources = source_names(conn)
    old, new = ({r.id: shown(r, sources) for r in rules} for rules in (before.rules, wanted))
    changed_before, changed_after = audit.changed(old, {key: new.get(key) for key in {**old, **new}})
    audit.record(
        conn,
        at=at,
        who=who,
        action="arrival_rules.update",
        object="arrival_rules",
        before=changed_before,
        after=changed_after,
    )
    return _answer(conn, plans.last_change(conn, RULES))


def _wanted(conn: Connection, asked: Sequence[Any]) -> tuple[AnyRule, ...]:
    ids = {name: i for i, name in source_names(conn).items()}
    said = [stored(rule, ids) for rule in asked]
    for index, rule in enumerate(said):
        if rule["source"] < 0:
            raise Invalid(
                f"Expected the name of a source, got {asked[index].source!r}.",
                code="unknown_source",
                field=f"rules.{index}.source",
            )
    wanted = plans.rules_from(said)
    arrival_rules.check(wanted)
    return wanted


def _expect(conn: Connection, version: int) -> None:
    last = plans.last_change(conn, RULES)
    current = last.plan.version if last else 0
    if version != current:
        raise Conflict(
            f"These rules were changed meanwhile: expected version {current}, got {version}. Read them again.",
            code="stale_version",
            version=current,
        )


def _answer(conn: Connection, version: Version | None) -> ArrivalRules:
    return ArrivalRules.model_validate(_fields(version, source_names(conn)))


def _fields(version: Version | None, sources: Mapping[int, str]) -> dict[str, Any]:
    if version is None:
        return {"version": 0, "saved_at": None, "who": None, "rules": []}
    return {
        "version": version.plan.version,
        "saved_at": iso(version.at),
        "who": version.who,
        "rules": [shown(rule, sources) for rule in version.plan.rules],
    }


def _example(who: Actor, example: dict[str, Any], sources: Mapping[int, str]) -> ArrivalExample:
    said = example | {
        "source": sources.get(example["source_id"]),
        "received_at": iso(example["received_at"]),
        "changes": [{"what": "", "was": None, "now": None} | change for change in example["changes"]],
    }
    return ArrivalExample.model_validate(said if who.sees_personal else masking.arrival_example(said))
