"""A query on Google BigQuery, by a service account."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

import msgspec
from pydantic import SecretStr, field_validator

from oblik.collect.imports.connect._table import CURSOR, cursor_of, written
from oblik.collect.imports.connect.kind import Connector, Fetch, Fetched, Form, Words, asked
from oblik.collect.imports.connect.sql import SqlRequest
from oblik.kernel.errors import Invalid, TooLarge, Unavailable

_TOKENS = "https://oauth2.googleapis.com/token"
_SCOPES = (
    "https://www.googleapis.com/auth/bigquery.readonly",
    "https://www.googleapis.com/auth/cloud-platform.read-only",
)
_CALL_S = 60.0
_TYPES = (
    (datetime, "TIMESTAMP"),
    (date, "DATE"),
    (int, "INT64"),
    (Decimal, "NUMERIC"),
    (float, "FLOAT64"),
)


class BigQuerySettings(Form):
    """Which project, and who asks."""

    account: SecretStr = asked(
        ("Service account", "Сервісний обліковий запис", "Сервисный аккаунт"),
        (
            "The key as Google gave it, a JSON document. It needs the role BigQuery Data Viewer and Job User.",
            "Ключ, яким його дав Google, документ JSON. Потрібні ролі BigQuery Data Viewer і Job User.",
            "Ключ, каким его дал Google, документ JSON. Нужны роли BigQuery Data Viewer и Job User.",
        ),
        long=True,
        most=10_000,
    )
    location: str = asked(
        ("Location", "Розташування", "Расположение"),
        (
            "Of the data set, such as EU; empty for the usual one.",
            "Набору даних, наприклад EU; порожньо – звичайне.",
            "Набора данных, например EU; пусто – обычное.",
        ),
        default="",
    )
    most_gb: int = asked(
        ("Gigabytes a query may read", "Гігабайтів на запит", "Гигабайт на запрос"),
        (
            "Google bills what a query reads; one that would read more is refused.",
            "Google бере плату за прочитане; запит, що прочитав би більше, відхиляється.",
            "Google берёт плату за прочитанное; запрос, который прочитал бы больше, отклоняется.",
        ),
        default=10,
        ge=1,
        le=100_000,
    )

    @field_validator("account")
    @classmethod
    def _is_account(cls, value: SecretStr) -> SecretStr:
        account_of(value)
        return value


def account_of(secret: SecretStr) -> dict[str, Any]:
    """The service account's document. Where it is exchanged for a token is Google's address whatever it says."""
    try:
        said = msgspec.json.decode(secret.get_secret_value())
    except msgspec.DecodeError:
        said = None
    if not isinstance(said, dict) or not {"client_email", "private_key", "project_id"} <= said.keys():
        raise ValueError(
            "expected the key of a service account, a JSON document with client_email and private_key"
        )
    return {**said, "token_uri": _TOKENS, "universe_domain": "googleapis.com"}


class BigQuery(Connector):
    """Runs one query and streams what it gives."""

    key: ClassVar[str] = "bigquery"
    name: ClassVar[Words] = {"en": "BigQuery", "uk": "BigQuery", "ru": "BigQuery"}
    description: ClassVar[Words] = {
        "en": "A query on Google BigQuery, by a service account.",
        "uk": "Запит до Google BigQuery від сервісного облікового запису.",
        "ru": "Запрос к Google BigQuery от сервисного аккаунта.",
    }
    icon: ClassVar[str] = "brand-google"
    modules: ClassVar[tuple[str, ...]] = ("google.cloud.bigquery",)
    extra: ClassVar[str] = "bigquery"
    settings: ClassVar[type[Form]] = BigQuerySettings
    request: ClassVar[type[Form]] = SqlRequest

    def fetch(self, settings: BigQuerySettings, request: SqlRequest, job: Fetch) -> Fetched:
        """The rows of the query, those above the last one where it says `:cursor`."""
        cursor = cursor_of(request.query, request.cursor_start, job.known)
        growing = request.cursor_column if CURSOR in request.query else ""
        with _client(settings) as client:
            _expect_reading(client, request.query, cursor, settings)
            asked_ = client.query(
                request.query.replace(CURSOR, "@cursor"),
                job_config=_config(cursor, settings),
                location=settings.location or None,
                timeout=_CALL_S,
            )
            rows = asked_.result(page_size=5_000, timeout=job.limits.seconds)
            columns = [column.name for column in rows.schema]
            return written(columns, (row.values() for row in rows), growing, job.known, job, "query.csv")

    def check(self, settings: BigQuerySettings, job: Fetch) -> None:  # noqa: ARG002  it reaches Google only
        """Has a query looked at, without running it."""
        with _client(settings) as client:
            _expect_reading(client, "SELECT 1", None, settings)


@contextmanager
def _client(settings: BigQuerySettings) -> Iterator[Any]:
    from google.api_core.exceptions import GoogleAPICallError, RetryError
    from google.auth.exceptions import GoogleAuthError
    from google.cloud import bigquery
    from google.oauth2.service_account import Credentials

    account = account_of(settings.account)
    try:
        credentials: Any = Credentials.from_service_account_info(account, scopes=_SCOPES)  # type: ignore[no-untyped-call]
    except ValueError as error:
        raise Invalid(
            "Expected the key of a service account; its private key cannot be read.",
            code="bad_connection",
            field="account",
        ) from error
    client: Any = bigquery.Client(project=account["project_id"], credentials=credentials)
    try:
        yield client
    except (RetryError, TimeoutError, ConnectionError) as error:
        raise Unavailable(f"BigQuery does not answer: {error}.", code="outside_unavailable") from error
    except (GoogleAPICallError, GoogleAuthError) as error:
        said = getattr(error, "message", None) or str(error)
        raise Invalid(f"BigQuery answers: {said[:500]}", code="outside_refused") from error
    finally:
        client.close()


def _expect_reading(client: Any, query: str, cursor: Any, settings: BigQuerySettings) -> None:
    """Has BigQuery say beforehand what the query does and how much it would read."""
    config = _config(cursor, settings)
    config.dry_run = True
    tried = client.query(
        query.replace(CURSOR, "@cursor"),
        job_config=config,
        location=settings.location or None,
        timeout=_CALL_S,
    )
    if tried.statement_type != "SELECT":
        raise Invalid(
            f"Expected a query that reads, got {tried.statement_type}.", code="bad_request", field="query"
        )
    if tried.total_bytes_processed > settings.most_gb << 30:
        read = tried.total_bytes_processed >> 30
        raise TooLarge(f"Expected a query that reads at most {settings.most_gb} GB; it would read {read} GB.")


def _config(cursor: Any, settings: BigQuerySettings) -> Any:
    from google.cloud import bigquery

    config = bigquery.QueryJobConfig(use_legacy_sql=False, maximum_bytes_billed=settings.most_gb << 30)
    if cursor is not None:
        kind = next((name for type_, name in _TYPES if isinstance(cursor, type_)), "STRING")
        config.query_parameters = [bigquery.ScalarQueryParameter("cursor", kind, cursor)]
    return config


CONNECTOR = BigQuery()
