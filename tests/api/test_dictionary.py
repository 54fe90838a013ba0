"""What people say of events over HTTP: heard, written down, shown to who may see it, and taken back."""

from __future__ import annotations

from collections import Counter
from typing import Any

import httpx
import pytest

from api.conftest import House
from api.shop import ANN_ID, NOW
from api.test_audit import rows
from oblik.collect import removals
from oblik.collect.arrival import plan
from oblik.collect.dictionary import Observer
from oblik.collect.event import Event
from oblik.govern.quality import findings
from oblik.govern.quality.findings import Found
from oblik.kernel import ids


@pytest.fixture
def house(house: House) -> House:
    """A house in which orders were placed."""
    said = {"total": 25, "currency": "EUR", "coupon": "secret-7"}
    events = [
        Event(
            i,
            house.shop.source_id,
            NOW,
            NOW,
            "track",
            "Order Placed",
            f"m{i}",
            "u",
            "",
            "",
            "",
            said,
            {},
            b"",
            [],
        )
        for i in range(30)
    ]
    with house.state.write() as conn:
        Observer().flush(conn, events)
    return house


PLACED = "/api/dictionary/events/Order Placed"


def page(client: httpx.Client, **query: str) -> list[dict[str, Any]]:
    """A list of the dictionary."""
    items: list[dict[str, Any]] = client.get("/api/dictionary/events", params=query).json()["items"]
    return items


def test_an_event_gets_an_owner_a_meaning_and_a_status(house: House) -> None:
    """Unknown until somebody says something; hidden ones are left out of lists, but not lost."""
    owner = house.with_token("owner")
    assert [one["status"] for one in page(owner)] == ["unknown"]
    (ann, *_) = owner.get("/api/dictionary/owners").json()["owners"]
    said = {"owner": ann["id"], "description": "A paid basket.", "expected": True, "retention_days": 400}
    found = owner.patch(PLACED, json=said).json()
    assert (found["status"], found["owner"], found["retention_days"]) == ("expected", ann, 400)
    assert page(owner, status="unknown") == []
    owner.patch(PLACED, json={"hidden": True})
    assert (page(owner), [one["name"] for one in page(owner, status="hidden")]) == ([], ["Order Placed"])
    assert {row.action for row in rows(house)} == {"dictionary_event.update"}
    assert {"hidden": True} in [row.after for row in rows(house)]
    refused = house.with_token("developer").patch(PLACED, json={"retention_days": 1})
    assert (refused.status_code, refused.json()["permission"]) == (403, "dictionary.remove")


def test_a_property_marked_as_personal_is_masked_everywhere(house: House) -> None:
    """For whoever may not see personal data: in the dictionary, on timelines, in filters; also where its name says nothing."""
    owner, developer = house.with_token("owner"), house.with_token("developer")

    def examples(client: httpx.Client) -> Any:
        return {p["name"]: p["examples"] for p in client.get(PLACED).json()["properties"]}["coupon"]

    assert examples(developer) == ["secret-7"]
    mark = {"event": "Order Placed", "name": "coupon", "personal": True}
    assert owner.patch("/api/dictionary/properties", json=mark).json()["personal"] is True
    assert (examples(owner), examples(developer)) == (["secret-7"], ["•••"])
    owner.patch("/api/dictionary/properties", json={"event": "", "name": "country", "personal": True})
    ann = f"/api/profiles/{ids.show(ANN_ID)}"
    assert owner.get(ann).json()["traits"]["country"] == "GB"
    assert developer.get(ann).json()["traits"]["country"] == "•••"
    assert developer.get("/api/profiles?sort=traits.country").status_code == 403


def test_a_schema_is_suggested_saved_and_refused_when_it_is_stale(house: House) -> None:
    """From what was seen to what is expected; two people at once do not overwrite each other."""
    owner = house.with_token("owner")
    suggested = owner.get("/api/dictionary/suggestions/Order Placed").json()
    found = {p["name"]: p for p in suggested["properties"]}
    assert (found["total"]["types"], found["total"]["required"]) == (["number"], True)
    assert found["currency"]["allowed"] == ["EUR"]
    path = "/api/dictionary/schemas/Order Placed"
    saved = owner.put(path, json={"since": 0, "expected": suggested}).json()
    assert (saved["status"], saved["expectation"]) == ("expected", suggested)
    assert owner.put(path, json={"since": 0, "expected": None}).json()["code"] == "stale_version"
    bad = {"properties": [{"name": "total", "pattern": "(("}]}
    wrong = owner.put(path, json={"since": saved["since"], "expected": bad})
    assert wrong.status_code == 400
    assert wrong.json()["errors"][0]["field"] == "expected.properties.0.pattern"
    assert owner.put(path, json={"since": saved["since"], "expected": None}).json()["expectation"] is None


