"""A shop's MySQL: a real MariaDB server, where the machine has one."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from imports.mariadb import MariaDb, mariadb, missing
from oblik.collect.imports.connect import connectors
from oblik.collect.imports.connect.kind import Fetch, Fetched, Limits, Marks, filled
from oblik.kernel.errors import Invalid, TooLarge
from oblik.store.outside import Gate

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())

WHOLE = Limits()
PASSWORD = "пароль ü"
SHOP = (
    "CREATE DATABASE shop CHARACTER SET utf8mb4",
    "USE shop",
    "SET sql_mode = ''",
    "CREATE TABLE bought (id BIGINT PRIMARY KEY, at DATETIME(6), total DECIMAL(12,2), paid BIT(1), note VARCHAR(99), "
    "born DATE)",
    "INSERT INTO bought SELECT seq, '2026-01-01 00:00:00.5' + INTERVAL seq HOUR, seq + 0.5, b'1', 'Київ 🎁 a:b %', "
    "'0000-00-00' FROM seq_1_to_12000",
    "INSERT INTO bought (id) VALUES (12001)",
    f"CREATE USER reader@'%' IDENTIFIED BY '{PASSWORD}'",
    "GRANT SELECT ON shop.* TO reader@'%'",
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MariaDb]:
    """A server with a shop's table."""
    with mariadb(tmp_path_factory.mktemp("mariadb")) as running:
        running.run(*SHOP)
        yield running


class Reader:
    """Asks the shop's database as a connection does."""

    def __init__(self, server: MariaDb, target: Path) -> None:
        self.url, self.target = f"mysql://reader@127.0.0.1:{server.port}/shop", target

    def fetch(
        self, query: str, start: str = "", known: Marks | None = None, limits: Limits = WHOLE, by: str = PASSWORD
    ) -> Fetched:  # fmt: skip
        """One fetch; a query with a cursor grows by `at`."""
        sql = connectors().get("sql")
        settings = filled(sql.settings, {"url": self.url, "password": by, "tls": "off"})
        request = filled(sql.request, {"query": query, "cursor_column": "at", "cursor_start": start})
        return sql.fetch(settings, request, Fetch(Gate(("127.0.0.1",)), self.target, known or {}, limits))

    def rows(self) -> list[list[str]]:
        """What the last fetch brought."""
        with self.target.open(newline="") as file:
            return list(csv.reader(file))


@pytest.fixture
def reader(server: MariaDb, tmp_path: Path) -> Reader:
    """Who may only read."""
    return Reader(server, tmp_path / "rows")


def test_rows_come_as_an_import_reads_them_and_then_only_the_new_ones(reader: Reader) -> None:
    """Moments, decimals, bits and emoji; a date of zeros is none; the next fetch begins where the last one ended."""
    query = "SELECT * FROM bought WHERE at >= :cursor ORDER BY id"
    first = reader.fetch(query, "2026-01-01")
    rows = reader.rows()
    assert (len(rows), rows[0]) == (12_001, ["id", "at", "total", "paid", "note", "born"])
    assert rows[1] == ["1", "2026-01-01T01:00:00.500000", "1.50", "1", "Київ 🎁 a:b %", ""]
    again = reader.fetch(query, "2026-01-01", first.marks)
    assert [row[0] for row in reader.rows()] == ["id", "12000"]
    assert again.marks["cursor"] == first.marks["cursor"]
    reader.fetch("SELECT * FROM bought WHERE id = 12001")
    assert reader.rows()[1] == ["12001", "", "", "", "", ""]


def test_what_the_database_refuses_is_told_from_one_that_is_away(reader: Reader) -> None:
    """Neither a wrong password nor a wrong column mends by waiting, and nothing but reading is possible."""
    for wrong in (
        "SELECT nothing FROM bought",
        "SELECT id FROM bought FOR UPDATE",
        "SELECT 1; DELETE FROM bought",
    ):
        with pytest.raises(Invalid, match="The database answers"):
            reader.fetch(wrong)
    with pytest.raises(Invalid, match="Access denied"):
        reader.fetch("SELECT 1", by="інший")


def test_a_look_and_a_limit_read_no_more_than_they_need(reader: Reader) -> None:
    """The rest of a long result is neither read nor waited for."""
    began = time.monotonic()
    reader.fetch("SELECT seq FROM seq_1_to_1000000000", limits=Limits(rows=5))
    assert len(reader.rows()) == 6
    with pytest.raises(TooLarge):
        reader.fetch("SELECT seq FROM seq_1_to_1000000000", limits=Limits(bytes=100_000))
    assert time.monotonic() - began < 20
