"""What an import can be told: kinds with their fields, identifiers, cleaning rules with their settings; for forms."""

from __future__ import annotations

from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from oblik.collect.imports.cleaning import Rule, rules
from oblik.collect.imports.kinds import KINDS
from oblik.collect.imports.kinds.kind import IDENTIFIERS, Field


def catalogue() -> dict[str, Any]:
    """Kinds, identifiers and rules as the API shows them."""
    return {
        "kinds": [
            {
                "key": kind.key,
                "fields": [_field(field) for field in kind.fields],
                "needs_person": kind.needs_person,
                "others": "properties" if kind.stores == "products" or kind.key != "profiles" else "",
            }
            for kind in KINDS.values()
        ],
        "identifiers": [_field(field) for field in IDENTIFIERS.values()],
        "rules": [_rule(key, rule) for key, rule in rules().items()],
    }


def _field(field: Field) -> dict[str, Any]:
    return {"key": field.key, "required": field.required, "clean": list(field.rules)}


def _rule(key: str, rule: type[Rule]) -> dict[str, Any]:
    settings = [_setting(name, info) for name, info in rule.model_fields.items()]
    return {"key": key, "main": rule.main, "settings": settings}


def _setting(name: str, info: FieldInfo) -> dict[str, Any]:
    annotation: Any = info.annotation
    origin, needed = get_origin(annotation), info.is_required()
    if origin is Literal:
        return {"key": name, "type": "choice", "choices": list(get_args(annotation)), "required": needed}
    kinds = {bool: "boolean", int: "number", str: "text"}
    kind = "list" if origin is tuple else "table" if origin is dict else kinds.get(annotation, "text")
    return {"key": name, "type": kind, "choices": [], "required": needed}
