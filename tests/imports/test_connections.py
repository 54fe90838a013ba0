"""Connections: real servers asked for rows and files, secrets that stay secret, and what is refused."""

from __future__ import annotations

import asyncio
import csv
import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from engines.fixtures import Engines
from imports.elsewhere import Answer, site
from oblik.collect.imports.connect import connectors
from oblik.collect.imports.connect.kind import Fetch, Fetched, Limits, filled
from oblik.collect.imports.connections import ConnectionRepository
from oblik.kernel.clock import ManualClock
from oblik.kernel.errors import Invalid, TooLarge, Unavailable
from oblik.store.outside import Gate
from oblik.store.secrets import open_secrets
from oblik.store.state.schema import connections

GATE = Gate(("127.0.0.1", "localhost"))


def _fetch(kind: str, settings: dict[str, Any], request: dict[str, Any], job: Fetch) -> Fetched:
    connector = connectors().get(kind)
    return connector.fetch(filled(connector.settings, settings), filled(connector.request, request), job)


def _table(path: Path) -> list[list[str]]:
    with path.open(newline="") as file:
        return list(csv.reader(file))


@pytest.mark.grown
def test_a_query_on_postgresql_brings_rows_and_then_only_the_new_ones(grown: Engines, tmp_path: Path) -> None:
    """Types come as text that an import reads; the next fetch begins at the greatest value that came."""
    with grown.state.engine.begin() as conn:
        conn.execute(sa.text("CREATE TABLE bought (id int, at timestamptz, total numeric(10,2), note text)"))
        conn.execute(
            sa.text("INSERT INTO bought SELECT i, '2026-01-01Z'::timestamptz + i * interval '1h', i + 0.5, 'a:b %' "
                    "FROM generate_series(1, 12000) i")
        )  # fmt: skip
    url = sa.engine.make_url(grown.urls["OBLIK_STATE_URL"])
    settings = {
        "url": url.set(password=None).render_as_string(),
        "password": url.password or "",
        "tls": "off",
    }
    query = "SELECT *, '10:30' AS t FROM bought WHERE at >= :cursor ORDER BY id"
    request = {"query": query, "cursor_column": "at", "cursor_start": "2026-01-01T00:00:00+00:00"}
    job = Fetch(GATE, tmp_path / "rows")
    first = _fetch("sql", settings, request, job)
    rows = _table(tmp_path / "rows")
    assert rows[0] == ["id", "at", "total", "note", "t"]
    assert (len(rows), rows[1][2:]) == (12_001, ["1.50", "a:b %", "10:30"])
    again = _fetch("sql", settings, request, Fetch(GATE, tmp_path / "rows", first.marks))
    assert len(_table(tmp_path / "rows")) == 2
    assert again.marks["cursor"] == first.marks["cursor"]
    with pytest.raises(TooLarge):
        _fetch("sql", settings, request, Fetch(GATE, tmp_path / "rows", {}, Limits(bytes=100_000)))
    for wrong in ("SELECT nothing FROM bought", "WITH x AS (DELETE FROM bought RETURNING 1) SELECT * FROM x"):
        with pytest.raises((Invalid, Unavailable), match="The database answers"):
            _fetch("sql", settings, {"query": wrong}, job)
    with pytest.raises(Invalid, match="inside the network"):
        _fetch("sql", settings, request, Fetch(Gate(), tmp_path / "rows"))


@pytest.mark.parametrize(
    "settings",
    [
        {"url": "postgresql://u:secret@db.example/x"},
        {"url": "postgresql:///x?host=/var/run/postgresql"},
        {"url": "postgresql://u@db.example/x?host=10.0.0.1"},
        {"url": "postgresql://u@db.example/x?service=other"},
        {"url": "mysql://u@db.example/x?local_infile=1"},
        {"url": "mssql+pyodbc://db.example/?odbc_connect=Server%3D10.0.0.1"},
        {"url": "nonsense"},
    ],
)
def test_an_address_that_leads_around_the_checks_is_refused(settings: dict[str, Any], tmp_path: Path) -> None:
    """No password in what is shown, no socket, no option that names another host."""
    with pytest.raises(Invalid):
        _fetch("sql", settings, {"query": "SELECT 1"}, Fetch(GATE, tmp_path / "rows"))


