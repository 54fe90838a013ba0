"""The data-quality board: what is wrong now, how good the data is, and what was wrong before."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import Connection

from oblik.api import dictionary
from oblik.api.access import may
from oblik.api.frame import InFrame
from oblik.api.models.quality import (
    Acknowledgement,
    Completeness,
    Finding,
    FindingPage,
    Findings,
    QualityBoard,
    QualitySummary,
    Share,
    SourceFreshness,
)
from oblik.api.parameters import Paged, ShownId, id_of
from oblik.collect.ledger import HOUR_MS
from oblik.collect.sources_repository import source_names
from oblik.govern import audit, masking, workspace
from oblik.govern.actor import Actor
from oblik.govern.quality import board, findings, measures, scene
from oblik.govern.quality.checks import sentence, silence
from oblik.govern.quality.measures import Measured
from oblik.govern.quality.people import ADDRESSES, KEY_TRAITS
from oblik.kernel import ids
from oblik.kernel.clock import iso

router = APIRouter(prefix="/api/quality", tags=["quality"])

_TREND_DAYS = 30

Reader = Annotated[Actor, Depends(may("dictionary.read"))]
Editor = Annotated[Actor, Depends(may("dictionary.edit"))]


@router.get("")
def get_quality(frame: InFrame, who: Reader) -> QualityBoard:
    """Everything that is open, and how good the data is."""
    now = frame.now()
    with frame.services.state.read() as conn:
        looked = board.last_look(conn)
        measured = measures.read(conn, since=now - _TREND_DAYS * measures.DAY_MS)
        return QualityBoard(
            as_of=iso(now),
            looked_at=iso(looked.events_at) if looked.events_at else None,
            people_at=iso(looked.people_at) if looked.people_at else None,
            findings=[_shown(who, one, now) for one in findings.all_open(conn)],
            completeness=_trends(measured, "complete", KEY_TRAITS),
            unusable=_trends(measured, "unusable", ADDRESSES),
            freshness=_freshness(conn, now),
        )


@router.get("/summary", dependencies=[Depends(may("dictionary.read"))])
def get_quality_summary(frame: InFrame) -> QualitySummary:
    """How many findings call for attention."""
    now = frame.now()
    with frame.services.state.read() as conn:
        calling = [one.severity for one in findings.all_open(conn) if one.calls(now)]
    counts = {severity: calling.count(severity) for severity in findings.SEVERITIES}
    return QualitySummary(as_of=iso(now), calling=len(calling), **counts)


@router.get("/findings")
def list_past_findings(frame: InFrame, who: Reader, paging: Paged) -> Findings:
    """What was wrong and is not any more, the latest first."""
    now = frame.now()
    with frame.services.state.read() as conn:
        page = findings.past(conn, limit=paging.limit, after=paging.after)
    return Findings(**paging.render(page, lambda one: _shown(who, one, now)))


@router.get("/findings/{id}")
def get_finding(frame: InFrame, who: Reader, id: ShownId) -> FindingPage:
    """One finding, with the events of the hours around it."""
    now = frame.now()
    with frame.services.state.read() as conn:
        found = findings.get(conn, id_of(id))
        event, source = found.facts.get("event"), found.facts.get("source")
        until = min(found.closed_at + 12 * HOUR_MS, now) if found.closed_at else now
        sources = {name: i for i, name in source_names(conn).items()}
        points = dictionary.by_hour(conn, event, sources.get(source or ""), until) if event else []
    return FindingPage(finding=_shown(who, found, now), points=points, as_of=iso(now))


@router.post("/findings/{id}/acknowledge")
def acknowledge_finding(frame: InFrame, who: Editor, id: ShownId, asked: Acknowledgement) -> Finding:
    """Says that somebody knows: the finding stays, and calls no more, for some hours or until it is over."""
    now = frame.now()
    until = None if asked.hours is None else now + asked.hours * HOUR_MS
    with frame.services.state.write() as conn:
        before = findings.get(conn, id_of(id))
        after = findings.acknowledge(conn, before.id, who=who.label, at=now, until=until)
        _record(conn, now, who, "finding.acknowledge", after)
    return _shown(who, after, now)


@router.delete("/findings/{id}/acknowledge")
def raise_finding(frame: InFrame, who: Editor, id: ShownId) -> Finding:
    """Takes an acknowledgement back."""
    now = frame.now()
    with frame.services.state.write() as conn:
        after = findings.raise_again(conn, id_of(id))
        _record(conn, now, who, "finding.raise", after)
    return _shown(who, after, now)


def _record(conn: Connection, now: int, who: Actor, action: str, after: findings.Finding) -> None:
    until = after.snoozed_until
    said = {"kind": after.kind, "about": after.object, "until": None if until is None else iso(until)}
    audit.record(conn, at=now, who=who, action=action, object=f"finding:{ids.show(after.id)}", after=said)


def _shown(who: Actor, one: findings.Finding, now: int) -> Finding:
    facts = one.facts if who.sees_personal else masking.quality_facts(one.facts)
    return Finding(
        id=ids.show(one.id),
        kind=one.kind,
        severity=one.severity,
        sentence=sentence(one.kind, facts),
        facts=dictionary.facts_shown(facts),
        opened_at=iso(one.opened_at),
        closed_at=_moment(one.closed_at),
        acknowledged_at=_moment(one.acknowledged_at),
        acknowledged_by=one.acknowledged_by,
        snoozed_until=_moment(one.snoozed_until),
        calls=one.calls(now),
    )


def _moment(at: int | None) -> str | None:
    return None if at is None else iso(at)


def _trends(measured: Measured, kind: str, traits: tuple[str, ...]) -> list[Completeness]:
    found = []
    for trait in traits:
        days = measured.days.get(f"{kind}:{trait}", {})
        if days:
            last = list(days.values())[-1]
            shares = [Share(day=iso(day), value=m.value, total=m.total) for day, m in days.items()]
            found.append(Completeness(trait=trait, value=last.value, total=last.total, days=shares))
    return found


def _freshness(conn: Connection, now: int) -> list[SourceFreshness]:
    names = source_names(conn)
    seen = scene.read(conn, now, workspace.get(conn).zone)
    return [
        SourceFreshness(
            source=names.get(one.source_id, ""),
            last_at=iso(one.last_at),
            silent_seconds=one.silent_ms / 1000,
            usual_seconds=None if one.usual_ms is None else one.usual_ms / 1000,
            stale=one.is_stale,
        )
        for one in sorted(silence.freshness(seen), key=lambda f: -f.last_at)
    ]
