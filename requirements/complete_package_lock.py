"""Names in a package-lock.json the packages for other systems that npm left out.

Native parts come as one optional package per system (`@rollup/rollup-darwin-arm64`). A registry mirror that
offers only those of its own system makes npm write a lock without the others; `npm ci` then fails everywhere.
What is left out is known from the lock itself: the version is exact, and the name says the system.

    python requirements/complete_package_lock.py ui/package-lock.json …
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

SYSTEMS = {
    "linux",
    "darwin",
    "win32",
    "android",
    "freebsd",
    "openbsd",
    "netbsd",
    "openharmony",
    "sunos",
    "aix",
}
CPUS = {"x64", "arm64", "arm", "ia32", "ppc64", "s390x", "riscv64", "loong64", "mips64el"}
LIBRARIES = {"gnu": "glibc", "gnueabihf": "glibc", "musl": "musl", "musleabihf": "musl"}
_EXACT = re.compile(r"\d+\.\d+\.\d+")
_KNOWN: dict[str, dict[str, Any]] = {
    "fsevents": {"version": "2.3.3", "os": ["darwin"]}
}  # the one that is asked for by a range


def missing(lock: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The entries to add, by their place in the lock."""
    packages = lock["packages"]
    return {
        place: _entry(name, wanted, asker)
        for asker in packages.values()
        for name, wanted in asker.get("optionalDependencies", {}).items()
        if (place := f"node_modules/{name}") not in packages
    }


def _entry(name: str, wanted: str, asker: dict[str, Any]) -> dict[str, Any]:
    entry = _KNOWN.get(name) or {"version": wanted, **_system(name)}
    if not _EXACT.fullmatch(entry["version"]):
        raise SystemExit(f"{name} is asked for as {wanted}, which is no exact version: name it in _KNOWN.")
    return entry | ({"dev": True} if asker.get("dev") else {}) | {"optional": True}


def _system(name: str) -> dict[str, list[str]]:
    words = set(name.rpartition("/")[2].replace("_", "-").split("-"))
    libraries = sorted({LIBRARIES[word] for word in words & LIBRARIES.keys()})
    named = {"cpu": sorted(words & CPUS), "os": sorted(words & SYSTEMS), "libc": libraries}
    return {key: values for key, values in named.items() if values}


def complete(path: Path) -> int:
    """Writes the completed lock back; how many entries it lacked."""
    lock = json.loads(path.read_text())
    lacked = missing(lock)
    lock["packages"] = dict(sorted((lock["packages"] | lacked).items()))
    path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n")
    return len(lacked)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(f"{name}: {complete(Path(name))} packages for other systems added")
