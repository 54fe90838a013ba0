"""Events: each row becomes one track call."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from oblik.collect.imports.kinds.kind import (
    TIMESTAMP,
    Call,
    Field,
    Kind,
    Made,
    Rows,
    caller,
    put,
    with_time,
)

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
        Field("context", "an object with the call's context", ("json",), words=("context",), looks="json"),
        Field(
            "message_id",
            "the event's own id, which makes a repeat known",
            words=("message id", "messageid", "event id"),
        ),
    )

    def make(self, rows: Rows, _options: Any) -> Made:
        """A track a row."""
        made = Made()
        person = caller(rows)
        names, moments, own = rows.get("event"), rows.get("timestamp"), rows.get("message_id")
        whole, around = rows.get("properties"), rows.get("context")
        properties, context, traits = (rows.under(p) for p in ("properties.", "context.", "traits."))
        for i in range(rows.count):
            said = person(i)
            if not said:
                made.refuse(i, "", "expected at least one identifier, got none")
                continue
            if len(names[i]) > MAX_NAME:
                made.refuse(i, "event", f"expected a name of at most {MAX_NAME} characters")
                continue
            call: Call = {
                "type": "track",
                "event": names[i],
                "properties": _object(whole[i], properties, i),
                **said,
            }
            extra = _object(around[i], context, i)
            if told := _object(None, traits, i):
                extra["traits"] = told
            if extra:
                call["context"] = {**extra, **said.get("context", {})}
            if own[i] is not None:
                call["own_id"] = own[i]
            made.calls.append(with_time(call, moments[i]))
        return made


def _object(whole: Any, parts: list[tuple[str, list[Any]]], index: int) -> dict[str, Any]:
    built: dict[str, Any] = dict(whole) if isinstance(whole, dict) else {}
    for name, values in parts:
        if values[index] is not None:
            put(built, name, values[index])
    return built


EVENTS = Events()
