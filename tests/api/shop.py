"""A shop with one customer: the answers of the services behind the API, unmasked, in the shapes of the
contract.

What needs only the state is real (users, tokens, the audit, sources, the ledger, the quarantine, the dictionary); people and
files come from here, so that a test says exactly which personal data went in.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from oblik.api.services import Document, Health, Upload
from oblik.collect.arrival.rules import AnyRule
from oblik.collect.arrival.suggestion import Observed
from oblik.identity.rules import Rules
from oblik.kernel import ids
from oblik.kernel.clock import ManualClock, iso
from oblik.kernel.errors import NotFound
from oblik.kernel.page import Page
from oblik.profiles.fresh import Counted, Fresh
from oblik.profiles.inventory import Inventory
from oblik.profiles.measures import METRICS, Series
from oblik.store.state import State

NOW = 1_790_000_000_000
ANN_ID = 7_000_000_000_000_001
MERGE_ID = 7_000_000_000_000_002
IMPORT_ID = 7_000_000_000_000_003


@dataclass(frozen=True)
class Ann:
    """The customer, by everything that must not leave unmasked."""

    email: str = "ann.brown@example.com"
    phone: str = "+447700900112"
    first_name: str = "Annabella"
    last_name: str = "Brownstone"
    street: str = "221b Baker Street"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass
class Shop:
    """Every service behind the API."""

    ann: Ann = field(default_factory=Ann)
    rejects: Path = Path("rejects.csv")
    source_id: int = 0
    said: list[Document] = field(default_factory=list)
    healthy: bool = True

    # --- people ---

    def row(self) -> Document:
        """Ann in a table."""
        return {
            "id": ids.show(ANN_ID),
            "name": self.ann.name,
            "traits": self.traits(),
            "identifiers": self.identifiers(),
            "first_seen": iso(NOW),
            "last_seen": iso(NOW),
            "events": 3,
            "orders": 1,
            "revenue": 19.9,
            "currency": "GBP",
            "identified": True,
            "masked": False,
        }

    def traits(self) -> Document:
        """What Ann and the shop said of her."""
        ann = self.ann
        return {
            "email": ann.email,
            "phone": ann.phone,
            "first_name": ann.first_name,
            "name": ann.name,
            "address": {"street": ann.street, "city": "London"},
            "country": "GB",
            "note": f"Call {ann.phone} or write to {ann.email}",
            "vip": True,
        }

    def identifiers(self) -> list[Document]:
        """How Ann is known."""
        pairs = (
            ("email", self.ann.email),
            ("phone", self.ann.phone),
            ("user_id", self.ann.email),
            ("card", "c-1"),
        )
        return [{"namespace": n, "value": v, "first_seen": iso(NOW), "source": "shop"} for n, v in pairs]

    def profile(self) -> Document:
        """Ann's page."""
        consent = {
            "channel": "email",
            "topic": "offers",
            "state": "granted",
            "at": iso(NOW),
            "source": "shop",
            "proof": {"where": f"form of {self.ann.email}", "text_version": "1"},
        }
        provenance = {
            "source": "shop",
            "source_id": ids.show(self.source_id),
            "at": iso(NOW),
            "message_id": "m1",
            "event": "Identified",
            "offset": 1,
        }
        figures = {
            "events": 3,
            "sessions": 1,
            "orders": 1,
            "revenue": 19.9,
            "currency": "GBP",
            "average_order": 19.9,
            "last_order_at": iso(NOW),
            "days_since_last_order": 0,
        }
        return self.row() | {
            "provenance": {"email": provenance},
            "consents": [consent],
            "segments": [],
            "figures": figures,
            "activity": [{"day": "2026-09-21", "count": 3}],
            "merged": [],
            "as_of": iso(NOW),
            "generated": False,
        }

    def find(self, **asked: Any) -> Page[Document]:
        return (
            Page([self.row()], next=(NOW, 1), total=2, as_of=NOW)
            if asked["after"] is None
            else Page([self.row()])
        )

    def columns(self) -> Sequence[Document]:
        values = (("email", self.ann.email), ("note", self.traits()["note"]), ("country", "GB"))
        return [
            {"key": f"traits.{key}", "label": key, "type": "string", "filled": 1.0, "examples": [value]}
            for key, value in values
        ]

    def get(self, profile_id: int) -> Document:
        if profile_id != ANN_ID:
            raise NotFound(f"There is no profile {ids.show(profile_id)}.", code="profile_not_found")
        return self.profile()

    def timeline(self, profile_id: int, **_: Any) -> Page[Document]:
        self.get(profile_id)
        url = f"https://shop.example/thanks?email={self.ann.email.replace('@', '%40')}"
        item = {
            "id": ids.show(1),
            "name": "Order Completed",
            "type": "track",
            "timestamp": iso(NOW),
            "received_at": iso(NOW),
            "source": "shop",
            "properties": {"total": 19.9, "email": self.ann.email, "customer": {"name": self.ann.name}},
            "context": {"page": {"url": url}, "traits": self.traits()},
            "session_id": None,
            "value": 19.9,
            "currency": "GBP",
            "changes": [
                {
                    "rule": "a",
                    "kind": "map_values",
                    "part": "properties",
                    "what": "email",
                    "was": self.ann.email,
                    "now": "",
                }
            ],
            "violation": f"Expected “email” to be a number, got the text “{self.ann.email}”.",
        }
        identified = item | {"name": "Identified", "type": "identify", "properties": self.traits()}
        return Page([item, identified])

    def event_names(self, profile_id: int) -> Sequence[Document]:
        self.get(profile_id)
        return [{"name": "Order Completed", "count": 1, "last_at": iso(NOW)}]

    def search(self, text: str, *, limit: int = 10, **_: Any) -> Sequence[Document]:
        matches = [
            {"namespace": "email", "value": self.ann.email},
            {"namespace": "name", "value": self.ann.name},
        ]
        people = [
            {"id": ids.show(ANN_ID), "name": self.ann.name, "matched": match, "last_seen": iso(NOW)}
            for match in matches
        ]
        return people[:limit] if text else []

    # --- who is who ---

    def history(self, profile_id: int, **_: Any) -> Page[Document]:
        self.get(profile_id)
        return self.merges()

    def merges(self, **_: Any) -> Page[Document]:
        sentence = f"{self.ann.email} and {self.ann.phone} came in one event."
        reason = {
            "rule": "together",
            "sentence": sentence,
            "event": "Identified",
            "message_id": "m1",
            "source": "shop",
        }
        item = {
            "id": ids.show(MERGE_ID),
            "kind": "merge",
            "at": iso(NOW),
            "identifiers": [{"namespace": n["namespace"], "value": n["value"]} for n in self.identifiers()],
            "winner": ids.show(ANN_ID),
            "loser": ids.show(MERGE_ID),
            "reason": reason,
            "reversible": True,
            "undone": False,
        }
        return Page([item])

    def unmerge(self, profile_id: int, merge: int, *, actor: str) -> Sequence[Document]:
        self.said.append({"merge": merge, "actor": actor})
        return [self.get(profile_id), self.get(profile_id)]

    def set_traits(self, profile_id: int, traits: Mapping[str, Any], *, actor: str) -> Document:
        self.said.append({"traits": dict(traits), "actor": actor})
        return self.get(profile_id)

    def set_consent(self, profile_id: int, *, actor: str, **consent: Any) -> Document:
        self.said.append(consent | {"actor": actor})
        return self.get(profile_id)

    # --- the first page and the server ---

    def overview(self) -> Document:
        balance = dict.fromkeys(
            ("accepted", "stored", "duplicate", "quarantined", "suppressed", "pending"), 0
        )
        return {
            "as_of": iso(NOW),
            "profiles": {"total": 1, "identified": 1, "anonymous": 0, "identified_share": 1.0},
            "events": {"total": 3, "today": 3, "per_minute": [{"at": iso(NOW), "count": 3}]},
            "by_day": [{"day": "2026-09-21", "count": 3, "profiles": 1}],
            "top_events": [{"name": "Order Completed", "count": 1}],
            "ledger": [balance | {"source": "shop", "balanced": True}],
            "freshness": [{"source": "shop", "last_event_at": iso(NOW), "lag_seconds": 0.0}],
            "pipeline": {"lag_events": 0, "lag_seconds": 0.0},
            "demo": False,
        }

    def system(self) -> Document:
        engine = {"kind": "sqlite", "url": "", "ok": True, "detail": ""}
        return {
            "version": "0",
            "as_of": iso(NOW),
            "started_at": iso(NOW),
            "engines": {"log": engine, "state": engine, "warehouse": engine},
            "disk": {"free": 1, "total": 2},
            "pipeline": {"position": 0, "last": 0, "pending": 0, "lag_seconds": 0.0, "running": True},
        }

    def ready(self) -> Sequence[Health]:
        return [Health("state", True), Health("warehouse", self.healthy, "" if self.healthy else "no answer")]

    def pending(self) -> Mapping[int, int]:
        return {self.source_id: 2}

    def per_minute(self) -> Mapping[int, Sequence[int]]:
        return {self.source_id: [0] * 59 + [3]}

    def last_event_at(self) -> Mapping[int, int]:
        return {self.source_id: NOW}

    def replay_mended(self, source_id: int, offset: int, raw: bytes) -> None:
        self.said.append({"source": source_id, "mended": offset, "raw": raw})

    def replay(self, source_id: int, *, offsets: Sequence[int] | None = None, code: str | None = None) -> int:
        self.said.append({"source": source_id, "offsets": offsets, "code": code})
        return 1


