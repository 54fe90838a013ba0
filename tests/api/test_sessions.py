"""Coming in with a password, staying in, and being put out."""

from __future__ import annotations

import sqlalchemy as sa

from api.conftest import CSRF, PASSWORD, House, MakeHouse
from oblik.govern import sign_in
from oblik.store.state.schema import sessions


def test_a_person_signs_in_is_known_and_signs_out(house: House) -> None:
    """The cookie opens the door until the session is ended."""
    client = house.signed_in("support")
    me = client.get("/api/me").json()
    assert me["user"]["email"] == "support@example.com"
    assert "customers.personal" in me["permissions"]
    assert "users.read" not in me["permissions"]
    assert client.delete("/api/session").status_code == 204
    assert client.get("/api/me").status_code == 401


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(make_house: MakeHouse) -> None:
    """HttpOnly and SameSite always; Secure as soon as the browser speaks https."""
    house = make_house(public_url="https://cdp.example.com")
    body = {"email": "viewer@example.com", "password": PASSWORD}
    cookie = house.client().post("/api/session", json=body).headers["set-cookie"]
    assert {"HttpOnly", "SameSite=lax", "Secure", "Path=/"} <= set(cookie.split("; "))


def test_a_trusted_proxy_may_say_that_the_browser_speaks_https(make_house: MakeHouse) -> None:
    """Anybody else who says so is not believed."""
    house = make_house(trusted_proxies=("10.0.0.0/8",))
    body = {"email": "viewer@example.com", "password": PASSWORD}
    cookie = (
        house.client(**{"X-Forwarded-Proto": "https"}).post("/api/session", json=body).headers["set-cookie"]
    )
    assert "Secure" not in cookie


def test_the_state_keeps_no_key_that_opens_anything(house: House) -> None:
    """Whoever reads the table holds hashes only."""
    client = house.signed_in("viewer")
    key = client.cookies["oblik_session"]
    with house.state.read() as conn:
        stored = conn.execute(sa.select(sessions.c.key)).scalars().all()
    assert key not in stored
    assert house.client(Cookie=f"oblik_session={stored[0]}").get("/api/me").status_code == 401


def test_guessing_locks_the_address_for_longer_and_longer(house: House) -> None:
    """After five failures even the right password waits; the wait is told, doubles, and ends."""
    visitor = house.client()
    wrong = {"email": "sales@example.com", "password": "guess"}
    right = {"email": "sales@example.com", "password": PASSWORD}
    assert [visitor.post("/api/session", json=wrong).status_code for _ in range(5)] == [401] * 5
    refused = visitor.post("/api/session", json=right)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_attempts")
    wait = int(refused.headers["retry-after"])
    house.clock.advance(seconds=wait + 1)
    assert visitor.post("/api/session", json=wrong).status_code == 401
    assert int(visitor.post("/api/session", json=right).headers["retry-after"]) > wait
    house.clock.advance(seconds=900)
    assert visitor.post("/api/session", json=right).status_code == 200


def test_an_address_that_nobody_has_is_answered_the_same(house: House) -> None:
    """Neither the answers nor the lock tell who has an account."""
    visitor = house.client()
    for address in ("nobody@example.com", "owner@example.com"):
        answers = [visitor.post("/api/session", json={"email": address, "password": "x"}) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [401] * 5 + [429]
        assert answers[0].json()["code"] == "wrong_credentials"


def test_locks_grow_and_stop_growing() -> None:
    """From half a minute to a quarter of an hour."""
    assert [sign_in.lock_ms(n) // 1000 for n in (1, 4, 5, 6, 7, 10, 1000)] == [0, 0, 30, 60, 120, 900, 900]


def test_a_session_in_use_lives_on_and_an_unused_one_ends(house: House) -> None:
    """Fourteen days without use; ninety in all."""
    busy, idle = house.signed_in("analyst"), house.signed_in("analyst")
    for _ in range(8):
        house.clock.advance(days=10)
        assert busy.get("/api/me").status_code == 200
    assert idle.get("/api/me").status_code == 401
    house.clock.advance(days=10.1)
    assert busy.get("/api/me").status_code == 401


def test_a_session_that_wakes_gets_a_new_key(house: House) -> None:
    """Requests already on their way go on with the old one for a minute, and no longer."""
    client = house.signed_in("analyst")
    old = client.cookies["oblik_session"]
    house.clock.advance(seconds=4000)
    assert client.get("/api/me").status_code == 200
    assert client.cookies["oblik_session"] != old
    late = house.client(Cookie=f"oblik_session={old}")
    assert late.get("/api/overview").status_code == 200
    house.clock.advance(seconds=61)
    assert late.get("/api/overview").status_code == 401
    assert client.get("/api/overview").status_code == 200


def test_a_new_password_ends_every_other_session(house: House) -> None:
    """Who changes it stays in; whoever else was in is out, and the old password is no more."""
    here, elsewhere = house.signed_in("marketer"), house.signed_in("marketer")
    change = {"password": {"current": PASSWORD, "new": "a better one"}}
    assert here.patch("/api/me", json=change).status_code == 200
    assert here.get("/api/me").status_code == 200
    assert elsewhere.get("/api/me").status_code == 401
    again = house.client().post("/api/session", json={"email": "marketer@example.com", "password": PASSWORD})
    assert again.status_code == 401
    house.signed_in("marketer", "a better one")


def test_a_new_password_needs_the_old_one(house: House) -> None:
    """A browser left open does not hand over the account."""
    client = house.signed_in("marketer")
    answer = client.patch("/api/me", json={"password": {"current": "?", "new": "a better one"}})
    assert (answer.status_code, answer.json()["code"]) == (400, "wrong_password")


def test_a_closed_account_and_a_new_role_put_one_out_at_once(house: House) -> None:
    """Not when the session would have ended."""
    owner = house.signed_in("owner")
    people = {user["email"]: user["id"] for user in owner.get("/api/users").json()["items"]}
    sales, support = house.signed_in("sales"), house.signed_in("support")
    owner.patch(f"/api/users/{people['sales@example.com']}", json={"disabled": True})
    owner.patch(f"/api/users/{people['support@example.com']}", json={"role": "viewer"})
    assert sales.get("/api/me").status_code == support.get("/api/me").status_code == 401
    assert (
        house.client()
        .post("/api/session", json={"email": "sales@example.com", "password": PASSWORD}, headers=CSRF)
        .json()["code"]
        == "wrong_credentials"
    )
    assert "customers.edit" not in house.signed_in("support").get("/api/me").json()["permissions"]
