"""People of a shop who send events from several threads, and insist like an SDK: the same message again until it is
acknowledged, sometimes once more after that."""

from __future__ import annotations

import gzip
import http.client
import json
import random
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from benchmarks.rig.book import Book, Call, identifiers_of
from benchmarks.rig.server import WRITE_KEY, OblikServer

_DAY_MS = 86_400_000
_DAYS = 40
_TIMEOUT_S = 15
_HEADERS = {"Content-Type": "application/json"}
_CITIES = ("Kyiv", "Lviv", "Одеса", "Kraków", "Praha")


class Shopper(threading.Thread):
    """One thread that sends for many people.

    Args:
        number: of the thread; `threads` of how many, so that no two calls share their time.
        servers: any of them takes a request.
        people: how many there are.
        rate: events a second at most.
    """

    def __init__(
        self,
        number: int,
        threads: int,
        servers: Sequence[OblikServer],
        book: Book,
        *,
        people: int,
        rate: float,
        seed: int,
        began: int,
    ) -> None:
        super().__init__(name=f"shopper-{number}", daemon=True)
        self._number, self._threads = number, threads
        self._servers = servers
        self._book = book
        self._people = people
        self._rate = rate
        self._random = random.Random(f"{seed}/{number}")
        self._began = began
        self._made = 0
        self._connections: dict[str, http.client.HTTPConnection] = {}
        self._last: list[Call] = []
        self._stopping = threading.Event()
        self.problem: BaseException | None = None

    def run(self) -> None:
        """Sends until `finish`; what is under way then is still delivered."""
        try:
            while not self._stopping.is_set():
                began = time.monotonic()
                calls = self._next()
                self._deliver(calls)
                self._stopping.wait(max(0.0, len(calls) / self._rate - (time.monotonic() - began)))
        except BaseException as error:
            self.problem = error

    def finish(self) -> None:
        """Asks for the end."""
        self._stopping.set()

    def _next(self) -> list[Call]:
        """New calls; now and then those of before, as if their answer had been lost."""
        if self._last and self._random.random() < 0.05:
            return self._last
        size = 1 if self._random.random() < 0.5 else self._random.randint(2, 60)
        self._last = [self._call() for _ in range(size)]
        return self._last

    def _deliver(self, calls: Sequence[Call]) -> None:
        """Until acknowledged. Whoever only looked at things may give up."""
        request = self._request(calls)
        patient = any(c.links or c.value is not None for c in calls) or self._random.random() < 0.8
        wait = 0.05
        while True:
            self._book.sending(calls)
            status, said = self._post(*request)
            self._book.told(calls, status, said)
            if status == 200:
                return
            if not patient or 400 <= status < 408:
                self._book.give_up(calls)
                return
            time.sleep(wait * self._random.uniform(0.5, 1))
            wait = min(1.0, wait * 2)

    def _request(self, calls: Sequence[Call]) -> tuple[str, bytes, dict[str, str]]:
        """Path, body and headers: a call of its own or a batch, plain or packed."""
        path, said = "/v1/batch", {"batch": [c.wire for c in calls], "writeKey": WRITE_KEY}
        if len(calls) == 1 and self._random.random() < 0.5:
            path, said = f"/v1/{calls[0].wire['type']}", calls[0].wire | {"writeKey": WRITE_KEY}
        body = json.dumps(said).encode()
        if self._random.random() < 0.3:
            return path, gzip.compress(body, 1), {**_HEADERS, "Content-Encoding": "gzip"}
        return path, body, _HEADERS

    def _post(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        """Status and text of the answer; -1 when the connection broke."""
        server = self._random.choice(self._servers)
        connection = self._connections.pop(server.url, None) or http.client.HTTPConnection(
            "127.0.0.1", server.port, timeout=_TIMEOUT_S
        )
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            return -1, type(error).__name__
        self._connections[server.url] = connection
        return answer.status, text

    # --- what they do ---------------------------------------------------------------------------------------

    def _call(self) -> Call:
        self._made += 1
        chosen: Callable[[int, str, int], Call] = self._random.choices(
            (self._look, self._add, self._identify, self._order, self._refund, self._break),
            (35, 20, 22, 15, 4, 4),
        )[0]
        unique = self._made * self._threads + self._number
        at = self._began - self._random.randint(1, _DAYS) * _DAY_MS + unique % _DAY_MS
        return chosen(self._random.randrange(self._people), f"{self._number}-{self._made}", at)

    def _look(self, person: int, message: str, at: int) -> Call:
        wire = _wire("track", message, at) | {"anonymousId": identifiers_of(person)[1][1]}
        wire |= {"event": "Product Viewed", "properties": {"product_id": f"p{person % 50}", "price": 9.5}}
        return Call(message, person, "Product Viewed", at, wire, known=False)

    def _add(self, person: int, message: str, at: int) -> Call:
        wire = _wire("track", message, at) | {"userId": identifiers_of(person)[0][1]}
        wire |= {"event": "Product Added", "properties": {"product_id": f"p{person % 50}", "quantity": 2}}
        return Call(message, person, "Product Added", at, wire)

    def _identify(self, person: int, message: str, at: int) -> Call:
        traits = {
            "email": f"customer-{person}@example.com",
            "city": self._random.choice(_CITIES),
            self._random.choice(("points", "level", "basket")): self._random.randint(0, 10**6),
        }
        number, cookie = identifiers_of(person)
        wire = _wire("identify", message, at) | {
            "userId": number[1],
            "anonymousId": cookie[1],
            "traits": traits,
        }
        return Call(message, person, "Identified", at, wire, traits=traits, links=True)

    def _order(self, person: int, message: str, at: int) -> Call:
        value = self._random.randint(100, 50_000) / 100
        lines = [{"product_id": f"p{n}", "price": value, "quantity": 1} for n in range(1, 3)]
        return self._trade("Order Completed", person, message, at, value, lines)

    def _refund(self, person: int, message: str, at: int) -> Call:
        return self._trade("Order Refunded", person, message, at, self._random.randint(100, 5_000) / 100, [])

    def _trade(
        self, name: str, person: int, message: str, at: int, value: float, lines: list[dict[str, object]]
    ) -> Call:
        said = {"order_id": f"o-{message}", "total": value, "currency": "EUR", "products": lines}
        wire = _wire("track", message, at) | {"userId": identifiers_of(person)[0][1]}
        return Call(message, person, name, at, wire | {"event": name, "properties": said}, value)

    def _break(self, person: int, message: str, at: int) -> Call:
        """A call without an event's name, which nobody could store."""
        wire = _wire("track", message, at) | {"userId": identifiers_of(person)[0][1]}
        return Call(message, person, "", at, wire, bad=True)


def _wire(kind: str, message: str, at: int) -> dict[str, object]:
    return {
        "type": kind,
        "messageId": message,
        "timestamp": datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds"),
    }