@pytest.mark.parametrize("query", ["DELETE FROM t", "/* SELECT */ DROP TABLE t", "INSERT INTO t SELECT 1"])
def test_a_query_that_does_not_read_is_refused_at_once(query: str) -> None:
    """Before any database is asked."""
    with pytest.raises(Invalid, match="SELECT or WITH"):
        filled(connectors().get("sql").request, {"query": query})


def test_a_database_that_is_a_file_needs_the_operators_leave(tmp_path: Path) -> None:
    """From the folder set aside for it, for reading only, and no other file through it."""
    allowed, other = tmp_path / "allowed", tmp_path / "other.db"
    allowed.mkdir()
    for path in (allowed / "shop.db", other):
        with sqlite3.connect(path) as made:
            made.execute("CREATE TABLE t AS SELECT 1 AS a")
    job = Fetch(GATE, tmp_path / "rows", files=allowed)
    here = {"url": f"sqlite:///{allowed / 'shop.db'}"}
    assert _fetch("sql", here, {"query": "SELECT a FROM t"}, job).name == "query.csv"
    assert _table(tmp_path / "rows") == [["a"], ["1"]]
    for url in (f"sqlite:///{other}", f"sqlite:///{allowed}/../other.db", "sqlite://"):
        with pytest.raises(Invalid, match="OBLIK_IMPORT_FILES"):
            _fetch("sql", {"url": url}, {"query": "SELECT a FROM t"}, job)
    with pytest.raises(Invalid, match="OBLIK_IMPORT_FILES"):
        _fetch("sql", here, {"query": "SELECT a FROM t"}, Fetch(GATE, tmp_path / "rows"))


@pytest.fixture
def sftp(tmp_path: Path) -> Iterator[tuple[int, str]]:
    """An SFTP server with a few exports: its port and its key's fingerprint."""
    import asyncssh

    root, key = tmp_path / "exports", asyncssh.generate_private_key("ssh-ed25519")
    root.mkdir()
    for day in (1, 2):
        (root / f"orders-{day}.csv").write_text(f"n\n{day}\n")

    class Door(asyncssh.SSHServer):
        def begin_auth(self, _username: str) -> bool:
            return True

        def password_auth_supported(self) -> bool:
            return True

        def validate_password(self, username: str, password: str) -> bool:
            return (username, password) == ("shop", "secret")

    def files(channel: Any) -> Any:
        return asyncssh.SFTPServer(channel, chroot=str(root).encode())

    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()

    async def listening() -> Any:
        return await asyncssh.listen(
            "127.0.0.1", 0, server_factory=Door, server_host_keys=[key], sftp_factory=files
        )

    server = asyncio.run_coroutine_threadsafe(listening(), loop).result(20)
    yield server.get_port(), key.get_fingerprint()
    loop.call_soon_threadsafe(server.close)
    loop.call_soon_threadsafe(loop.stop)


def test_the_newest_file_comes_from_an_sftp_server_whose_key_is_known(
    sftp: tuple[int, str], tmp_path: Path
) -> None:
    """A server that cannot show its key gets no password; what did not change does not come again."""
    port, fingerprint = sftp
    settings = {"host": "localhost", "port": port, "user": "shop", "password": "secret"}
    request, job = {"path": "/orders-*.csv"}, Fetch(GATE, tmp_path / "file")
    with pytest.raises(Invalid, match=r"SHA256:") as unknown:
        _fetch("sftp", settings, request, job)
    assert fingerprint in unknown.value.message
    settings["host_key"] = fingerprint
    os.utime(tmp_path / "exports" / "orders-1.csv", (1, 1))
    came = _fetch("sftp", settings, request, job)
    assert (came.name, job.target.read_text()) == ("orders-2.csv", "n\n2\n")
    assert _fetch("sftp", settings, request, Fetch(GATE, job.target, came.marks)).unchanged
    with pytest.raises(Invalid, match="no file"):
        _fetch("sftp", settings, {"path": "/none-*.csv"}, job)
    with pytest.raises(Invalid, match="user and key"):
        _fetch("sftp", settings | {"password": "wrong"}, request, job)


