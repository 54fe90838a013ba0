"""Nobody without `customers.personal` sees whom an answer is about."""

from __future__ import annotations

from typing import Any

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.conftest import House
from api.shop import ANN_ID, Ann
from api.test_access import ROUTES, ask
from oblik.collect import quarantine
from oblik.collect.dictionary import Observer
from oblik.collect.event import Event, Rejection
from oblik.kernel import ids

EMAILS = st.from_regex(r"[a-z][a-z0-9._+-]{3,20}@[a-z][a-z0-9-]{1,10}\.(com|ua|example)", fullmatch=True)
PHONES = st.from_regex(r"\+(1|44|380|7|995)[2-9][0-9]{8,9}", fullmatch=True)
NAMES = st.sampled_from(["Annabella", "Ольга-Марія", "Zbigniew", "Müller-Lüdenscheidt", "Константин"])
CUSTOMERS = st.builds(Ann, email=EMAILS, phone=PHONES, first_name=NAMES, last_name=NAMES.map("Mc{}".format))


def events_of(ann: Ann, source_id: int) -> tuple[Event, Rejection]:
    """What the shop's till says of her: one event for the dictionary and one that was rejected."""
    said = {
        "email": ann.email,
        "phone": ann.phone,
        "comment": f"for {ann.email}",
        "name": ann.name,
        "city": "Kyiv",
    }
    event = Event(1, source_id, 1, 1, "identify", "Identified", "m", "u", "", "", "", said, {}, b"", [])
    raw = (
        f'{{"type":"identify","userId":"{ann.email}","traits":{{"phone":"{ann.phone}","name":"{ann.name}"}}}}'
    )
    return event, Rejection(ids.timed_id(0, 1), source_id, 1, "bad", f"{ann.email} is not good", raw.encode())


def everything_said_to(client: httpx.Client) -> str:
    """The text of every answer that a reader can get."""
    readers = [
        route for route in ROUTES if route.methods == {"GET"} and route.name not in ("metrics", "list_users")
    ]
    extra = ["/api/search?q=x", "/api/dictionary/events/Identified", "/api/dictionary/traits"]
    answers = [ask(client, route) for route in readers] + [client.get(path) for path in extra]
    assert all(answer.status_code in (200, 404) for answer in answers if answer.status_code != 403)
    return "\n".join(answer.text for answer in answers)


def seen(house: House, ann: Ann, role: str) -> str:
    """Everything somebody with a role sees of a customer, after she came to the shop."""
    house.shop.ann = ann
    house.shop.rejects.write_text(
        f"Mail,Telephone,Comment,reason\n{ann.email},{ann.phone},of {ann.email},bad\n"
    )
    event, rejection = events_of(ann, house.shop.source_id)
    with house.state.write() as conn:
        Observer().flush(conn, [event])
        quarantine.mark(conn, [rejection.offset], quarantine.DISCARDED)
        quarantine.keep(conn, [rejection])
    return everything_said_to(house.with_token(role))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CUSTOMERS, st.sampled_from(["viewer", "marketer", "analyst", "developer"]))
def test_no_answer_tells_who_she_is(house: House, ann: Ann, role: str) -> None:
    """In every answer of every endpoint, whoever the customer is."""
    said = seen(house, ann, role)
    digits = "".join(c for c in said if c.isdigit() or c == "•")
    assert ann.email not in said
    assert ann.email.replace("@", "%40") not in said
    assert ann.phone[1:] not in digits
    assert ann.first_name not in said
    assert ann.last_name not in said
    assert ann.street not in said


def test_who_may_see_it_sees_it(house: House) -> None:
    """The mask is a matter of the role, not of the data."""
    said = seen(house, Ann(), "support")
    assert "ann.brown@example.com" in said
    assert "+447700900112" in said
    assert '"masked":false' in said


def test_what_is_masked_says_so_and_keeps_what_is_not_personal(house: House) -> None:
    """A marketer still sees where from, how much, and that there is an address."""
    profile = house.with_token("marketer").get(f"/api/profiles/{ids.show(ANN_ID)}").json()
    assert profile["masked"] is True
    assert profile["name"] == "A•••••••• B•••••••••"[: len(profile["name"])]
    traits: dict[str, Any] = profile["traits"]
    assert traits["email"].endswith("@example.com")
    assert traits["phone"] == "+44 ••• ••12"
    assert (traits["country"], traits["vip"], traits["address"]["city"]) == ("GB", True, "London")


def test_what_is_masked_cannot_be_found_by_asking(house: House) -> None:
    """Neither by filters nor by order; whether there is an address at all is no secret."""
    client = house.with_token("analyst")
    for op, status in (("starts_with", 403), ("gt", 403), ("eq", 403), ("exists", 200)):
        answer = client.get(
            "/api/profiles", params={"filter": f'[{{"trait":"email","op":"{op}","value":"a"}}]'}
        )
        assert answer.status_code == status, op
    assert client.get("/api/profiles?sort=-traits.last_name").json()["code"] == "personal_data"
    assert client.get("/api/profiles?sort=-revenue").status_code == 200
