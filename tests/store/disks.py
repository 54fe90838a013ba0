"""A disk that a test can fill up and free again."""

from __future__ import annotations

import os
import resource
import subprocess
from pathlib import Path


class SmallDisk:
    """A folder of a few megabytes.

    As root it is a file system of its own, and full means ENOSPC. Otherwise full means that no file may grow
    (EFBIG), which takes the same ways through the engines.
    """

    def __init__(self, folder: Path, megabytes: int) -> None:
        self.folder = folder
        self.mounted = os.geteuid() == 0 and self._mount(megabytes)

    def _mount(self, megabytes: int) -> bool:
        self.folder.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(self.folder)]
        return subprocess.run(command, capture_output=True).returncode == 0

    def fill(self) -> None:
        """Leaves no room at all."""
        if not self.mounted:
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
            return
        size = 1 << 20
        with (self.folder / "filler").open("ab", buffering=0) as filler:
            while size:
                try:
                    filler.write(b"x" * size)
                except OSError:
                    size //= 2

    def free(self) -> None:
        """Gives the room back."""
        if not self.mounted:
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            return
        (self.folder / "filler").unlink(missing_ok=True)

    def close(self) -> None:
        """Takes the disk away."""
        self.free()
        if self.mounted:
            subprocess.run(["umount", "-l", str(self.folder)], check=True)