@dataclass
class ShopImports:
    """The shop's files."""

    shop: Shop

    def document(self, status: str = "done") -> Document:
        ann = self.shop.ann
        return {
            "id": ids.show(IMPORT_ID),
            "kind": "profiles",
            "file": "customers.csv",
            "source": "import",
            "status": status,
            "rows": {"read": 2, "accepted": 1, "rejected": 1, "duplicate": 0},
            "bytes": {"done": 10, "total": 10},
            "started_at": iso(NOW),
            "finished_at": iso(NOW),
            "error": f"row 2: {ann.email}",
            "error_code": "broken_file",
            "who": "user:owner@example.com",
            "dry_run": False,
            "problems": [
                {
                    "row": 2,
                    "column": "Mail",
                    "code": "not_an_email",
                    "reason": f"bad: {ann.email}",
                    "value": ann.email,
                }
            ],
            "has_rejects": True,
            "effect": None,
            "map": "as: profiles",
        }

    def list(self, **_: Any) -> Page[Document]:
        return Page([self.document()])

    def get(self, import_id: int) -> Document:
        if import_id != IMPORT_ID:
            raise NotFound("There is no such import.", code="import_not_found")
        return self.document()

    def create(self, upload: Upload, **said: Any) -> Document:
        self.shop.said.append(said | {"bytes": len(upload.file.read())})
        return self.document("running")

    def guess(self, upload: Upload, *, kind: str | None) -> Document:
        ann = self.shop.ann
        column = {
            "name": "c1",
            "examples": [ann.email],
            "target": "email",
            "identifier": True,
            "confidence": 0.9,
            "clean": ["trim"],
        }
        return {
            "format": {"kind": "csv", "delimiter": ",", "encoding": "utf-8", "decimal": "."},
            "columns": [column, column | {"name": "c2", "examples": [ann.name], "target": "name"}],
            "as": kind or "profiles",
            "map": upload.name,
            "preview": [{"Mail": ann.email, "Phone": ann.phone}],
        }

    def create_waiting(self, upload_id: int, **said: Any) -> Document:
        self.shop.said.append(said | {"upload": upload_id})
        return self.document("running")

    def guess_waiting(self, upload_id: int, *, kind: str | None) -> Document:
        return self.guess(Upload(str(upload_id), BytesIO()), kind=kind)

    def import_waiting(self, upload_id: int, *, mapping: str, actor: str) -> int:
        self.shop.said.append({"upload": upload_id, "mapping": mapping, "actor": actor})
        return IMPORT_ID

    def preview(self, upload_id: int, *, mapping: str) -> Document:  # noqa: ARG002
        ann = self.shop.ann
        column = {"column": "Mail", "target": "email", "identifier": True, "filled": 1.0, "unclean": 0.0}
        identity = {"namespace": "email", "column": "Mail", "filled": 1.0, "distinct": 1, "repeats": 0.5}
        example = {"before": ann.email, "after": ann.email, "problem": None, "code": None}
        return {
            "rows": 2,
            "columns": [column | {"examples": [example]}],
            "identifiers": [
                identity
                | {"unclean": 0.0, "common": {"value": ann.email, "count": 2}, "warnings": ["repeats"]}
            ],
        }

    def start(self, import_id: int, *, actor: str) -> Document:
        self.shop.said.append({"actor": actor})
        return self.get(import_id) | {"status": "running"}

    def stop(self, import_id: int, *, actor: str) -> Document:
        self.shop.said.append({"actor": actor})
        return self.get(import_id) | {"status": "stopped"}

    def rejects(self, import_id: int) -> Path:
        self.get(import_id)
        return self.shop.rejects


