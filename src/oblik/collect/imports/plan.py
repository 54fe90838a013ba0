"""A mapping applied to the columns of one file: pure, made once, then run over every batch, a column at a
time.

A cleaned column is worked out once per distinct value, which is what makes a million rows cheap: a file has
few distinct
dates, countries and product codes. What comes out is an Arrow table, so that orders can be spilled to disk
and sorted.
"""

from __future__ import annotations

from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from oblik.collect.imports.cleaning import Gives, Rule, Unclean, clean, result_of, rule_of
from oblik.collect.imports.kinds import KINDS, Kind
from oblik.collect.imports.kinds.kind import IDENTIFIERS, Field, Rows
from oblik.collect.imports.mapping import ColumnSpec, Mapping
from oblik.collect.imports.reason import Reason
from oblik.collect.imports.rows import Batch
from oblik.kernel.clock import iso
from oblik.kernel.errors import Invalid

ROW = "#"  # the column of a cleaned table that holds the row's number
WHO = "@"  # before the name of an identifier's column
ORIGINAL = "<"  # before the name of a column as the file has it, kept for the file of rejected rows
_EXACT = 2**53  # beyond it a float is no longer a whole number to be trusted
_LONGEST_IDENTIFIER = 512
_CACHED = 200_000  # distinct values remembered per column
_TYPES: Map[Gives, pa.DataType] = {
    "text": pa.large_string(),
    "json": pa.large_string(),
    "number": pa.float64(),
    "time": pa.int64(),
    "boolean": pa.bool_(),
}


@dataclass(frozen=True, slots=True)
class Planned:
    """One target: where its values come from and how they are cleaned."""

    target: str
    source: str
    inside: tuple[str, ...]
    rules: tuple[Rule, ...]
    gives: Gives
    otherwise: str
    required: bool


@dataclass(frozen=True)
class Plan:
    """Everything that is decided about a file before its rows are read."""

    kind: Kind
    options: Any
    columns: tuple[Planned, ...]
    constants: Map[str, Any]
    original: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be taken: its number, the column and value at fault, and why. `row`: as the file
    has it.
    """

    number: int
    column: str
    value: str
    reason: Reason
    row: Map[str, str | None]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The rows of a batch that came out clean, and those that did not."""

    table: pa.Table
    refused: Sequence[Refused]


def plan(mapping: Mapping, columns: Sequence[str], timezone: str = "UTC") -> Plan:
    """Decides how the columns of a file become what its kind needs.

    Raises:
        Invalid: a column that the file does not have, a needed target that is missing, an unknown rule or
        option.
    """
    kind = KINDS[mapping.kind]
    fields = {f.key: f for f in kind.fields}
    wanted = [(target, spec, fields.get(target)) for target, spec in mapping.columns.items()]
    wanted += [(WHO + name, spec, IDENTIFIERS.get(name)) for name, spec in mapping.identifiers.items()]
    planned = tuple(
        _planned(target, spec, known, mapping, columns, timezone) for target, spec, known in wanted
    )
    _check_needed(kind, {p.target for p in planned} | set(mapping.constants))
    options = kind.read_options(mapping.options)
    return Plan(kind, options, planned, mapping.constants, tuple(columns))


def _planned(
    target: str,
    spec: str | ColumnSpec,
    known: Field | None,
    mapping: Mapping,
    columns: Sequence[str],
    timezone: str,
) -> Planned:
    given = spec if isinstance(spec, ColumnSpec) else ColumnSpec.model_validate({"from": spec})
    source, inside = _place(given.column, columns)
    own = given.clean if given.clean is not None else list(known.rules if known else ())
    around = mapping.around(timezone)
    rules = tuple(rule_of(r).within(around) for r in (*mapping.cleaning, *own))
    required = known is not None and known.required
    return Planned(target, source, inside, rules, result_of(rules), given.otherwise, required)


