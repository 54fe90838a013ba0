"""Nobody gives more than they have."""

from __future__ import annotations

import sqlalchemy as sa

from api.conftest import House
from oblik.govern.permissions import NAMES, ROLES, may_give
from oblik.kernel.clock import iso
from oblik.store.state.schema import tokens

NEW = {"email": "New@Example.com", "name": "New", "role": "viewer", "password": "long enough"}


def people(house: House) -> dict[str, str]:
    """Ids by role."""
    items = house.signed_in("owner").get("/api/users").json()["items"]
    return {user["role"]: user["id"] for user in items}


def test_a_token_is_shown_once_and_works_until_withdrawn(house: House) -> None:
    """The list never holds its key, nor does the state."""
    client = house.signed_in("developer")
    made = client.post("/api/tokens", json={"name": "shop"}).json()
    program = house.client(Authorization=f"Bearer {made['token']}")
    assert program.get("/api/me").json()["user"]["role"] == "developer"
    listed = client.get("/api/tokens")
    assert made["token"] not in listed.text
    assert [token["name"] for token in listed.json()["items"]] == ["shop"]
    with house.state.read() as conn:
        assert made["token"] not in str(conn.execute(sa.select(tokens)).all())
    assert client.delete(f"/api/tokens/{made['id']}").status_code == 204
    assert program.get("/api/me").json()["code"] == "unknown_token"


def test_a_token_needs_no_csrf_header(house: House) -> None:
    """Only a cookie is sent without being asked."""
    answer = house.with_token("owner").patch("/api/workspace", json={"name": "Shop"})
    assert answer.status_code == 200


def test_no_token_may_do_more_than_its_maker(house: House) -> None:
    """For every pair of roles: made exactly when the maker has all that the token would have."""
    for maker in NAMES:
        client = house.with_token(maker)
        for role in NAMES:
            answer = client.post("/api/tokens", json={"name": f"{maker} makes {role}", "role": role})
            allowed = may_give(maker, role)
            assert answer.status_code == (201 if allowed else 403), (maker, role)
            assert not allowed or ROLES[role].permissions <= ROLES[maker].permissions


def test_a_token_loses_what_its_user_loses(house: House) -> None:
    """A demoted person's programs are demoted with them, and stop when the account is closed."""
    made = house.signed_in("administrator").post("/api/tokens", json={"name": "cron"}).json()
    program = house.client(Authorization=f"Bearer {made['token']}")
    assert program.get("/api/users").status_code == 200
    owner, who = house.signed_in("owner"), people(house)["administrator"]
    owner.patch(f"/api/users/{who}", json={"role": "viewer"})
    assert program.get("/api/users").status_code == 403
    assert program.get("/api/profiles").json()["items"][0]["masked"] is True
    owner.patch(f"/api/users/{who}", json={"disabled": True})
    assert program.get("/api/profiles").status_code == 401


def test_a_token_ends_when_it_says_and_makes_none_that_outlives_it(house: House) -> None:
    """Otherwise a stolen one could live for ever."""
    end = house.clock.now_ms() + 3_600_000
    program = house.with_token("owner", expires_at=end)
    assert program.post("/api/tokens", json={"name": "longer"}).json()["code"] == "outlives_maker"
    assert program.post("/api/tokens", json={"name": "as long", "expires_at": iso(end)}).status_code == 201
    house.clock.advance(seconds=3600)
    assert program.get("/api/me").status_code == 401


def test_people_see_and_withdraw_their_own_tokens_only(house: House) -> None:
    """Whoever may see users sees everyone's, and who may edit them withdraws anyone's below."""
    made = house.signed_in("sales").post("/api/tokens", json={"name": "of sales"}).json()
    support = house.signed_in("support")
    assert support.get("/api/tokens").json()["items"] == []
    assert support.delete(f"/api/tokens/{made['id']}").json()["code"] == "not_own"
    administrator = house.signed_in("administrator")
    assert [token["name"] for token in administrator.get("/api/tokens").json()["items"]] == ["of sales"]
    assert administrator.delete(f"/api/tokens/{made['id']}").status_code == 204


def test_a_new_person_comes_in_with_the_address_in_any_case(house: House) -> None:
    """And a second account under the address is refused."""
    owner = house.signed_in("owner")
    assert owner.post("/api/users", json=NEW).json()["email"] == "new@example.com"
    again = owner.post("/api/users", json=NEW | {"email": " NEW@example.com"})
    assert (again.status_code, again.json()["code"]) == (409, "email_taken")
    body = {"email": "NEW@example.COM", "password": "long enough"}
    assert house.client().post("/api/session", json=body).status_code == 200


def test_an_administrator_neither_makes_nor_changes_an_owner(house: House) -> None:
    """Though their permissions are the same."""
    administrator, owner = house.signed_in("administrator"), people(house)["owner"]
    assert administrator.post("/api/users", json=NEW | {"role": "owner"}).json()["code"] == "role_above_own"
    for patch in ({"disabled": True}, {"role": "viewer"}, {"password": "taken over"}, {"name": "Not me"}):
        assert administrator.patch(f"/api/users/{owner}", json=patch).json()["code"] == "role_above_own"


def test_somebody_stays_owner(house: House) -> None:
    """Neither by oneself, nor by a token, does the last owner go."""
    owner_id = people(house)["owner"]
    assert (
        house.signed_in("owner").patch(f"/api/users/{owner_id}", json={"role": "viewer"}).json()["code"]
        == "own_account"
    )
    program = house.with_token("owner")
    for patch in ({"disabled": True}, {"role": "administrator"}):
        answer = program.patch(f"/api/users/{owner_id}", json=patch)
        assert (answer.status_code, answer.json()["code"]) == (409, "last_owner")


def test_a_token_is_no_person(house: House) -> None:
    """It says who it is, and changes nobody's name or password."""
    program = house.with_token("developer")
    me = program.get("/api/me").json()
    assert (me["user"]["email"], me["user"]["role"]) == ("", "developer")
    assert program.patch("/api/me", json={"name": "x"}).json()["code"] == "session_required"