def test_an_object_comes_from_a_store_that_speaks_s3(tmp_path: Path) -> None:
    """Signed, the newest that fits, and only when it changed; a redirect is not followed."""
    item = (
        "<Contents><Key>e/a-{0}.csv</Key><LastModified>2026-01-0{0}T00:00:00.000Z</LastModified></Contents>"
    )
    listed = f"<ListBucketResult>{item.format(2)}{item.format(1)}</ListBucketResult>"

    def answer(path: str, headers: dict[str, str]) -> Answer:
        assert headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=key/")
        if "list-type=2" in path:
            assert "prefix=e%2Fa-" in path
            return 200, {}, listed.encode()
        if headers.get("if-none-match") == '"t"':
            return 304, {}, b""
        return (
            (200, {"ETag": '"t"'}, b"n\n1\n")
            if path == "/shop/e/a-2.csv"
            else (301, {"Location": "http://10.0.0.1/"}, b"")
        )

    with site(answer) as store:
        settings = {"bucket": "shop", "endpoint": store.url(""), "access_key": "key", "secret_key": "secret"}
        job = Fetch(GATE, tmp_path / "file")
        came = _fetch("s3", settings, {"path": "e/a-*.csv"}, job)
        assert (came.name, job.target.read_text()) == ("a-2.csv", "n\n1\n")
        assert _fetch("s3", settings, {"path": "e/a-2.csv"}, Fetch(GATE, job.target, came.marks)).unchanged
        with pytest.raises(Invalid, match="status 301"):
            _fetch("s3", settings, {"path": "elsewhere.csv"}, job)


def test_a_service_account_is_exchanged_at_google_only() -> None:
    """Whatever a key file says: it could otherwise make the server ask any address inside."""
    from pydantic import SecretStr

    from oblik.collect.imports.connect.bigquery import account_of

    said = '{"client_email":"a@b","private_key":"k","project_id":"p","token_uri":"http://169.254.169.254/"}'
    assert account_of(SecretStr(said))["token_uri"] == "https://oauth2.googleapis.com/token"


def test_passwords_are_stored_encrypted_and_follow_no_changed_address(embedded: Engines) -> None:
    """Who may change a connection cannot have its password sent elsewhere; renaming needs no password."""
    known = ConnectionRepository(open_secrets(embedded.data), ManualClock(1_790_000_000_000))
    settings = {"url": "https://shop.example/x", "user": "u", "password": "hunter2-secret"}
    with embedded.state.write() as conn:
        made = known.create(conn, name="shop", kind="url", settings=settings, who="ann")
        assert "hunter2" not in str(made.document())
        assert made.document()["stored"] == ["password"]
        row = conn.execute(sa.select(connections)).one()
        assert "hunter2" not in str(tuple(row))
        renamed = known.update(conn, made.id, name="store", settings={"url": settings["url"], "user": "u"})
        assert known.opened(renamed)[1].password.get_secret_value() == "hunter2-secret"
        with pytest.raises(Invalid, match="again"):
            known.update(conn, made.id, name=None, settings={"url": "https://thief.example/", "user": "u"})
        with pytest.raises(Invalid) as wrong:
            known.create(conn, name="x", kind="url", settings={"url": "", "password": "p4ss"}, who="ann")
        assert "p4ss" not in str(wrong.value)


def test_every_kind_of_connection_has_words_in_three_languages_and_says_what_it_lacks() -> None:
    """A form that a person fills in speaks their language."""
    for kind in connectors():
        for language in ("en", "uk", "ru"):
            document = kind.document(language)
            assert all(field["label"] for field in (*document["settings"], *document["request"]))
    lacking = type("Lacking", (type(connectors().get("s3")),), {"modules": ("not_there",), "extra": "s3"})()
    with pytest.raises(Unavailable, match=r"pip install 'oblik\[s3\]'"):
        lacking.ready()
