"""People: the table, the page of one, and corrections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import TypeAdapter, ValidationError

from oblik.api.access import may
from oblik.api.frame import Frame, InFrame, Use
from oblik.api.models.base import Moment, ms
from oblik.api.models.profiles import (
    EventNames,
    NewConsent,
    Profile,
    ProfileColumns,
    ProfileRow,
    ProfileRows,
    Timeline,
    TimelineItem,
    TraitFilter,
    TraitsPatch,
)
from oblik.api.parameters import Paged, ShownId, id_of
from oblik.api.services import Document, Filter
from oblik.govern import audit, masking
from oblik.govern.actor import Actor
from oblik.kernel.clock import iso
from oblik.kernel.errors import Forbidden, Invalid
from oblik.kernel.personal import kind_of

router = APIRouter(prefix="/api/profiles", tags=["customers"])

Reader = Annotated[Actor, Depends(may("customers.read"))]
Editor = Annotated[Actor, Depends(may("customers.edit"))]
Word = Annotated[str | None, Query(max_length=500)]
Listed = Annotated[str, Query(max_length=4000, description="Names, separated by commas.")]
_filters = TypeAdapter(list[TraitFilter])
_MOST_FILTERS = 20


@router.get("")
def list_profiles(
    frame: InFrame,
    who: Reader,
    paging: Paged,
    search: Word = None,
    identifier: Annotated[str | None, Query(max_length=600, description="`namespace:value`")] = None,
    segment: Word = None,
    sort: Annotated[
        str, Query(max_length=320, description="A figure; `-` before it: falling.")
    ] = "-last_seen",
    columns: Listed = "",
    filter: Annotated[str, Query(max_length=8000, description="A JSON list of filters.")] = "",
) -> ProfileRows:
    """People, those that the search, the identifier, the segment and the filters leave."""
    filters = _read_filters(filter)
    if not who.sees_personal:
        _check_not_personal([name for name, op, _ in filters if op not in ("exists", "not_exists")] + [sort])
    page = frame.services.profiles.find(
        search=search or None,
        whole=not who.sees_personal,
        identifier=_read_identifier(identifier),
        segment=segment or None,
        sort=sort,
        columns=_names(columns),
        filters=filters,
        limit=paging.limit,
        after=paging.after,
    )
    as_of = iso(page.as_of if page.as_of is not None else frame.now())
    shown = paging.render(page, lambda row: ProfileRow.model_validate(_seen_by(who, row)))
    return ProfileRows(**shown, total=page.total, as_of=as_of)


@router.get("/columns")
def list_profile_columns(services: Use, who: Reader) -> ProfileColumns:
    """The traits that a table of people can show and filter."""
    found = list(services.profiles.columns())
    if not who.sees_personal:
        found = [_masked_column(column) for column in found]
    return ProfileColumns.model_validate({"columns": found})


@router.get("/{id}")
def get_profile(services: Use, who: Reader, id: ShownId) -> Profile:
    """Everything known of one person; the id of one that lost a merge answers the winner."""
    return shown_profile(who, services.profiles.get(id_of(id)))


@router.get("/{id}/timeline")
def get_timeline(
    services: Use,
    who: Reader,
    paging: Paged,
    id: ShownId,
    names: Listed = "",
    from_: Annotated[Moment | None, Query(alias="from")] = None,
    to: Annotated[Moment | None, Query()] = None,
    search: Word = None,
) -> Timeline:
    """What one person did, newest first."""
    page = services.profiles.timeline(
        id_of(id),
        names=_names(names),
        since=ms(from_) if from_ else None,
        until=ms(to) if to else None,
        search=search or None,
        names_only=not who.sees_personal,
        limit=paging.limit,
        after=paging.after,
    )
    mask = (lambda item: item) if who.sees_personal else masking.timeline_item
    return Timeline(**paging.render(page, lambda item: TimelineItem.model_validate(mask(item))))


@router.get("/{id}/events", dependencies=[Depends(may("customers.read"))])
def list_profile_events(services: Use, id: ShownId) -> EventNames:
    """The names of what one person did, for the timeline's filter."""
    return EventNames.model_validate({"names": list(services.profiles.event_names(id_of(id)))})


