"""A preview of the rules as people meet it over HTTP: begun, watched, stopped, replaced, and left behind by a dead server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from api.conftest import House
from api.test_identity_rules import Json, identify, named, oblik, owner, read, send, until
from engines.fixtures import Engines
from oblik.app.pipeline import preview
from oblik.app.previews import KEY, RulePreviews
from oblik.identity.rules import DEFAULT_RULES
from oblik.kernel.clock import ManualClock
from oblik.kernel.errors import Conflict
from oblik.store.state.schema import settings

__all__ = ["oblik", "owner"]

PATH = "/api/identity/rules/preview"


def finished(client: httpx.Client) -> Json:
    """The latest preview, once it is no longer running."""
    until(lambda: client.get(PATH).json()["status"] != "running")
    found: Json = client.get(PATH).json()
    return found


def test_a_preview_tells_what_saving_would_do_and_saves_nothing(owner: httpx.Client) -> None:
    """One address a person: the second of Ann's is nobody's. Rules and people are as before, and the audit has nothing to tell."""
    send(owner, identify("ann", "ann@example.com"), identify("ann", "ann@work.example"))
    assert owner.get(PATH).json()["code"] == "no_preview"
    rules = read(owner)
    named(rules, "email")["limit"] = 1
    begun = owner.post(PATH, json=rules)
    assert (begun.status_code, begun.json()["version"]) == (202, 2)
    done = finished(owner)
    assert (done["id"], done["status"], done["error"]) == (begun.json()["id"], "done", None)
    assert done["events"] == {"done": 2, "total": 2}
    assert done["result"]["gone"]["count"] == 1
    example = done["result"]["gone"]["examples"][0]
    assert example["identifier"] == {"namespace": "email", "value": "ann@work.example"}
    assert example["person"]["identifier"] == {"namespace": "user_id", "value": "ann"}
    assert owner.get(f"/api/profiles/{example['person']['id']}").status_code == 200
    assert read(owner)["version"] == 1
    assert owner.get("/api/audit?what=identity_rules").json()["items"] == []
    assert owner.delete(PATH).json()["status"] == "done", "what is done cannot be stopped"


def test_rules_that_could_not_be_saved_cannot_be_previewed(house: House) -> None:
    """The same mistakes at the same fields, the same word when somebody else was quicker, and nothing begins."""
    client = house.with_token("owner")
    rules = read(client)
    named(rules, "email")["paths"] = ["nowhere"]
    for call in (client.put, client.post):
        answer = call("/api/identity/rules" if call == client.put else PATH, json=rules)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_rules")
        assert answer.json()["errors"][0]["field"] == "namespaces.2.paths"
    assert client.post(PATH, json=read(client) | {"version": 7}).json()["code"] == "stale_version"
    assert house.shop.said == []


def test_who_may_not_change_rules_starts_nothing_and_sees_masks(house: House) -> None:
    """A viewer looks at what somebody else began; whoever it is about stays hidden, at any depth."""
    viewer, owner = house.with_token("viewer"), house.with_token("owner")
    assert viewer.post(PATH, json=read(viewer)).status_code == 403
    assert viewer.delete(PATH).status_code == 403
    seen, whole = viewer.get(PATH), owner.get(PATH)
    assert seen.json()["result"].keys() == whole.json()["result"].keys()
    for secret in (house.shop.ann.email, house.shop.ann.phone):
        assert secret in whole.text
        assert secret not in seen.text


class Held:
    """The warehouse's work, held until the test lets it go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.go = threading.Semaphore(0), threading.Event()
        self._run = preview.run
        monkeypatch.setattr(preview, "run", self.run)

    def run(self, state: Any, warehouse: Any, wanted: Any, progress: preview.Progress) -> Json:
        self.begun.release()
        assert self.go.wait(30)
        return self._run(state, warehouse, wanted, progress)


@pytest.fixture
def clock() -> ManualClock:
    """Stands still until it is moved."""
    return ManualClock(1_790_000_000_000)


@pytest.fixture
def previews(embedded: Engines, clock: ManualClock) -> Iterator[RulePreviews]:
    """Previews over engines with nothing in them."""
    made = RulePreviews(embedded.state, embedded.warehouse, clock)
    yield made
    made.close()


def ended(previews: RulePreviews) -> Callable[[], bool]:
    """Whether the latest has ended."""
    return lambda: previews.latest()["status"] != "running"


def test_a_new_preview_ends_the_one_before(previews: RulePreviews, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first never writes over the second, though it was in the middle of its work."""
    held = Held(monkeypatch)
    first = previews.request(DEFAULT_RULES)
    assert held.begun.acquire(timeout=30)
    second = previews.request(DEFAULT_RULES)
    assert previews.latest()["id"] == second["id"] != first["id"]
    held.go.set()
    until(ended(previews))
    assert (previews.latest()["id"], previews.latest()["status"]) == (second["id"], "done")


def test_a_stopped_preview_stays_stopped(
    previews: RulePreviews, embedded: Engines, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when another process than the one that works on it was told to stop."""
    held = Held(monkeypatch)
    previews.request(DEFAULT_RULES)
    assert held.begun.acquire(timeout=30)
    elsewhere = RulePreviews(embedded.state, embedded.warehouse, clock)
    assert elsewhere.stop()["status"] == "stopped"
    held.go.set()
    previews.close()
    assert (previews.latest()["status"], previews.latest()["result"]) == ("stopped", None)


def test_a_preview_whose_server_died_has_failed_after_a_minute(
    previews: RulePreviews, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for it for ever; one that was only slow is shown again."""
    held = Held(monkeypatch)
    previews.request(DEFAULT_RULES)
    assert held.begun.acquire(timeout=30)
    clock.advance(seconds=60)
    assert previews.latest()["status"] == "running"
    clock.advance(seconds=1)
    assert (previews.latest()["status"], previews.latest()["finished_at"]) == ("failed", None)
    held.go.set()
    until(lambda: previews.latest()["status"] == "done")


def test_nothing_is_previewed_during_a_rebuild(previews: RulePreviews, embedded: Engines) -> None:
    """While people are worked out again nobody is anybody, and it says so."""
    with embedded.state.write() as conn:
        preview.rebuild.request(conn, 1)
    with pytest.raises(Conflict, match="rebuild"):
        previews.request(DEFAULT_RULES)
    with embedded.state.read() as conn:
        assert conn.execute(select(settings.c.value).where(settings.c.key == KEY)).first() is None
