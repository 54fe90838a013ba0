"""The rules of identity: namespaces with their priority, limit, normaliser, blocked values, and where they are read from."""

from __future__ import annotations

from typing import Any

import msgspec

from oblik.identity.normalise import NORMALISERS
from oblik.kernel.errors import Invalid

PLACEHOLDERS = frozenset(
    {
        *(
            "",
            "0",
            "00",
            "000",
            "-1",
            "null",
            "none",
            "nil",
            "nan",
            "undefined",
            "unknown",
            "anonymous",
            "guest",
        ),
        *("n/a", "na", "-", "false", "true", "test", "[object object]", "(null)", "not set", "(not set)"),
        "00000000-0000-0000-0000-000000000000",
    }
)
"""Values that stand for nobody in the data of many shops. A shop adds its own to a namespace."""


NAME = r"[a-z][a-z0-9_.]{0,49}"
"""What a namespace may be called."""

MOST_NAMESPACES = 30
MOST_BLOCKED = 500  # values of one namespace
MOST_PATHS = 20  # of one namespace
HIGHEST_PRIORITY = 1000


class Namespace(msgspec.Struct, frozen=True):
    """One kind of identifier.

    Attributes:
        priority: of two identifiers that cannot be one person's, the one with less gives way.
        limit: how many one profile may hold; None for any number.
        shared: belongs to a device that people share. When it must give way it moves to whoever signed in; any other stays
            where it was.
        normaliser: a name in `NORMALISERS`.
        paths: where an event carries it, such as `traits.email`; `userId` and `anonymousId` are the event's own.
        blocked: values that stand for nobody, besides `PLACEHOLDERS`; lower-cased.
        region: ISO 3166 country of a phone number written without one.
    """

    name: str
    priority: int
    limit: int | None = None
    shared: bool = False
    normaliser: str = "trim"
    paths: tuple[str, ...] = ()
    blocked: frozenset[str] = frozenset()
    region: str = ""


class Rules(msgspec.Struct, frozen=True):
    """All namespaces, and how any other that comes in `context.externalIds` is treated."""

    version: int
    namespaces: tuple[Namespace, ...]
    other: Namespace

    def of(self, name: str) -> Namespace:
        """The namespace's rules; those of `other` for one that is not listed."""
        for namespace in self.namespaces:
            if namespace.name == name:
                return namespace
        return self.other


DEFAULT_RULES = Rules(
    version=1,
    namespaces=(
        Namespace("user_id", 100, limit=1, paths=("userId",)),
        Namespace(
            "loyalty_card",
            80,
            limit=5,
            normaliser="code",
            paths=("traits.loyalty_card", "properties.loyalty_card"),
        ),
        Namespace("email", 70, limit=5, normaliser="email", paths=("traits.email",)),
        Namespace("phone", 60, limit=5, normaliser="phone", paths=("traits.phone",)),
        Namespace("device_id", 20, shared=True, paths=("context.device.id",)),
        Namespace("anonymous_id", 10, shared=True, paths=("anonymousId",)),
    ),
    other=Namespace("other", 50),
)


def to_json(rules: Rules) -> dict[str, Any]:
    """The rules as the state keeps them."""
    built: dict[str, Any] = msgspec.to_builtins(rules)
    return built


def from_json(data: Any) -> Rules:
    """The rules from what the state keeps or a person sent.

    Raises:
        Invalid: with the place and the reason.
    """
    try:
        rules = msgspec.convert(data, Rules)
    except msgspec.ValidationError as error:
        raise Invalid(f"These identity rules cannot be read: {error}.", code="invalid_rules") from error
    for namespace in (*rules.namespaces, rules.other):
        if namespace.normaliser not in NORMALISERS:
            known = ", ".join(NORMALISERS)
            raise Invalid(
                f"Namespace {namespace.name!r}: expected a normaliser of {known}; got {namespace.normaliser!r}.",
                code="invalid_rules",
            )
    return rules
