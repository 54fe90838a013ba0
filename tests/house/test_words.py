"""What must not stand in any file: addresses of package registries, paths of somebody's machine, secrets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from house.checkout import ROOT, tracked

REGISTRIES = tuple(
    f"{name}.{domain}"  # in parts, since this file must not say them either
    for name, domain in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("npmmirror", "com"),
        ("jsdelivr", "net"),
        ("unpkg", "com"),
        ("debian", "org"),
    )
)
MACHINE = ("work", "root", "home", "Users")
FORBIDDEN = {
    "a package registry's address": re.compile("|".join(re.escape(host) for host in REGISTRIES)),
    "a path of somebody's machine": re.compile(rf"(?<![\w.~-])/(?:{'|'.join(MACHINE)})/[\w.]"),
    "a private key": re.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----"),
}
TEXT_LIMIT = 3_000_000  # bytes; what is larger is data


def _text(path: Path) -> str | None:
    if path.stat().st_size > TEXT_LIMIT:
        return None
    try:
        return path.read_text()
    except UnicodeDecodeError:
        return None


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_says(what: str) -> None:
    """A clone works behind any mirror and gives nothing away."""
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in tracked()
        if (text := _text(path)) is not None
        for match in [FORBIDDEN[what].search(text)]
        if match
    ]
    assert not found
