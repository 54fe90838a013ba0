"""The checkout as the tests of the house see it."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def tracked() -> tuple[Path, ...]:
    """The files that git keeps; those of the folder where there is no git, as in an unpacked sdist."""
    if not (ROOT / ".git").exists():
        return tuple(p for p in ROOT.rglob("*") if p.is_file() and not _made(p))
    said = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, timeout=60)
    files = (ROOT / name for name in said.stdout.decode().split("\0") if name)
    return tuple(f for f in files if f.is_file())


def documents() -> tuple[Path, ...]:
    """The Markdown documents of the project."""
    return tuple(f for f in tracked() if f.suffix == ".md")


def _made(path: Path) -> bool:
    made = {".venv", "node_modules", "dist", "oblik-data", "__pycache__"}
    return bool(made & set(path.relative_to(ROOT).parts))
