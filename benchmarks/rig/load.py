"""Sends prepared requests over kept connections and measures the answers; a process of its own, so that it takes nothing from
what it measures but its share of the processor.

    python -m benchmarks.rig.load '{"port": 8000, "connections": 8, "seconds": 10, "size": 100, "rate": 0}'
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, cast

import uvloop

from benchmarks.rig.traffic import UNIQUE, bodies

_BUSY_S = 0.1  # after a 429 or 503


@dataclass(frozen=True)
class Plan:
    """What to send.

    Attributes:
        connections: how many at a time, one request each.
        size: events of a request.
        rate: requests a second; 0 for as many as are answered.
        path: where to.
    """

    port: int
    connections: int
    seconds: float
    size: int
    rate: float = 0.0
    path: str = "/v1/batch"


@dataclass(frozen=True)
class Result:
    """What came of it. `p50` and `p99` are seconds from the moment at which a request was due to its answer."""

    seconds: float
    requests: int
    events: int
    p50: float
    p99: float
    statuses: Mapping[str, int]

    @property
    def events_a_second(self) -> float:
        """Acknowledged."""
        return self.events / self.seconds


class Run:
    """One run of a plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        count = 400 if plan.size > 1 else 20_000
        self._bodies = bodies(plan.size, count)
        self._head = (
            f"POST {plan.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n".encode()
        )
        self._run = f"{time.time_ns() // 1_000_000 % 10**7:07x}"[-6:]
        self._sent = 0
        self.took: list[float] = []
        self.statuses: Counter[str] = Counter()
        self.began = time.perf_counter()
        self.until = self.began + plan.seconds

    def request(self) -> bytes:
        """The next request, with message ids that were never sent before."""
        body = self._bodies[self._sent % len(self._bodies)].replace(
            UNIQUE, f"{self._run}{self._sent:06x}".encode()
        )
        self._sent += 1
        return b"%sContent-Length: %d\r\n\r\n%s" % (self._head, len(body), body)

    def answered(self, status: str, took: float) -> None:
        """One answer."""
        self.statuses[status] += 1
        if status == "200":
            self.took.append(took)

    def result(self) -> Result:
        """When it is over."""
        took = sorted(self.took) or [0.0]
        seconds = time.perf_counter() - self.began
        count = len(self.took)
        return Result(
            seconds,
            count,
            count * self.plan.size,
            took[count // 2],
            took[int(count * 0.99)],
            dict(self.statuses),
        )


class Connection(asyncio.Protocol):
    """Sends, waits for the answer, sends."""

    def __init__(self, run: Run, number: int, over: asyncio.Future[None]) -> None:
        self._run = run
        self._over = over
        self._pause = run.plan.connections / run.plan.rate if run.plan.rate else 0.0
        self._due = run.began + self._pause * number / run.plan.connections
        self._answer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but its class
        self._wait_until_due()

    def data_received(self, data: bytes) -> None:
        self._answer += data
        head, end, body = self._answer.partition(b"\r\n\r\n")
        if not end or len(body) < _length(head):
            return
        status = head[9:12].decode()
        self._answer = b""
        now = time.perf_counter()
        self._run.answered(status, now - self._due)
        self._due = self._due + self._pause if self._pause else now
        if status != "200":
            self._due = max(self._due, now + _BUSY_S)
        self._wait_until_due()

    def connection_lost(self, _: Exception | None) -> None:
        if not self._over.done():
            self._run.answered("broken", 0.0)
            self._over.set_result(None)

    def _wait_until_due(self) -> None:
        late = self._due - time.perf_counter()
        if late > 0:
            asyncio.get_running_loop().call_later(late, self._send)
        else:
            self._send()

    def _send(self) -> None:
        if time.perf_counter() >= self._run.until:
            self._over.set_result(None)
            self._transport.close()
            return
        if not self._pause:
            self._due = time.perf_counter()
        self._transport.write(self._run.request())


def _length(head: bytes) -> int:
    _, _, after = head.lower().partition(b"content-length:")
    return int(after.partition(b"\r\n")[0])


async def send(plan: Plan) -> Result:
    """Does what the plan says."""
    run = Run(plan)
    loop = asyncio.get_running_loop()
    overs = []
    for number in range(plan.connections):
        over: asyncio.Future[None] = loop.create_future()
        overs.append(over)
        await loop.create_connection(partial(Connection, run, number, over), "127.0.0.1", plan.port)
    await asyncio.gather(*overs)
    return run.result()


def start(plan: Plan) -> subprocess.Popen[bytes]:
    """A process that does it; `finish` gives what it found."""
    command = (sys.executable, "-m", "benchmarks.rig.load", json.dumps(asdict(plan)))
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def finish(process: subprocess.Popen[bytes]) -> Result:
    """Waits for its end."""
    output, _ = process.communicate()
    if process.returncode != 0:
        raise RuntimeError(f"The load generator ended with {process.returncode}.")
    said: dict[str, Any] = json.loads(output)
    return Result(**said)


if __name__ == "__main__":
    print(json.dumps(asdict(uvloop.run(send(Plan(**json.loads(sys.argv[1])))))))
