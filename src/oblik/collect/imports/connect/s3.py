"""An object in Amazon S3, or in a store that speaks its protocol.

Requests are signed by botocore and sent through the gate: its own client would look names up and follow redirects by
itself.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from pydantic import SecretStr

from oblik.collect.imports.connect._newest import Found, is_pattern, newest
from oblik.collect.imports.connect.kind import Connector, Fetch, Fetched, Form, Words, asked
from oblik.kernel.errors import Invalid, Unavailable

_MOST_LISTED = 10_000
_LIST_BYTES = 4 << 20
_SECONDS = 30.0


class S3Settings(Form):
    """Which bucket, and who asks for it."""

    bucket: str = asked(
        ("Bucket", "Бакет", "Бакет"), default=..., min_length=1, max_length=255, pattern=r"^[A-Za-z0-9._-]+$"
    )
    region: str = asked(
        ("Region", "Регіон", "Регион"),
        default="us-east-1",
        min_length=1,
        max_length=50,
        pattern=r"^[a-z0-9-]+$",
    )
    endpoint: str = asked(
        ("Address", "Адреса", "Адрес"),
        (
            "Only of a store that is not Amazon's: https://minio.example.com",
            "Лише сховища не від Amazon: https://minio.example.com",
            "Только хранилища не от Amazon: https://minio.example.com",
        ),
        default="",
    )
    access_key: str = asked(("Access key", "Ключ доступу", "Ключ доступа"))
    secret_key: SecretStr = asked(("Secret key", "Секретний ключ", "Секретный ключ"))


class S3Request(Form):
    """Which object."""

    path: str = asked(
        ("Object", "Об'єкт", "Объект"),
        (
            "Its key; with * in its name the newest that fits: exports/orders-*.csv",
            "Його ключ; з * в імені – найновіший з відповідних: exports/orders-*.csv",
            "Его ключ; с * в имени – самый новый из подходящих: exports/orders-*.csv",
        ),
        most=1000,
    )


class S3(Connector):
    """Fetches an object when it has changed since the last time."""

    key: ClassVar[str] = "s3"
    name: ClassVar[Words] = {"en": "S3 storage", "uk": "Сховище S3", "ru": "Хранилище S3"}
    description: ClassVar[Words] = {
        "en": "A file in Amazon S3 or in a store that speaks its protocol.",
        "uk": "Файл в Amazon S3 або у сховищі з тим самим протоколом.",
        "ru": "Файл в Amazon S3 или в хранилище с тем же протоколом.",
    }
    icon: ClassVar[str] = "cloud"
    modules: ClassVar[tuple[str, ...]] = ("botocore",)
    extra: ClassVar[str] = "s3"
    settings: ClassVar[type[Form]] = S3Settings
    request: ClassVar[type[Form]] = S3Request

    def fetch(self, settings: S3Settings, request: S3Request, job: Fetch) -> Fetched:
        """The object, unless its ETag is the one of the last time."""
        from oblik.store.outside import http

        key = request.path.lstrip("/")
        if is_pattern(key):
            key = newest(key, _listed(settings, key, job)).path
        known = job.known.get("etag") if job.known.get("path") == key else None
        with http.open_client(job.gate, redirects=False) as client, job.target.open("wb") as file:
            url = f"{_base(settings)}/{quote(key)}"
            asking = client.build_request(
                "GET", url, headers=_signed(settings, url, {"If-None-Match": known} if known else {})
            )
            came = http.download(
                client,
                asking,
                file,
                most=job.limits.bytes,
                seconds=job.limits.seconds,
                progress=job.progress,
            )
        name = PurePosixPath(key).name
        if came.status == 304:
            return Fetched(name, "", job.known, unchanged=True)
        marks = {"path": key, "etag": came.headers.get("etag", ""), "sha256": came.digest}
        return Fetched(name, came.digest, marks)

    def check(self, settings: S3Settings, job: Fetch) -> None:
        """Lists one object."""
        _list(settings, "", job, most=1)


def _base(settings: S3Settings) -> str:
    if settings.endpoint:
        from oblik.store.outside import http

        return f"{str(http.checked_url(settings.endpoint)).rstrip('/')}/{settings.bucket}"
    return f"https://{settings.bucket}.s3.{settings.region}.amazonaws.com"


def _signed(settings: S3Settings, url: str, headers: dict[str, str]) -> dict[str, str]:
    from botocore.auth import S3SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    request = AWSRequest(method="GET", url=url, headers=headers)
    who = Credentials(settings.access_key, settings.secret_key.get_secret_value())
    S3SigV4Auth(who, "s3", settings.region).add_auth(request)
    return dict(request.headers.items())


def _listed(settings: S3Settings, pattern: str, job: Fetch) -> list[Found]:
    """The objects that begin like the pattern."""
    prefix = pattern[: min(pattern.find(sign) for sign in "*?[" if sign in pattern)]
    found: list[Found] = []
    token = ""
    while len(found) < _MOST_LISTED:
        page = _list(settings, prefix, job, token=token)
        found += [_found(item) for item in page.iterfind("{*}Contents")]
        token = page.findtext("{*}NextContinuationToken") or ""
        if not token:
            return found
    raise Invalid(
        f"Expected at most {_MOST_LISTED} objects that begin with {prefix!r}, got more; name them more closely.",
        code="too_many_files",
        field="path",
    )


def _list(settings: S3Settings, prefix: str, job: Fetch, *, token: str = "", most: int = 1000) -> Any:
    import io

    from defusedxml.ElementTree import ParseError, fromstring

    from oblik.store.outside import http

    asked_ = {"list-type": "2", "max-keys": str(most), "prefix": prefix}
    if token:
        asked_["continuation-token"] = token
    url = f"{_base(settings)}/?{urlencode(asked_, quote_via=quote)}"
    answer = io.BytesIO()
    with http.open_client(job.gate, redirects=False) as client:
        asking = client.build_request("GET", url, headers=_signed(settings, url, {}))
        http.download(client, asking, answer, most=_LIST_BYTES, seconds=_SECONDS)
    try:
        return fromstring(answer.getvalue())
    except ParseError as error:
        raise Unavailable(
            "The store answers with something else than a list.", code="outside_refused"
        ) from error


def _found(item: Any) -> Found:
    changed = datetime.fromisoformat(item.findtext("{*}LastModified") or "1970-01-01T00:00:00+00:00")
    return Found(item.findtext("{*}Key") or "", changed.timestamp(), int(item.findtext("{*}Size") or 0))


CONNECTOR = S3()
