"""The first page's figures: people, events, what each source sent and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from oblik.collect import ledger
from oblik.collect.ledger import Counts
from oblik.collect.sources_repository import Source, all_sources
from oblik.kernel.clock import Clock, iso
from oblik.profiles.days import last_days, start_of
from oblik.profiles.document import Document
from oblik.profiles.family import TODAY
from oblik.profiles.flow import MINUTE_MS, MINUTES, EventFlow
from oblik.profiles.fresh import Fresh
from oblik.store.state import State
from oblik.store.warehouse import Warehouse

DAYS = 30
_TOP = 10
_KEPT_MS = 5_000

_PEOPLE = "SELECT count() AS total, countIf(identified) AS identified FROM profiles FINAL WHERE NOT deleted"

_TOTAL = "SELECT count() AS total FROM events"

_BY_DAY = f"""
SELECT
    toString(toDate(timestamp, {{zone:String}})) AS day,
    count() AS count,
    uniqExact({TODAY}) AS profiles
FROM events
WHERE timestamp >= fromUnixTimestamp64Milli({{since:Int64}}) AND timestamp < fromUnixTimestamp64Milli({{until:Int64}})
GROUP BY day
"""  # noqa: S608  fixed names only

_TOP_EVENTS = """
SELECT name, count() AS count
FROM events
WHERE timestamp >= fromUnixTimestamp64Milli({since:Int64}) AND timestamp < fromUnixTimestamp64Milli({until:Int64})
GROUP BY name
ORDER BY count DESC, name
LIMIT {rows:UInt64}
"""


class OverviewReader:
    """Counts the overview; figures are at most five seconds old and say how old."""

    def __init__(
        self,
        state: State,
        warehouse: Warehouse,
        flow: EventFlow,
        clock: Clock,
        zone: Callable[[], ZoneInfo] = lambda: ZoneInfo("UTC"),
    ) -> None:
        self._state = state
        self._warehouse = warehouse
        self._flow = flow
        self._clock = clock
        self._zone = zone
        self._counted = Fresh(self._count, clock, _KEPT_MS)

    def overview(self) -> Document:
        """An `Overview` as the management API shows it."""
        counted = self._counted.get()
        return counted.value | {"as_of": iso(counted.as_of)}

    def _count(self) -> Document:
        now = self._clock.now_ms()
        by_day = self._by_day(now)
        return {
            "profiles": self._people(),
            "events": {
                "total": self._warehouse.rows(_TOTAL)[0]["total"],
                "today": by_day[-1]["count"],
                "per_minute": self._per_minute(now),
            },
            "by_day": by_day,
            "top_events": self._warehouse.rows(_TOP_EVENTS, self._month(now) | {"rows": _TOP}),
            **self._senders(now),
            "pipeline": self._lag(),
        }

    def _people(self) -> Document:
        row = self._warehouse.rows(_PEOPLE)[0]
        total, identified = row["total"], row["identified"]
        return {
            "total": total,
            "identified": identified,
            "anonymous": total - identified,
            "identified_share": round(identified / total, 4) if total else 0.0,
        }

    def _month(self, now: int) -> dict[str, Any]:
        """From the first of the days shown to the end of today, in the zone's days."""
        zone = self._zone()
        days = last_days(DAYS, now, zone)
        return {"zone": zone.key, "since": start_of(days[0], zone), "until": now + 1}

    def _by_day(self, now: int) -> list[Document]:
        counted = {row["day"]: row for row in self._warehouse.rows(_BY_DAY, self._month(now))}
        days = [day.isoformat() for day in last_days(DAYS, now, self._zone())]
        return [counted.get(day, {"day": day, "count": 0, "profiles": 0}) for day in days]

    def _per_minute(self, now: int) -> list[Document]:
        first = now // MINUTE_MS - MINUTES + 1
        by_source = self._flow.per_minute().values()
        return [
            {"at": iso((first + i) * MINUTE_MS), "count": sum(minutes[i] for minutes in by_source)}
            for i in range(MINUTES)
        ]

    def _senders(self, now: int) -> Document:
        """The ledger and the freshness of each source, and whether one of them plays a demonstration."""
        pending, latest = self._flow.pending(), self._flow.last_event_at()
        with self._state.read() as conn:
            sources = all_sources(conn)
            totals = ledger.totals(conn, pending)
        return {
            "ledger": [_balance(s.name, totals.get(s.id, Counts())) for s in sources],
            "freshness": [_freshness(s, latest, now) for s in sources],
            "demo": any(s.generated for s in sources),
        }

    def _lag(self) -> Document:
        lag = self._flow.lag()
        return {"lag_events": lag.events, "lag_seconds": lag.seconds}


def _balance(source: str, counts: Counts) -> Document:
    numbers = {name: getattr(counts, name) for name in Counts.__slots__}
    return {"source": source, **numbers, "balanced": counts.balanced}


def _freshness(source: Source, latest: Mapping[int, int], now: int) -> Document:
    at = latest.get(source.id)
    return {
        "source": source.name,
        "last_event_at": None if at is None else iso(at),
        "lag_seconds": None if at is None else max(0, now - at) / 1000,
    }
