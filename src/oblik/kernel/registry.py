"""Registries of leaves: kinds of one concept (a source, a report), each in its own file, found by discovery.

A leaf is an object in a module of the concept's package, under the attribute that the registry names. Another
installed package adds one through an entry point of the registry's group. A leaf is checked when it is
registered, so that a bad one stops the start with a sentence and not a customer's request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from importlib.metadata import entry_points
from pkgutil import iter_modules
from typing import Generic, Protocol, TypeVar

from oblik.kernel.errors import Conflict, Invalid


class Leaf(Protocol):
    """What every leaf has."""

    @property
    def key(self) -> str:
        """The stable name under which definitions refer to it."""
        ...


L = TypeVar("L", bound=Leaf)


class Registry(Generic[L]):
    """The leaves of one concept by key, in the order of their keys.

    Args:
        concept: what a leaf is, in the singular, for sentences: "source kind".
        check: raises `Invalid` for a leaf that is not fit for use.
    """

    def __init__(self, concept: str, check: Callable[[L], None]) -> None:
        self._concept = concept
        self._check = check
        self._leaves: dict[str, L] = {}

    def register(self, leaf: L) -> L:
        """Takes the leaf in.

        Raises:
            Invalid: it fails the check.
            Conflict: another one has its key.
        """
        self._check(leaf)
        if self._leaves.get(leaf.key, leaf) is not leaf:
            raise Conflict(f"Expected one {self._concept} named {leaf.key!r}, got two.", code="taken")
        self._leaves = dict(sorted((self._leaves | {leaf.key: leaf}).items()))
        return leaf

    def discover(self, package: str, attribute: str, group: str) -> None:
        """Registers `attribute` of each module of `package`, then every entry point of `group`.

        Raises:
            Invalid: a module has no such attribute, or a leaf fails the check.
        """
        for name in _modules(package):
            module = import_module(name)
            if not hasattr(module, attribute):
                raise Invalid(
                    f"Expected a {self._concept} named {attribute} in {name}, got none.", code="no_leaf"
                )
            self.register(getattr(module, attribute))
        for entry in entry_points(group=group):
            self.register(entry.load())

    def get(self, key: str) -> L:
        """The leaf with that key.

        Raises:
            Invalid: there is none; the sentence names those there are.
        """
        found = self._leaves.get(key)
        if found is None:
            raise Invalid(
                f"Expected a {self._concept}, one of {', '.join(self._leaves)}; got {key!r}.",
                code="unknown_kind",
            )
        return found

    def __contains__(self, key: object) -> bool:
        return key in self._leaves

    def __iter__(self) -> Iterator[L]:
        return iter(self._leaves.values())

    def __len__(self) -> int:
        return len(self._leaves)


def said(texts: Mapping[str, str], language: str) -> str:
    """The text in a language, in English where that is missing."""
    return texts.get(language) or texts["en"]


def _modules(package: str) -> list[str]:
    """The modules of a package that hold leaves: those whose names do not begin with an underscore."""
    found = import_module(package)
    return [
        f"{package}.{module.name}"
        for module in iter_modules(found.__path__)
        if not module.name.startswith("_") and module.name != "kind"
    ]
