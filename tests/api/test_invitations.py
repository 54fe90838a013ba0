"""Coming in by a link, and being put out."""

from __future__ import annotations

import httpx
import sqlalchemy as sa

from api.conftest import CSRF, House
from oblik.store.state.schema import audit, invitations

GUEST = {"email": "Olena@Example.com", "role": "marketer", "language": "uk"}
SAID = {"name": "Олена", "password": "a long one", "language": "uk"}


def invite(client: httpx.Client, **said: str) -> tuple[str, str]:
    """Invites the guest; the invitation's id and the key of its link."""
    answer = client.post("/api/invitations", json=GUEST | said)
    assert answer.status_code == 201, answer.text
    address, _, key = answer.json()["link"].partition("#")
    assert address.endswith("/invitation")
    return answer.json()["id"], key


def accept(house: House, key: str) -> httpx.Response:
    """The guest follows the link."""
    return house.client(**CSRF).post("/api/invitation/accept", json=SAID | {"key": key})


def test_a_link_makes_an_account_once(house: House) -> None:
    """The guest sees what it is for, chooses a name, a password and a language, and is in with the role given."""
    owner = house.signed_in("owner")
    _, key = invite(owner)
    look = house.client().post("/api/invitation/look", json={"key": key}).json()
    assert (look["email"], look["role"], look["inviter"]) == (
        "olena@example.com",
        "marketer",
        "owner@example.com",
    )
    assert owner.get("/api/invitations").json()["items"][0]["email"] == "olena@example.com"

    came = accept(house, key)
    assert came.status_code == 201, came.text
    assert came.json()["user"]["name"] == "Олена"
    assert came.json()["user"]["language"] == "uk"
    assert "oblik_session" in came.cookies
    again = accept(house, key)
    assert (again.status_code, again.json()["code"]) == (404, "invitation_gone")
    assert owner.get("/api/invitations").json()["items"] == []
    body = {"email": "olena@example.com", "password": "a long one"}
    assert house.client().post("/api/session", json=body).status_code == 200


def test_a_link_dies_of_age_of_a_new_one_and_of_being_withdrawn(house: House) -> None:
    """After seven days; the old one when a new one is made; at once when somebody thinks better of it."""
    owner = house.signed_in("owner")
    id, first = invite(owner)
    house.clock.advance(days=7)
    assert accept(house, first).status_code == 404
    second = owner.post(f"/api/invitations/{id}/renew").json()["link"].partition("#")[2]
    third = owner.post(f"/api/invitations/{id}/renew").json()["link"].partition("#")[2]
    assert accept(house, second).status_code == 404
    assert owner.delete(f"/api/invitations/{id}").status_code == 204
    assert accept(house, third).status_code == 404


def test_nobody_invites_above_themselves_or_twice(house: House) -> None:
    """Only an owner invites an owner; an address with an account or an open invitation is refused with a reason."""
    administrator = house.signed_in("administrator")
    above = administrator.post("/api/invitations", json=GUEST | {"role": "owner"})
    assert (above.status_code, above.json()["code"]) == (403, "role_above_own")
    assert house.signed_in("marketer").post("/api/invitations", json=GUEST).status_code == 403
    taken = administrator.post("/api/invitations", json=GUEST | {"email": "Viewer@example.com"})
    assert (taken.status_code, taken.json()["code"]) == (409, "email_taken")
    invite(administrator)
    twice = administrator.post("/api/invitations", json=GUEST)
    assert (twice.status_code, twice.json()["code"]) == (409, "invited_already")
    house.clock.advance(days=8)
    invite(house.signed_in("administrator"))


def test_an_invitation_falls_with_whoever_made_it(house: House) -> None:
    """An account that was closed leaves neither a session, nor a token, nor a way in for its friends."""
    owner, administrator = house.signed_in("owner"), house.signed_in("administrator")
    _, key = invite(administrator)
    token = administrator.post("/api/tokens", json={"name": "nightly"}).json()["token"]
    people = {user["email"]: user["id"] for user in owner.get("/api/users").json()["items"]}
    path = f"/api/users/{people['administrator@example.com']}"
    owner.patch(path, json={"disabled": True})
    owner.patch(path, json={"disabled": False})
    assert administrator.get("/api/me").status_code == 401
    assert house.client(Authorization=f"Bearer {token}").get("/api/me").status_code == 401
    assert accept(house, key).status_code == 404


def test_the_state_and_the_audit_keep_no_link(house: House) -> None:
    """Whoever reads the tables cannot come in by somebody else's invitation."""
    _, key = invite(house.signed_in("owner"))
    with house.state.read() as conn:
        kept = str(conn.execute(sa.select(invitations)).all()) + str(conn.execute(sa.select(audit)).all())
    assert "invitation.create" in kept
    assert key not in kept


def test_people_see_where_they_are_signed_in_and_sign_out_elsewhere(house: House) -> None:
    """A lost laptop is put out by its owner, one by one or all at once, and nobody puts out a stranger."""
    windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
    here, laptop, other = (house.signed_in("support") for _ in range(3))
    stranger = house.signed_in("sales")
    body = {"email": "support@example.com", "password": "correct horse battery"}
    assert laptop.post("/api/session", json=body, headers={"User-Agent": windows}).status_code == 200
    found = here.get("/api/me/sessions").json()["items"]
    assert [one["current"] for one in found].count(True) == 1
    lost = next(one for one in found if one["browser"] == "Firefox")
    assert (lost["os"], lost["device"]) == ("Windows", "desktop")
    assert stranger.delete(f"/api/me/sessions/{lost['id']}").status_code == 404
    assert here.delete(f"/api/me/sessions/{lost['id']}").status_code == 204
    assert laptop.get("/api/me").status_code == 401
    assert other.get("/api/me").status_code == 200
    assert here.delete("/api/me/sessions").json()["ended"] >= 1
    assert (here.get("/api/me").status_code, other.get("/api/me").status_code) == (200, 401)


def test_an_administrator_signs_somebody_out_everywhere(house: House) -> None:
    """At once, and only whom they may change."""
    administrator, owner, sales = (house.signed_in(role) for role in ("administrator", "owner", "sales"))
    people = {user["email"]: user["id"] for user in owner.get("/api/users").json()["items"]}
    assert administrator.delete(f"/api/users/{people['sales@example.com']}/sessions").status_code == 204
    assert administrator.delete(f"/api/users/{people['owner@example.com']}/sessions").status_code == 403
    assert (sales.get("/api/me").status_code, owner.get("/api/me").status_code) == (401, 200)
