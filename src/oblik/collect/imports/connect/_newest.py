"""Which of several files is meant: a path may hold `*` in its last part, and the newest that fits is taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from oblik.kernel.errors import Invalid


@dataclass(frozen=True, slots=True)
class Found:
    """A file elsewhere. `changed`: anything that is greater for a newer one."""

    path: str
    changed: float
    size: int


def newest(pattern: str, files: Iterable[Found]) -> Found:
    """The newest of the files that fit; raises Invalid when none does."""
    fitting = [file for file in files if fnmatchcase(file.path, pattern)]
    if not fitting:
        raise Invalid(f"There is no file {pattern[:200]!r}.", code="file_not_there", field="path")
    return max(fitting, key=lambda file: (file.changed, file.path))


def is_pattern(path: str) -> bool:
    """Whether a path stands for several files."""
    return any(sign in path for sign in "*?[")
