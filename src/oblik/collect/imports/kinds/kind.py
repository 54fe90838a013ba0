"""What a kind of import is: fields that columns can become, and rows made into tracking calls."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, ValidationError

from oblik.collect.imports.cleaning import RuleSpec
from oblik.collect.imports.reason import Reason
from oblik.kernel.clock import iso
from oblik.kernel.errors import Invalid

Call = dict[str, Any]
"""One call of the tracking API, without `messageId`."""


@dataclass(frozen=True, slots=True)
class Field:
    """What a column can become.

    Attributes:
        sentence: what it is, for a person.
        rules: how it is cleaned unless the mapping says otherwise.
        words: header words that mean it, folded, in English, Ukrainian and Russian.
        looks: what its values look like (see `guess.py`); "" for any.
        moment: the kind works with it as ms since the epoch; any other date becomes ISO text.
    """

    key: str
    sentence: str
    rules: tuple[RuleSpec, ...] = ()
    required: bool = False
    words: tuple[str, ...] = ()
    looks: str = ""
    moment: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """Cleaned rows: a list per target and per identifier's namespace, each `count` long."""

    count: int
    columns: Mapping[str, list[Any]]
    who: Mapping[str, list[Any]]

    def get(self, name: str) -> list[Any]:
        """The values of a target; nulls when no column became it."""
        found = self.columns.get(name)
        return found if found is not None else [None] * self.count

    def under(self, prefix: str) -> list[tuple[str, list[Any]]]:
        """The targets that begin with a prefix such as `properties.`, by the rest of their name."""
        return [(k.removeprefix(prefix), v) for k, v in self.columns.items() if k.startswith(prefix)]


@dataclass(slots=True)
class Made:
    """What came of some rows: calls, in order, and the rows that no call could be made of (index, column,
    reason).
    """

    calls: list[Call] = field(default_factory=list)
    refused: list[tuple[int, str, Reason]] = field(default_factory=list)

    def refuse(self, index: int, column: str, reason: Reason) -> None:
        """Sets a row aside."""
        self.refused.append((index, column, reason))


NOBODY = Reason("expected at least one identifier, got none", code="nobody_named")


class Options(BaseModel):
    """A kind's own settings in a mapping."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Kind(ABC):
    """One kind of import; each is a subclass with a file or a package of its own.

    Attributes:
        grouped_by: the target whose equal rows belong together, wherever they stand in the file; "" when
        rows stand alone.
        needs_person: whether rows without any identifier make no sense.
        options: its own settings in a mapping.
        stores: `events` go through the log, `products` into the warehouse's table of that name.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    fields: ClassVar[tuple[Field, ...]]
    options: ClassVar[type[Options]] = Options
    grouped_by: ClassVar[str] = ""
    needs_person: ClassVar[bool] = True
    stores: ClassVar[str] = "events"

    def read_options(self, given: dict[str, Any]) -> Any:
        """The kind's own settings; raises Invalid with the place and the reason."""
        try:
            return self.options.model_validate(given)
        except ValidationError as error:
            said = error.errors()[0]
            place = ".".join(str(p) for p in said["loc"])
            raise Invalid(
                f"The mapping is not right: options.{place}: {said['msg']}.", code="invalid_mapping"
            ) from error

    @abstractmethod
    def make(self, rows: Rows, options: Any) -> Made:
        """The calls that rows become; pure."""


