"""A file at an address of the web: an export, a product feed, a published sheet."""

from __future__ import annotations

from base64 import b64encode
from pathlib import PurePosixPath
from typing import Any, ClassVar
from urllib.parse import unquote

from pydantic import SecretStr

from oblik.collect.imports.connect.kind import Connector, Fetch, Fetched, Form, Words, asked

_LONGEST_NAME = 200


class UrlSettings(Form):
    """Where the file is, and who may read it."""

    url: str = asked(
        ("Address", "Адреса", "Адрес"),
        (
            "Of the file itself: an export, a product feed, a sheet published as CSV.",
            "Самого файлу: вивантаження, товарного фіду, таблиці, опублікованої як CSV.",
            "Самого файла: выгрузки, товарного фида, таблицы, опубликованной как CSV.",
        ),
        most=2000,
    )
    user: str = asked(
        ("User name", "Ім'я користувача", "Имя пользователя"),
        (
            "Only if the address asks for one.",
            "Лише якщо адреса його вимагає.",
            "Только если адрес его требует.",
        ),
        default="",
    )
    password: SecretStr = asked(("Password", "Пароль", "Пароль"), default=SecretStr(""))
    token: SecretStr = asked(
        ("Access token", "Токен доступу", "Токен доступа"),
        (
            "Sent as a bearer token instead of a name and a password.",
            "Надсилається як bearer-токен замість імені й пароля.",
            "Отправляется как bearer-токен вместо имени и пароля.",
        ),
        default=SecretStr(""),
        most=4000,
    )


class UrlRequest(Form):
    """The address says it all."""


class Url(Connector):
    """Fetches a file by HTTP, when it has changed since the last time."""

    key: ClassVar[str] = "url"
    name: ClassVar[Words] = {"en": "Web address", "uk": "Вебадреса", "ru": "Веб-адрес"}
    description: ClassVar[Words] = {
        "en": "A file that a shop, a CRM or a spreadsheet publishes, also a product feed.",
        "uk": "Файл, який публікує магазин, CRM чи таблиця, зокрема товарний фід.",
        "ru": "Файл, который публикует магазин, CRM или таблица, в том числе товарный фид.",
    }
    icon: ClassVar[str] = "link"
    settings: ClassVar[type[Form]] = UrlSettings
    request: ClassVar[type[Form]] = UrlRequest

    def fetch(self, settings: UrlSettings, request: UrlRequest, job: Fetch) -> Fetched:  # noqa: ARG002
        """Asks only for what changed, by ETag or date; the same bytes again count as unchanged too."""
        from oblik.store.outside import http

        url = http.checked_url(settings.url)
        with http.open_client(job.gate) as client, job.target.open("wb") as file:
            asking = client.build_request("GET", url, headers=_headers(settings) | _conditions(job, url))
            came = http.download(
                client,
                asking,
                file,
                most=job.limits.bytes,
                seconds=job.limits.seconds,
                progress=job.progress,
            )
        name = _name(url.path)
        if came.status == 304:
            return Fetched(name, "", job.known, unchanged=True)
        marks = {
            "url": str(url),
            "etag": came.headers.get("etag", "")[:500],
            "modified": came.headers.get("last-modified", "")[:100],
            "sha256": came.digest,
        }
        return Fetched(name, came.digest, marks, unchanged=job.known.get("sha256") == came.digest)

    def check(self, settings: UrlSettings, job: Fetch) -> None:
        """Asks for the file without reading it."""
        from oblik.store.outside import http

        url = http.checked_url(settings.url)
        with http.open_client(job.gate) as client:  # some servers know no HEAD
            http.reach(client, client.build_request("GET", url, headers=_headers(settings)))


def _headers(settings: UrlSettings) -> dict[str, str]:
    if token := settings.token.get_secret_value():
        return {"Authorization": f"Bearer {token}"}
    if settings.user:
        pair = f"{settings.user}:{settings.password.get_secret_value()}"
        return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}
    return {}


def _conditions(job: Fetch, url: Any) -> dict[str, str]:
    known = job.known if job.known.get("url") == str(url) else {}
    said = {"If-None-Match": known.get("etag"), "If-Modified-Since": known.get("modified")}
    return {name: value for name, value in said.items() if value}


def _name(path: str) -> str:
    return unquote(PurePosixPath(path).name)[:_LONGEST_NAME] or "download"


CONNECTOR = Url()
