"""Senders of events, and what became of what they sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy import Connection

from oblik.api.access import may
from oblik.api.client import base_url
from oblik.api.frame import Frame, InFrame
from oblik.api.models.account import Language
from oblik.api.models.sources import (
    Balance,
    HourBalance,
    Ledger,
    NewSource,
    Source,
    SourceKinds,
    SourcePatch,
    Sources,
)
from oblik.api.parameters import Slug
from oblik.api.services import Source as StoredSource
from oblik.collect import ledger
from oblik.collect.ledger import Counts
from oblik.govern import audit
from oblik.govern.actor import Actor
from oblik.kernel import ids
from oblik.kernel.clock import iso

router = APIRouter(prefix="/api", tags=["sources"])

Reader = Annotated[Actor, Depends(may("sources.read"))]
Editor = Annotated[Actor, Depends(may("sources.edit"))]

_WEEK_MS = 7 * 86_400_000


@router.get("/sources")
def list_sources(frame: InFrame, who: Reader) -> Sources:
    """All sources with their ledgers and the last hour."""
    with frame.services.state.read() as conn:
        found = frame.services.sources.list(conn)
        figures = _figures(frame, conn)
    items = [_shown(who, source, figures) for source in found]
    return Sources(items=items, next=None, as_of=iso(frame.now()))


@router.post("/sources", status_code=201)
def create_source(frame: InFrame, who: Editor, new: NewSource) -> Source:
    """Makes a source with a key of its own."""
    with frame.services.state.write() as conn:
        source = frame.services.sources.create(
            conn,
            name=new.name,
            label=new.label or new.name,
            kind=new.kind,
            origins=new.origins,
            rate_limit=new.rate_limit,
        )
        _record(frame, conn, who, "source.create", source, None, _facts(source))
    return _shown(who, source, _Figures({}, {}, {}))


@router.get("/sources/{name}")
def get_source(frame: InFrame, who: Reader, name: Slug) -> Source:
    """One source."""
    with frame.services.state.read() as conn:
        source = frame.services.sources.get(conn, name)
        return _shown(who, source, _figures(frame, conn))


@router.patch("/sources/{name}")
def update_source(frame: InFrame, who: Editor, name: Slug, patch: SourcePatch) -> Source:
    """Changes a source; a disabled one takes no events."""
    with frame.services.state.write() as conn:
        before = _facts(frame.services.sources.get(conn, name))
        source = frame.services.sources.update(conn, name, patch.given())
        old, new = audit.changed(before, _facts(source))
        if new:
            _record(frame, conn, who, "source.update", source, old, new)
        figures = _figures(frame, conn)
    return _shown(who, source, figures)


@router.post("/sources/{name}/rotate")
def rotate_source_key(frame: InFrame, who: Editor, name: Slug) -> Source:
    """Gives a source a new key; the old one stops working."""
    with frame.services.state.write() as conn:
        source = frame.services.sources.rotate(conn, name)
        _record(frame, conn, who, "source.rotate", source, {"write_key": "old"}, {"write_key": "new"})
        figures = _figures(frame, conn)
    return _shown(who, source, figures)


@router.get("/source-kinds", dependencies=[Depends(may("sources.read"))])
def list_source_kinds(
    frame: InFrame, request: Request, language: Annotated[Language, Query()] = "en"
) -> SourceKinds:
    """The ways to send events, with code to copy; `{{key}}` stands where the write key goes."""
    url = base_url(request, frame.services.settings)
    kinds = [_with_url(dict(kind), url) for kind in frame.services.sources.kinds(language)]
    return SourceKinds.model_validate({"kinds": kinds})


@router.get("/sources/{name}/ledger", dependencies=[Depends(may("sources.read"))])
def get_ledger(frame: InFrame, name: Slug, by: Annotated[Literal["hour"] | None, Query()] = None) -> Ledger:
    """What became of every event a source sent; `by=hour` adds the last seven days."""
    now = frame.now()
    pending = frame.services.flow.pending()
    with frame.services.state.read() as conn:
        source = frame.services.sources.get(conn, name)
        counts = ledger.of(conn, source.id, pending.get(source.id, 0))
        hours = ledger.by_hour(conn, source.id, since=now - _WEEK_MS, until=now + 1) if by else None
    series = None if hours is None else [HourBalance.of(at, one) for at, one in hours]
    return Ledger.model_validate(Balance.fields(counts) | {"as_of": iso(now), "series": series})


@dataclass(frozen=True)
class _Figures:
    """What moves, by source id."""

    ledger: Mapping[int, Counts]
    per_minute: Mapping[int, Sequence[int]]
    last_event_at: Mapping[int, int]


def _figures(frame: Frame, conn: Connection) -> _Figures:
    flow = frame.services.flow
    return _Figures(ledger.totals(conn, flow.pending()), flow.per_minute(), flow.last_event_at())


def _shown(who: Actor, source: StoredSource, figures: _Figures) -> Source:
    last = figures.last_event_at.get(source.id)
    return Source(
        id=ids.show(source.id),
        name=source.name,
        label=source.label,
        kind=source.kind,
        enabled=source.enabled,
        write_key=source.write_key if "sources.edit" in who.permissions else None,
        origins=list(source.origins),
        rate_limit=source.rate_limit,
        created_at=iso(source.created_at),
        last_event_at=iso(last) if last is not None else None,
        ledger=Balance.model_validate(Balance.fields(figures.ledger.get(source.id, Counts()))),
        per_minute=list(figures.per_minute.get(source.id, [0] * 60)),
    )


def _facts(source: StoredSource) -> dict[str, Any]:
    return {
        "label": source.label,
        "kind": source.kind,
        "enabled": source.enabled,
        "origins": list(source.origins),
        "rate_limit": source.rate_limit,
    }


def _record(
    frame: Frame,
    conn: Connection,
    who: Actor,
    action: str,
    source: StoredSource,
    before: dict[str, Any] | None,
    after: dict[str, Any],
) -> None:
    audit.record(
        conn,
        at=frame.now(),
        who=who,
        action=action,
        object=f"source:{source.name}",
        before=before,
        after=after,
    )


def _with_url(kind: dict[str, Any], url: str) -> dict[str, Any]:
    snippets = [one | {"code": one["code"].replace("{{url}}", url)} for one in kind["snippets"]]
    return kind | {"snippets": snippets}
