"""A disk small enough to be filled: memory that only this program sees (Linux). Nothing is left of it afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

_INSIDE = "OBLIK_PROOF_INSIDE"
_UNSHARE = ("unshare", "--map-root-user", "--mount")
_STEP = 1 << 20


class SmallDisk:
    """A file system of `megabytes` at `folder`, and a file that fills it."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self.folder = folder
        self.megabytes = megabytes
        self._ballast = folder / "ballast"

    def mount(self) -> None:
        """Puts it there."""
        self.folder.mkdir(parents=True, exist_ok=True)
        options = f"size={self.megabytes}m"
        subprocess.run(("mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.folder)), check=True)

    def unmount(self) -> None:
        """Takes it away."""
        subprocess.run(("umount", "--lazy", str(self.folder)), check=True)

    def fill(self) -> None:
        """Takes all the room that is left, and goes on taking what others give back."""
        with self._ballast.open("ab", buffering=0) as ballast:
            for step in (_STEP, 4096, 1):
                try:
                    while True:
                        ballast.write(b"\0" * step)
                except OSError:
                    continue

    def free(self) -> int:
        """Gives it back; how many bytes are free then."""
        self._ballast.unlink()
        return shutil.disk_usage(self.folder).free


def possible() -> bool:
    """Whether this user may have a file system of their own here."""
    if sys.platform != "linux" or shutil.which("unshare") is None:
        return False
    return (
        subprocess.run((*_UNSHARE, "mount", "-t", "tmpfs", "tmpfs", "/mnt"), capture_output=True).returncode
        == 0
    )


def enter() -> None:
    """Goes on as the same program in a space of its own for mounts, where no privileges are needed to have one."""
    if _INSIDE not in os.environ:
        os.environ[_INSIDE] = "1"
        command = (*_UNSHARE, sys.executable, "-m", "benchmarks.crash", *sys.argv[1:])
        os.execvp(command[0], command)  # noqa: S606
