"""Who goes first when all want the processor."""

from __future__ import annotations

import os
import sys
import threading
from typing import Final

_NICE: Final = 5  # a third of what a thread of ordinary priority gets, when both want the same core


def give_way() -> None:
    """Lets others go before the calling thread and those that it starts: whoever waits for an answer goes before whoever
    works through what was acknowledged. Linux only; elsewhere a thread has no priority of its own.
    """
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
