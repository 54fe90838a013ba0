"""What a process takes of the machine: memory and processor, looked at twice a second."""

from __future__ import annotations

import threading
import time

import psutil

_LOOK_S = 0.5
_MB = 1 << 20


class Watch:
    """Watches one process from `start` to `stop`.

    Attributes:
        memory: resident megabytes at each look.
        own: megabytes at the end that are not pages of program files, which the system may drop at will.
        cores: processor time a second, over the whole time.
    """

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.memory: list[float] = []
        self.own = self.cores = 0.0

    def start(self) -> Watch:
        """Begins to look."""
        self._began, self._used = time.perf_counter(), self._spent()
        self._thread.start()
        return self

    def stop(self) -> Watch:
        """Looks no more."""
        self._stopping.set()
        self._thread.join()
        self.own = self._process.memory_full_info().uss / _MB
        self.cores = (self._spent() - self._used) / (time.perf_counter() - self._began)
        return self

    def trend(self, parts: int = 5) -> list[int]:
        """The memory of the run, in so many parts, each its greatest."""
        step = max(1, len(self.memory) // parts)
        return [round(max(self.memory[i : i + step])) for i in range(0, len(self.memory), step)][:parts]

    def _look(self) -> None:
        while not self._stopping.is_set():
            self.memory.append(self._process.memory_info().rss / _MB)
            self._stopping.wait(_LOOK_S)

    def _spent(self) -> float:
        times = self._process.cpu_times()
        return float(times.user + times.system)
