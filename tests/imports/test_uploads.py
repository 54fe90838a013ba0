"""Big files come in parts: over lost networks, reloads and days, and nothing is written at a wrong place."""

from __future__ import annotations

import hashlib

import pytest

from imports.shop import Shop
from oblik.collect.imports.uploads import Upload
from oblik.kernel.errors import Conflict, Invalid, NotFound, TooLarge

CONTENT = b"email,name\n" + b"".join(b"p%d@example.com,P\n" % i for i in range(1000))
HALF = 7_000


def _put(shop: Shop, upload: Upload, offset: int, part: bytes) -> Upload:
    digest = hashlib.sha256(part).hexdigest()
    return shop.uploads.put(upload.id, offset=offset, sha256=digest, part=part)


def _begin(shop: Shop, who: str = "ann", size: int = len(CONTENT)) -> Upload:
    return shop.uploads.begin(name="../people.csv", size=size, fingerprint="f1", who=who)


def test_a_file_in_parts_goes_on_after_a_reload_and_is_imported(shop: Shop) -> None:
    """Whoever chooses the same file again goes on where they were; a part that comes twice changes nothing."""
    begun = _begin(shop)
    assert begun.name == "people.csv"
    _put(shop, begun, 0, CONTENT[:HALF])
    again = _begin(shop)
    assert (again.id, again.received) == (begun.id, HALF)
    assert _begin(shop, who="bob").id != begun.id
    assert _put(shop, again, 0, CONTENT[:HALF]).received == HALF
    with pytest.raises(Conflict, match="not all here"):
        shop.runner.guess_waiting(begun.id, kind=None)
    assert _put(shop, again, HALF, CONTENT[HALF:]).status == "ready"
    assert shop.uploads.path(begun.id).read_bytes() == CONTENT
    assert shop.runner.guess_waiting(begun.id, kind=None)["as"] == "profiles"


def test_parts_that_are_damaged_or_elsewhere_are_refused(shop: Shop) -> None:
    """The sender learns where to go on; what is there stays as it is."""
    begun = _begin(shop)
    with pytest.raises(Invalid, match="damaged"):
        shop.uploads.put(begun.id, offset=0, sha256="0" * 64, part=CONTENT[:HALF])
    with pytest.raises(Conflict) as refused:
        _put(shop, begun, HALF, CONTENT[HALF:])
    assert refused.value.details["received"] == 0
    with pytest.raises(Invalid, match="beyond"):
        _put(shop, begun, 0, CONTENT + b"more")
    with pytest.raises(TooLarge):
        _begin(shop, size=10**13)
    assert shop.uploads.get(begun.id).received == 0


def test_what_nobody_goes_on_with_is_tidied_up(shop: Shop) -> None:
    """After two days; a file that somebody still works on stays, and files that nothing knows go."""
    old, new = _begin(shop), None
    stray = shop.uploads.path(old.id).parent / "stray"
    stray.write_bytes(b"x")
    shop.clock.advance(seconds=47 * 3600)
    new = _begin(shop, who="bob")
    shop.clock.advance(seconds=2 * 3600)
    shop.uploads.tidy()
    with pytest.raises(NotFound):
        shop.uploads.get(old.id)
    assert [path.name for path in stray.parent.iterdir()] == [shop.uploads.path(new.id).name]
    with pytest.raises(NotFound):
        _put(shop, old, 0, CONTENT)
