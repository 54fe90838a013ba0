"""The same table in every format and encoding gives the same calls; what is broken in it costs its own row
only.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imports.shop import Shop, workbook
from oblik.collect.imports.guess import guess
from oblik.collect.imports.readers import delimiter_of, format_of, open_rows, text
from oblik.collect.imports.rows import REJECTED, Format, Position
from oblik.kernel.errors import Invalid

HEADER = ["E-mail", "Ім'я", "Місто", "Сума покупок"]
PEOPLE = [
    ["hanna@example.com", "Ганна", "Київ", 1250.5],
    ["petro@example.com", "Петро", "Львів; центр", 0.75],
    ["olha@example.com", "Ольга", 'вул. "Сонячна"', 1000000],
]
MAPPING = """
as: profiles
columns: {first_name: Ім'я, city: Місто, spent: {from: Сума покупок, clean: [number]}}
identifiers: {email: E-mail}
"""


def _csv(delimiter: str = ",", comma: bool = False) -> str:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerow(HEADER)
    for *texts, amount in PEOPLE:
        writer.writerow([*texts, str(amount).replace(".", ",") if comma else amount])
    return file.getvalue()


def _parquet(path: Path) -> None:
    pq.write_table(pa.table(dict(zip(HEADER, map(list, zip(*PEOPLE, strict=True)), strict=True))), path)


def _lines() -> str:
    return "".join(json.dumps(dict(zip(HEADER, row, strict=True))) + "\n" for row in PEOPLE)


FILES: dict[str, Callable[[Path], Any]] = {
    "utf-8 csv": lambda p: p.write_text(_csv(), "utf-8"),
    "csv with a byte order mark": lambda p: p.write_text(_csv(), "utf-8-sig"),
    "windows-1251, semicolons, decimal comma": lambda p: p.write_text(_csv(";", comma=True), "windows-1251"),
    "utf-16 tsv from Excel": lambda p: p.write_text(_csv("\t"), "utf-16"),
    "koi8-u with bars": lambda p: p.write_text(_csv("|"), "koi8-u"),
    "gzipped csv": lambda p: p.write_bytes(gzip.compress(_csv().encode())),
    "json lines": lambda p: p.write_text(_lines()),
    "gzipped json lines": lambda p: p.write_bytes(gzip.compress(_lines().encode())),
    "parquet": _parquet,
    "excel": lambda p: workbook(p, [HEADER, *PEOPLE]),
}


def test_the_same_table_in_every_format_gives_the_same_calls(shop: Shop, tmp_path: Path) -> None:
    """Whatever a shop's program writes, the first import brings the people and all others bring nothing
    new.
    """
    for name, write in FILES.items():
        path = tmp_path / "people"
        write(path)
        found = guess(path, "profiles")
        extra = "format: {decimal: ','}\n" if found.decimal == "," else ""
        result = shop.imports(path, MAPPING + extra + "source: crm")
        assert (result.progress.accepted, result.problems) == (3, []), name
    calls = shop.calls()
    assert len(calls) == 3 * len(FILES)
    assert len({call["messageId"] for call in calls}) == 3
    assert calls[0]["traits"] == {
        "first_name": "Ганна",
        "city": "Київ",
        "spent": 1250.5,
        "email": "hanna@example.com",
    }


def test_latin_text_is_told_from_cyrillic(tmp_path: Path) -> None:
    """Western European names in an 8-bit file stay what they are."""
    path = tmp_path / "people.csv"
    path.write_text("name,city\nJosé Peña,Málaga\nBjörn Müller,Köln\n", "latin-1")
    reader = open_rows(path, format_of(path), tmp_path)
    [batch] = reader.batches()
    assert batch.table.to_pylist()[1] == {"name": "Björn Müller", "city": "Köln"}


def test_a_broken_row_is_rejected_with_its_number_and_the_others_are_taken(
    shop: Shop, tmp_path: Path
) -> None:
    """Too few columns, too many, a quote that never closes, bytes of another encoding: each is one row."""
    rows = [
        b"email,name\n",
        b"a@example.com,Ann\n",
        b"b@example.com\n",
        b'c@example.com,"Carl, the\nsecond"\n',
        b"d@example.com,Dan,extra\n",
        b'f@example.com,5" pipe\n',
        b'e@example.com,"Eve\n',
        b"g@example.com,G\xff\xfe\n",
        b"\n",
        b"h@example.com,Hal\n",
    ]
    path = tmp_path / "people.csv"
    path.write_bytes(b"".join(rows))
    result = shop.imports(
        path, "as: profiles\nformat: {encoding: utf-8}\ncolumns: {name: name}\nidentifiers: {email: email}"
    )
    names = [call["traits"]["name"] for call in shop.calls()]
    assert names == ["Ann", "Carl, the second", '5" pipe', "Hal"]
    assert [p["row"] for p in result.problems] == [3, 5, 7, 8]
    assert result.rejects is not None
    kept = list(csv.reader(result.rejects.open(newline="")))
    assert kept[0] == ["email", "name", *REJECTED]
    assert len(kept) == 5


def test_rejected_rows_hold_what_the_file_had_and_why(shop: Shop, tmp_path: Path) -> None:
    """The file of rejected rows can be mended and imported again; a spreadsheet opens it without running
    formulas.
    """
    path = tmp_path / "people.csv"
    path.write_text("email,born,note\nann@example.com,yesterday,=HYPERLINK(1)\nbob@example.com,1990-01-02,\n")
    mapping = "as: profiles\ncolumns: {birthday: born, note: note}\nidentifiers: {email: email}"
    result = shop.imports(path, mapping)
    assert result.rejects is not None
    [header, row] = csv.reader(result.rejects.open(newline=""))
    assert header == ["email", "born", "note", *REJECTED]
    assert row[:4] == ["ann@example.com", "yesterday", "'=HYPERLINK(1)", "2"]
    assert row[4].startswith("born: expected a date")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_mended_rows_come_back_as_they_were(shop: Shop, tmp_path: Path, form: str) -> None:
    """The sign that keeps a spreadsheet from running a cell goes again, one that was in the file stays, and a second
    round of mending is like the first."""
    notes = ["=1+1", "'=1+1", "''@x", "it's", "'quoted'", "-5", "+380 (44) 1", "@home", "-a", "'"]
    path, mended = tmp_path / "people.csv", tmp_path / f"mended.{form}"
    with path.open("w", newline="") as file:
        rows = [[f"p{i}@example.com", note, "never"] for i, note in enumerate(notes)]
        csv.writer(file).writerows([["email", "=note", "born"], *rows])
    mapping = (
        "as: profiles\ncolumns: {birthday: born, note: '=note'}\nidentifiers: {email: email}\ncleaning: []"
    )
    result = shop.imports(path, mapping)
    for _ in range(2):
        assert result.rejects is not None
        found = list(csv.reader(result.rejects.open(newline="")))
        assert not [cell for row in found for cell in row[:2] if cell[:1] in "=@"]
        _write(mended, found)
        result = shop.imports(mended, mapping)
        assert result.progress.rejected == len(notes)
    _write(mended, [[cell.replace("never", "1990-01-02") for cell in row] for row in found])
    shop.imports(mended, mapping)
    assert [call["traits"]["note"] for call in shop.calls()] == notes
    assert [column.name for column in guess(mended).columns] == ["email", "=note", "born"]


def _write(path: Path, rows: list[list[str]]) -> None:
    if path.suffix == ".xlsx":
        workbook(path, rows)
        return
    with path.open("w", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)


def test_a_cut_off_gzip_says_so(tmp_path: Path, shop: Shop) -> None:
    """A download that ended early is an error with a reason, after the rows that could be read."""
    path = tmp_path / "people.csv.gz"
    path.write_bytes(gzip.compress(("email\n" + "ann@example.com\n" * 200_000).encode())[:-300])
    result = shop.runner.run_file(path, mapping="as: profiles\nidentifiers: {email: email}")
    assert result.status == "failed"
    assert "cut off" in (result.error or "")
    assert result.progress.read > 100_000


@pytest.mark.parametrize(
    "content", [b"", b"[1, 2]", b"\x1f\x8bnot gzip at all", b"PAR1 but no parquet", b"PK\x03\x04 no zip"]
)
def test_what_is_no_table_is_refused_with_a_sentence(tmp_path: Path, content: bytes) -> None:
    """Whatever is uploaded, the answer is an Invalid with a reason, never a crash."""
    path = tmp_path / "upload"
    path.write_bytes(content)
    with pytest.raises(Invalid):
        guess(path)


CELL = st.text(st.sampled_from('ab,;"\n\r é\t1'), max_size=6)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=20), st.integers(3, 40))
def test_reading_in_small_blocks_equals_reading_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: list[tuple[str, ...]], block: int
) -> None:
    """Wherever a block ends, quotes and line ends in cells included, each row comes out once; and from any
    block on as well.
    """
    monkeypatch.setattr(text, "BLOCK", block)
    path = tmp_path / "any.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerows([("x", "y", "z"), *rows])
    reader = open_rows(path, Format("csv", ",", "utf-8"), tmp_path)
    batches = list(reader.batches())
    found = [tuple(v or "" for v in row.values()) for batch in batches for row in batch.table.to_pylist()]
    assert not any(batch.broken for batch in batches)
    assert found == rows
    numbers = [n for batch in batches for n in batch.numbers.to_pylist()]
    assert numbers == list(range(2, len(rows) + 2))
    middle: Position = batches[len(batches) // 2].after
    later = [n for batch in reader.batches(middle) for n in batch.numbers.to_pylist()]
    assert later == [n for n in numbers if n >= middle.row]


@pytest.mark.parametrize(
    ("sample", "sign"), [("a;b\n1,5;2\n3,5;4\n", ";"), ("a\tb, c\n1\t2\n", "\t"), ("a,b\n1,2\n", ",")]
)
def test_the_delimiter_is_the_sign_that_takes_all_rows_apart_alike(sample: str, sign: str) -> None:
    """Decimal commas do not make a comma the delimiter."""
    assert delimiter_of(sample) == sign
