"""Who is asking: a person with a session or a program with a token."""

from __future__ import annotations

from dataclasses import dataclass

from oblik.govern.permissions import may_give, permissions_of
from oblik.kernel.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone whose right to be here has been checked.

    Attributes:
        kind: `user` or `token`.
        id: of the user or the token.
        label: the user's e-mail address or the token's name.
        role: as it was given; for a token see `permissions`.
        permissions: what may be done. A token never holds more than the user it belongs to holds at this
            moment.
        user_id: the person, also behind a token; None for a token that belongs to nobody.
        session: the hash of the session's key, "" for a token.
        slept_ms: how long the session had been idle before this request.
        expires_at: when the token ends, ms; None for one that does not and for a session.
        unenrolled: whether the workspace asks for a second factor that this person has not set up yet.
    """

    kind: str
    id: int
    label: str
    role: str
    permissions: frozenset[str]
    user_id: int | None
    session: str = ""
    slept_ms: int = 0
    expires_at: int | None = None
    unenrolled: bool = False

    @property
    def sees_personal(self) -> bool:
        """Whether personal data is shown as it is."""
        return "customers.personal" in self.permissions

    def may_give(self, role: str) -> bool:
        """Whether this one may give `role` to a user or a token, or change someone who has it."""
        return may_give(self.role, role) and permissions_of(role) <= self.permissions

    def check_may_give(self, role: str) -> None:
        """Refuses a role that is above this one's own.

        Raises:
            Forbidden: with the reason.
        """
        if not self.may_give(role):
            raise Forbidden(
                f"A {self.role} cannot give the role {role}: it may do more.", code="role_above_own"
            )

    def __str__(self) -> str:
        """`user:ann@example.com` or `token:warehouse`: how events and logs name who did something."""
        return f"{self.kind}:{self.label}"
