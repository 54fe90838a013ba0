"""Product feeds: Google Merchant as RSS or Atom, and YML, an item at a time.

No entities of the document's own are expanded, nothing outside is fetched, and an item that never ends is refused, so
that a hostile feed costs no more memory than an honest one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError

import msgspec
import pyarrow as pa
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from oblik.collect.imports.readers.text import Gunzip
from oblik.collect.imports.rows import Batch, Format, Position, size_of, text_table
from oblik.kernel.errors import Invalid

_ITEMS = {"item", "entry", "offer"}
_HEAD = 1_000  # items whose fields name the columns
_PER_BATCH = 4_000
_LONGEST_ITEM = 4 << 20
_MOST_CATEGORIES = 100_000
# Of Google's feeds, though the first items may have none: nothing may be on sale on the day a recipe is made.
_ALWAYS = ("price", "availability", "sale_price", "sale_price_effective_date")
_Row = dict[str, str]


class FeedReader:
    """The items of a feed; columns are the fields of the first items, named without their namespace."""

    def __init__(self, path: Path, form: Format) -> None:
        self._path, self._form = path, form
        self.total_bytes = size_of(path)
        names: dict[str, None] = {}
        for row, _ in islice(self._items(), _HEAD):
            names.update(dict.fromkeys(row))
        if not names:
            raise Invalid("The feed has no products.", code="broken_file")
        self.columns: Sequence[str] = [
            *names,
            *(n for n in _ALWAYS if "title" in names and n not in names),
        ]

    def batches(self, start: Position | None = None) -> Iterator[Batch]:
        """The items, numbered from 1; the position's offset is how many are done."""
        done = start.offset if start else 0
        items = islice(self._items(), done, None)
        while some := list(islice(items, _PER_BATCH)):
            rows = [row for row, _ in some]
            values = [[row.get(name) or None for row in rows] for name in self.columns]
            numbers = pa.array(range(done + 1, done + len(rows) + 1), pa.int64())
            done += len(rows)
            yield Batch(text_table(self.columns, values), numbers, (), Position(done, done + 1), some[-1][1])

    def _items(self) -> Iterator[tuple[_Row, int]]:
        """Each item with how many bytes of the file were read by then."""
        with self._path.open("rb") as raw:
            source = _Source(Gunzip(raw) if self._form.gzip else raw)
            try:
                for row in _rows(source):
                    yield row, raw.tell()
            except (ParseError, DefusedXmlException, UnicodeDecodeError, ValueError) as error:
                raise Invalid(f"The feed cannot be read further: {error}", code="broken_file") from error


class _Source:
    """A file that refuses to give more than a bounded number of bytes without an item having come to its end."""

    def __init__(self, file: IO[bytes] | Gunzip) -> None:
        self._file, self._since = file, 0

    def read(self, size: int = 65_536) -> bytes:
        block = self._file.read(size)
        self._since += len(block)
        if self._since > _LONGEST_ITEM:
            raise Invalid(f"Expected products of at most {_LONGEST_ITEM} bytes each.", code="broken_file")
        return block

    def came_to_an_end(self) -> None:
        self._since = 0


def _rows(source: _Source) -> Iterator[_Row]:
    categories: dict[str, tuple[str, str]] = {}
    open_: list[Element] = []
    events = iterparse(source, ("start", "end"), forbid_dtd=False, forbid_entities=True, forbid_external=True)
    for happened, element in events:
        if happened == "start":
            open_.append(element)
            continue
        open_.pop()
        name = _local(element.tag)
        if name in _ITEMS:
            yield _row(element, categories)
        elif name == "category" and _local(open_[-1].tag if open_ else "") == "categories":
            if len(categories) < _MOST_CATEGORIES:
                above = element.get("parentId", "")
                categories[element.get("id", "")] = (" ".join((element.text or "").split()), above)
        elif any(_local(outer.tag) in _ITEMS for outer in open_):
            continue  # a part of an item, read with it
        source.came_to_an_end()
        if open_:
            open_[-1].remove(element)


def _row(item: Element, categories: dict[str, tuple[str, str]]) -> _Row:
    row: dict[str, Any] = {name: value for name, value in item.attrib.items() if name in ("id", "available")}
    for part in item:
        name = part.get("name", "") if _local(part.tag) == "param" else _local(part.tag)
        value = _value(part)
        if not name or value is None:
            continue
        row[name] = (
            [*row[name], value]
            if isinstance(row.get(name), list)
            else (value if name not in row or name in item.attrib else [row[name], value])
        )
    if chosen := row.pop("categoryId", None):
        row["category"] = _path(str(chosen), categories)
    if "name" not in row and "model" in row:
        row["name"] = " ".join(str(row[part]) for part in ("typePrefix", "vendor", "model") if part in row)
    if isinstance(row.get("picture"), list):
        row["picture"] = row["picture"][0]
    return {name: value if isinstance(value, str) else _json(value) for name, value in row.items()}


def _value(part: Element) -> Any:
    """Text, or what is within as an object; a link of Atom says where it leads in an attribute."""
    if len(part):
        return {_local(inner.tag): " ".join((inner.text or "").split()) for inner in part}
    return (part.text or "").strip() or part.get("href") or None


def _path(chosen: str, categories: dict[str, tuple[str, str]]) -> str:
    """`Kitchen > Cups`, from the top down; a category that is its own ancestor ends the way."""
    names: list[str] = []
    seen: set[str] = set()
    while chosen in categories and chosen not in seen:
        seen.add(chosen)
        name, chosen = categories[chosen]
        names.append(name)
    return " > ".join(reversed(names))


def _local(tag: Any) -> str:
    return str(tag).rpartition("}")[2]


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
