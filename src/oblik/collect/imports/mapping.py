"""The mapping file: which column of a file is what, and how its values are cleaned. YAML, checked, small.

as: orders
source: shop
format: {delimiter: ";", encoding: windows-1251, decimal: ","}
timezone: Europe/Kyiv
region: UA
columns:
  order_id: Номер
  timestamp: {from: Дата, clean: [{date: "%d.%m.%Y %H:%M"}]}
identifiers: {email: E-mail}
constants: {currency: UAH}
cleaning: [trim, collapse]
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from oblik.collect.imports.cleaning import RuleSpec, Surroundings, rule_of
from oblik.collect.imports.cleaning.moments import zone_of
from oblik.collect.imports.readers import format_of
from oblik.collect.imports.rows import Format
from oblik.kernel.errors import Invalid

MAX_BYTES = 64 << 10
KindName = Literal["profiles", "events", "orders", "products", "messages"]


class ColumnSpec(BaseModel):
    """One target's column, and how its values are cleaned.

    Attributes:
        column: a column of the file; `customer.email` reaches into a column of JSON.
        clean: rules, in order; absent: what the target usually needs.
        otherwise: what an unclean value does: `reject` its row, leave the value `empty`, or `keep` it as it
        is.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    column: str = Field(alias="from")
    clean: list[RuleSpec] | None = None
    otherwise: Literal["reject", "empty", "keep"] = "reject"


class FormatSpec(BaseModel):
    """How the file is written, where it should not be guessed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    delimiter: str = Field(default="", max_length=1)
    encoding: str = ""
    decimal: Literal["", ".", ","] = ""
    sheet: str = ""


class Mapping(BaseModel):
    """A checked mapping. `options` are the kind's own (see each kind)."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    kind: KindName = Field(alias="as")
    source: str = ""
    format: FormatSpec = FormatSpec()
    timezone: str = ""
    region: str = Field(default="", max_length=2)
    columns: dict[str, str | ColumnSpec] = {}
    identifiers: dict[str, str | ColumnSpec] = {}
    constants: dict[str, Any] = {}
    cleaning: list[RuleSpec] = ["trim"]
    options: dict[str, Any] = {}

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value:
            zone_of(value)
        return value

    def around(self, timezone: str = "UTC") -> Surroundings:
        """What the rules take from the mapping; `timezone` is the workspace's."""
        return Surroundings(
            region=self.region, timezone=self.timezone or timezone, decimal=self.format.decimal
        )

    def as_data(self) -> dict[str, Any]:
        """The mapping as plain data, without what is left at its usual value."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)

    def as_yaml(self) -> str:
        """The mapping as a file."""
        return yaml.safe_dump(self.as_data(), allow_unicode=True, sort_keys=False)


class _NoAliases(yaml.SafeLoader):
    """YAML without references: a few lines of them can stand for gigabytes."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("references (*name) are not allowed")
        return super().compose_node(parent, index)


def read_mapping(text: str, kind: str = "") -> Mapping:
    """The mapping that a YAML text holds; `kind` is used when the text names none.

    Raises:
        Invalid: with a sentence for the first thing that is wrong, and all of them in `details["errors"]`.
    """
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise Invalid(f"Expected a mapping of at most {MAX_BYTES} bytes.", code="invalid_mapping")
    try:
        data = yaml.load(text, _NoAliases)  # noqa: S506  a safe loader, with less
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Invalid(f"The mapping is not YAML: {error}", code="invalid_mapping") from error
    if not isinstance(data, dict):
        raise Invalid("Expected a mapping with `as` and `columns`.", code="invalid_mapping")
    if kind:
        data.setdefault("as", kind)
    return mapping_of(data)


def mapping_of(data: dict[str, Any]) -> Mapping:
    """The mapping from plain data; raises Invalid as `read_mapping` does."""
    try:
        mapping = Mapping.model_validate(data)
    except ValidationError as error:
        errors = [_sentence(dict(e)) for e in error.errors()]
        raise Invalid(
            f"The mapping is not right: {errors[0]}", code="invalid_mapping", errors=errors
        ) from error
    for spec in mapping.cleaning:
        rule_of(spec)
    return mapping


def _sentence(error: dict[str, Any]) -> str:
    place = ".".join(str(p) for p in error["loc"] if p not in ("str", "ColumnSpec")) or "the whole"
    got = "" if error["type"] == "missing" else f", got {str(error.get('input'))[:60]!r}"
    return f"{place}: {error['msg'].removeprefix('Value error, ')}{got}."


def form_of(path: Path, mapping: Mapping) -> Format:
    """How a file is written: guessed, where the mapping does not say."""
    said = mapping.format
    given = {"delimiter": said.delimiter, "encoding": said.encoding, "sheet": said.sheet}
    return msgspec.structs.replace(format_of(path), **{k: v for k, v in given.items() if v})
