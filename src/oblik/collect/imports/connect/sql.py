"""A query on somebody's database: PostgreSQL, MySQL, MariaDB, and whatever else SQLAlchemy has a driver for."""

from __future__ import annotations

import re
import sqlite3
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Literal

import sqlalchemy as sa
from pydantic import SecretStr, field_validator
from sqlalchemy import Connection
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError, SQLAlchemyError

from oblik.collect.imports.connect._table import CURSOR, cursor_of, written
from oblik.collect.imports.connect.kind import Connector, Fetch, Fetched, Form, Words, asked
from oblik.kernel.errors import Invalid, Unavailable

_ROWS_AT_ONCE = 5_000
_CONNECT_S = 10
_HARMLESS = {"charset", "driver", "application_name"}  # of what an address may say behind its `?`
_READS = re.compile(r"\s*(--[^\n]*\n\s*|/\*.*?\*/\s*)*(select|with)\b", re.IGNORECASE | re.DOTALL)
_OTHER_COLONS = re.compile(r"(?<![:\w\\]):(?!cursor\b)(?=\w)")  # text() would take them for values to bind
_PORTS = {"postgresql": 5432, "mysql": 3306, "mariadb": 3306, "mssql": 1433, "oracle": 1521}

Tls = Literal["preferred", "required", "verified", "off"]
_MYSQL_BUSY = {1040, 1053, 1203, 1205, 1213, 1226}  # too many connections, stopping, a lock that is held
_PG_BUSY = re.compile(r"starting up|shutting down|too many|remaining connection slots", re.IGNORECASE)
_PG_TLS = {"preferred": "prefer", "required": "require", "verified": "verify-full", "off": "disable"}


class SqlSettings(Form):
    """Which database, and who asks it."""

    url: str = asked(
        ("Database", "База даних", "База данных"),
        (
            "As SQLAlchemy writes it, without the password: postgresql://reader@db.example.com/shop",
            "Як пише SQLAlchemy, без пароля: postgresql://reader@db.example.com/shop",
            "Как пишет SQLAlchemy, без пароля: postgresql://reader@db.example.com/shop",
        ),
        most=1000,
    )
    password: SecretStr = asked(
        ("Password", "Пароль", "Пароль"),
        (
            "Best of a user who may only read.",
            "Найкраще користувача, який може лише читати.",
            "Лучше всего пользователя, который может только читать.",
        ),
        default=SecretStr(""),
    )
    tls: Tls = asked(
        ("Encryption", "Шифрування", "Шифрование"),
        (
            "Verified also makes sure that it is the right server.",
            "Verified також перевіряє, що це саме той сервер.",
            "Verified также проверяет, что это именно тот сервер.",
        ),
        default="preferred",
        most=0,
    )

    @field_validator("url")
    @classmethod
    def _without_password(cls, value: str) -> str:
        try:
            url = make_url(value)
        except ArgumentError as error:
            raise ValueError("expected a database such as postgresql://reader@db.example.com/shop") from error
        if url.password:
            raise ValueError("expected the password in its own field, where it is stored encrypted")
        if odd := set(url.query) - _HARMLESS:
            raise ValueError(f"expected no option {sorted(odd)[0]!r} in the address")
        return value


class SqlRequest(Form):
    """What is asked, and how it grows."""

    query: str = asked(
        ("Query", "Запит", "Запрос"),
        (
            "One SELECT. With :cursor it brings only what is new: … WHERE updated_at >= :cursor",
            "Один SELECT. З :cursor він принесе лише нове: … WHERE updated_at >= :cursor",
            "Один SELECT. С :cursor он принесёт только новое: … WHERE updated_at >= :cursor",
        ),
        long=True,
        most=20_000,
    )
    cursor_column: str = asked(
        ("Column that grows", "Стовпець, що зростає", "Растущий столбец"),
        (
            "Its greatest value is :cursor the next time.",
            "Його найбільше значення наступного разу стане :cursor.",
            "Его наибольшее значение в следующий раз станет :cursor.",
        ),
        default="",
    )
    cursor_start: str = asked(
        ("First value", "Перше значення", "Первое значение"),
        (
            "What :cursor is the first time, such as 2024-01-01 or 0.",
            "Чим є :cursor першого разу, наприклад 2024-01-01 або 0.",
            "Чем является :cursor в первый раз, например 2024-01-01 или 0.",
        ),
        default="",
    )

    @field_validator("query")
    @classmethod
    def _reads(cls, value: str) -> str:
        if not _READS.match(value):
            raise ValueError("expected a query that begins with SELECT or WITH")
        return value.rstrip("; \n\t")


