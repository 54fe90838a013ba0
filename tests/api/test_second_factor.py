"""Signing in with a phone beside the password: setting it up, using it, losing it."""

from __future__ import annotations

from typing import Any

import httpx
import pyotp
import pytest
import sqlalchemy as sa

from api.conftest import CSRF, PASSWORD, House
from oblik.store.state.schema import audit, recovery_codes, second_factors

PROOF = {"password": PASSWORD}


class Phone:
    """An authenticator app, on the clock of the house."""

    def __init__(self, house: House, secret: str) -> None:
        self.secret = secret
        self._clock, self._totp = house.clock, pyotp.TOTP(secret)

    def code(self, drift: int = 0) -> str:
        """The code shown now, or so many half minutes off."""
        return self._totp.at(self._clock.now_ms() // 1000 + 30 * drift)


def enrol(house: House, client: httpx.Client) -> tuple[Phone, list[str]]:
    """Sets a second factor up; the phone and the recovery codes."""
    begun = client.post("/api/me/second-factor/begin", json=PROOF)
    assert begun.status_code == 200, begun.text
    phone = Phone(house, begun.json()["secret"])
    assert begun.json()["qr"].startswith("data:image/svg+xml")
    done = client.post("/api/me/second-factor/confirm", json={"code": phone.code()})
    assert done.status_code == 200, done.text
    house.clock.advance(seconds=30)
    return phone, done.json()["codes"]


def attempt(house: House, role: str, code: str = "", password: str = PASSWORD) -> tuple[int, str]:
    """Signs in; the status, and the code of the problem."""
    body = {"email": f"{role}@example.com", "password": password, "code": code}
    answer = house.client(**CSRF).post("/api/session", json=body)
    return answer.status_code, answer.json().get("code", "")


def test_with_a_phone_the_password_alone_opens_nothing(house: House) -> None:
    """The code is asked for once the password is right, is good once, and for half a minute around its time."""
    here, elsewhere = house.signed_in("analyst"), house.signed_in("analyst")
    phone, _ = enrol(house, here)
    assert here.get("/api/me").json()["second_factor"] is True
    assert elsewhere.get("/api/me").status_code == 401, "sessions of before the phone must end"

    assert attempt(house, "analyst") == (401, "second_factor")
    assert attempt(house, "analyst", phone.code(), "guess") == (401, "wrong_credentials")
    assert attempt(house, "analyst", phone.code(-2)) == (401, "wrong_code")
    code = phone.code()
    assert attempt(house, "analyst", code)[0] == 200
    assert attempt(house, "analyst", code) == (401, "wrong_code")
    assert attempt(house, "analyst", phone.code(+1))[0] == 200


def test_whoever_guesses_codes_is_locked_out_and_cannot_wash_the_count_clean(house: House) -> None:
    """A thief with the password has five guesses of a million, however often the password is sent alone between."""
    phone, _ = enrol(house, house.signed_in("sales"))
    for guess in range(5):
        assert attempt(house, "sales", f"{guess:06}") == (401, "wrong_code")
        assert attempt(house, "sales") in ((401, "second_factor"), (429, "too_many_attempts"))
    assert attempt(house, "sales", phone.code()) == (429, "too_many_attempts")


def test_a_recovery_code_lets_in_once_however_it_is_typed(house: House) -> None:
    """For when the phone is gone; new codes make the old ones worthless."""
    client = house.signed_in("support")
    _, codes = enrol(house, client)
    assert len(set(codes)) == 10
    assert attempt(house, "support", codes[0].upper().replace("-", " "))[0] == 200
    assert attempt(house, "support", codes[0]) == (401, "wrong_code")
    assert client.get("/api/me/second-factor").json()["recovery_codes_left"] == 9
    fresh = client.post("/api/me/second-factor/codes", json=PROOF).json()["codes"]
    assert attempt(house, "support", codes[1]) == (401, "wrong_code")
    assert attempt(house, "support", fresh[0])[0] == 200


def test_an_open_browser_alone_changes_nothing_about_the_second_factor(house: House) -> None:
    """Each change asks for the password again, and guessing it there locks as well."""
    client = house.signed_in("marketer")
    for path in ("begin", "codes", "remove"):
        answer = client.post(f"/api/me/second-factor/{path}", json={"password": "guess"})
        assert (answer.status_code, answer.json()["code"]) == (400, "wrong_password")
    wrong = [client.post("/api/me/second-factor/begin", json={"password": "?"}) for _ in range(3)]
    assert [answer.status_code for answer in wrong] == [400, 400, 429]


def test_a_phone_that_was_not_confirmed_locks_nobody_out(house: House) -> None:
    """A set-up that was given up changes nothing, and can be begun again with another key."""
    client = house.signed_in("viewer")
    first = client.post("/api/me/second-factor/begin", json=PROOF).json()["secret"]
    assert attempt(house, "viewer")[0] == 200
    wrong = client.post("/api/me/second-factor/confirm", json={"code": "12"})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "wrong_code")
    phone, _ = enrol(house, client)
    assert phone.secret != first
    again = client.post("/api/me/second-factor/begin", json=PROOF)
    assert (again.status_code, again.json()["code"]) == (409, "second_factor_on")


