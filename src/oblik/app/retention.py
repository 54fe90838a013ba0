"""Events that are kept for a number of days only: once an hour, what is older is asked to go."""

from __future__ import annotations

from oblik.collect import described, removals
from oblik.collect.ledger import hour_of
from oblik.kernel.clock import Clock
from oblik.store.state import State
from oblik.store.warehouse import Warehouse

WHO = "retention"
_DAY_MS = 86_400_000

_OVERDUE = """
SELECT DISTINCT name FROM events
WHERE name IN {names:Array(String)}
  AND timestamp < fromUnixTimestamp64Milli({before:Array(Int64)}[indexOf({names:Array(String)}, name)])
  AND NOT arrayExists(flag -> position(flag, ':') > 0, flags)
"""


class Retention:
    """Asks for removals; the pipeline does them."""

    def __init__(self, state: State, warehouse: Warehouse, clock: Clock) -> None:
        self._state, self._warehouse, self._clock = state, warehouse, clock

    def expire(self) -> None:
        """Asks for the removal of all that is kept for too long."""
        now = self._clock.now_ms()
        with self._state.read() as conn:
            kept = described.with_retention(conn)
        if not kept:
            return
        before = {name: hour_of(now) - days * _DAY_MS for name, days in kept.items()}
        params = {"names": list(before), "before": list(before.values())}
        overdue = [row["name"] for row in self._warehouse.rows(_OVERDUE, params)]
        with self._state.write() as conn:
            for name in overdue:
                if not removals.is_waiting(conn, name):
                    removals.request(conn, name, before=before[name], who=WHO, at=now)
