"""API tokens: everyone makes their own; who sees users sees all."""

from __future__ import annotations

from fastapi import APIRouter

from oblik.api.access import Somebody
from oblik.api.frame import InFrame
from oblik.api.models.account import NewToken, Token, Tokens, TokenWithKey
from oblik.api.models.base import ms
from oblik.api.parameters import Paged, ShownId, id_of
from oblik.govern import audit, tokens
from oblik.govern.actor import Actor
from oblik.kernel.errors import Forbidden
from oblik.kernel.page import Page

router = APIRouter(prefix="/api/tokens", tags=["account"])


@router.get("")
def list_tokens(frame: InFrame, who: Somebody, paging: Paged) -> Tokens:
    """The asker's tokens, or everyone's for who may see users; without their keys."""
    mine = None if "users.read" in who.permissions else who.user_id
    if mine is None and "users.read" not in who.permissions:
        found: Page[tokens.Token] = Page([])  # a token that belongs to nobody has none of its own
    else:
        with frame.services.state.read() as conn:
            found = tokens.page(conn, limit=paging.limit, after=paging.after, user_id=mine)
    return Tokens(**paging.render(found, lambda token: Token.model_validate(Token.fields(token))))


@router.post("", status_code=201)
def create_token(frame: InFrame, who: Somebody, new: NewToken) -> TokenWithKey:
    """Makes a token that may do no more than its maker; the answer is the only place where its key is
    shown."""
    role = new.role or who.role
    expires_at = ms(new.expires_at) if new.expires_at else None
    tokens.check_gift(who, role, expires_at)
    now = frame.now()
    with frame.services.state.write() as conn:
        token, key = tokens.create(
            conn, name=new.name, role=role, at=now, user_id=who.user_id, expires_at=expires_at
        )
        audit.record(
            conn, at=now, who=who, action="token.create", object=f"token:{token.name}", after=token.facts()
        )
    return TokenWithKey.model_validate(Token.fields(token) | {"token": key})


@router.delete("/{id}", status_code=204)
def delete_token(frame: InFrame, who: Somebody, id: ShownId) -> None:
    """Withdraws a token: one's own, or anybody's for who may change users."""
    with frame.services.state.write() as conn:
        token = tokens.get(conn, id_of(id))
        _check_may_withdraw(who, token)
        tokens.withdraw(conn, token.id)
        audit.record(
            conn,
            at=frame.now(),
            who=who,
            action="token.delete",
            object=f"token:{token.name}",
            before=token.facts(),
        )


def _check_may_withdraw(who: Actor, token: tokens.Token) -> None:
    own = who.user_id is not None and token.user_id == who.user_id
    itself = who.kind == "token" and token.id == who.id
    if not (own or itself or ("users.edit" in who.permissions and who.may_give(token.role))):
        raise Forbidden("This token belongs to somebody else.", code="not_own")
