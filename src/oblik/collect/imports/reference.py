"""The reference of the mapping file, made from the kinds and rules themselves: `docs/reference/mapping.md`
is its output.

`python -m oblik.collect.imports.reference > docs/reference/mapping.md` writes it; a test compares.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from pydantic_core import PydanticUndefined

from oblik.collect.imports.cleaning import Rule, rules
from oblik.collect.imports.kinds import KINDS, Kind
from oblik.collect.imports.kinds.kind import IDENTIFIERS, Field

_HEAD = """\
# The mapping file

<!-- Made by `python -m oblik.collect.imports.reference`; a test compares. -->

A mapping says which column of a file is what, and how its values are cleaned. It is YAML; `oblik import
--map FILE` reads it,
the import page shows and edits it, and without one it is guessed from the header and the values.

```yaml
as: orders                      # profiles, events, orders, products or messages
source: shop                    # the source that the rows belong to; `import` when absent
format: {delimiter: ";", encoding: windows-1251, decimal: ","}   # what is absent is guessed; also `sheet`
timezone: Europe/Kyiv           # of dates that name no zone; the workspace's when absent
region: UA                      # of phone numbers without a country code
cleaning: [trim, collapse]      # for every column, before its own rules; [trim] when absent
columns:
  order_id: Номер               # target: column of the file
  timestamp: {from: Дата, clean: [{date: "%d.%m.%Y %H:%M"}]}
  traits.city: {from: Місто, otherwise: empty}
  properties.shop: delivery.point    # reaches into a column that holds JSON
identifiers:
  email: E-mail
  user_id: {from: Клієнт, clean: [{prefix: customer-}]}
constants: {currency: UAH}
options: {charges: {shipping: [DELIVERY]}}
```

- `clean` replaces the rules that the target usually has; without it these apply.
- `otherwise` says what an unclean value does: `reject` the row (the default), leave the value `empty`, or
`keep` it as it is.
- A row that is rejected is written, with its reason, to the import's file of rejected rows.
"""


def render() -> str:
    """The whole page."""
    parts = [_HEAD, "## Identifiers\n", _fields(IDENTIFIERS.values()), _namespaces()]
    parts += [part for kind in KINDS.values() for part in _kind(kind)]
    parts += ["## Cleaning rules\n", "\n".join(_rules())]
    return "\n".join(parts) + "\n"


def _namespaces() -> str:
    return "Any other name is a namespace of your own.\n"


def _kind(kind: Kind) -> Iterator[str]:
    yield f"## {kind.title}: `as: {kind.key}`\n"
    yield _plain(type(kind).__doc__) + "\n"
    yield _fields(kind.fields)
    if kind.options.model_fields:
        yield f"Options. {_plain(kind.options.__doc__)}\n"


def _fields(fields: Iterable[Field]) -> str:
    rows = ["| target | what it is | cleaned by | header words that mean it |", "|---|---|---|---|"]
    for field in fields:
        needed = " **needed**" if field.required else ""
        cleaned = ", ".join(
            f"`{rule if isinstance(rule, str) else next(iter(rule))}`" for rule in field.rules
        )
        words = ", ".join(field.words[:8]) + (" …" if len(field.words) > 8 else "")
        rows.append(f"| `{field.key}` | {field.sentence}{needed} | {cleaned} | {words} |")
    return "\n".join(rows) + "\n"


def _rules() -> Iterator[str]:
    yield "| rule | settings | what it does |"
    yield "|---|---|---|"
    for key, rule in rules().items():
        yield f"| `{key}` | {_settings(rule)} | {_plain(rule.__doc__)} |"


def _settings(rule: type[Rule]) -> str:
    said = []
    for name, field in rule.model_fields.items():
        default = "" if field.default in (PydanticUndefined, "", (), False) else f" = {field.default!r}"
        said.append(f"`{name}`{' (may stand alone)' if name == rule.main else ''}{default[:40]}")
    return ", ".join(said)


def _plain(doc: str | None) -> str:
    return " ".join((doc or "").split()).replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(render())