class Sql(Connector):
    """Runs one query, read only, and streams what it gives."""

    key: ClassVar[str] = "sql"
    name: ClassVar[Words] = {"en": "Database", "uk": "База даних", "ru": "База данных"}
    description: ClassVar[Words] = {
        "en": "A query on PostgreSQL, MySQL, MariaDB or another database.",
        "uk": "Запит до PostgreSQL, MySQL, MariaDB чи іншої бази даних.",
        "ru": "Запрос к PostgreSQL, MySQL, MariaDB или другой базе данных.",
    }
    icon: ClassVar[str] = "database"
    settings: ClassVar[type[Form]] = SqlSettings
    request: ClassVar[type[Form]] = SqlRequest

    def fetch(self, settings: SqlSettings, request: SqlRequest, job: Fetch) -> Fetched:
        """The rows of the query, those above the last one where it says `:cursor`."""
        cursor = cursor_of(request.query, request.cursor_start, job.known)
        given = {} if cursor is None else {"cursor": cursor}
        growing = request.cursor_column if CURSOR in request.query else ""
        with _connected(settings, job) as conn:
            statement = sa.text(_OTHER_COLONS.sub(r"\\:", request.query))
            result = conn.execute(statement, given)
            return written(list(result.keys()), result, growing, job.known, job, "query.csv")

    def check(self, settings: SqlSettings, job: Fetch) -> None:
        """Asks the database for a number."""
        with _connected(settings, job) as conn:
            oracle = conn.dialect.name == "oracle"
            conn.execute(sa.text("SELECT 1 FROM DUAL" if oracle else "SELECT 1"))


@contextmanager
def _connected(settings: SqlSettings, job: Fetch) -> Iterator[Connection]:
    """A connection that can only read, with time limits, whose results come a part at a time."""
    engine = None
    try:
        engine = _engine(settings, job)
        with engine.connect() as conn:
            try:
                yield conn.execution_options(stream_results=True, yield_per=_ROWS_AT_ONCE)
            except BaseException:
                conn.invalidate()  # returned, it would first read all the rest of a result
                raise
    except (OperationalError, sa.exc.InterfaceError) as error:
        if _answered(error):
            raise Invalid(_sentence(error), code="outside_refused") from error
        raise Unavailable(_sentence(error), code="outside_unavailable") from error
    except NoSuchModuleError as error:
        raise Invalid(f"There is no such database: {error}.", code="bad_connection", field="url") from error
    except ModuleNotFoundError as error:
        raise Unavailable(
            f"This database needs a driver that is not installed on the server: {error.name}.",
            code="not_installed",
        ) from error
    except SQLAlchemyError as error:
        raise Invalid(_sentence(error), code="outside_refused") from error
    finally:
        if engine is not None:
            engine.dispose()


def _engine(settings: SqlSettings, job: Fetch) -> Engine:
    url = make_url(settings.url).set(password=settings.password.get_secret_value() or None)
    kind = url.get_backend_name()
    if kind == "sqlite":
        return _sqlite(url, job)
    if not url.host:
        raise Invalid(
            "Expected a database on a host, such as postgresql://reader@db.example.com/shop.",
            code="bad_connection",
            field="url",
        )
    port = url.port or _PORTS.get(kind, 0)
    address = job.gate.address(url.host, port)
    if kind == "postgresql":
        return _postgresql(url, address, settings.tls, job)
    if kind in ("mysql", "mariadb"):
        return _mysql(url, port, settings.tls, job)
    # The address that was checked stands in for the name, so that nothing else is connected to.
    return sa.create_engine(url.set(host=address), poolclass=sa.NullPool)