def _place(name: str, columns: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The column, and the path inside its JSON when the name reaches into it."""
    if name in columns:
        return name, ()
    head, _, path = name.partition(".")
    if path and head in columns:
        return head, tuple(path.split("."))
    known = ", ".join(repr(c) for c in columns[:30])
    raise Invalid(f"Expected a column of the file ({known}), got {name!r}.", code="no_column")


def _check_needed(kind: Kind, targets: set[str]) -> None:
    missing = [f.key for f in kind.fields if f.required and f.key not in targets]
    if missing:
        raise Invalid(
            f"Importing {kind.key} needs a column for {', '.join(missing)}; the mapping has none.",
            code="invalid_mapping",
            missing=missing,
        )
    if kind.needs_person and not any(t.startswith(WHO) for t in targets):
        raise Invalid(
            f"Importing {kind.key} needs at least one identifier of a person (such as email or user_id).",
            code="invalid_mapping",
        )


@dataclass
class Cleaner:
    """Runs a plan over batches; remembers what each distinct value came out as."""

    plan: Plan
    _seen: dict[str, dict[str | None, Any]] = field(default_factory=dict)

    def clean(self, batch: Batch) -> Cleaned:
        """The batch's columns by target, typed; rows with a value that cannot be cleaned are set aside."""
        faults: dict[int, tuple[Planned, Reason]] = {}
        columns: dict[str, pa.Array] = {ROW: batch.numbers}
        for planned in self.plan.columns:
            given = column_of(batch.table, planned)
            columns[planned.target], wrong = self._column(planned, given)
            for index, reason in wrong.items():
                faults.setdefault(index, (planned, reason))
        for name in self.plan.original:
            columns[ORIGINAL + name] = _text_column(batch.table, name)
        table = pa.table(columns)
        if not faults:
            return Cleaned(table, ())
        bad = sorted(faults)
        refused = _refused(table.take(bad), [faults[i] for i in bad])
        keep = pc.invert(pc.is_in(pa.array(range(table.num_rows)), value_set=pa.array(bad)))
        return Cleaned(table.filter(keep), refused)

    def _column(self, planned: Planned, values: pa.Array) -> tuple[pa.Array, dict[int, Reason]]:
        coded = values.dictionary_encode(null_encoding="encode")
        results = self._values(planned, coded.dictionary.to_pylist())
        wrong = {i: r.reason for i, r in enumerate(results) if type(r) is Fault}
        right = [None if type(r) is Fault else r for r in results] if wrong else results
        cleaned = pa.array(right, _TYPES[planned.gives]).take(coded.indices)
        return cleaned, _rows_with(wrong, coded.indices)

    def _values(self, planned: Planned, texts: Sequence[str | None]) -> list[Any]:
        """What distinct values come out as, each worked out when it is first met."""
        seen = self._seen.setdefault(planned.target, {})
        if len(seen) + len(texts) > _CACHED:
            seen.clear()
        for text in texts:
            if text not in seen:
                seen[text] = outcome(planned, text)
        return [seen[text] for text in texts]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a value cannot be used."""

    reason: Reason


def outcome(planned: Planned, text: str | None) -> Any:
    """A value as its column's Arrow type holds it, or the fault."""
    try:
        value = clean(text, planned.rules)
    except Unclean as error:
        if planned.otherwise == "reject" or (planned.otherwise == "empty" and planned.required):
            return Fault(error.reason)
        value = text if planned.otherwise == "keep" and planned.gives == "text" else None
    if value is None:
        return Fault(Reason("expected a value, got none", code="no_value")) if planned.required else None
    if text is not None and "\0" in text:
        return Fault(Reason("expected text without the character U+0000", code="nul_character"))
    if planned.target.startswith(WHO) and len(str(value)) > _LONGEST_IDENTIFIER:
        sentence = f"expected an identifier of at most {_LONGEST_IDENTIFIER} characters"
        return Fault(Reason(sentence, code="identifier_too_long"))
    if planned.gives == "json":
        return msgspec.json.encode(value).decode()
    return str(value) if planned.gives == "text" else value


def _rows_with(wrong: Map[int, Reason], indices: pa.Array) -> dict[int, Reason]:
    if not wrong:
        return {}
    hit = pc.indices_nonzero(pc.is_in(indices, value_set=pa.array(list(wrong), indices.type)))
    return {row: wrong[indices[row].as_py()] for row in hit.to_pylist()}


def column_of(table: pa.Table, planned: Planned) -> pa.Array:
    """The values that become a target, as the file has them."""
    values = _text_column(table, planned.source)
    return values if not planned.inside else _inside(values, planned.inside)


def _text_column(table: pa.Table, name: str) -> pa.Array:
    if name not in table.column_names:  # rows of JSON need not all have it
        return pa.nulls(table.num_rows, pa.large_string())
    column = table.column(name)
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _inside(values: pa.Array, path: tuple[str, ...]) -> pa.Array:
    """What a path leads to in each value, read as JSON; null where it leads nowhere."""
    coded = values.dictionary_encode()
    found = [_walk(text, path) for text in coded.dictionary.to_pylist()]
    return pa.array(found, pa.large_string()).take(coded.indices)


def _walk(text: str, path: tuple[str, ...]) -> str | None:
    try:
        value = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return None
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    if value is None or isinstance(value, str):
        return value
    return msgspec.json.encode(value).decode()


def _refused(rows: pa.Table, faults: Sequence[tuple[Planned, Reason]]) -> list[Refused]:
    numbers = rows.column(ROW).to_pylist()
    originals = originals_of(rows)
    return [
        Refused(number, planned.source, str(row.get(planned.source) or ""), reason, row)
        for number, row, (planned, reason) in zip(numbers, originals, faults, strict=True)
    ]


def originals_of(table: pa.Table) -> list[dict[str, str | None]]:
    """The rows of a cleaned table as the file had them."""
    names = [n for n in table.column_names if n.startswith(ORIGINAL)]
    return [{k[1:]: v for k, v in row.items()} for row in table.select(names).to_pylist()]


def rows_of(table: pa.Table, plan: Plan) -> Rows:
    """A cleaned table as the lists that a kind works on, with the mapping's constants."""
    columns: dict[str, list[Any]] = {}
    who: dict[str, list[Any]] = {}
    moments = {f.key for f in plan.kind.fields if f.moment}
    for planned in plan.columns:
        values = _plain(table.column(planned.target), planned.gives, planned.target in moments)
        if planned.target.startswith(WHO):
            who[planned.target[1:]] = values
        else:
            columns[planned.target] = values
    for name, value in plan.constants.items():
        columns[name] = [value] * table.num_rows
    return Rows(table.num_rows, columns, who)


def _plain(column: pa.ChunkedArray, gives: Gives, moment: bool) -> list[Any]:
    values: list[Any] = column.to_pylist()
    if gives == "time" and not moment:
        return [None if v is None else iso(v) for v in values]
    if gives == "number":
        return [int(v) if v is not None and v.is_integer() and abs(v) < _EXACT else v for v in values]
    if gives == "json":
        return [None if v is None else msgspec.json.decode(v) for v in values]
    return values
