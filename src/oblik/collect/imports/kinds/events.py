"""Events: each row becomes one track, page or screen call."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from oblik.collect.imports.kinds.kind import (
    NOBODY,
    TIMESTAMP,
    Call,
    Field,
    Kind,
    Made,
    Rows,
    caller,
    merged,
    surroundings,
    with_time,
    within,
)
from oblik.collect.imports.reason import Reason

MAX_NAME = 300


class Events(Kind):
    """A row is something that a person did. `properties.total` sets one property, `properties` takes an
    object of them.

    Targets under `context.` and `traits.` (what the event says of the person) work the same way.
    """

    key: ClassVar[str] = "events"
    title: ClassVar[str] = "Events"
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            "event",
            "what happened, such as Product Viewed",
            ("collapse",),
            required=True,
            words=(
                "event",
                "event name",
                "name",
                "action",
                "activity",
                "подія",
                "событие",
                "дія",
                "действие",
            ),
            looks="choice",
        ),
        replace(TIMESTAMP, required=True),
        Field(
            "properties",
            "an object with the event's properties",
            ("json",),
            words=("properties", "props", "params"),
            looks="json",
        ),
        Field(
            "type",
            "track (when there is none), page or screen",
            ({"map": {"values": {"track": "track", "page": "page", "screen": "screen"}, "other": "reject"}},),
            words=("type", "call"),
            looks="choice",
        ),
        Field("context", "an object with the call's context", ("json",), words=("context",), looks="json"),
        Field(
            "message_id",
            "the event's own id, which makes a repeat known",
            words=("message id", "messageid", "event id"),
        ),
    )

    def make(self, rows: Rows, _options: Any) -> Made:
        """A call a row."""
        made = Made()
        person = caller(rows)
        names, moments, own = rows.get("event"), rows.get("timestamp"), rows.get("message_id")
        whole, kinds, context = rows.get("properties"), rows.get("type"), surroundings(rows)
        properties, traits = rows.under("properties."), rows.under("traits.")
        for i in range(rows.count):
            said = person(i)
            if not said:
                made.refuse(i, "", NOBODY)
                continue
            if len(names[i]) > MAX_NAME:
                sentence = f"expected a name of at most {MAX_NAME} characters"
                made.refuse(i, "event", Reason(sentence, code="name_too_long"))
                continue
            extra = context(i)
            if told := merged(None, traits, i):
                extra["traits"] = told
            call = within(
                {**_named(kinds[i], names[i]), "properties": merged(whole[i], properties, i), **said}, extra
            )
            if own[i] is not None:
                call["own_id"] = own[i]
            made.calls.append(with_time(call, moments[i]))
        return made


def _named(kind: str | None, name: str) -> Call:
    return {"type": kind, "name": name} if kind in ("page", "screen") else {"type": "track", "event": name}


EVENTS = Events()
