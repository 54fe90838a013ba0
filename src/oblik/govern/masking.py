"""The mask over personal data, for those whose role lacks `customers.personal`.

Each function takes one document as the management API shows it, unmasked, and answers a new one; what a
document is made of is said in `api/models/`. `kernel/masks.py` knows what personal data looks like.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from itertools import zip_longest
from typing import Any

from oblik.kernel.errors import Invalid
from oblik.kernel.masks import HIDDEN, mask_as, mask_name, mask_text, mask_value
from oblik.kernel.personal import kind_of

Document = dict[str, Any]

_ABOUT_PEOPLE = ("identify", "group")
_WRITE_KEYS = ("writekey", "write_key")
_WRITE_KEY = re.compile(r'("write_?key"\s*:\s*)"[^"]*"?', re.IGNORECASE)


def profile(document: Document) -> Document:
    """A `Profile` or a `ProfileRow`: `masked` says that it is."""
    shown = document | {
        "name": mask_name(document["name"]),
        "traits": traits(document["traits"]),
        "identifiers": [identifier(found) for found in document["identifiers"]],
        "masked": True,
    }
    if "consents" in document:
        shown["consents"] = [
            consent | {"proof": _texts(consent["proof"])} for consent in document["consents"]
        ]
    if "provenance" in document:
        shown["provenance"] = {mask_text(name): found for name, found in document["provenance"].items()}
    return shown


def traits(said: Mapping[str, Any]) -> Document:
    """What is known of a person."""
    return {mask_text(name): mask_value(name, value, of_person=True) for name, value in said.items()}


def identifier(found: Document) -> Document:
    """A namespace and a value; any value may be an address or a number, whatever its namespace is called."""
    kind = kind_of(found["namespace"], of_person=True)
    value = mask_as(kind, found["value"]) if kind else mask_text(found["value"])
    return found | {"value": value}


def person(document: Document) -> Document:
    """A `Person` that the search found."""
    return document | {"name": mask_name(document["name"]), "matched": _matched(document["matched"])}


def _matched(matched: Document) -> Document:
    if matched["namespace"] == "name":
        return matched | {"value": mask_name(matched["value"])}
    return identifier(matched)


def timeline_item(item: Document) -> Document:
    """A `TimelineItem`: an identify's properties are the person's traits, any other's are the event's."""
    of_person = item["type"] in _ABOUT_PEOPLE
    return item | {
        "name": mask_text(item["name"]),
        "properties": mask_value("", item["properties"], of_person=of_person),
        "context": mask_value("", item["context"], of_person=False),
        "session_id": _text(item.get("session_id")),
        "changes": [change(each) for each in item["changes"]],
        "violation": sentence(item["violation"]),
    }


def change(said: Document) -> Document:
    """An `ArrivalChange`: what a rule changed, by the name of what it changed."""
    if said["part"] == "event" or said["kind"] == "rename_property":
        return said | {"was": _text(said["was"]), "now": _text(said["now"])}
    what, of_person = said["what"], said["part"] == "traits"
    return said | {side: mask_value(what, said[side], of_person=of_person) for side in ("was", "now")}


def arrival_example(example: Document) -> Document:
    """An `ArrivalExample`: an event before and after rules."""
    of_person = example["type"] in _ABOUT_PEOPLE
    sides = {
        side: {
            "name": mask_text(example[side]["name"]),
            "properties": mask_value("", example[side]["properties"], of_person=of_person),
            "traits": mask_value("", example[side]["traits"], of_person=True),
        }
        for side in ("before", "after")
    }
    return example | sides | {"changes": [change(each) for each in example["changes"]]}


def quality_facts(facts: Mapping[str, Any]) -> Document:
    """What a finding of the data-quality board knows: its examples are people."""
    shown = dict(facts)
    if "reason" in shown:
        shown["reason"] = sentence(shown["reason"])
    if "examples" in shown:
        shown["examples"] = [_quality_example(facts, each) for each in shown["examples"]]
    return shown


def _quality_example(facts: Mapping[str, Any], example: Mapping[str, Any]) -> Document:
    shown = dict(example)
    if "name" in shown:
        shown["name"] = mask_name(shown["name"])
    if "value" in shown:
        shown["value"] = mask_as(kind_of(facts["trait"], of_person=True) or "secret", shown["value"])
    if "people" in shown:
        shown["people"] = [_quality_example(facts, one) for one in shown["people"]]
    return shown


def identity_item(item: Document) -> Document:
    """An `IdentityItem`: its sentence may quote the identifiers that it is about."""
    reason = dict(item["reason"])
    shown = [identifier(found) for found in item["identifiers"]]
    for before, after in zip(item["identifiers"], shown, strict=True):
        if before["value"] != after["value"]:
            reason = {key: _replaced(value, before["value"], after["value"]) for key, value in reason.items()}
    return item | {"identifiers": shown, "reason": {key: _text(value) for key, value in reason.items()}}


def identity_preview(document: Document) -> Document:
    """An `IdentityPreview`: identifiers stand at every depth of its result."""
    return document | {"result": _identifiers(document["result"])}


def _identifiers(found: Any) -> Any:
    if isinstance(found, list):
        return [_identifiers(each) for each in found]
    if not isinstance(found, dict):
        return found
    shown = identifier(found) if {"namespace", "value"} <= found.keys() else found
    return {key: mask_text(v) if key == "event" else _identifiers(v) for key, v in shown.items()}


def stream_item(item: Document) -> Document:
    """A `StreamItem`."""
    personal = ("name", "user_id", "anonymous_id", "message_id", "reason")
    return item | {key: _text(item.get(key)) for key in personal}


def stream_event(item: Document) -> Document:
    """A `StreamEvent`."""
    added = mask_value("", item["added"], of_person=False)
    return stream_item(item) | {"raw": raw_event(item["raw"]), "added": added}


def raw_event(raw: Any) -> Any:
    """An event as it was sent; text that is no JSON could hide anything and is not shown at all."""
    if isinstance(raw, str):
        return HIDDEN
    kind = raw.get("type") if isinstance(raw, dict) else None
    return mask_value("", raw, of_person=kind in _ABOUT_PEOPLE)


def without_write_key(raw: Any) -> Any:
    """An event as it was sent, without the key of its source: SDKs may put it inside."""
    if isinstance(raw, str):
        return _WRITE_KEY.sub(rf'\1"{HIDDEN}"', raw)
    if isinstance(raw, list):
        return [without_write_key(each) for each in raw]
    if not isinstance(raw, dict):
        return raw
    return {
        key: HIDDEN if key.lower() in _WRITE_KEYS else without_write_key(value) for key, value in raw.items()
    }


def restored(edited: Any, shown: Any, original: Any) -> Any:
    """What somebody edited who saw `original` as `shown`: what they left as they saw it is as it was.

    Raises:
        Invalid: when something masked stands where it did not stand before.
    """
    if edited == shown:
        return original
    if isinstance(edited, dict):
        before, behind = (side if isinstance(side, dict) else {} for side in (shown, original))
        return {key: restored(value, before.get(key), behind.get(key)) for key, value in edited.items()}
    if isinstance(edited, list):
        pairs = zip_longest(
            *(side[: len(edited)] if isinstance(side, list) else [] for side in (shown, original))
        )
        sides = [*pairs, *[(None, None)] * len(edited)]
        return [restored(value, *side) for value, side in zip(edited, sides, strict=False)]
    if isinstance(edited, str) and HIDDEN[0] in edited and edited != original:
        raise Invalid(
            f"Expected the value itself, got what is shown masked: {edited[:80]!r}.",
            code="still_masked",
            field="raw",
        )
    return edited


def examples(name: str, values: Iterable[Any], *, of_person: bool) -> list[Any]:
    """Sample values of a property or trait."""
    return [mask_value(name, value, of_person=of_person) for value in values]


def sentence(text: str | None) -> str | None:
    """A sentence that may quote what came."""
    return None if text is None else mask_text(_QUOTED.sub(_unquoted, text))


_QUOTED = re.compile(r"(“([^”]{1,300})” [^“”]*)the text “[^”]*”")
"""What a schema's sentence says of a property, as `collect/arrival/schema.py` writes it."""


