"""What a kind of connection is: its words, the form of its settings, and how it fetches."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar, Literal, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from oblik.kernel.errors import Invalid, Unavailable
from oblik.kernel.registry import said
from oblik.store.outside import Gate

Words = Mapping[str, str]
Marks = dict[str, Any]
"""What a fetch remembers for the next one: an ETag, when the file was changed, the last value of a column."""

_LANGUAGES = ("en", "uk", "ru")


class Form(BaseModel):
    """Settings that are a form: each field has its words. Fields of type `SecretStr` are stored encrypted."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def asked(
    label: tuple[str, str, str],
    hint: tuple[str, str, str] = ("", "", ""),
    *,
    default: Any = PydanticUndefined,
    long: bool = False,
    most: int = 500,
    **limits: Any,
) -> Any:
    """A field of a form: its words in English, Ukrainian and Russian; `long` ones are written over several lines.
    `most`: characters of a text; 0 for what is none."""
    extra: dict[str, Any] = {
        "label": dict(zip(_LANGUAGES, label, strict=True)),
        "hint": dict(zip(_LANGUAGES, hint, strict=True)),
        "long": long,
    }
    if not limits and most:
        limits = {"max_length": most} | ({"min_length": 1} if default is PydanticUndefined else {})
    return Field(default, json_schema_extra=extra, **limits)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one fetch may bring, and how long it may take.

    Attributes:
        rows: of a table no more than these are brought, for a look at it; None for all. A file comes whole.
    """

    bytes: int = 4_000_000_000
    seconds: float = 3600.0
    rows: int | None = None


@dataclass(frozen=True)
class Fetch:
    """What a connector may use while it fetches.

    Attributes:
        target: the file to write.
        known: the marks of the last time; empty at the first.
        files: the folder in which databases that are files may lie; None when they are refused.
        progress: told the bytes that came; whatever it raises ends the fetch.
    """

    gate: Gate
    target: Path
    known: Marks = field(default_factory=dict)
    limits: Limits = Limits()
    files: Path | None = None
    progress: Callable[[int], None] = lambda _size: None


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came. `unchanged`: nothing, since it is as it was the last time."""

    name: str
    digest: str
    marks: Marks
    unchanged: bool = False


class Connector(ABC):
    """One kind of connection.

    Attributes:
        key: stable, lower case.
        name, description: by language.
        icon: a name of the Tabler icon set.
        modules: what it stands on beyond the base installation, and `extra`, the name under which that is installed.
        settings: the form of the connection.
        request: the form of what is taken from it, which differs from recipe to recipe.
    """

    key: ClassVar[str]
    name: ClassVar[Words]
    description: ClassVar[Words]
    icon: ClassVar[str]
    modules: ClassVar[tuple[str, ...]] = ()
    extra: ClassVar[str] = ""
    settings: ClassVar[type[Form]]
    request: ClassVar[type[Form]]

    @abstractmethod
    def fetch(self, settings: Any, request: Any, job: Fetch) -> Fetched:
        """Brings what is asked for into `job.target`.

        Raises:
            Invalid: it is refused, or what is asked for is not there.
            TooLarge: it is over a limit.
            Unavailable: the other side is away.
        """

    @abstractmethod
    def check(self, settings: Any, job: Fetch) -> None:
        """Reaches the other side without fetching anything; raises like `fetch`."""

    def missing(self) -> str:
        """The command that installs what this kind needs; "" when all is there."""
        absent = [name for name in self.modules if not _is_there(name)]
        return f"pip install 'oblik[{self.extra}]'" if absent else ""

    def ready(self) -> None:
        """Raises Unavailable with what to install, when something is missing."""
        if command := self.missing():
            raise Unavailable(
                f"This kind of connection needs more than is installed on the server: {command}.",
                code="not_installed",
                command=command,
            )

    def document(self, language: str) -> dict[str, Any]:
        """The kind as the API shows it."""
        return {
            "key": self.key,
            "name": said(self.name, language),
            "description": said(self.description, language),
            "icon": self.icon,
            "install": self.missing(),
            "settings": form_fields(self.settings, language),
            "request": form_fields(self.request, language),
        }


def filled(form: type[Form], given: Mapping[str, Any]) -> Any:
    """The form with what was given; raises Invalid naming the field."""
    try:
        return form.model_validate(given)
    except ValidationError as error:
        found = error.errors(include_input=False, include_context=False)[0]  # what came may be a password
        name = ".".join(str(part) for part in found["loc"]) or "settings"
        message = found["msg"].removeprefix("Value error, ")
        raise Invalid(f"{name}: {message}.", code="bad_connection", field=name) from None


def secrets_of(form: type[Form]) -> frozenset[str]:
    """The fields that are stored encrypted and never shown."""
    return frozenset(name for name, info in form.model_fields.items() if _kind(info) == "secret")


def form_fields(form: type[Form], language: str) -> list[dict[str, Any]]:
    """The fields in order, with what a page needs to draw them."""
    return [_field(name, info, language) for name, info in form.model_fields.items()]


def _field(name: str, info: FieldInfo, language: str) -> dict[str, Any]:
    extra: Any = info.json_schema_extra
    kind = _kind(info)
    default = None if kind == "secret" or info.is_required() else info.default
    return {
        "key": name,
        "label": said(extra["label"], language),
        "hint": said(extra["hint"], language) if extra["hint"]["en"] else "",
        "type": "long" if extra["long"] and kind == "text" else kind,
        "long": extra["long"],
        "required": info.is_required(),
        "default": default,
        "choices": list(get_args(info.annotation)) if kind == "choice" else [],
    }


def _kind(info: FieldInfo) -> str:
    annotation = info.annotation
    if annotation is SecretStr:
        return "secret"
    if get_origin(annotation) is Literal:
        return "choice"
    return "boolean" if annotation is bool else "number" if annotation is int else "text"


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def check(connector: Connector) -> None:
    """Raises Invalid when a key, or a word in one of the languages, is missing."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", connector.key):
        raise Invalid(f"Expected a key of a-z, 0-9 and _, got {connector.key!r}.", code="bad_leaf")
    words = [connector.name, connector.description]
    for form in (connector.settings, connector.request):
        for name, info in form.model_fields.items():
            extra: Any = info.json_schema_extra
            if not extra or "label" not in extra:
                raise Invalid(f"Expected words for the field {name!r} of {connector.key!r}.", code="bad_leaf")
            words += [extra["label"]]
    if any(not each.get(language) for each in words for language in _LANGUAGES):
        raise Invalid(f"Expected words in every language for {connector.key!r}.", code="bad_leaf")
    if bool(connector.modules) != bool(connector.extra):
        raise Invalid(
            f"Expected the extra that installs what {connector.key!r} needs, got none.", code="bad_leaf"
        )
