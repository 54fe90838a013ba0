"""What a mapping makes of the first rows: each column before and after cleaning, and how well identifiers identify."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from oblik.collect.imports.mapping import Mapping, form_of
from oblik.collect.imports.plan import WHO, Fault, Plan, Planned, column_of, outcome, plan
from oblik.collect.imports.readers import open_rows
from oblik.kernel.clock import iso

ROWS = 20_000
"""Rows that are looked at."""

_EXAMPLES = 5
_SHOWN = 200  # characters of a value
_PLACEHOLDER_SHARE = 0.02  # of the rows: a value that so many have in common is hardly a person
_NOTICEABLE = 0.01
_MANY_EMPTY = 0.3


def preview(path: Path, mapping: Mapping, timezone: str, scratch: Path) -> dict[str, Any]:
    """The columns that become something, and the identifiers among them.

    Raises:
        Invalid: the file cannot be read, or the mapping does not fit it.
    """
    reader = open_rows(path, form_of(path, mapping), scratch)
    made = plan(mapping, reader.columns, timezone)
    values: list[list[str | None]] = [[] for _ in made.columns]
    rows = 0
    for batch in reader.batches():
        for known, planned in zip(values, made.columns, strict=True):
            known += column_of(batch.table, planned).to_pylist()[: ROWS - rows]
        rows = min(ROWS, rows + batch.table.num_rows)
        if rows >= ROWS:
            break
    looked = [_Looked(planned, known) for planned, known in zip(made.columns, values, strict=True)]
    return {
        "rows": rows,
        "columns": [each.document() for each in looked],
        "identifiers": [each.identity(made) for each in looked if each.planned.target.startswith(WHO)],
    }


class _Looked:
    """One column, cleaned."""

    def __init__(self, planned: Planned, values: Sequence[str | None]) -> None:
        self.planned = planned
        self.rows = len(values)
        self.counts = Counter(values)
        self.came = {value: outcome(planned, value) for value in self.counts}

    def document(self) -> dict[str, Any]:
        target = self.planned.target
        return {
            "column": self.planned.source,
            "target": target.removeprefix(WHO),
            "identifier": target.startswith(WHO),
            "filled": self._share(lambda came, _: came is not None and not isinstance(came, Fault)),
            "unclean": self._share(lambda came, _: isinstance(came, Fault)),
            "examples": [self._example(value) for value in self._telling()],
        }

    def identity(self, made: Plan) -> dict[str, Any]:
        """How well the column tells people apart."""
        people: Counter[Any] = Counter()
        for value, count in self.counts.items():
            came = self.came[value]
            if came is not None and not isinstance(came, Fault):
                people[came] += count
        filled = people.total()
        common, often = people.most_common(1)[0] if people else (None, 0)
        repeats = (filled - len(people)) / filled if filled else 0.0
        document = {
            "namespace": self.planned.target.removeprefix(WHO),
            "column": self.planned.source,
            "filled": filled / self.rows if self.rows else 0.0,
            "distinct": len(people),
            "repeats": repeats,
            "unclean": self._share(lambda came, _: isinstance(came, Fault)),
            "common": {"value": str(common)[:_SHOWN], "count": often} if often > 1 else None,
        }
        one_row_each = made.kind.key == "profiles"
        return document | {"warnings": list(self._warnings(document, often, one_row_each))}

    def _warnings(self, document: dict[str, Any], often: int, one_row_each: bool) -> Sequence[str]:
        said = {
            "repeats": one_row_each and document["repeats"] > _NOTICEABLE,
            "placeholder": one_row_each and often > max(3, _PLACEHOLDER_SHARE * self.rows),
            "empty": document["filled"] < 1 - _MANY_EMPTY,
            "unclean": document["unclean"] > _NOTICEABLE,
        }
        return [name for name, true in said.items() if true]

    def _share(self, holds: Any) -> float:
        hit = sum(count for value, count in self.counts.items() if holds(self.came[value], value))
        return hit / self.rows if self.rows else 0.0

    def _telling(self) -> list[str]:
        """Values worth looking at: first what cannot be cleaned, then what changes most often, then the rest."""
        there = [value for value in self.counts if value is not None]
        return sorted(there, key=lambda v: (-self._interest(v), -self.counts[v]))[:_EXAMPLES]

    def _interest(self, value: str) -> int:
        came = self.came[value]
        return 2 if isinstance(came, Fault) else 1 if _shown(came, self.planned) != value else 0

    def _example(self, value: str) -> dict[str, Any]:
        came = self.came[value]
        wrong = isinstance(came, Fault)
        return {
            "before": value[:_SHOWN],
            "after": None if wrong else _shown(came, self.planned),
            "problem": came.reason.sentence if isinstance(came, Fault) else None,
            "code": came.reason.code if isinstance(came, Fault) else None,
        }


def _shown(came: Any, planned: Planned) -> Any:
    if came is None or isinstance(came, Fault):
        return None
    if planned.gives == "time":
        return iso(came)
    if planned.gives == "number":
        return int(came) if came.is_integer() and abs(came) < 1e15 else came
    return came[:_SHOWN] if isinstance(came, str) else came