@router.post("/{id}/traits")
def set_traits(frame: InFrame, who: Editor, id: ShownId, patch: TraitsPatch) -> Profile:
    """Corrects traits; null removes one. Answers when the change is visible."""
    services = frame.services
    before = services.profiles.get(id_of(id))
    after = services.edits.set_traits(id_of(id), patch.traits, actor=str(who))
    old = {name: before["traits"].get(name) for name in patch.traits}
    _record(frame, who, "profile.traits", before["id"], old, dict(patch.traits))
    return shown_profile(who, after)


@router.post("/{id}/consents")
def set_consent(frame: InFrame, who: Editor, id: ShownId, new: NewConsent) -> Profile:
    """Records a consent, or that one was taken back, with its proof. Answers when the change is visible."""
    profile_id = id_of(id)
    before = frame.services.profiles.get(profile_id)
    after = frame.services.edits.set_consent(
        profile_id,
        channel=new.channel,
        topic=new.topic,
        state=new.state,
        proof=new.proof.model_dump(),
        actor=str(who),
    )
    _record(frame, who, "profile.consent", before["id"], _consent_before(before, new), new.model_dump())
    return shown_profile(who, after)


def shown_profile(who: Actor, document: Document) -> Profile:
    """A person as the asker may see them."""
    return Profile.model_validate(_seen_by(who, document))


def _seen_by(who: Actor, document: Document) -> Document:
    return document | {"masked": False} if who.sees_personal else masking.profile(document)


def _masked_column(column: Document) -> Document:
    name = column["key"].removeprefix("traits.")
    return column | {"examples": masking.examples(name, column["examples"], of_person=True)}


def _record(
    frame: Frame, who: Actor, action: str, shown_id: str, before: Document | None, after: Document
) -> None:
    with frame.services.state.write() as conn:
        audit.record(
            conn,
            at=frame.now(),
            who=who,
            action=action,
            object=f"profile:{shown_id}",
            before=before,
            after=after,
        )


def _consent_before(profile: Document, new: NewConsent) -> dict[str, Any] | None:
    same = (c for c in profile["consents"] if (c["channel"], c["topic"]) == (new.channel, new.topic))
    return next(same, None)


def _read_filters(text: str) -> list[Filter]:
    if not text:
        return []
    try:
        found = _filters.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Invalid(
            "Expected `filter` as a JSON list of {trait, op, value}; "
            f"at {where or 'the beginning'}: {first['msg']}.",
            code="invalid_filter",
            field="filter",
        ) from error
    if len(found) > _MOST_FILTERS:
        raise Invalid(f"Expected at most {_MOST_FILTERS} filters, got {len(found)}.", code="too_many_filters")
    return [(one.trait, one.op, one.value) for one in found]


def _check_not_personal(names: Sequence[str]) -> None:
    """Whoever may not see a value may not find it out by asking who is before and after it."""
    for name in names:
        if kind_of(name.lstrip("-").removeprefix("traits."), of_person=True) is not None:
            raise Forbidden(
                f"Filtering or sorting by {name!r} needs the permission customers.personal.",
                code="personal_data",
            )


def _read_identifier(text: str | None) -> tuple[str, str] | None:
    if not text:
        return None
    namespace, colon, value = text.partition(":")
    if not (namespace and colon and value):
        raise Invalid(
            "Expected `identifier` as namespace:value, such as email:ann@example.com.",
            code="invalid_identifier",
            field="identifier",
        )
    return namespace, value


def _names(text: str) -> list[str]:
    return [name for part in text.split(",") if (name := part.strip())]
