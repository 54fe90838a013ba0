"""Users, sessions, tokens, roles, the audit and the workspace."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from oblik.api.models.base import Answer, Json, Moment, NotNull, Question, Time, limits
from oblik.govern.audit import Record
from oblik.govern.tokens import Token as StoredToken
from oblik.govern.users import User as StoredUser
from oblik.kernel import ids
from oblik.kernel.clock import iso

Language = Literal["en", "uk", "ru"]
Theme = Literal["light", "dark", "auto"]
RoleKey = Literal[
    "owner", "administrator", "crm_manager", "marketer", "analyst", "sales", "support", "developer", "viewer"
]
NewPassword = Annotated[str, Field(min_length=8, max_length=1000)]

Name = Annotated[str, limits(200)]


class Credentials(Question):
    """What one signs in with."""

    email: Annotated[str, Field(max_length=320)]
    password: Annotated[str, Field(max_length=1000)]
    code: Annotated[str, Field(max_length=100)] = ""


class Person(Answer):
    """Who is signed in; for a token that belongs to nobody, the token."""

    id: str
    email: str
    name: str
    role: RoleKey
    language: Language
    theme: Theme


class Workspace(Answer):
    """What the whole workspace agrees on."""

    name: str
    timezone: str
    currency: str
    language: Language
    require_second_factor: bool
    hidden_parts: list[str] | None
    guide_hidden: bool


class Me(Answer):
    """Who is asking, and what they may do. `second_factor_missing`: nothing else is answered until it is set up;
    `demo_shop`: this installation serves a shop to click in at `/demo-shop`."""

    user: Person
    permissions: list[str]
    workspace: Workspace
    second_factor: bool
    second_factor_missing: bool
    demo_shop: bool
    version: str


class PasswordChange(Question):
    """The password there is and the one to be."""

    current: Annotated[str, Field(max_length=1000)]
    new: NewPassword


class MePatch(Question):
    """What people change about themselves."""

    name: Annotated[Name, NotNull] = ""
    language: Annotated[Language, NotNull] = "en"
    theme: Annotated[Theme, NotNull] = "auto"
    password: Annotated[PasswordChange | None, NotNull] = None


class User(Answer):
    """A person with an account."""

    id: str
    email: str
    name: str
    role: RoleKey
    language: Language
    theme: Theme
    disabled: bool
    second_factor: bool
    created_at: Time

    @classmethod
    def of(cls, user: StoredUser, *, second_factor: bool = False) -> User:
        """From what is stored."""
        more = {
            "id": ids.show(user.id),
            "created_at": iso(user.created_at),
            "second_factor": second_factor,
        }
        return cls.model_validate(user.facts() | more)


class Users(Answer):
    """A page of users."""

    items: list[User]
    next: str | None


class NewUser(Question):
    """An account to make."""

    email: Annotated[str, Field(max_length=320)]
    name: Name
    role: RoleKey
    password: NewPassword
    language: Language = "en"


class UserPatch(Question):
    """What is changed about somebody."""

    name: Annotated[Name, NotNull] = ""
    role: Annotated[RoleKey, NotNull] = "viewer"
    disabled: Annotated[bool, NotNull] = False
    password: Annotated[NewPassword, NotNull] = ""


class Token(Answer):
    """An API token, without its key."""

    id: str
    name: str
    role: RoleKey
    created_at: Time
    last_used_at: Time | None
    expires_at: Time | None

    @staticmethod
    def fields(token: StoredToken) -> dict[str, Any]:
        """From what is stored."""
        return {
            "id": ids.show(token.id),
            "name": token.name,
            "role": token.role,
            "created_at": iso(token.created_at),
            "last_used_at": iso(token.last_used_at) if token.last_used_at is not None else None,
            "expires_at": iso(token.expires_at) if token.expires_at is not None else None,
        }


class TokenWithKey(Token):
    """A token just made; its key is shown this once."""

    token: str


class Tokens(Answer):
    """A page of tokens."""

    items: list[Token]
    next: str | None


class NewToken(Question):
    """A token to make; without a role it gets its maker's."""

    name: Name
    role: RoleKey | None = None
    expires_at: Moment | None = None


class Permission(Answer):
    """Something one may do."""

    key: str
    description: str


class Role(Answer):
    """What somebody is to the workspace."""

    key: RoleKey
    name: str
    permissions: list[str]


class Roles(Answer):
    """The table of who may do what."""

    roles: list[Role]
    permissions: list[Permission]


class Who(Answer):
    """Who did something: a person (`id`, `email`), a token, or neither for the system."""

    id: str | None = None
    email: str | None = None
    token: str | None = None


class AuditRecord(Answer):
    """One change."""

    id: str
    at: Time
    who: Who
    action: str
    object: str
    before: dict[str, Json] | None
    after: dict[str, Json] | None

    @classmethod
    def of(cls, record: Record) -> AuditRecord:
        """From what is stored."""
        user_id, email = record.user or (None, None)
        return cls(
            id=ids.show(record.id),
            at=iso(record.at),
            who=Who(id=user_id, email=email, token=record.token),
            action=record.action,
            object=record.object,
            before=dict(record.before) if record.before is not None else None,
            after=dict(record.after) if record.after is not None else None,
        )


class AuditActions(Answer):
    """What was ever done, by name."""

    actions: list[str]


class Audit(Answer):
    """A page of changes."""

    items: list[AuditRecord]
    next: str | None


class WorkspacePatch(Question):
    """What is changed about the workspace."""

    name: Annotated[Name, NotNull] = ""
    timezone: Annotated[str, Field(max_length=100), NotNull] = "UTC"
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$"), NotNull] = "EUR"
    language: Annotated[Language, NotNull] = "en"
    require_second_factor: Annotated[bool, NotNull] = False
    hidden_parts: Annotated[list[Annotated[str, Field(max_length=50)]], Field(max_length=50), NotNull] = (
        Field(default_factory=list)
    )
    guide_hidden: Annotated[bool, NotNull] = False