def test_an_event_is_blocked_and_its_past_removed(house: House) -> None:
    """What goes is said before; the event stays in the dictionary as blocked."""
    owner = house.with_token("owner")
    counted = owner.get("/api/dictionary/removals/Order Placed").json()
    assert (counted["events"], counted["staying"]) == (3, 1)
    assert owner.post("/api/dictionary/removals/Order Placed", json={"block": True}).status_code == 202
    found = owner.get(PLACED).json()
    assert (found["status"], found["removing"], page(owner)) == ("blocked", True, [])
    with house.state.read() as conn:
        assert removals.waiting(conn) is not None
        assert plan.current(conn).of("Order Placed").refused
    unblocked = owner.put("/api/dictionary/refusals/Order Placed", json={"refused": False}).json()
    assert unblocked["status"] == "unknown"
    actions = Counter(row.action for row in rows(house))
    assert actions == {"dictionary_event.remove": 1, "dictionary_event.expect": 2}


RENAME = {
    "id": "a",
    "kind": "rename_event",
    "event": "Order Placed",
    "to": "Order Completed",
    "source": "shop",
}
DROP = {"id": "b", "kind": "drop_property", "property": "coupon"}


def test_rules_on_arrival_are_tried_saved_and_taken_back(house: House) -> None:
    """Versions tell who changed what; an earlier one becomes the next."""
    owner = house.with_token("owner")
    tried = owner.post("/api/dictionary/rules/preview", json={"rules": [RENAME, DROP]}).json()
    assert (tried["events"], tried["by_rule"][0]) == (1, {"rule": "a", "count": 1})
    first = owner.put("/api/dictionary/rules", json={"version": 0, "rules": [RENAME]}).json()
    owner.put("/api/dictionary/schemas/Order Placed", json={"since": 0, "expected": {"properties": []}})
    second = owner.put("/api/dictionary/rules", json={"version": first["version"], "rules": [DROP]}).json()
    assert owner.get(PLACED).json()["renamed_to"] is None
    stale = owner.put("/api/dictionary/rules", json={"version": first["version"], "rules": []})
    assert (stale.status_code, stale.json()["version"]) == (409, second["version"])
    back = owner.post(f"/api/dictionary/rules/history/{first['version']}/revert").json()
    assert [(r["kind"], r["source"]) for r in back["rules"]] == [("rename_event", "shop")]
    assert owner.get(PLACED).json()["expectation"] is not None
    assert owner.get(PLACED).json()["renamed_to"] == "Order Completed"
    history = owner.get("/api/dictionary/rules/history").json()["items"]
    assert [item["version"] for item in history] == [back["version"], second["version"], first["version"]]


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        ({"id": "a", "kind": "rename_event", "event": "x", "to": "x"}, "rules.0.to"),
        ({"id": "a", "kind": "map_values", "property": "x", "values": {}}, "rules"),
        ({"id": "a", "kind": "drop_property", "property": "x", "source": "nowhere"}, "rules.0.source"),
        ({"id": "a", "kind": "run_code", "property": "x"}, "rules"),
        ({"id": "a", "kind": "set_property", "property": "x", "value": {"y": 1}}, "rules"),
    ],
)
def test_a_rule_that_cannot_be_says_why(house: House, rule: dict[str, Any], field: str) -> None:
    """Nothing is saved, and the field is named."""
    answer = house.with_token("owner").put("/api/dictionary/rules", json={"version": 0, "rules": [rule]})
    assert answer.status_code in (400, 422)
    assert field in answer.text
    with house.state.read() as conn:
        assert plan.current_version(conn) == 0


def test_a_finding_is_acknowledged_and_raised_again(house: House) -> None:
    """It stays on the board either way; only the badge in the navigation forgets it."""
    people = [{"profile": ANN_ID, "name": house.shop.ann.name}]
    found = [
        Found(
            "unknown_event", "Order Placed", "low", {"event": "Order Placed", "count": 1, "sources": ["shop"]}
        ),
        Found("likely_duplicates", "", "low", {"groups": 1, "examples": [{"by": "phone", "people": people}]}),
    ]
    with house.state.write() as conn:
        findings.renew(conn, found, {one.kind for one in found}, NOW)
    owner, developer = house.with_token("owner"), house.with_token("developer")
    assert owner.get("/api/quality/summary").json()["calling"] == 2
    board = {one["kind"]: one for one in owner.get("/api/quality").json()["findings"]}
    assert board["likely_duplicates"]["facts"]["examples"][0]["people"][0] == {
        "profile": ids.show(ANN_ID),
        "name": house.shop.ann.name,
    }
    assert house.shop.ann.first_name not in developer.get("/api/quality").text
    path = f"/api/quality/findings/{board['unknown_event']['id']}"
    assert owner.get(path).json()["finding"]["facts"]["event"] == "Order Placed"
    snoozed = owner.post(f"{path}/acknowledge", json={"hours": 1}).json()
    assert (snoozed["calls"], owner.get("/api/quality/summary").json()["calling"]) == (False, 1)
    house.clock.advance(seconds=3601)
    assert owner.get("/api/quality/summary").json()["calling"] == 2
    owner.post(f"{path}/acknowledge", json={})
    assert owner.delete(f"{path}/acknowledge").json()["calls"] is True
    with house.state.write() as conn:
        findings.renew(conn, found[1:], {one.kind for one in found}, NOW + 1)
    assert [one["kind"] for one in owner.get("/api/quality/findings").json()["items"]] == ["unknown_event"]
    assert Counter(row.action for row in rows(house)) == {"finding.acknowledge": 2, "finding.raise": 1}