class ShopProducts:
    """Nothing happened to the shop's products."""

    def changes(self, **_: Any) -> Page[Document]:
        return Page([])


@dataclass
class ShopTrials:
    """What rules on arrival would make of the shop's events: Ann is in every example."""

    shop: Shop

    def rules(self, wanted: Sequence[AnyRule]) -> Document:
        ann = self.shop.ann
        side = {"name": "Called", "properties": {"note": ann.email}, "traits": {"email": ann.email}}
        change = {"rule": "a", "kind": "map_values", "part": "traits", "what": "email", "was": ann.email}
        example = {"type": "track", "source_id": self.shop.source_id, "received_at": NOW, "changes": [change]}
        return {
            "events": 1,
            "changed": 1,
            "refused": 0,
            "by_rule": [{"rule": rule.id, "count": 1} for rule in wanted],
            "examples": [example | {"before": side, "after": side}],
        }

    def observed(self, name: str) -> Mapping[str, Observed]:
        self.shop.said.append({"observed": name})
        return {"currency": Observed(100, ["EUR"], None, dates=False, whole=False)}

    def removal(self, name: str, before: int) -> Document:
        self.shop.said.append({"before": before})
        return {"name": name, "events": 3, "staying": 1, "people": 1, "first_at": NOW}


@dataclass
class ShopPreviews:
    """What other rules would make of the shop's people: Ann is in every example."""

    shop: Shop

    def request(self, wanted: Rules) -> Document:
        self.shop.said.append({"version": wanted.version})
        return self.latest() | {"status": "running", "finished_at": None, "result": None}

    def latest(self) -> Document:
        ann = {"namespace": "email", "value": self.shop.ann.email}
        phone = {"namespace": "user_id", "value": self.shop.ann.phone}
        reason = {"rule": "same_event", "identifiers": [ann, phone], "event": f"Call {self.shop.ann.phone}"}
        person = {"id": ids.show(ANN_ID), "identifier": ann}
        gone = {"namespace": "card", "value": f"of {self.shop.ann.email}"}
        split = {"parts": [{"identifiers": [ann], "count": 1}] * 2, "reasons": [reason], "gone": [gone]}
        result = {
            "people": 2,
            "events": 3,
            "of_events": 3,
            "complete": True,
            "merges": {
                "count": 1,
                "people": 2,
                "examples": [{"people": [person], "count": 2, "reasons": [reason]}],
            },
            "splits": {"count": 1, "examples": [{"person": person, "count": 2} | split]},
            "moves": {"count": 1, "examples": [{"identifier": phone, "person": person, "to": person}]},
            "gone": {"count": 1, "people": 0, "examples": [{"identifier": ann, "person": person}]},
            "new": {"count": 1, "examples": [phone]},
        }
        return {
            "id": ids.show(1),
            "status": "done",
            "requested_at": iso(NOW),
            "finished_at": iso(NOW),
            "version": 2,
            "events": {"done": 3, "total": 3},
            "error": None,
            "result": result,
        }

    def stop(self) -> Document:
        return self.latest()


