"""Sources and their kinds: made, found, changed, described; and the registry that finds the kinds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from engines.fixtures import Engines
from oblik.collect.endpoint import handles
from oblik.collect.sources import Snippet, SourceKind, source_kinds
from oblik.collect.sources.kind import LANGUAGES, check
from oblik.collect.sources_repository import Source, SourceRepository
from oblik.kernel.clock import ManualClock
from oblik.kernel.errors import Conflict, Invalid, NotFound
from oblik.kernel.registry import Registry
from oblik.store.state import State, open_state

NOW = 1_795_000_000_000


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    """An empty state."""
    opened = open_state("", tmp_path)
    opened.migrate()
    yield opened
    opened.close()


def test_a_source_lives(engines: Engines) -> None:
    """Made with a key of its own, renamed, given origins and a limit, rotated, switched off, listed; on both engines."""
    sources = SourceRepository(engines.state, ManualClock(NOW))
    with engines.state.write() as conn:
        made = sources.create(
            conn, name="shop", label="Shop", kind="javascript", origins=["https://a.example"], rate_limit=None
        )
        sources.create(conn, name="till", kind="pos")
    assert len(made.write_key) == 32 and made.enabled and made.created_at == NOW
    with engines.state.write() as conn:
        changed = sources.update(conn, "shop", {"label": "The shop", "origins": [], "rate_limit": 50})
        rotated = sources.rotate(conn, "shop")
    assert (changed.label, changed.origins, changed.rate_limit) == ("The shop", (), 50)
    assert rotated.write_key != made.write_key and rotated.id == made.id
    with engines.state.read() as conn:
        assert sources.get(conn, "shop") == rotated
        assert [source.name for source in sources.list(conn)] == ["shop", "till"]
    assert sources.by_key(rotated.write_key) == rotated
    assert sources.by_key(made.write_key) is None


def test_what_cannot_be_made_says_why(state: State) -> None:
    """A taken name or key, an unknown kind, a name that is no slug, an unknown field, an unknown source."""
    sources = SourceRepository(state, ManualClock(NOW))
    with state.write() as conn:
        sources.create(conn, name="shop", kind="http", write_key="K" * 32)
        with pytest.raises(Conflict, match="name 'shop'"):
            sources.create(conn, name="shop", kind="http")
        with pytest.raises(Conflict, match="write key"):
            sources.create(conn, name="other", kind="http", write_key="K" * 32)
        with pytest.raises(Invalid, match=r"one of android, .*; got 'fax'"):
            sources.create(conn, name="fax", kind="fax")
        with pytest.raises(Invalid, match="got 'My shop'"):
            sources.create(conn, name="My shop", kind="http")
        with pytest.raises(Invalid, match="got 'write_key'"):
            sources.update(conn, "shop", {"write_key": "x"})
        with pytest.raises(NotFound, match="got 'nobody'"):
            sources.rotate(conn, "nobody")


def test_a_source_that_must_be_there_is_made_once(state: State) -> None:
    """Asked for again it is the same one; a key given by the installation replaces the old one."""
    sources = SourceRepository(state, ManualClock(NOW))
    with state.write() as conn:
        first = sources.ensure(conn, "default", "http")
        assert sources.ensure(conn, "default", "http") == first
        given = sources.ensure(conn, "default", "http", "a-key-of-the-installation")
    assert (given.id, given.write_key) == (first.id, "a-key-of-the-installation")


def test_every_kind_has_its_words_and_code_that_sends_here() -> None:
    """In three languages; what a snippet calls is a path that collection takes."""
    kinds = list(source_kinds())
    assert {
        "javascript",
        "python",
        "node",
        "php",
        "http",
        "ios",
        "android",
        "react_native",
        "gtm",
        "import",
        "pos",
    } <= {kind.key for kind in kinds}
    for kind in kinds:
        assert all(kind.name[language] and kind.description[language] for language in LANGUAGES)
        for snippet in kind.snippets("https://cdp.example", "KEY"):
            assert "{{" not in snippet.code
            for path in re.findall(r"https://cdp\.example(/[\w/]*)", snippet.code):
                assert handles(path) or path == "/oblik", (kind.key, path)  # the tracker, up to its dot


def test_kinds_are_described_in_the_language_asked_for(state: State) -> None:
    """With the placeholders still in them; what only the product itself sends is not offered."""
    sources = SourceRepository(state, ManualClock(NOW))
    found = {kind["key"]: kind for kind in sources.kinds("uk")}
    assert found["javascript"]["name"] == "Вебсайт"
    assert "{{key}}" in found["python"]["snippets"][0]["code"]
    assert "internal" not in found


@dataclass(frozen=True)
class Leaf:
    """A leaf for the registry alone."""

    key: str


def test_a_registry_refuses_what_is_not_fit_for_use() -> None:
    """A leaf that fails its check, a second one of the same key, a key that nobody has."""
    good = SourceKind("fax", dict.fromkeys(LANGUAGES, "Fax"), dict.fromkeys(LANGUAGES, "A fax."), "printer")
    registry: Registry[SourceKind] = Registry("source kind", check)
    assert registry.register(good) is registry.register(good) is registry.get("fax")
    assert "fax" in registry and list(registry) == [good] and len(registry) == 1
    with pytest.raises(Conflict, match="one source kind named 'fax'"):
        registry.register(SourceKind("fax", good.name, good.description, "mail"))
    with pytest.raises(Invalid, match="in uk for 'telex'"):
        registry.register(SourceKind("telex", {"en": "Telex"}, good.description, "mail"))
    with pytest.raises(Invalid, match="in a snippet of 'telex'"):
        registry.register(
            SourceKind("telex", good.name, good.description, "mail", (Snippet("sh", "x", "y"),))
        )
    with pytest.raises(Invalid, match="one of fax; got 'telex'"):
        registry.get("telex")


def test_a_module_without_a_leaf_stops_the_start() -> None:
    """Somebody forgot to write it."""
    registry: Registry[Leaf] = Registry("leaf", lambda _: None)
    with pytest.raises(Invalid, match=r"a leaf named MISSING in oblik\.collect\.sources\.android"):
        registry.discover("oblik.collect.sources", "MISSING", "oblik.test.nobody")


@pytest.mark.parametrize(
    ("origins", "origin", "allowed"), [((), "https://a.example", True), (("https://b.example",), "", True)]
)
def test_a_request_that_no_page_made_has_no_origin_to_check(
    origins: tuple[str, ...], origin: str, allowed: bool
) -> None:
    """A server or an app sends to a source whatever pages it names."""
    assert Source(1, "n", "n", "http", "k", True, origins, None, NOW).allows(origin) is allowed
