"""Senders of events, and what became of what they sent."""

from __future__ import annotations

from bisect import bisect_right
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
    Ledger,
    NewSource,
    Rotation,
    Source,
    SourceKinds,
    SourcePatch,
    Sources,
    StretchBalance,
)
from oblik.api.parameters import Slug
from oblik.api.services import Source as StoredSource
from oblik.collect import ledger
from oblik.collect.ledger import HOUR_MS, Counts
from oblik.govern import audit, workspace
from oblik.govern.actor import Actor
from oblik.kernel import ids
from oblik.kernel.clock import iso
from oblik.profiles.days import last_days, start_of

router = APIRouter(prefix="/api", tags=["sources"])

Reader = Annotated[Actor, Depends(may("sources.read"))]
Editor = Annotated[Actor, Depends(may("sources.edit"))]

_HOURS = 72
_DAYS = 90


@router.get("/sources")
def list_sources(frame: InFrame, who: Reader) -> Sources:
    """All sources with their ledgers and the last hour."""
    with frame.services.state.read() as conn:
        found = frame.services.sources.list(conn)
        figures = _figures(frame, conn)
    items = [_shown(who, source, figures, frame.now()) for source in found]
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
    return _shown(who, source, _Figures({}, {}, {}), frame.now())


@router.get("/sources/{name}")
def get_source(frame: InFrame, who: Reader, name: Slug) -> Source:
    """One source."""
    with frame.services.state.read() as conn:
        source = frame.services.sources.get(conn, name)
        return _shown(who, source, _figures(frame, conn), frame.now())


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
    return _shown(who, source, figures, frame.now())


@router.post("/sources/{name}/rotate")
def rotate_source_key(frame: InFrame, who: Editor, name: Slug, rotation: Rotation | None = None) -> Source:
    """Gives a source a new key; the old one stops working, at once or after some hours."""
    hours = rotation.grace_hours if rotation else 0
    with frame.services.state.write() as conn:
        source = frame.services.sources.rotate(conn, name, grace_ms=hours * HOUR_MS)
        after = {"write_key": "new"} | ({"grace_hours": hours} if hours else {})
        _record(frame, conn, who, "source.rotate", source, {"write_key": "old"}, after)
        figures = _figures(frame, conn)
    return _shown(who, source, figures, frame.now())


@router.delete("/sources/{name}/old-key")
def end_old_key(frame: InFrame, who: Editor, name: Slug) -> Source:
    """Stops the key of before the last rotation now."""
    with frame.services.state.write() as conn:
        source = frame.services.sources.end_grace(conn, name)
        _record(frame, conn, who, "source.end_old_key", source, None, {"old_key": "ended"})
        figures = _figures(frame, conn)
    return _shown(who, source, figures, frame.now())


@router.get("/source-kinds", dependencies=[Depends(may("sources.read"))])
def list_source_kinds(
    frame: InFrame, request: Request, language: Annotated[Language, Query()] = "en"
) -> SourceKinds:
    """The ways to send events, with code to copy; `{{key}}` stands where the write key goes."""
    url = base_url(request, frame.services.settings)
    kinds = [_with_url(dict(kind), url) for kind in frame.services.sources.kinds(language)]
    return SourceKinds.model_validate({"kinds": kinds})


@router.get("/sources/{name}/ledger", dependencies=[Depends(may("sources.read"))])
def get_ledger(
    frame: InFrame, name: Slug, by: Annotated[Literal["hour", "day"] | None, Query()] = None
) -> Ledger:
    """What became of every event a source sent; `by=hour` adds the last three days, `by=day` the last ninety."""
    now = frame.now()
    pending = frame.services.flow.pending()
    with frame.services.state.read() as conn:
        source = frame.services.sources.get(conn, name)
        counts = ledger.of(conn, source.id, pending.get(source.id, 0))
        series = (
            None if by is None else [StretchBalance.of(*one) for one in _series(conn, source.id, by, now)]
        )
    return Ledger.model_validate(Balance.fields(counts) | {"as_of": iso(now), "series": series})


def _series(conn: Connection, source_id: int, by: str, now: int) -> list[tuple[int, Counts]]:
    """Every hour or day of the stretch that is shown, oldest first; a day in the workspace's zone."""
    if by == "hour":
        last = ledger.hour_of(now)
        starts = list(range(last - (_HOURS - 1) * HOUR_MS, last + 1, HOUR_MS))
    else:
        zone = workspace.get(conn).zone
        starts = [start_of(day, zone) for day in last_days(_DAYS, now, zone)]
    found = {at: Counts() for at in starts}
    for hour, one in ledger.by_hour(conn, source_id, since=starts[0], until=now + 1):
        place = starts[bisect_right(starts, hour) - 1]
        found[place] += one
    return list(found.items())


@dataclass(frozen=True)
class _Figures:
    """What moves, by source id."""

    ledger: Mapping[int, Counts]
    per_minute: Mapping[int, Sequence[int]]
    last_event_at: Mapping[int, int]


def _figures(frame: Frame, conn: Connection) -> _Figures:
    flow = frame.services.flow
    return _Figures(ledger.totals(conn, flow.pending()), flow.per_minute(), flow.last_event_at())


def _shown(who: Actor, source: StoredSource, figures: _Figures, now: int) -> Source:
    old = source.old_key_until if (source.old_key_until or 0) > now else None
    last = figures.last_event_at.get(source.id)
    return Source(
        id=ids.show(source.id),
        name=source.name,
        label=source.label,
        kind=source.kind,
        enabled=source.enabled,
        write_key=source.write_key if "sources.edit" in who.permissions else None,
        old_key_until=iso(old) if old is not None else None,
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
