"""A proposal: how a file is written, what kind of data it holds and what each column is, from the header and
the values.

Each column gets a score for every field of a kind: what its header says (in English, Ukrainian or Russian)
and what its values
look like; the best pairs are taken first, and every column and field at most once.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from oblik.collect.imports.cleaning import RuleSpec, Surroundings, Unclean, clean, rule_of
from oblik.collect.imports.cleaning.choices import NO, YES
from oblik.collect.imports.cleaning.places import names as country_names
from oblik.collect.imports.kinds import KINDS, Kind
from oblik.collect.imports.kinds.kind import IDENTIFIERS, Field
from oblik.collect.imports.mapping import ColumnSpec, FormatSpec, Mapping
from oblik.collect.imports.readers import format_of, open_rows
from oblik.collect.imports.rows import Format, Reader

_SAMPLE = 1_000
_SHOWN = 5
_LEAST = 0.4  # a column below this confidence is left to the person
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]{2,}")
_PHONE = re.compile(r"\+?[\d\s()\-.]{7,20}")
_NUMBER = re.compile(r"(?:[A-Z]{3}\s)?[-+(]?[£$€₴₽]?\s?\d[\d\s\u00a0.,']*\)?\s?(?:[%£$€₴₽]|[A-Z]{3})?")
_WITH_CURRENCY = re.compile(r"[A-Z]{3}\s[\d.,\s]+|[\d.,\s]+\s?[A-Z]{3}|[£$€₴₽].*|.*\d\s?[£$€₴₽]")
_DECIMAL_COMMA = re.compile(r"-?\d{1,3}(?:[ .\u00a0]?\d{3})*,\d{1,2}|-?\d+,\d+")
_DECIMAL_POINT = re.compile(r"-?\d{1,3}(?:[ ,\u00a0]?\d{3})*\.\d{1,2}|-?\d+\.\d+")
_ID = re.compile(r"[\w\-./]{1,40}")
_URL = re.compile(r"https?://\S+")
_DAY_FIRST, _MONTH_FIRST = (
    re.compile(r"(1[3-9]|2\d|3[01])[./-]\d{1,2}[./-]\d"),
    re.compile(r"\d{1,2}/(1[3-9]|2\d|3[01])/\d"),
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column and what it seems to be; `target` is "" when nobody knows. Identifiers begin with `@`."""

    name: str
    examples: Sequence[str]
    target: str
    confidence: float
    clean: Sequence[RuleSpec]


@dataclass(frozen=True)
class Guess:
    """What a file seems to hold, with the mapping that says so."""

    format: Format
    decimal: str
    columns: Sequence[Column]
    mapping: Mapping
    preview: Sequence[dict[str, str | None]]

    def as_json(self) -> dict[str, Any]:
        """As the API shows it."""
        form = {
            "kind": self.format.kind,
            "delimiter": self.format.delimiter,
            "encoding": self.format.encoding,
        }
        return {
            "format": {**form, "decimal": self.decimal},
            "columns": [
                {
                    "name": c.name,
                    "examples": list(c.examples),
                    "target": c.target.removeprefix("@"),
                    "identifier": c.target.startswith("@"),
                    "confidence": round(c.confidence, 2),
                    "clean": list(c.clean),
                }
                for c in self.columns
            ],
            "as": self.mapping.kind,
            "map": self.mapping.as_yaml(),
            "preview": list(self.preview),
        }


def guess(path: Path, kind: str = "") -> Guess:
    """What a file seems to hold; `kind` if it is known.

    Raises:
        Invalid: it cannot be read as rows.
    """
    form = format_of(path)
    with tempfile.TemporaryDirectory() as scratch:
        rows = _sample(open_rows(path, form, Path(scratch)))
    columns = list(rows[0]) if rows else []
    values = {name: [v for row in rows if (v := (row.get(name) or "").strip())] for name in columns}
    chosen = kind or _likeliest(values)
    decimal = _decimal(values)
    columns_found = _columns(KINDS[chosen], values)
    said = FormatSpec(decimal="," if decimal == "," else "")
    mapping = _mapping(chosen, columns_found, values, said)
    return Guess(form, decimal, columns_found, mapping, rows[:10])


def _sample(reader: Reader) -> list[dict[str, str | None]]:
    rows: list[dict[str, str | None]] = []
    for batch in reader.batches():
        rows += batch.table.slice(0, _SAMPLE - len(rows)).to_pylist()
        if len(rows) >= _SAMPLE:
            break
    return rows or [dict.fromkeys(reader.columns)]


# --- what values look like ----------------------------------------------------------------------------------