def _unquoted(found: re.Match[str]) -> str:
    return f"{found[1]}other text" if kind_of(found[2], of_person=True) else found[0]


def problem(found: Document) -> Document:
    """What was wrong with one cell of an imported file."""
    column = found.get("column") or ""
    return found | {
        "value": mask_value(column, found.get("value"), of_person=True),
        "reason": _text(found["reason"]),
    }


def guess(document: Document) -> Document:
    """What the columns of a file seem to mean, with samples of them."""
    columns = [column | {"examples": _cells(column, column["examples"])} for column in document["columns"]]
    rows = [
        {name: mask_value(name, cell, of_person=True) for name, cell in row.items()}
        for row in document["preview"]
    ]
    return document | {"columns": columns, "preview": rows}


def import_preview(document: Document) -> Document:
    """What a mapping makes of a file's first rows."""
    columns = [column | {"examples": _examples(column)} for column in document["columns"]]
    identifiers = [
        found | {"common": found["common"] and found["common"] | {"value": HIDDEN}}
        for found in document["identifiers"]
    ]
    return document | {"columns": columns, "identifiers": identifiers}


def _examples(column: Document) -> list[Document]:
    parts = {name: [example[name] for example in column["examples"]] for name in ("before", "after")}
    named = column | {"name": column["column"]}
    masked = {name: _cells(named, values) for name, values in parts.items()}
    return [
        {
            "before": masked["before"][place],
            "after": masked["after"][place],
            "problem": _text(example["problem"]) if example["problem"] else None,
            "code": example["code"],
        }
        for place, example in enumerate(column["examples"])
    ]


def _cells(column: Document, values: Sequence[Any]) -> list[Any]:
    kind = kind_of(str(column.get("target") or ""), of_person=True)
    return [mask_as(kind, v) if kind else mask_value(column["name"], v, of_person=True) for v in values]


def csv_lines(lines: Iterable[str]) -> Iterator[str]:
    """A CSV file with every personal cell masked, line by line; the first line names the columns."""
    rows = csv.reader(lines)
    header = next(rows, [])
    yield _csv(header)
    for row in rows:
        names = header + [""] * (len(row) - len(header))
        yield _csv([_cell(name, cell) for name, cell in zip(names, row, strict=False)])


def _cell(name: str, cell: str) -> str:
    masked = mask_value(name, cell, of_person=True)
    return masked if isinstance(masked, str) else json.dumps(masked)


def _csv(row: Sequence[str]) -> str:
    line = StringIO()
    csv.writer(line).writerow(row)
    return line.getvalue()


def _text(value: Any) -> Any:
    return mask_text(value) if isinstance(value, str) else value


def _texts(values: Mapping[str, Any]) -> Document:
    return {key: _text(value) for key, value in values.items()}


def _replaced(value: Any, before: str, after: str) -> Any:
    return value.replace(before, after) if isinstance(value, str) else value
