"""Why identifiers are one person, and taking a merge back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from oblik.api.access import may
from oblik.api.frame import InFrame, Use
from oblik.api.models.profiles import IdentityItem, IdentityItems, ProfilePair, Unmerge
from oblik.api.parameters import Paged, Paging, ShownId, id_of
from oblik.api.routes.profiles import shown_profile
from oblik.api.services import Document
from oblik.govern import audit, masking
from oblik.govern.actor import Actor
from oblik.kernel.page import Page

router = APIRouter(prefix="/api", tags=["customers"])

Reader = Annotated[Actor, Depends(may("customers.read"))]


@router.get("/profiles/{id}/identity")
def get_identity(services: Use, who: Reader, paging: Paged, id: ShownId) -> IdentityItems:
    """What made one person out of identifiers, newest first."""
    page = services.identities.history(id_of(id), limit=paging.limit, after=paging.after)
    return _items(who, paging, page)


@router.get("/merges")
def list_merges(services: Use, who: Reader, paging: Paged) -> IdentityItems:
    """Recent merges over everyone."""
    page = services.identities.merges(limit=paging.limit, after=paging.after)
    return _items(who, paging, page)


@router.post("/profiles/{id}/unmerge")
def unmerge(
    frame: InFrame,
    who: Annotated[Actor, Depends(may("customers.merge"))],
    id: ShownId,
    asked: Unmerge,
) -> ProfilePair:
    """Takes one merge back; traits, events and consents are as if it had not happened. Answers the two
    people."""
    pair = frame.services.edits.unmerge(id_of(id), id_of(asked.merge), actor=str(who))
    with frame.services.state.write() as conn:
        audit.record(
            conn,
            at=frame.now(),
            who=who,
            action="profile.unmerge",
            object=f"profile:{id}",
            before={"profiles": [id]},
            after={"profiles": [document["id"] for document in pair], "merge": asked.merge},
        )
    return ProfilePair(profiles=[shown_profile(who, document) for document in pair])


def _items(who: Actor, paging: Paging, page: Page[Document]) -> IdentityItems:
    mask = (lambda item: item) if who.sees_personal else masking.identity_item
    return IdentityItems(**paging.render(page, lambda item: IdentityItem.model_validate(mask(item))))
