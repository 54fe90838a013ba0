"""A writer in another process, killed without warning."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from engines.fixtures import Engines

WRITER = Path(__file__).with_name("writer.py")


def write_until_killed(engines: Engines, what: str, writes: int) -> int:
    """Runs the writer, kills it with SIGKILL after `writes` acknowledged writes; returns the last one's
    number.
    """
    url = engines.urls.get(f"OBLIK_{what.upper()}_URL", "")
    command = [sys.executable, str(WRITER), what, url, str(engines.data)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for _ in range(writes):
        assert process.stdout.readline(), "the writer failed"
    process.kill()
    rest = process.stdout.read().split("\n")  # lines it got out before it died; the last may be half a line
    process.wait()
    return writes + len(rest) - 1
