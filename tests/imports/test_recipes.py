"""Recipes: what a shop imports every morning, with nobody there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engines.fixtures import Engines
from imports.elsewhere import Site, file_of, site
from imports.shop import Shop
from oblik.collect.imports import schedule
from oblik.collect.imports.connections import ConnectionRepository
from oblik.collect.imports.fetching import Fetcher, Way
from oblik.collect.imports.recipe_runner import RecipeRunner
from oblik.collect.imports.recipe_runs import Run
from oblik.collect.imports.recipes import Recipe, RecipeRepository
from oblik.kernel.errors import Conflict, Invalid
from oblik.store.outside import Gate
from oblik.store.secrets import open_secrets

KYIV = ZoneInfo("Europe/Kyiv")
MAPPING = "as: profiles\nsource: crm\ncolumns: {name: name}\nidentifiers: {email: email}"


class Desk:
    """A shop with a connection to a site, and a recipe over it."""

    def __init__(self, engines: Engines) -> None:
        self.shop = Shop(engines)
        self.clock, self.state = self.shop.clock, engines.state
        self.known = ConnectionRepository(open_secrets(engines.data), self.clock)
        self.recipes = RecipeRepository(self.known, self.clock, lambda: KYIV)
        self.fetcher = Fetcher(self.state, self.known, self.shop.uploads, Way(Gate(("127.0.0.1",))))
        self.restart()

    def restart(self) -> None:
        """Another process takes over."""
        self.runner = RecipeRunner(
            self.state, self.recipes, self.fetcher, self.shop.uploads, self.shop.runner, self.clock
        )

    def recipe(self, url: str, cron: str = "") -> Recipe:
        """A recipe that fetches from an address."""
        with self.state.write() as conn:
            made = self.known.create(conn, name="crm", kind="url", settings={"url": url}, who="ann")
            return self.recipes.create(
                conn, name="Every morning", connection_id=made.id, request={}, mapping=MAPPING, cron=cron, marks={}, who="ann"
            )  # fmt: skip

    def run(self, recipe: Recipe) -> Run:
        """One run by hand, waited for."""
        self.clock.advance(seconds=1)
        with self.state.write() as conn:
            run = self.runner.request(conn, recipe.id, who="ann")
        return self.settled(run)

    def settled(self, run: Run) -> Run:
        """The run, once it is over."""
        with self.state.write() as conn:
            self.recipes.runs.move(conn, run, "fetching")
        self.runner.carry_out(run.id)
        self.shop.runner.wait()
        self.runner.tick()
        with self.state.read() as conn:
            return self.recipes.runs.get(conn, run.id)

    def runs(self, recipe: Recipe) -> list[Run]:
        """The recipe's history, newest first."""
        with self.state.read() as conn:
            return list(self.recipes.runs.of(conn, recipe.id, limit=50))


@pytest.fixture
def desk(embedded: Engines) -> Desk:
    """A desk with empty engines."""
    return Desk(embedded)


@pytest.fixture
def crm() -> Iterator[tuple[Site, list[bytes]]]:
    """A site that publishes a file, and the file."""
    content = [b"email,name\nann@example.com,Ann\nbob@example.com,Bob\n"]
    with site(file_of(lambda: content[0])) as running:
        yield running, content


def test_a_recipe_brings_what_is_new_and_knows_when_nothing_is(
    desk: Desk, crm: tuple[Site, list[bytes]]
) -> None:
    """Fetched, imported, remembered; the same file is not even read again; a wrong one is a sentence in the history."""
    source, content = crm
    recipe = desk.recipe(source.url("/people.csv"))
    assert desk.run(recipe).status == "done"
    assert [call["traits"]["name"] for call in desk.shop.calls()] == ["Ann", "Bob"]
    assert desk.run(recipe).status == "unchanged"
    assert "if-none-match" in source.asked[-1][1]
    content[0] += b"eve@example.com,Eve\n"
    assert desk.run(recipe).status == "done"
    content[0] = b"mail,name\nzed@example.com,Zed\n"
    failed = desk.run(recipe)
    assert (failed.status, "Expected a column" in (failed.error or "")) == ("failed", True)
    content[0] = b"email,name\nzed@example.com,Zed\n"
    assert desk.run(recipe).status == "done"
    assert [run.status for run in desk.runs(recipe)] == ["done", "failed", "done", "unchanged", "done"]
    uploads = desk.shop.engines.data / "uploads"
    assert len(list(uploads.iterdir())) <= 1


def test_a_run_that_was_missed_comes_once_and_a_dead_one_comes_again(
    desk: Desk, crm: tuple[Site, list[bytes]]
) -> None:
    """After three days without a server there is one run, not three; one whose process died is begun anew."""
    recipe = desk.recipe(crm[0].url("/people.csv"), "0 6 * * *")
    desk.clock.advance(seconds=3 * 86_400)
    desk.runner._wait_for_due()
    desk.runner._wait_for_due()
    (run,) = desk.runs(recipe)
    assert (run.cause, run.status) == ("schedule", "waiting")
    with desk.state.write() as conn:
        with pytest.raises(Conflict):
            desk.runner.request(conn, recipe.id, who="ann")
        desk.recipes.runs.move(conn, run, "fetching")
    desk.clock.advance(seconds=61)
    desk.restart()
    desk.runner._give_back_silent()
    (waiting,) = desk.runs(recipe)
    assert waiting.status == "waiting"
    assert desk.settled(waiting).status == "done"
    with desk.state.read() as conn:
        planned = desk.recipes.get(conn, recipe.id).next_run_at
    assert planned is not None
    local = datetime.fromtimestamp(planned / 1000, KYIV)
    assert (local.hour, local.minute, planned > desk.clock.now_ms()) == (6, 0, True)


