"""Cells that people open in a spreadsheet, which takes some texts for formulas and runs them."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO


def harmless(cell: str) -> str:
    """A cell that a spreadsheet will not run as a formula; plain numbers stay as they are. `as_it_was` undoes it."""
    return "'" + cell if _runs(cell.lstrip("'")) else cell


def as_it_was(cell: str) -> str:
    """What `harmless` made a cell of."""
    return cell[1:] if cell.startswith("'") and _runs(cell.lstrip("'")) else cell


def _runs(cell: str) -> bool:
    signed = cell[:1] in ("+", "-") and not cell[1:].replace(".", "", 1).replace(" ", "").isdigit()
    return bool(cell) and (signed or cell[0] in "=@\t\r")


def csv_line(cells: Sequence[str]) -> str:
    """One harmless line of a CSV file."""
    line = StringIO()
    csv.writer(line).writerow([harmless(cell) for cell in cells])
    return line.getvalue()
