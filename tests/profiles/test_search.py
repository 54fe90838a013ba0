"""Finding people, as somebody at a till or a phone types."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oblik.profiles.reader import ProfileReader
from oblik.profiles.search import tokens_of
from oblik.profiles.search_keys import MAX_KEYS, keys_of
from stories.world import World, identify, order, track

LETTERS = st.sampled_from(
    [*"абвгдежзийклмнопрстуфхцчшщьюяєіїґёыэ", *"abcdefghijklmnopqrstuvwxyz", *"šžčćłøüéñ"]
)
CYRILLIC = st.text(st.sampled_from("абвгдежзийклмнопрстуфхцчшщюяєіїґёыэ"), min_size=3, max_size=12)
LATIN = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzšžčćłøüéñ"), min_size=3, max_size=12)
NAMES = st.lists(CYRILLIC | LATIN, min_size=1, max_size=3)


@st.composite
def mistyped(draw: st.DrawFn) -> tuple[str, str]:
    """A name, and the same with one letter of one word missing, added, changed or swapped with its neighbour."""
    words = draw(NAMES)
    which = draw(st.integers(0, len(words) - 1))
    word, letter = words[which], draw(LETTERS)
    at = draw(st.integers(0, len(word) - 1))
    mistakes = [
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :],
    ]
    wrong = [*words[:which], draw(st.sampled_from(mistakes)), *words[which + 1 :]]
    return " ".join(words), " ".join(wrong)


@settings(max_examples=1000, deadline=None)
@given(mistyped())
def test_one_mistake_in_any_name_is_forgiven(names: tuple[str, str]) -> None:
    """Whatever the name and whatever the slip, a key of the person is one that the search asks for."""
    name, wrong = names
    keys = keys_of(name, [("email", "somebody@example.com"), ("phone", "+380501234567")])
    assert len(keys) <= MAX_KEYS
    assert all(token.fit(keys) for token in tokens_of(wrong)), wrong


@pytest.mark.parametrize(
    "spellings",
    [
        "Шевченко Shevchenko Ševčenko Schewtschenko",
        "Наталія Nataliya Natalia Natalya Наталья",
        "Зеленський Zelenskyi Zelenskiy Зеленский Zelensky",
        "Євген Yevhen Evgen Yevgen",
        "Григорій Hryhorii Grigoriy Григорий",
        "Михайло Mykhailo Myhailo Mihaylo",
        "Цвєткова Tsvetkova Цветкова Cvetkova",
        "Дем'янчук Demyanchuk Дем’янчук Demianchuk",
        "Семён Semyon Semen",
        "Филипп Philipp Filip",
    ],
)
def test_alphabets(spellings: str) -> None:
    """A name is found in whichever way it is written, in either alphabet."""
    written = spellings.split()
    for stored in written:
        for asked in written:
            assert all(token.fit(keys_of(stored, ())) >= 4 for token in tokens_of(asked)), (stored, asked)


def found(reader: ProfileReader, text: str) -> list[str]:
    """The names of those who are found, best first."""
    return [person["name"] for person in reader.search(text)]


@pytest.fixture
def people(world: World) -> World:
    """A few of them, with names that are like each other."""
    world.send(
        identify(user="u-100", name="Тарас Шевченко", email="taras@example.com", phone="+380501234567"),
        identify(
            user="u-200", name="Tetiana Shevchenko", email="t.s@example.org", loyalty_card="2600 1234 5678"
        ),
        identify(user="u-300", name="Ann Lee", email="ann.lee@example.com"),
        identify(user="u-400", name="Anna Leeson"),
        track("Page Viewed", anonymous="only-a-cookie"),
    )
    world.send(order("ORD-2026-77", 5, user="u-300"))
    world.run()
    return world


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Шевченко Т", {"Тарас Шевченко", "Tetiana Shevchenko"}),
        ("shevchenko taras", {"Тарас Шевченко"}),
        ("Шефченко", {"Тарас Шевченко", "Tetiana Shevchenko"}),
        ("tetana shev", {"Tetiana Shevchenko"}),
        ("taras@example.com", {"Тарас Шевченко"}),
        (" TARAS@Example.COM ", {"Тарас Шевченко"}),
        ("taras@ex", {"Тарас Шевченко"}),
        ("050 123-45-67", {"Тарас Шевченко"}),
        ("+38 (050) 123 45 67", {"Тарас Шевченко"}),
        ("4567", {"Тарас Шевченко"}),
        ("5678", {"Tetiana Shevchenko"}),
        ("2600 1234 5678", {"Tetiana Shevchenko"}),
        ("u-300", {"Ann Lee"}),
        ("user_id:u-300", {"Ann Lee"}),
        ("only-a-cookie", {""}),
        ("ORD-2026-77", {"Ann Lee"}),
        ("nobody at all", set()),
        ("", set()),
        ("  '; DROP TABLE events; --\n\t\\ % _", set()),
        ("\udcff\x00", set()),
    ],
)
@pytest.mark.usefixtures("people")
def test_what_people_type(reader: ProfileReader, text: str, names: set[str]) -> None:
    """Names, parts, spellings, numbers as spoken, whole identifiers, order numbers; and what finds nobody harms nobody."""
    assert set(found(reader, text)) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("TARAS@example.com", ["Тарас Шевченко"]),
        ("+38 (050) 123 45 67", ["Тарас Шевченко"]),
        ("u-300", ["Ann Lee"]),
        ("ORD-2026-77", ["Ann Lee"]),
        ("taras@example", []),
        ("4567", []),
        ("Ann Lee", []),
        ("", []),
    ],
)
@pytest.mark.usefixtures("people")
def test_nobody_is_guessed_letter_by_letter(reader: ProfileReader, text: str, names: list[str]) -> None:
    """Who may not see personal data finds only those of whom they know a whole identifier."""
    assert [person["name"] for person in reader.search(text, whole=True)] == names
    assert [row["name"] for row in reader.find(search=text, whole=True).items] == (names if text else _ALL)


_ALL = ["Ann Lee", "", "Anna Leeson", "Tetiana Shevchenko", "Тарас Шевченко"]


@pytest.mark.usefixtures("people")
def test_the_best_comes_first(reader: ProfileReader) -> None:
    """Who is called exactly that comes before who is called something like it."""
    assert found(reader, "ann lee") == ["Ann Lee", "Anna Leeson"]
    (person, *_) = reader.search("ann.lee@example.com")
    assert person["matched"] == {"namespace": "email", "value": "ann.lee@example.com"}
    assert [row["name"] for row in reader.find(search="ann lee", limit=1).items] == ["Ann Lee"]
    following = reader.find(search="ann lee", limit=1).next
    assert [row["name"] for row in reader.find(search="ann lee", limit=1, after=following).items] == [
        "Anna Leeson"
    ]
    assert [row["name"] for row in reader.find(search="lee", sort="-name").items] == [
        "Anna Leeson",
        "Ann Lee",
    ]


def test_yesterdays_name_finds_nobody(people: World, reader: ProfileReader) -> None:
    """After a name has changed, or a profile has merged, the old key leads to who that is now, or nowhere."""
    people.send(identify(user="u-300", name="Ann Smith"))
    people.run()
    assert found(reader, "ann lee") == ["Anna Leeson", "Ann Smith"][:1] or "Ann Smith" in found(
        reader, "ann lee"
    )
    assert found(reader, "smith") == ["Ann Smith"]
    people.send(identify(anonymous="only-a-cookie", user="u-300"))
    people.run()
    assert found(reader, "only-a-cookie") == ["Ann Smith"]
