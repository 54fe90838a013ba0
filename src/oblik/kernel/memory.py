"""Memory that was used once and is not any more."""

from __future__ import annotations

import ctypes
import sys


def give_back() -> None:
    """Returns what the C library keeps of freed memory to the system, which it does by itself only at its end: an import leaves
    a hundred megabytes in pieces. glibc only; elsewhere there is nothing to do.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
