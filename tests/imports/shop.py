"""A shop that imports its files: a runner over real engines, and what came out of the log."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import msgspec

from engines.fixtures import Engines
from oblik.collect.event import Envelope
from oblik.collect.imports.job import Result
from oblik.collect.imports.runner import ImportRunner
from oblik.collect.imports.uploads import Uploads
from oblik.kernel.clock import Clock, ManualClock
from oblik.profiles.rehearsal import Rehearsal

NOW = 1_790_000_000_000


@dataclass(frozen=True)
class Source:
    """A source as the runner sees it."""

    id: int
    name: str


class Sources:
    """Sources by name, numbered as they come."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}

    def ensure(self, name: str, kind: str) -> Source:
        """The source of that name."""
        assert kind == "import"
        return Source(self._ids.setdefault(name, len(self._ids) + 1), name)


def runner(engines: Engines, uploads: Uploads, clock: Clock, **options: Any) -> ImportRunner:
    """A runner over the engines."""
    return ImportRunner(
        engines.state,
        engines.log,
        engines.warehouse,
        Sources(),
        uploads,
        engines.data,
        clock,
        rehearse=lambda: Rehearsal(engines.state),
        **options,
    )


class Shop:
    """Imports files and tells what came of them."""

    def __init__(self, engines: Engines) -> None:
        self.engines = engines
        self.clock = ManualClock(NOW)
        self.uploads = Uploads(engines.state, engines.data, self.clock)
        self.runner = runner(engines, self.uploads, self.clock)

    def imports(self, path: Path, mapping: str = "", **options: Any) -> Result:
        """One import, waited for."""
        self.clock.advance(seconds=1)
        result = self.runner.run_file(path, mapping=mapping or None, **options)
        assert result.error is None, result.error
        return result

    def calls(self) -> list[dict[str, Any]]:
        """Every call in the log, in order."""
        decode = msgspec.msgpack.Decoder(Envelope).decode
        found: list[dict[str, Any]] = []
        for entry in self.engines.log.read(0, events=10**9):
            found += msgspec.json.decode(decode(entry.data).body)["batch"]
        return found

    def products(self) -> list[dict[str, Any]]:
        """The products of the warehouse."""
        return self.engines.warehouse.rows("SELECT * FROM products FINAL ORDER BY product_id")


def workbook(path: Path, rows: list[list[Any]]) -> Path:
    """Writes the smallest Excel file that holds the rows; numbers as numbers, the rest as text."""
    cells = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {space} xmlns:r="{office}"><sheets>'
        '<sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet {space}><sheetData>{cells}</sheetData></worksheet>",
    }
    with zipfile.ZipFile(path, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return path


def _cell(value: Any) -> str:
    if isinstance(value, int | float):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'
