"""Values as people and programs write them, and what must become of each."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oblik.collect.imports.cleaning import Surroundings, Unclean, clean, rule_of, rules
from oblik.collect.imports.mapping import read_mapping
from oblik.collect.imports.plan import plan
from oblik.kernel.clock import iso
from oblik.kernel.errors import Invalid

GOOD = [
    ("trim", "\u00a0 Ann \ufeff", "Ann"),
    ("collapse", "Ann   van\tDyke", "Ann van Dyke"),
    ({"case": "title"}, "ann lee", "Ann Lee"),
    ("email", "Ann Lee <Ann@Example.COM>", "ann@example.com"),
    ({"phone": "UA"}, "(050) 123-45-67", "+380501234567"),
    ({"phone": "UA"}, "380501234567", "+380501234567"),
    ({"phone": "GB"}, "07700 900123", "+447700900123"),
    ("number", "1 234,50", 1234.5),
    ("number", "1,234.50", 1234.5),
    ("number", "1.234.567,8", 1234567.8),
    ("number", "£19.90", 19.9),
    ("number", "(12.00)", -12.0),
    ("number", "-3", -3.0),
    ({"number": ","}, "1.234", 1234.0),
    ("currency", "грн.", "UAH"),
    ("currency", "€", "EUR"),
    ("country", "Велика Британія", "GB"),
    ("country", "Deutschland", "DE"),
    ("country", "usa", "US"),
    ("country", "Кот-д’Ивуар", "CI"),
    ({"map": {"m": "male"}}, " M ", "male"),
    ("boolean", "Так", True),
    ("boolean", "нет", False),
    ({"split_name": "first"}, "Lee, Ann", "Ann"),
    ({"split_name": {"part": "last", "order": "last_first"}}, "Коваленко Ганна", "Коваленко"),
    ({"list": ";"}, "shoes; bags;", ["shoes", "bags"]),
    ("empty", " N/A", None),
    ({"date": {"day": True}}, "17.05.1990", "1990-05-17"),
    ({"date": {"day": True}}, "5 травня 2024", "2024-05-05"),
    ({"date": {"day": True}}, "May 5, 2024", "2024-05-05"),
    ({"date": {"day": True}}, "20240505", "2024-05-05"),
    ({"date": {"day": True, "order": "mdy"}}, "05/17/99", "1999-05-17"),
]
MOMENTS = [
    ("date", "2025-01-02T03:04:05.678Z", "2025-01-02T03:04:05.678Z"),
    ({"date": {"zone": "Europe/Kyiv"}}, "02.07.2025 10:30", "2025-07-02T07:30:00.000Z"),
    ({"date": {"zone": "Europe/Kyiv"}}, "02.01.2025 10:30", "2025-01-02T08:30:00.000Z"),
    ({"date": {"zone": "Europe/Kyiv"}}, "2025-07-02 10:30:00 +0200", "2025-07-02T08:30:00.000Z"),
    ("date", "7/2/2025 1:05 PM", "2025-02-07T13:05:00.000Z"),
    ("date", "1735787045", "2025-01-02T03:04:05.000Z"),
    ("date", "1735787045678", "2025-01-02T03:04:05.678Z"),
    ({"date": "%Y/%j"}, "2025/033", "2025-02-02T00:00:00.000Z"),
    ({"date": {"shift_days": 7, "zone": "Europe/London"}}, "2025-03-26 09:00", "2025-04-02T08:00:00.000Z"),
]
BAD = [
    ("email", "ann(at)example"),
    ("email", "a@b@c.de"),
    ({"phone": "UA"}, "call me"),
    ("number", "12 pieces"),
    ("number", "1e999"),
    ("number", "1.2.3,4,5"),
    ("country", "Atlantis"),
    ("boolean", "perhaps"),
    ("date", "31.02.2025"),
    ("date", "yesterday"),
    ("date", "0001-01-01"),
    ({"map": {"values": {"a": "b"}, "other": "reject"}}, "c"),
    ("json", "{"),
]


@pytest.mark.parametrize(("spec", "value", "expected"), GOOD)
def test_a_value_is_made_right(spec: Any, value: str, expected: Any) -> None:
    """What is meant is what comes out."""
    assert clean(value, [rule_of(spec)]) == expected


@pytest.mark.parametrize(("spec", "value", "expected"), MOMENTS)
def test_a_date_is_read_in_its_zone(spec: Any, value: str, expected: str) -> None:
    """A moment is the same moment whatever clock wrote it."""
    assert iso(clean(value, [rule_of(spec)])) == expected


@pytest.mark.parametrize(("spec", "value"), BAD)
def test_what_cannot_be_made_right_says_what_was_expected(spec: Any, value: str) -> None:
    """The reason names what was expected and shows what came."""
    with pytest.raises(Unclean, match="expected"):
        clean(value, [rule_of(spec)])


@given(st.text(max_size=40))
def test_no_text_breaks_a_rule(text: str) -> None:
    """Files are hostile: a rule gives a value or a reason, never another error."""
    needed = {
        "case": "lower",
        "prefix": "x",
        "split_name": "first",
        "map": {"a": "b"},
        "replace": {"find": "a"},
    }
    for key in rules():
        rule = rule_of({key: needed[key]} if key in needed else key).within(Surroundings(region="UA"))
        assert rule.sentence()
        try:
            rule.clean(text)
        except Unclean as reason:
            assert str(reason)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("columns: [", "not YAML"),
        ("as: orders\ncolumns: &a {x: *a}", "references"),
        ("as: invoices", "as: Input should be"),
        ("as: orders\nextra: 1", "extra"),
        ("as: orders\ntimezone: Mars/Base", "expected a time zone"),
        ("as: orders\ncolumns: {order_id: n}", "needs a column for timestamp"),
        ("as: orders\ncolumns: {order_id: n, timestamp: when}", "Expected a column of the file"),
        ("as: profiles\ncolumns: {name: n}", "at least one identifier"),
        ("as: orders\ncolumns: {order_id: n, timestamp: {from: t, clean: [dates]}}", "Expected a rule of"),
        (
            "as: orders\ncolumns: {order_id: n, timestamp: {from: t, clean: [{date: {zoom: x}}]}}",
            "'date', zoom",
        ),
        ("as: orders\ncolumns: {order_id: n, timestamp: t}\noptions: {charge: 1}", "options.charge"),
    ],
)
def test_a_wrong_mapping_is_told_what_is_wrong_with_it(text: str, said: str) -> None:
    """A person mends a mapping by the sentence alone."""
    with pytest.raises(Invalid) as caught:
        plan(read_mapping(text), ["n", "t"])
    assert said in caught.value.message