@dataclass
class ShopStream:
    """What comes in at the shop: three events, then nothing more."""

    shop: Shop

    def item(self, number: int) -> Document:
        return {
            "id": str(number),
            "source": "shop",
            "name": "Order Completed",
            "type": "track",
            "received_at": iso(NOW),
            "profile": ids.show(ANN_ID),
            "user_id": self.shop.ann.email,
            "anonymous_id": None,
            "message_id": f"m{number}",
            "status": "quarantined",
            "code": "bad_number",
            "reason": f"{self.shop.ann.phone} is no number",
        }

    def one(self, offset: int) -> Document:
        raw = {"writeKey": "wk", "properties": {"email": self.shop.ann.email}}
        return self.item(offset) | {"id": ids.show(offset), "raw": raw, "added": {"ip": "10.0.0.1"}}

    def recent(self, **_: Any) -> Sequence[Document]:
        return [self.item(3), self.item(2), self.item(1)]

    async def follow(self, *, after: str | None = None, **_: Any) -> AsyncIterator[Document]:
        for number in range(int(after or 0) + 1, 4):
            yield self.item(number)


class ShopMeasures:
    """What the shop sells: twice as much of everything since yesterday."""

    def of(self, metric: str) -> Counted[Series]:
        assert metric in METRICS
        today = date(2026, 9, 21)
        return Counted(Series([today - timedelta(days=1), today], [5.0, 10.0]), NOW)


class ShopInventory(Inventory):
    """The inventory as it is, of sources that send nothing."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._namespaces = Fresh(dict, ManualClock(NOW), 0)