def _postgresql(url: URL, address: str, tls: Tls, job: Fetch) -> Engine:
    limit = int(job.limits.seconds * 1000)
    options = f"-c default_transaction_read_only=on -c statement_timeout={limit}"
    return sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        poolclass=sa.NullPool,
        connect_args={
            "hostaddr": address,
            "connect_timeout": _CONNECT_S,
            "sslmode": _PG_TLS[tls],
            "options": options,
        },
    )


def _mysql(url: URL, port: int, tls: Tls, job: Fetch) -> Engine:
    import pymysql
    from pymysql.constants import FIELD_TYPE
    from pymysql.converters import conversions

    moments = (FIELD_TYPE.DATE, FIELD_TYPE.DATETIME, FIELD_TYPE.TIMESTAMP)
    dates = {kind: partial(_mysql_date, conversions[kind]) for kind in moments}
    host, limits = str(url.host), job.limits

    def connected() -> Any:
        made = pymysql.connect(
            host=host,  # the certificate's name; the connection itself is the gate's
            port=port,
            user=url.username,
            password=(url.password or "").encode(),  # text would be sent as Latin-1
            database=url.database,
            charset=str(url.query.get("charset", "utf8mb4")),
            init_command="SET SESSION TRANSACTION READ ONLY",
            read_timeout=int(limits.seconds),
            conv={**conversions, **dates, FIELD_TYPE.BIT: lambda bits: int.from_bytes(bits, "big")},
            ssl=_tls(tls),
            defer_connect=True,
        )
        made.connect(job.gate.connect(host, port, _CONNECT_S))
        if limits.rows is not None:  # else the driver would read all that was not asked for
            made.query(f"SET SESSION sql_select_limit = {int(limits.rows)}")
        return made

    engine = sa.create_engine("mysql+pymysql://", creator=connected, poolclass=sa.NullPool)
    sa.event.listen(engine, "invalidate", _let_go)
    return engine


def _mysql_date(read: Callable[[str], Any], text: str) -> Any:
    """MySQL writes a date that is not known as one of zeros, where its mode allows that."""
    return None if text.startswith("0000-00-00") else read(text)


def _let_go(connection: Any, _record: Any, _error: Any) -> None:
    """The driver would want to read the rest of a result even after the connection is closed."""
    if (result := getattr(connection, "_result", None)) is not None:
        result.unbuffered_active = False


def _tls(tls: Tls) -> ssl.SSLContext | None:
    if tls in ("off", "preferred"):
        return None
    context = ssl.create_default_context()
    if tls == "required":
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _sqlite(url: URL, job: Fetch) -> Engine:
    """A file of this machine: only from the folder that the operator set aside for it."""
    path = Path(url.database or "").resolve()
    if job.files is None or not path.is_relative_to(job.files.resolve()):
        raise Invalid(
            "Databases that are files are refused, unless they lie in the folder that the administrator named in "
            "OBLIK_IMPORT_FILES.",
            code="file_refused",
            field="url",
        )
    if not path.is_file():
        raise Invalid(f"There is no database {path.name!r}.", code="bad_connection", field="url")
    engine = sa.create_engine(f"sqlite:///file:{path}?mode=ro&uri=true", poolclass=sa.NullPool)
    sa.event.listen(engine, "connect", _no_other_files)
    return engine


def _no_other_files(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA query_only = 1")
    refused = {24}  # SQLITE_ATTACH, which opens any other file
    connection.set_authorizer(lambda action, *_: 1 if action in refused else 0)


def _answered(error: DBAPIError) -> bool:
    """Whether the database was reached and refuses: a wrong password or name, which no waiting mends."""
    said = error.orig.args[0] if error.orig and error.orig.args else ""
    if isinstance(said, int):  # of MySQL; from 2000 on they are the driver's own
        return 1000 <= said < 2000 and said not in _MYSQL_BUSY
    if isinstance(error.orig, sqlite3.Error):
        return "locked" not in str(said)
    return "FATAL:" in str(said) and not _PG_BUSY.search(str(said))


def _sentence(error: SQLAlchemyError) -> str:
    """What the database said, without the query and its values."""
    said = str(error.orig) if isinstance(error, DBAPIError) and error.orig else str(error)
    return f"The database answers: {' '.join(said.split())[:500]}"


CONNECTOR = Sql()