def _is_date(text: str) -> bool:
    if (
        not any(c.isdigit() for c in text)
        or len(text) < 6
        or (text.replace(".", "", 1).isdigit() and len(text) < 8)
    ):
        return False
    try:
        return (
            clean(
                text,
                [
                    rule_of("date"),
                ],
            )
            is not None
        )
    except Unclean:
        return bool(_MONTH_FIRST.match(text))


def _is_name(text: str) -> bool:
    words = text.split()
    return 0 < len(words) <= 4 and all(w[0].isalpha() and not any(c.isdigit() for c in w) for w in words)


LOOKS: dict[str, Callable[[str], bool]] = {
    "email": lambda t: bool(_EMAIL.fullmatch(t)),
    "phone": lambda t: (
        bool(_PHONE.fullmatch(t)) and 7 <= sum(c.isdigit() for c in t) <= 15 and not _is_date(t)
    ),
    "date": _is_date,
    "number": lambda t: bool(_NUMBER.fullmatch(t)),
    "id": lambda t: bool(_ID.fullmatch(t)),
    "country": lambda t: " ".join(t.casefold().split()) in country_names(),
    "currency": lambda t: (len(t) == 3 and t.isascii() and t.isalpha()) or t in "£$€₴₽",
    "boolean": lambda t: t.casefold() in YES | NO,
    "url": lambda t: bool(_URL.match(t)),
    "json": lambda t: t.startswith(("{", "[")),
    "name": _is_name,
}