IDENTIFIERS = {
    f.key: f
    for f in (
        Field(
            "user_id",
            "the customer's number in the shop's own system",
            words=(
                *(
                    "user id",
                    "customer id",
                    "client id",
                    "customer",
                    "customer number",
                    "customer no",
                    "id",
                    "uid",
                    "account id",
                ),
                *(
                    "ід клієнта",
                    "код клієнта",
                    "id клієнта",
                    "номер клієнта",
                    "клієнт",
                    "id клиента",
                    "код клиента",
                ),
                *("номер клиента", "клиент", "покупець", "покупатель", "userid", "customerid", "external id"),
            ),
            looks="id",
        ),
        Field(
            "email",
            "an e-mail address",
            rules=("email",),
            words=(
                "email",
                "e mail",
                "mail",
                "email address",
                "e mail address",
                "пошта",
                "почта",
                "електронна пошта",
                "электронная почта",
                "ел пошта",
                "эл почта",
                "емейл",
                "имейл",
            ),
            looks="email",
        ),
        Field(
            "phone",
            "a phone number",
            rules=("phone",),
            words=(
                "phone",
                "phone number",
                "mobile",
                "mobile phone",
                "tel",
                "telephone",
                "cell",
                "телефон",
                "номер телефону",
                "номер телефона",
                "моб",
                "мобільний",
                "мобильный",
                "мобільний телефон",
            ),
            looks="phone",
        ),
        Field(
            "loyalty_card",
            "the number of a loyalty card",
            words=(
                "loyalty card",
                "card",
                "card number",
                "loyalty",
                "discount card",
                "bonus card",
                "картка",
                "номер картки",
                "карта",
                "номер карты",
                "дисконтна картка",
                "бонусна картка",
                "бонусная карта",
            ),
            looks="id",
        ),
        Field(
            "anonymous_id",
            "the id of a browser",
            words=("anonymous id", "anonymousid", "cookie", "cookie id", "visitor id"),
        ),
        Field("device_id", "the id of a device", words=("device id", "deviceid", "idfa", "gaid")),
    )
}


def caller(rows: Rows) -> Callable[[int], Call]:
    """A function giving the part of a row's call that says who it is about; {} for nobody."""
    items = list(rows.who.items())
    return lambda index: who({name: values[index] for name, values in items if values[index] is not None})


def surroundings(rows: Rows) -> Callable[[int], dict[str, Any]]:
    """A function giving a row's context: the object in `context`, with the targets under `context.` in it."""
    whole, parts = rows.columns.get("context"), rows.under("context.")
    return lambda index: merged(None if whole is None else whole[index], parts, index)


def merged(whole: Any, parts: Sequence[tuple[str, list[Any]]], index: int) -> dict[str, Any]:
    """An object from one column, with what single columns say put into it."""
    built: dict[str, Any] = dict(whole) if isinstance(whole, dict) else {}
    for name, values in parts:
        if values[index] is not None:
            put(built, name, values[index])
    return built


def within(call: Call, context: dict[str, Any]) -> Call:
    """The call with more context; what it has of its own stays."""
    return {**call, "context": {**context, **call.get("context", {})}} if context else call


def who(found: Mapping[str, Any]) -> Call:
    """The part of a call that says who it is about."""
    call: Call = {}
    other: list[dict[str, str]] = []
    for name, value in found.items():
        if name == "user_id":
            call["userId"] = str(value)
        elif name == "anonymous_id":
            call["anonymousId"] = str(value)
        else:
            other.append({"id": str(value), "type": name, "collection": "users", "encoding": "none"})
    if other:
        call["context"] = {"externalIds": other}
    return call


def with_time(call: Call, moment: int | None) -> Call:
    """The call with its time, ms since the epoch; one without a time gets the import's."""
    if moment is not None:
        call["timestamp"] = iso(moment)
    return call


def put(target: dict[str, Any], path: str, value: Any) -> None:
    """Sets `address.city` in nested objects."""
    *outer, last = path.split(".")
    for name in outer:
        inner = target.get(name)
        if not isinstance(inner, dict):
            inner = target[name] = {}
        target = inner
    target[last] = value


TIMESTAMP = Field(
    "timestamp",
    "when it happened",
    rules=("date",),
    words=(
        *(
            "date",
            "time",
            "timestamp",
            "datetime",
            "created at",
            "created",
            "date time",
            "when",
            "event time",
            "at",
        ),
        *(
            "order date",
            "invoice date",
            "purchase date",
            "дата",
            "час",
            "дата замовлення",
            "дата покупки",
            "дата та час",
        ),
        *(
            "время",
            "дата заказа",
            "дата и время",
            "дата чека",
            "дата події",
            "дата события",
            "invoicedate",
            "orderdate",
        ),
    ),
    looks="date",
    moment=True,
)
