"""People: each row becomes an identify, and a `Consent Changed` for each column that says a consent."""

from __future__ import annotations

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
    put,
    surroundings,
    with_time,
    within,
)

_CONSENT = "consent."
_APART = (_CONSENT, "context.")

COUNTRY = Field(
    "country",
    "the country",
    ("country",),
    words=("country", "country code", "країна", "страна"),
    looks="country",
)
CITY = Field("city", "the city", ("collapse",), words=("city", "town", "місто", "город"))


class ProfileOptions(Options):
    """`consent_proof`: where the consents of this file were given, kept as their proof."""

    consent_proof: str = "import"


class Profiles(Kind):
    """Columns are traits, under any name; `address.city` makes an object, `context.` is for the call.
    `consent.email` or
    `consent.email.news` is a consent.
    """

    key: ClassVar[str] = "profiles"
    title: ClassVar[str] = "Customers"
    options: ClassVar[type[Options]] = ProfileOptions
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            "name",
            "the full name",
            ("collapse",),
            words=(
                "name",
                "full name",
                "fullname",
                "customer name",
                "піб",
                "фио",
                "повне ім'я",
                "полное имя",
                "ім'я та прізвище",
            ),
            looks="name",
        ),
        Field(
            "first_name",
            "the first name",
            ("collapse",),
            words=("first name", "firstname", "given name", "ім'я", "імя", "имя"),
            looks="name",
        ),
        Field(
            "last_name",
            "the last name",
            ("collapse",),
            words=("last name", "lastname", "surname", "family name", "прізвище", "фамилия"),
            looks="name",
        ),
        Field(
            "birthday",
            "the day of birth",
            ({"date": {"day": True}},),
            words=(
                "birthday",
                "birth date",
                "birthdate",
                "date of birth",
                "dob",
                "дата народження",
                "день народження",
                "дата рождения",
                "день рождения",
            ),
            looks="date",
        ),
        Field(
            "gender",
            "the gender",
            (
                {
                    "map": {
                        "m": "male",
                        "f": "female",
                        "ч": "male",
                        "ж": "female",
                        "м": "male",
                        "чоловік": "male",
                        "жінка": "female",
                        "мужской": "male",
                        "женский": "female",
                        "чоловіча": "male",
                        "жіноча": "female",
                        "man": "male",
                        "woman": "female",
                        "male": "male",
                        "female": "female",
                    }
                },
            ),
            words=("gender", "sex", "стать", "пол"),
            looks="choice",
        ),
        COUNTRY,
        CITY,
        Field(
            "address",
            "the postal address",
            ("collapse",),
            words=("address", "street", "адреса", "адрес", "вулиця", "улица"),
        ),
        Field(
            "postal_code",
            "the postal code",
            words=("zip", "zip code", "postal code", "postcode", "індекс", "индекс"),
        ),
        Field(
            "company",
            "the company",
            ("collapse",),
            words=("company", "organization", "organisation", "компанія", "компания"),
        ),
        Field("language", "the language", words=("language", "lang", "locale", "мова", "язык")),
        Field(
            "created_at",
            "when the account was made",
            ("date",),
            words=(
                "created at",
                "registered",
                "registration date",
                "signup date",
                "sign up date",
                "дата реєстрації",
                "дата регистрации",
            ),
            looks="date",
        ),
        Field(
            "consent.email",
            "whether e-mails are wanted",
            ("boolean",),
            words=(
                "email consent",
                "newsletter",
                "subscribed",
                "accepts marketing",
                "email opt in",
                "розсилка",
                "підписка",
                "рассылка",
                "подписка",
                "згода",
                "согласие",
            ),
            looks="boolean",
        ),
        Field(
            "consent.sms",
            "whether SMS are wanted",
            ("boolean",),
            words=("sms consent", "sms opt in", "accepts sms", "sms"),
            looks="boolean",
        ),
        Field(
            "timestamp",
            "since when the row is true; the moment of the import when there is none",
            ("date",),
            words=("updated at", "modified", "last modified", "змінено", "изменено"),
            looks="date",
            moment=True,
        ),
    )

    def make(self, rows: Rows, options: Any) -> Made:
        """An identify a row, and its consents."""
        made = Made()
        person, context = caller(rows), surroundings(rows)
        moments = rows.get(TIMESTAMP.key)
        consents = [(name.partition("."), values) for name, values in rows.under(_CONSENT)]
        traits = [(k, v) for k, v in rows.columns.items() if k != TIMESTAMP.key and not k.startswith(_APART)]
        contacts = [(k, rows.who[k]) for k in ("email", "phone", "loyalty_card") if k in rows.who]
        for i in range(rows.count):
            said = person(i)
            if not said:
                made.refuse(i, "", NOBODY)
                continue
            said = within(said, context(i))
            made.calls.append(
                with_time({"type": "identify", **said, "traits": _traits(traits + contacts, i)}, moments[i])
            )
            for (channel, _, topic), values in consents:
                if values[i] is not None:
                    state = _consent(channel, topic, values[i], options.consent_proof)
                    made.calls.append(with_time({**state, **said}, moments[i]))
        return made


def _traits(columns: list[tuple[str, list[Any]]], index: int) -> dict[str, Any]:
    traits: dict[str, Any] = {}
    for name, values in columns:
        value = values[index]
        if value is not None:
            put(traits, name, value)
    return traits


def _consent(channel: str, topic: str, granted: Any, where: str) -> Call:
    state = granted if granted in ("granted", "withdrawn") else "granted" if granted is True else "withdrawn"
    properties = {"channel": channel, "topic": topic or "all", "state": state, "proof": {"where": where}}
    return {"type": "track", "event": "Consent Changed", "properties": properties}


PROFILES = Profiles()