def _share(look: str, values: Sequence[str]) -> float:
    """The share of values that look like it."""
    some = values[:200]
    if not some:
        return 0.0
    if look == "choice":
        return 1.0 if len(set(values)) <= max(20, len(values) // 20) else 0.2
    return sum(map(LOOKS[look], some)) / len(some)


# --- which column is what -----------------------------------------------------------------------------------


def _words(header: str) -> str:
    """A header folded for comparison: `Customer_ID` and `customerId` are `customer id`."""
    spaced = re.sub(r"([a-z])([A-Z])", r"\1 \2", header)
    plain = re.sub("[ʼ’`]", "'", spaced)
    return " ".join(re.sub(r"[^\w']+|_", " ", plain).casefold().split())


def _score(header: str, values: Sequence[str], field: Field) -> float:
    """How sure it is, 0 to 1, that a column is a field."""
    said = _said(_words(header), field)
    if not field.looks:
        return said * 0.9
    fits = _share(field.looks, values) if values else 0.5
    if field.looks in ("email", "phone", "currency") and not said:
        return 0.75 * fits if fits > 0.8 and field.looks == "email" else 0.5 * fits if fits > 0.95 else 0.0
    return said * (0.4 + 0.6 * fits) if fits >= 0.5 else said * 0.3


def _said(words: str, field: Field) -> float:
    """What the header says: exactly one of the field's words, one of them among others, or nothing."""
    key = field.key.replace("_", " ").replace(".", " ")
    known = (key, *field.words)
    if words in known:
        return 1.0 - 0.02 * known.index(words) if known.index(words) < 10 else 0.8
    parts = words.split()
    hits = [w for w in known if len(w) > 3 and (set(w.split()) <= set(parts))]
    return 0.6 * max(map(len, hits)) / max(len(words), 1) + 0.2 if hits else 0.0


def _pairs(kind: Kind, values: dict[str, list[str]]) -> list[tuple[float, str, str, Field]]:
    """(confidence, column, target, field), surest first."""
    targets = [(f.key, f) for f in kind.fields]
    if kind.stores == "events":
        targets += [("@" + name, f) for name, f in IDENTIFIERS.items()]
    found = [(_score(c, v, f), c, t, f) for c, v in values.items() for t, f in targets]
    return sorted((p for p in found if p[0] >= _LEAST), key=lambda p: (-p[0], p[1], p[2]))


def _columns(kind: Kind, values: dict[str, list[str]]) -> list[Column]:
    taken: dict[str, tuple[float, str, Field | None]] = {}
    used: set[str] = set()
    for score, column, target, field in _pairs(kind, values):
        if column not in taken and target not in used:
            taken[column] = (score, target, field)
            used.add(target)
    for column in values:
        taken.setdefault(column, _free(kind, column))
    return [_column(name, values[name], *taken[name]) for name in values]


def _free(kind: Kind, column: str) -> tuple[float, str, None]:
    """A column that is no field: kept as a trait or property where the kind takes any."""
    if column.startswith(("properties.", "context.", "traits.", "products.")):
        return 0.9, column, None
    plain = re.sub(r"\W+", "_", column.strip().casefold()).strip("_")
    where = {"profiles": "", "events": "properties.", "products": "properties."}.get(kind.key)
    return (0.3, f"{where}{plain}", None) if where is not None and plain else (0.0, "", None)


def _column(name: str, values: list[str], score: float, target: str, field: Field | None) -> Column:
    rules = list(field.rules) if field else _rules(values)
    if "date" in rules and _order(values) == "mdy":
        rules[rules.index("date")] = {"date": {"order": "mdy"}}
    examples = list(islice(dict.fromkeys(v[:80] for v in values), _SHOWN))
    return Column(name, examples, target, score, rules)


def _rules(values: list[str]) -> list[RuleSpec]:
    """How a free column is cleaned: whole columns of numbers, yes and no, or JSON are read as such."""
    if not values:
        return []
    if all(v.startswith(("{", "[")) for v in values):
        return ["json"]
    if all(map(LOOKS["boolean"], values)) and any(not v.isdigit() for v in values):
        return ["boolean"]
    leading_zero = any(len(v) > 1 and v[0] == "0" and v[1].isdigit() for v in values)
    return ["number"] if all(map(LOOKS["number"], values)) and not leading_zero else []


def _order(values: Sequence[str]) -> str:
    """Whether dates have the month first: only when some can be read no other way, and none the other way."""
    month = sum(bool(_MONTH_FIRST.match(v)) for v in values)
    day = sum(bool(_DAY_FIRST.match(v)) for v in values)
    return "mdy" if month > day else "dmy"


def _decimal(values: dict[str, list[str]]) -> str:
    """The decimal sign that most numbers of the file have."""
    commas = points = 0
    for column in values.values():
        commas += sum(bool(_DECIMAL_COMMA.fullmatch(v)) for v in column[:200])
        points += sum(bool(_DECIMAL_POINT.fullmatch(v)) for v in column[:200])
    return "," if commas > points else "."


def _likeliest(values: dict[str, list[str]]) -> str:
    """The kind whose needs the columns meet best."""
    return max(KINDS, key=lambda key: _fit(KINDS[key], values))


def _fit(kind: Kind, values: dict[str, list[str]]) -> float:
    best: dict[str, float] = {}
    taken: set[str] = set()
    for score, column, target, _ in _pairs(kind, values):
        if column not in taken and target not in best:
            taken.add(column)
            best[target] = score
    needed = [f.key for f in kind.fields if f.required]
    if any(best.get(name, 0.0) < 0.5 for name in needed):
        return -1.0
    if kind.key == "messages" and not any(t == "activity" or t.endswith("_at") for t in best):
        return -1.0
    people = any(t.startswith("@") for t in best)
    if kind.needs_person and not people:
        return -1.0
    return sum(best.values()) + 0.5 * len(needed) - (2.0 if kind.key == "products" and people else 0.0)


def _mapping(kind: str, columns: Sequence[Column], values: dict[str, list[str]], form: FormatSpec) -> Mapping:
    """The guess as a mapping; a phone number that cannot be read is left empty rather than losing its
    person.
    """
    found: dict[str, str | ColumnSpec] = {}
    people: dict[str, str | ColumnSpec] = {}
    known = {f.key: list(f.rules) for f in KINDS[kind].fields}
    known |= {"@" + name: list(f.rules) for name, f in IDENTIFIERS.items()}
    for column in columns:
        if not column.target or column.target in found:
            continue
        usual = known.get(column.target, []) == list(column.clean)
        lenient = _unclean_some(values[column.name], column.clean)
        spec: str | ColumnSpec = column.name
        if not usual or lenient:
            way = "empty" if lenient else "reject"
            spec = ColumnSpec.model_validate(
                {"from": column.name, "clean": list(column.clean), "otherwise": way}
            )
        if column.target.startswith("@"):
            people[column.target[1:]] = spec
        else:
            found[column.target] = spec
    if price := _price_with_currency(found, values):
        found["currency"] = ColumnSpec.model_validate({"from": price, "clean": ["currency"]})
    return Mapping.model_validate({"as": kind, "columns": found, "identifiers": people, "format": form})


def _price_with_currency(found: dict[str, str | ColumnSpec], values: dict[str, list[str]]) -> str:
    """The column of prices when they name their currency (`15.00 USD`) and no column of its own does."""
    spec = found.get("price")
    if spec is None or "currency" in found:
        return ""
    column = spec.column if isinstance(spec, ColumnSpec) else spec
    told = sum(bool(_WITH_CURRENCY.fullmatch(value)) for value in values[column][:200])
    return column if told and told >= 0.9 * len(values[column][:200]) else ""


def _unclean_some(values: Sequence[str], rules: Sequence[RuleSpec]) -> bool:
    """Whether a column of phones or countries holds values that are none: a mistake there should not cost
    the row.
    """
    if not any(rule in ("phone", "country", "boolean") for rule in rules):
        return False
    chain = [rule_of(r).within(Surroundings()) for r in ("trim", *rules)]
    for value in values:
        try:
            clean(value, chain)
        except Unclean:
            return True
    return False
