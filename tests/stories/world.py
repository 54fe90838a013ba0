"""A small world to tell stories in: a clock that is set, senders of events, and the pipeline over real engines."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from prometheus_client import CollectorRegistry
from sqlalchemy import select

from engines.fixtures import Engines
from oblik.app.pipeline import rebuild
from oblik.app.pipeline.figures import Figures
from oblik.app.pipeline.pipeline import UNMERGE, Pipeline
from oblik.app.pipeline.steps import Tools
from oblik.collect import ledger
from oblik.collect.arrival.entry import Arrivals
from oblik.collect.dictionary import Observer
from oblik.collect.enrich.lookups import open_lookups
from oblik.collect.event import Envelope
from oblik.collect.repeats import Repeats
from oblik.identity.owners import Owners
from oblik.kernel.clock import ManualClock
from oblik.profiles.document import consents_of, traits_of
from oblik.store.log import Entry
from oblik.store.state.schema import identifiers, identity_log, profiles

START = 1_790_000_000_000
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36"

Call = dict[str, Any]


class World:
    """Events in, time passes, profiles out."""

    def __init__(self, engines: Engines) -> None:
        self.engines = engines
        self.clock = ManualClock(START)
        self._numbers = itertools.count(1)
        self.restart()

    def restart(self) -> None:
        """A new process over the same engines: nothing is remembered in memory."""
        e = self.engines
        repeats, arrivals = Repeats(e.warehouse), Arrivals(e.state)
        self.tools = Tools(e.state, e.warehouse, repeats, open_lookups(), Owners(), Observer(), arrivals)
        self.pipeline = Pipeline(e.log, self.tools, self.clock, Figures(CollectorRegistry()))

    def send(self, *calls: Call, source: int = 1, kind: str = "batch") -> int:
        """One acknowledged request; its sequence number."""
        self.clock.advance(seconds=1)
        for call in calls:
            call.setdefault("messageId", f"m{next(self._numbers)}")
        envelope = Envelope(self.clock.now_ms(), kind, "", CHROME, "", json.dumps({"batch": calls}).encode())
        return self.engines.log.append_all([Entry(source, len(calls), msgspec.msgpack.encode(envelope))])

    def run(self) -> None:
        """Lets the pipeline do all that waits."""
        while self.pipeline.run_once():
            pass

    def rebuild(self) -> int:
        """Derives everything again."""
        with self.engines.state.write() as conn:
            rebuild.request(conn, self.clock.now_ms())
        return rebuild.run(self.tools, self.clock)

    def unmerge(self, kept: tuple[str, str], given: tuple[str, str]) -> None:
        """Says that the two identifiers belong to two people."""
        said = {"kept": list(kept), "given": list(given)}
        context = {"externalIds": [{"type": kept[0], "id": kept[1]}], "actor": "ann@shop.example"}
        self.send(
            {"type": "track", "event": "Profile Unmerged", "properties": said, "context": context},
            kind=UNMERGE,
        )
        self.run()

    # what came of it

    def owner(self, namespace: str, value: str) -> int | None:
        """Whose the identifier is."""
        query = select(identifiers.c.profile_id).where(
            (identifiers.c.namespace == namespace) & (identifiers.c.value == value)
        )
        with self.engines.state.read() as conn:
            return conn.execute(query).scalar_one_or_none()

    def people(self) -> dict[int, set[tuple[str, str]]]:
        """The identifiers of each living profile."""
        found: dict[int, set[tuple[str, str]]] = {}
        with self.engines.state.read() as conn:
            for row in conn.execute(select(profiles.c.id).where(profiles.c.merged_into.is_(None))):
                found[row.id] = set()
            for row in conn.execute(select(identifiers)):
                found[row.profile_id].add((row.namespace, row.value))
        return found

    def traits(self, profile: int | None) -> dict[str, Any]:
        """The profile's traits."""
        return traits_of(self._document(profile))

    def consents(self, profile: int | None) -> dict[str, str]:
        """The profile's consents."""
        return consents_of(self._document(profile))

    def timeline(self, profile: int | None) -> list[str]:
        """The names of the profile's events in the warehouse, oldest first, those of profiles that merged into it among them."""
        sql = f"SELECT name FROM events WHERE {_RESOLVED} = {{id:UInt64}} ORDER BY timestamp, offset"
        return [r["name"] for r in self.engines.warehouse.rows(sql, {"id": profile})]

    def facts(self) -> dict[int, Mapping[str, Any]]:
        """Each living profile's figures."""
        sql = f"""
            SELECT {_RESOLVED} AS id, sum(events) AS events, sum(orders) AS orders, round(sum(revenue), 2) AS revenue,
                   min(first_seen) AS first_seen, max(last_seen) AS last_seen
            FROM facts GROUP BY id"""
        return {r["id"]: r for r in self.engines.warehouse.rows(sql)}

    def ledger(self, source: int = 1) -> ledger.Counts:
        """The source's ledger, with what waits in the log."""
        with self.engines.state.read() as conn:
            return ledger.of(conn, source)

    def everything(self) -> dict[str, Any]:
        """All that is derived, comparable: who is who, what is known, what is counted, what lists show."""
        with self.engines.state.read() as conn:
            documents = {
                r.id: r.document
                for r in conn.execute(select(profiles).where(profiles.c.merged_into.is_(None)))
            }
            lost = {
                r.id: r.merged_into
                for r in conn.execute(select(profiles).where(profiles.c.merged_into.is_not(None)))
            }
            links = {
                (r.namespace, r.value): (r.profile_id, r.alias) for r in conn.execute(select(identifiers))
            }
            changes = {
                r.id: (r.kind, r.profile_id, r.other_id)
                for r in conn.execute(select(identity_log).where(identity_log.c.undone.is_(False)))
                if r.kind != "unmerge"
            }
        snapshots = self.engines.warehouse.rows(
            "SELECT profile_id, name, identified, traits, consents, arraySort(identifiers) AS identifiers "
            "FROM profiles FINAL WHERE NOT deleted ORDER BY profile_id"
        )
        merged = self.engines.warehouse.rows("SELECT loser, winner FROM merged ORDER BY loser")
        events = self.engines.warehouse.rows("SELECT offset, profile_id FROM events ORDER BY offset")
        return {
            "documents": documents,
            "lost": lost,
            "links": links,
            "changes": changes,
            "snapshots": [{**s, "identifiers": _pairs(s["identifiers"])} for s in snapshots],
            "merged": merged,
            "facts": self.facts(),
            "events": events,
            "timeline": self.engines.warehouse.rows(
                "SELECT offset, profile_id FROM timeline ORDER BY offset"
            ),
        }

    def _document(self, profile: int | None) -> dict[str, Any]:
        with self.engines.state.read() as conn:
            document: dict[str, Any] = conn.execute(
                select(profiles.c.document).where(profiles.c.id == profile)
            ).scalar_one()
        return document


_RESOLVED = (
    "if(joinGet('merged', 'winner', profile_id) = 0, profile_id, joinGet('merged', 'winner', profile_id))"
)


def _pairs(found: Iterable[Mapping[str, str]]) -> list[tuple[str, str]]:
    return [(i["namespace"], i["value"]) for i in found]


def track(event: str, *, user: str = "", anonymous: str = "", **properties: Any) -> Call:
    """A track call."""
    return _call("track", user, anonymous) | {"event": event, "properties": properties}


def identify(*, user: str = "", anonymous: str = "", **traits: Any) -> Call:
    """An identify call."""
    return _call("identify", user, anonymous) | {"traits": traits}


def order(number: str, total: float, *, user: str = "", anonymous: str = "", currency: str = "EUR") -> Call:
    """A completed order with one product."""
    products = [{"product_id": "p1", "price": total, "quantity": 1}]
    said = {"order_id": number, "total": total, "currency": currency, "products": products}
    return _call("track", user, anonymous) | {"event": "Order Completed", "properties": said}


def _call(kind: str, user: str, anonymous: str) -> Call:
    return (
        {"type": kind}
        | ({"userId": user} if user else {})
        | ({"anonymousId": anonymous} if anonymous else {})
    )
