"""Past messages: what a former mailing tool sent, and what people did with it, with their dates.

Two shapes of file are read: one activity a row (`activity` and `timestamp`), or one message a row with a
column for each date
(`sent_at`, `opened_at`, …).
"""

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
    Options,
    Rows,
    caller,
    with_time,
)
from oblik.collect.imports.reason import Reason

_EVENTS = {
    **{
        "sent": "Message Sent",
        "delivered": "Message Delivered",
        "opened": "Message Opened",
        "clicked": "Message Clicked",
    },
    **{"bounced": "Message Bounced", "complained": "Message Complained"},
}
_NO_ACTIVITY = Reason("expected an activity with its date, got none", code="no_activity")
_CONSENTS = {"unsubscribed": "withdrawn", "subscribed": "granted"}
_ACTIVITIES = (*_EVENTS, *_CONSENTS)
_WORDS = {
    **dict.fromkeys(("sent", "send", "відправлено", "надіслано", "отправлено", "processed"), "sent"),
    **dict.fromkeys(("delivered", "delivery", "доставлено"), "delivered"),
    **dict.fromkeys(("opened", "open", "відкрито", "прочитано", "открыто"), "opened"),
    **dict.fromkeys(("clicked", "click", "клік", "перехід", "клик", "переход"), "clicked"),
    **dict.fromkeys(
        ("bounced", "bounce", "hard bounce", "soft bounce", "hardbounce", "softbounce", "не доставлено"),
        "bounced",
    ),
    **dict.fromkeys(
        ("complained", "complaint", "spam", "spamreport", "скарга", "жалоба", "спам"), "complained"
    ),
    **dict.fromkeys(
        ("unsubscribed", "unsubscribe", "unsub", "відписка", "відписався", "отписка", "отписался"),
        "unsubscribed",
    ),
    **dict.fromkeys(
        ("subscribed", "subscribe", "підписка", "підписався", "подписка", "подписался"), "subscribed"
    ),
}


class MessageOptions(Options):
    """`channel`: of rows that name none; `topic`: what an unsubscription withdraws."""

    channel: str = "email"
    topic: str = "all"


class Messages(Kind):
    """Statuses, opens, clicks and unsubscriptions of messages that another tool sent."""

    key: ClassVar[str] = "messages"
    title: ClassVar[str] = "Past messages"
    options: ClassVar[type[Options]] = MessageOptions
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            "activity",
            "sent, delivered, opened, clicked, bounced, complained, unsubscribed or subscribed",
            ({"map": {"values": _WORDS, "other": "reject"}},),
            words=(
                "activity",
                "action",
                "event",
                "status",
                "type",
                "статус",
                "подія",
                "событие",
                "дія",
                "действие",
            ),
            looks="choice",
        ),
        replace(TIMESTAMP, sentence="when the activity happened"),
        *(
            Field(
                f"{name}_at",
                f"when the message was {name}",
                ("date",),
                words=(
                    f"{name} at",
                    name,
                    f"{name} date",
                    f"date {name}",
                    f"{name} time",
                    *(w for w, a in _WORDS.items() if a == name),
                ),
                looks="date",
                moment=True,
            )
            for name in _ACTIVITIES
        ),
        Field(
            "channel",
            "email, sms, viber, push …",
            ({"case": "lower"},),
            words=("channel", "канал"),
            looks="choice",
        ),
        Field(
            "campaign",
            "the campaign's name",
            ("collapse",),
            words=(
                "campaign",
                "campaign name",
                "mailing",
                "newsletter name",
                "кампанія",
                "розсилка",
                "кампания",
                "рассылка",
            ),
        ),
        Field("subject", "the subject", ("collapse",), words=("subject", "title", "тема")),
        Field(
            "message",
            "the message's id in the former tool",
            words=("message", "message id", "send id", "id повідомлення", "id сообщения"),
        ),
        Field("url", "the link that was clicked", words=("url", "link", "посилання", "ссылка"), looks="url"),
        Field(
            "reason", "why it bounced", ("collapse",), words=("reason", "bounce reason", "error", "причина")
        ),
        Field(
            "topic",
            "what an unsubscription is from",
            words=("topic", "list", "group", "список", "тема підписки"),
        ),
    )

    def make(self, rows: Rows, options: Any) -> Made:
        """A track for every activity that a row tells of."""
        made = Made()
        person = caller(rows)
        facts = [(name, rows.get(name)) for name in ("campaign", "subject", "url", "reason")]
        channels, topics, ids = rows.get("channel"), rows.get("topic"), rows.get("message")
        activities, moments = rows.get("activity"), rows.get("timestamp")
        dated = [(name, rows.columns[f"{name}_at"]) for name in _ACTIVITIES if f"{name}_at" in rows.columns]
        for i in range(rows.count):
            said, happened = person(i), _happened(activities[i], moments[i], dated, i)
            if not said or not happened:
                made.refuse(i, "", _NO_ACTIVITY if said else NOBODY)
                continue
            properties = {name: values[i] for name, values in facts if values[i] is not None}
            properties["channel"] = channels[i] or options.channel
            if ids[i] is not None:
                properties["message"] = ids[i]
            for activity, moment in happened:
                call = _call(activity, properties, topics[i] or options.topic)
                made.calls.append(with_time({**call, **said}, moment))
        return made


def _happened(
    activity: str | None, moment: int | None, dated: list[tuple[str, list[Any]]], index: int
) -> list[tuple[str, int]]:
    """The activities of a row with their times, from either shape of file, in order of time."""
    found = [(name, values[index]) for name, values in dated if values[index] is not None]
    if activity is not None and moment is not None:
        found.append((activity, moment))
    return sorted(found, key=lambda pair: pair[1])


def _call(activity: str, properties: dict[str, Any], topic: str) -> Call:
    if activity in _EVENTS:
        return {"type": "track", "event": _EVENTS[activity], "properties": properties}
    consent = {"topic": topic, "state": _CONSENTS[activity], "proof": {"where": "import"}}
    return {"type": "track", "event": "Consent Changed", "properties": {**properties, **consent}}


MESSAGES = Messages()
