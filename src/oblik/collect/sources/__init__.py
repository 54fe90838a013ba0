"""The kinds of sources, each in its own file, with the words and the code that get it started."""

from __future__ import annotations

from functools import cache

from oblik.collect.sources.kind import Snippet, SourceKind, check
from oblik.kernel.registry import Registry

__all__ = ["Snippet", "SourceKind", "source_kinds"]


@cache
def source_kinds() -> Registry[SourceKind]:
    """All kinds; other packages add a `SourceKind` as an entry point of the group `oblik.sources`."""
    registry: Registry[SourceKind] = Registry("source kind", check)
    registry.discover("oblik.collect.sources", "SOURCE", "oblik.sources")
    return registry
