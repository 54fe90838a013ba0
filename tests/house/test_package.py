"""What people install: the wheel, the sdist, and the versions they are tested with."""

from __future__ import annotations

import ast
import importlib.metadata
import importlib.util
import json
import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from house.checkout import ROOT, tracked

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = [p for p in tracked() if p.name == "package-lock.json"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def unpacked(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as it lies in somebody's site-packages."""
    folder = tmp_path_factory.mktemp("site-packages")
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        wheel.extractall(folder)
    return folder


def test_the_wheel_carries_all_that_runs(unpacked: Path) -> None:
    """Somebody without Node, without the repository and without the network finds pages, demo and migrations."""
    package = unpacked / "oblik"
    assert (package / "ui" / "index.html").is_file()
    assert list((package / "ui" / "assets").glob("*.js"))
    assert (package / "tracker" / "oblik.js").is_file()
    assert (package / "tracker" / "oblik" / "pixels.js").is_file()
    assert list((package / "demo").glob("*.parquet"))
    assert (package / "demo" / "shop" / "index.html").is_file()
    assert (package / "collect" / "enrich" / "data" / "country.mmdb").stat().st_size > 1_000_000
    assert list((package / "store" / "state" / "migrations" / "versions").glob("0001*.py"))
    assert list((package / "store" / "warehouse" / "migrations").glob("0001*.sql"))
    assert (package / "py.typed").is_file()
    assert {"LICENSE", "NOTICE"} <= {p.name for p in unpacked.glob("*.dist-info/licenses/*")}


def test_the_wheel_runs_by_itself(unpacked: Path, tmp_path: Path) -> None:
    """The command line starts from the wheel alone, and the server finds the wheel's own pages."""
    program = (
        "from oblik.api.ui import BUILT; from oblik.app.cli import main; "
        "print(BUILT / 'index.html', (BUILT / 'index.html').is_file()); main()"
    )
    environment = os.environ | {"PYTHONPATH": str(unpacked), "OBLIK_DATA": str(tmp_path)}
    command = [sys.executable, "-c", program, "--help"]
    said = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    assert said.stdout.startswith(f"{unpacked}/oblik/ui/index.html True")
    assert all(name in said.stdout for name in ("serve", "import", "demo", "doctor"))


def test_the_sdist_needs_no_node(built: Path) -> None:
    """Whoever builds from the sdist gets the pages built already, and nothing that only a checkout has."""
    with tarfile.open(next(built.glob("*.tar.gz"))) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    assert {
        "ui/dist/index.html",
        "tracker/dist/oblik.js",
        "ui/package.json",
        "hatch_build.py",
        "LICENSE",
        "README.md",
    } <= names
    assert not [n for n in names if "node_modules/" in n or n.startswith((".git/", ".venv/", "oblik-data/"))]


def test_what_is_imported_is_asked_for() -> None:
    """A fresh machine gets every package that the code imports."""
    distributions = importlib.metadata.packages_distributions()
    asked = {canonicalize_name(Requirement(r).name) for r in PROJECT["project"]["dependencies"]}
    extras = PROJECT["project"]["optional-dependencies"].values()
    asked |= {canonicalize_name(Requirement(r).name) for extra in extras for r in extra}
    asked |= {"starlette", "pydantic-core"}  # what FastAPI and pydantic are made of
    for module in _imported(ROOT / "src" / "oblik"):
        names = {canonicalize_name(d) for d in distributions.get(module, [])}
        assert names & asked, f"oblik imports {module}, which no dependency of pyproject.toml brings"


def test_every_version_is_pinned() -> None:
    """Two installations are the same: each requirement has one version that pyproject.toml allows."""
    runtime, dev = _pinned("runtime.txt"), _pinned("dev.txt")
    wanted = [(r, runtime) for r in PROJECT["project"]["dependencies"]]
    wanted += [(r, dev) for r in PROJECT["dependency-groups"]["dev"]]
    for text, pinned in wanted:
        requirement = Requirement(text)
        version = pinned[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{text} is pinned at {version}"
    assert all(dev[name] == version for name, version in runtime.items()), "run `make lock`"


@pytest.mark.parametrize("path", LOCKS, ids=lambda p: p.parent.name)
def test_the_package_lock_serves_every_system(path: Path) -> None:
    """`npm ci` works on Linux and macOS alike, and asks whatever registry the machine is set up for."""
    lock = json.loads(path.read_text())
    assert not _completer().missing(lock), "run python requirements/complete_package_lock.py"
    assert not [
        place for place, entry in lock["packages"].items() if "resolved" in entry and "link" not in entry
    ]


def _imported(folder: Path) -> set[str]:
    """The foreign modules that the code in `folder` imports, by their first name."""
    found: set[str] = set()
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found - sys.stdlib_module_names - {"oblik"}


def _pinned(name: str) -> dict[str, str]:
    """Package → version as it is on this Python; a line with a marker counts where the marker holds."""
    found: dict[str, str] = {}
    for line in (ROOT / "requirements" / name).read_text().splitlines():
        requirement = Requirement(line)
        (pin,) = requirement.specifier
        assert pin.operator == "==", f"{name}: {line} is not pinned"
        assert requirement.url is None, f"{name}: {line} names an address"
        if requirement.marker is None or requirement.marker.evaluate():
            found[canonicalize_name(requirement.name)] = pin.version
    return found


def _completer() -> Any:
    path = ROOT / "requirements" / "complete_package_lock.py"
    spec = importlib.util.spec_from_file_location("complete_package_lock", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