def test_a_changed_recipe_is_a_new_version_and_can_be_taken_back(
    desk: Desk, crm: tuple[Site, list[bytes]]
) -> None:
    """A name or a schedule is not; another mapping begins from the start where other rows may come."""
    recipe = desk.recipe(crm[0].url("/people.csv"))
    desk.run(recipe)

    def change(**changes: Any) -> Recipe:
        with desk.state.write() as conn:
            return desk.recipes.update(conn, recipe.id, changes, "bob")

    assert change(name="Mornings", schedule="30 7 * * 1-5").version == 1
    changed = change(mapping=MAPPING.replace("crm", "other"))
    assert (changed.version, changed.mapping.source) == (2, "other")
    with desk.state.write() as conn:
        back = desk.recipes.revert(conn, recipe.id, 1, "bob")
    assert (back.version, back.mapping.source, back.name) == (3, "crm", "Mornings")
    assert change(enabled=False).next_run_at is None
    with pytest.raises(Invalid):
        change(schedule="* * * * *")


def test_a_recipe_may_be_edited_while_it_runs(desk: Desk) -> None:
    """The run ends as it began; where it ended is remembered if the rows are still the same, and only then."""
    edits: list[dict[str, Any]] = [{"mapping": MAPPING.replace("crm", "other")}, {"connection_id": None}]

    def content() -> bytes:
        with desk.state.write() as conn:
            desk.recipes.update(conn, recipe.id, edits.pop(0), "bob")
        return f"email,name\nann@example.com,Ann {len(edits)}\n".encode()

    with site(file_of(content)) as running:
        recipe = desk.recipe(running.url("/people.csv"))
        run = desk.run(recipe)
        assert (run.status, run.version, known(desk, recipe).version) == ("done", 1, 2)
        assert desk.shop.runner.last_mapping("crm") is not None
        assert desk.shop.runner.last_mapping("other") is None
        assert known(desk, recipe).marks["sha256"]
        run = desk.run(recipe)
        assert (run.status, run.version, known(desk, recipe).version) == ("done", 2, 3)
        assert known(desk, recipe).marks == {}


def test_a_look_for_an_edit_leaves_nothing_to_go_on_from(desk: Desk, crm: tuple[Site, list[bytes]]) -> None:
    """It may have seen only the first rows, so no fetch may go on where it ended."""
    recipe = desk.recipe(crm[0].url("/people.csv"))
    found = desk.fetcher.begin(recipe.definition["connection"], {}, "ann", sample=True)
    for thread in threading.enumerate():
        if thread.name == f"fetch-{found.id}":
            thread.join()
    seen = desk.shop.uploads.get(found.id)
    assert (seen.status, seen.marks) == ("ready", {})


def test_of_two_who_edit_a_recipe_the_second_is_told(desk: Desk, crm: tuple[Site, list[bytes]]) -> None:
    """Who changes another version than the one there is would undo what somebody else did, without knowing."""
    recipe = desk.recipe(crm[0].url("/people.csv"))
    changes = {"mapping": MAPPING.replace("crm", "other"), "version": 1}
    with desk.state.write() as conn:
        assert desk.recipes.update(conn, recipe.id, changes, "ann").version == 2
        with pytest.raises(Conflict, match="version 2"):
            desk.recipes.update(conn, recipe.id, changes | {"mapping": MAPPING}, "bob")


def test_a_workspace_that_moves_takes_its_schedules_along(desk: Desk, crm: tuple[Site, list[bytes]]) -> None:
    """Six in the morning is at once six of the new zone, not only from the run after the next."""
    recipe = desk.recipe(crm[0].url("/people.csv"), "0 6 * * *")
    tokyo = ZoneInfo("Asia/Tokyo")
    with desk.state.write() as conn:
        desk.recipes.replan(conn, tokyo)
    planned = known(desk, recipe).next_run_at
    assert planned is not None
    assert planned != recipe.next_run_at
    local = datetime.fromtimestamp(planned / 1000, tokyo)
    assert (local.hour, local.minute) == (6, 0)


def known(desk: Desk, recipe: Recipe) -> Recipe:
    """The recipe as it is now."""
    with desk.state.read() as conn:
        return desk.recipes.get(conn, recipe.id)


def test_clocks_that_are_set_move_no_run_and_repeat_none() -> None:
    """In the workspace's zone: six is six before and after, and in the hour that comes twice it runs once."""

    def times(expression: str, start: datetime, count: int) -> list[str]:
        at, found = int(start.timestamp() * 1000), []
        for _ in range(count):
            following = schedule.next_run(expression, at, KYIV)
            assert following is not None
            at = following
            found.append(datetime.fromtimestamp(at / 1000, KYIV).isoformat())
        return found

    spring = times("0 6 * * *", datetime(2026, 3, 28, 7, tzinfo=KYIV), 2)
    assert spring == ["2026-03-29T06:00:00+03:00", "2026-03-30T06:00:00+03:00"]
    missing = times("30 3 * * *", datetime(2026, 3, 28, 7, tzinfo=KYIV), 2)
    assert [moment[:10] for moment in missing] == ["2026-03-29", "2026-03-30"]
    twice = times("30 3 * * *", datetime(2026, 10, 24, 7, tzinfo=KYIV), 2)
    assert [moment[:10] for moment in twice] == ["2026-10-25", "2026-10-26"]


@pytest.mark.parametrize(
    "expression", ["", "61 * * * *", "* * *", "0 0 30 2 *", "*/2 * * * *", "0 6 * * * *", "rm -rf"]
)
def test_a_schedule_that_cannot_be_is_refused(expression: str) -> None:
    """Nonsense, days that never come, and more often than every five minutes."""
    with pytest.raises(Invalid, match="Expected"):
        schedule.check(expression)
