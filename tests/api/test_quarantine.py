"""What was rejected is mended, sent again, set aside and taken back; keys change without losing events."""

from __future__ import annotations

import msgspec
import pytest

from api.conftest import WRITE_KEY, House
from oblik.collect import ledger, quarantine
from oblik.collect.event import Rejection
from oblik.collect.ledger import Counts
from oblik.kernel import ids
from oblik.kernel.clock import iso

RAW = (
    b'{"type":"track","writeKey":"'
    + WRITE_KEY.encode()
    + b'","properties":{"email":"ann@example.com","size":2}}'
)


def reject(house: House, *codes: str, raw: bytes = RAW) -> list[str]:
    """Events in the quarantine; their ids as the API shows them."""
    now, shop = house.clock.now_ms(), house.shop.source_id
    rows = [Rejection(1000 + n, shop, now, code, "Ann is not good.", raw) for n, code in enumerate(codes)]
    with house.state.write() as conn:
        quarantine.keep(conn, rows)
    return [ids.show(row.offset) for row in rows]


@pytest.mark.parametrize(
    ("role", "key", "email"),
    [
        ("owner", True, True),
        ("developer", True, False),
        ("crm_manager", False, True),
        ("viewer", False, False),
    ],
)
def test_a_raw_event_hides_what_the_role_may_not_see(house: House, role: str, key: bool, email: bool) -> None:
    """The write key from who may not change sources, the person from who may not see people."""
    reject(house, "bad_type")
    shown = house.with_token(role).get("/api/sources/shop/quarantine").text
    assert (WRITE_KEY in shown) is key
    assert ("ann@example.com" in shown) is email


def test_a_key_in_what_is_no_json_is_hidden_too(house: House) -> None:
    """A request that was cut off still begins with its key."""
    reject(house, "bad_json", raw=RAW[:60])
    assert WRITE_KEY[:10] not in house.with_token("crm_manager").get("/api/sources/shop/quarantine").text


def test_who_sees_an_event_masked_mends_it_without_spoiling_what_is_masked(house: House) -> None:
    """What was left alone goes out as it came; a mask that stands anywhere else is refused."""
    (id,) = reject(house, "missing_field")
    developer = house.with_token("developer")
    seen = developer.get("/api/sources/shop/quarantine").json()["items"][0]["raw"]
    assert seen["properties"]["email"] != "ann@example.com"
    path = f"/api/sources/shop/quarantine/{id}/mend"
    wrong = developer.post(path, json={"raw": seen | {"event": "•••"}})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "still_masked")
    assert developer.post(path, json={"raw": seen | {"event": "Tea Poured"}}).json() == {"replayed": 1}
    sent = msgspec.json.decode(house.shop.said[-1]["raw"])
    assert sent["event"] == "Tea Poured"
    assert sent["properties"] == {"email": "ann@example.com", "size": 2}
    assert sent["writeKey"] == WRITE_KEY


def test_discarding_sets_aside_and_can_be_undone(house: House) -> None:
    """By reason or one by one; a discarded row is offered no more, stays counted, and comes back."""
    first, *_ = reject(house, "bad_type", "bad_type", "bad_number")
    client = house.with_token("owner")
    path = "/api/sources/shop/quarantine"
    assert client.post(f"{path}/discard", json={"code": "bad_type"}).json() == {"count": 2}
    page = client.get(path, params={"status": "open"}).json()
    assert ([reason["code"] for reason in page["reasons"]], page["counts"]["discarded"]) == (
        ["bad_number"],
        2,
    )
    with house.state.read() as conn:
        assert len(quarantine.select_for_replay(conn, house.shop.source_id)) == 1
    assert client.post(f"{path}/restore", json={"ids": [first]}).json() == {"count": 1}
    assert client.get(path).json()["counts"] == {"open": 2, "replayed": 0, "discarded": 1}
    assert client.post(f"{path}/discard", json={"ids": []}).json() == {"count": 0}
    actions = {one["action"] for one in client.get("/api/audit?what=quarantine").json()["items"]}
    assert actions == {"quarantine.restore", "quarantine.discard"}


def test_the_old_key_goes_on_for_as_long_as_was_said(house: House) -> None:
    """Both work, then only the new one; a second rotation ends the first one's grace; it can be ended early."""
    client = house.with_token("owner")
    sources = house.services.sources

    def opens(key: str) -> bool:
        house.clock.advance(seconds=4)
        sources.renew()  # type: ignore[attr-defined]
        return sources.by_key(key) is not None  # type: ignore[attr-defined]

    second = client.post("/api/sources/shop/rotate", json={"grace_hours": 24}).json()
    assert second["old_key_until"] == iso(house.clock.now_ms() + 24 * 3_600_000)
    assert opens(WRITE_KEY) and opens(second["write_key"])
    third = client.post("/api/sources/shop/rotate", json={"grace_hours": 24}).json()
    assert not opens(WRITE_KEY) and opens(second["write_key"]) and opens(third["write_key"])
    house.clock.advance(days=1)
    assert not opens(second["write_key"]) and opens(third["write_key"])
    assert client.get("/api/sources/shop").json()["old_key_until"] is None
    fourth = client.post("/api/sources/shop/rotate", json={"grace_hours": 24}).json()
    assert opens(third["write_key"])
    client.delete("/api/sources/shop/old-key")
    assert not opens(third["write_key"]) and opens(fourth["write_key"])
    client.post("/api/sources/shop/rotate")
    assert not opens(fourth["write_key"])


def test_the_ledger_shows_every_day_of_the_workspace(house: House) -> None:
    """Also those on which nothing came; what came after midnight in Kyiv belongs to the new day there."""
    client = house.with_token("owner")
    client.patch("/api/workspace", json={"timezone": "Europe/Kyiv"})
    now, shop = house.clock.now_ms(), house.shop.source_id  # 2026-09-21 14:13 UTC
    midnight = now // 86_400_000 * 86_400_000 - 3 * 3_600_000
    counted = Counts(accepted=3, stored=2, quarantined=1)
    with house.state.write() as conn:
        ledger.add(conn, {(shop, midnight - 3_600_000): counted, (shop, midnight): counted})
    days = client.get("/api/sources/shop/ledger?by=day").json()["series"]
    assert len(days) == 90
    assert [(day["at"], day["stored"]) for day in days[-2:]] == [
        (iso(midnight - 86_400_000), 2),
        (iso(midnight), 2),
    ]
    assert sum(day["accepted"] for day in days) == 6
    hours = client.get("/api/sources/shop/ledger?by=hour").json()["series"]
    assert len(hours) == 72
    assert sum(hour["quarantined"] for hour in hours) == 2
