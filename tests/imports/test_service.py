"""Imports as the API uses them: uploads that run in the background, are tried, started, stopped and gone
on with.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

import pytest

from imports.shop import Shop, runner
from oblik.kernel.errors import Conflict, Invalid, NotFound
from oblik.kernel.ids import parse

MAPPING = "as: profiles\ncolumns: {name: name}\nidentifiers: {email: email}"


@dataclass(frozen=True)
class Upload:
    """A file that came in."""

    name: str
    file: BinaryIO


def _upload(content: str) -> Upload:
    return Upload("../people.csv", io.BytesIO(content.encode()))


def _until(condition: Callable[[], bool]) -> None:
    """Waits for a background thread, at most half a minute."""
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "it takes too long"
        time.sleep(0.01)


def _create(shop: Shop, content: str, **options: Any) -> dict[str, Any]:
    given = {
        "kind": "profiles",
        "source": "crm",
        "mapping": MAPPING,
        "dry_run": False,
        "actor": "ann@example.com",
    }
    made: dict[str, Any] = shop.runner.create(_upload(content), **{**given, **options})
    return made


def test_an_upload_is_tried_then_started(shop: Shop) -> None:
    """A dry run shows what would come; starting it brings exactly that, and the uploaded file is not kept."""
    content = "email,name\nann@example.com,Ann\nnobody,Eve\n"
    made = _create(shop, content, dry_run=True)
    number = parse(made["id"])
    _until(lambda: shop.runner.get(number)["status"] == "done")
    tried = shop.runner.get(number)
    assert (tried["file"], tried["dry_run"], tried["has_rejects"]) == ("people.csv", True, True)
    assert shop.calls() == []
    shop.runner.start(number, actor="ann@example.com")
    _until(lambda: shop.runner.get(number)["status"] == "done")
    done = shop.runner.get(number)
    assert (done["rows"]["accepted"], done["rows"]["rejected"], done["dry_run"]) == (1, 1, False)
    assert [call["traits"]["name"] for call in shop.calls()] == ["Ann"]
    assert "nobody,Eve,3" in shop.runner.rejects(number).read_text()
    assert not (shop.runner.rejects(number).parent / "upload").exists()
    with pytest.raises(Conflict):
        shop.runner.start(number, actor="ann@example.com")


def test_an_import_waits_for_a_pipeline_that_is_behind_and_can_be_stopped(shop: Shop) -> None:
    """While too much waits nothing more is sent; a stop then ends it, and a start brings the rest."""
    waiting = [10**9]
    shop.runner = runner(shop.engines, shop.uploads, shop.clock, backlog=lambda: waiting[0])
    content = "email,name\n" + "".join(f"p{i}@example.com,P{i}\n" for i in range(500))
    number = parse(_create(shop, content)["id"])
    _until(lambda: number in shop.runner._turns._stops)
    assert shop.calls() == []
    shop.runner.stop(number, actor="ann@example.com")
    waiting[0] = 0
    _until(lambda: number not in shop.runner._turns._stops)
    assert shop.runner.get(number)["status"] == "stopped"
    shop.runner.start(number, actor="ann@example.com")
    _until(lambda: shop.runner.get(number)["status"] == "done")
    assert len({call["messageId"] for call in shop.calls()}) == 500


def test_what_is_wrong_with_an_upload_is_said_at_once(shop: Shop) -> None:
    """A mapping that does not fit the file never becomes an import, and leaves no file behind."""
    with pytest.raises(Invalid, match="Expected a column"):
        _create(shop, "mail,name\nann@example.com,Ann\n")
    assert list(shop.runner.list().items) == []
    assert list((shop.engines.data / "imports").iterdir()) == []
    with pytest.raises(NotFound):
        shop.runner.get(1)


def test_the_list_is_paged_newest_first(shop: Shop) -> None:
    """Thousands of imports are never sent at once."""
    made = []
    for n in range(3):
        shop.clock.advance(seconds=1)
        made.append(_create(shop, f"email,name\np{n}@example.com,P\n")["id"])
    first = shop.runner.list(limit=2)
    rest = shop.runner.list(limit=2, after=first.next)
    assert [item["id"] for item in (*first.items, *rest.items)] == made[::-1]
    assert rest.next is None
    shop.runner.close()