def test_an_administrator_resets_the_phone_of_somebody_below_but_not_their_own(house: House) -> None:
    """The person is signed out and comes in with the password; an administrator has no power over an owner."""
    owner, sales = house.signed_in("owner"), house.signed_in("sales")
    enrol(house, owner)
    enrol(house, sales)
    administrator = house.signed_in("administrator")
    people = {each["email"]: each for each in administrator.get("/api/users").json()["items"]}
    assert people["sales@example.com"]["second_factor"] is True
    assert people["viewer@example.com"]["second_factor"] is False

    def reset(role: str) -> int:
        path = f"/api/users/{people[f'{role}@example.com']['id']}/second-factor"
        return administrator.delete(path).status_code

    assert (reset("sales"), reset("owner"), reset("administrator")) == (204, 403, 409)
    assert sales.get("/api/me").status_code == 401
    assert attempt(house, "sales")[0] == 200
    assert attempt(house, "owner") == (401, "second_factor")


def test_a_workspace_may_ask_everybody_for_a_second_factor(house: House) -> None:
    """Who has none gets as far as setting it up, and nobody asks for what they do not have themselves."""
    owner, viewer = house.signed_in("owner"), house.signed_in("viewer")
    refused = owner.patch("/api/workspace", json={"require_second_factor": True})
    assert (refused.status_code, refused.json()["code"]) == (409, "own_second_factor_first")
    enrol(house, owner)
    assert owner.patch("/api/workspace", json={"require_second_factor": True}).status_code == 200

    stopped = viewer.get("/api/overview")
    assert (stopped.status_code, stopped.json()["code"]) == (403, "second_factor_missing")
    assert viewer.post("/api/tokens", json={"name": "a way around"}).status_code == 403
    assert viewer.get("/api/me").json()["second_factor_missing"] is True
    enrol(house, viewer)
    assert viewer.get("/api/overview").status_code == 200
    kept = viewer.post("/api/me/second-factor/remove", json=PROOF)
    assert (kept.status_code, kept.json()["code"]) == (409, "second_factor_required")
    owner.patch("/api/workspace", json={"require_second_factor": False})
    assert viewer.post("/api/me/second-factor/remove", json=PROOF).json()["on"] is False
    assert attempt(house, "viewer")[0] == 200


def test_no_key_and_no_code_lies_anywhere_as_it_is(house: House) -> None:
    """Neither the tables nor the audit hold what a thief could sign in with."""
    phone, codes = enrol(house, house.signed_in("developer"))
    with house.state.read() as conn:
        tables = (second_factors, recovery_codes, audit)
        kept = "".join(str(tuple(row)) for table in tables for row in conn.execute(sa.select(table)))
    assert "second_factor.on" in kept
    for secret in (phone.secret, *codes, *(code.replace("-", "") for code in codes)):
        assert secret not in kept


@pytest.mark.parametrize("body", [{"code": ""}, {"code": "1" * 200}, {"code": None}, {}])
def test_what_is_no_code_is_refused(house: House, body: dict[str, Any]) -> None:
    """Before anything is computed."""
    assert house.signed_in("viewer").post("/api/me/second-factor/confirm", json=body).status_code == 422
