"""Moments in all the forms that SDKs and people write."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oblik.collect.timestamps import parse


@pytest.mark.parametrize(
    "said",
    [
        "2026-11-21T22:41:56.123Z",
        "2026-11-21T22:41:56.123+00:00",
        "2026-11-21T22:41:56.123456Z",
        "2026-11-21T22:41:56.123456789Z",
        "2026-11-22T00:41:56.123+02:00",
        "2026-11-22T00:41:56.123+0200",
        "2026-11-21T22:41:56,123Z",
        "2026-11-21 22:41:56.123",
        "2026-11-21T22:41:56.123",
        " 2026-11-21T22:41:56.123Z ",
        1795300916.123,
        1795300916123,
        "1795300916123",
        "1795300916.123",
        1795300916123456,
        1795300916123456789,
    ],
)
def test_one_moment_in_many_words(said: str | float) -> None:
    """ISO 8601 with or without fractions and zones, and numbers of seconds up to nanoseconds."""
    assert parse(said) == 1_795_300_916_123


@pytest.mark.parametrize(
    ("said", "ms"),
    [
        ("2026-11-21", 1_795_219_200_000),
        ("20261121T224156Z", 1_795_300_916_000),
        ("Sat, 21 Nov 2026 22:41:56 GMT", 1_795_300_916_000),
        ("Sat Nov 21 2026 22:41:56 GMT+0000 (Coordinated Universal Time)", 1_795_300_916_000),
        ("2026-11-21 22:41:56 UTC", 1_795_300_916_000),
        ("2026/11/21 22:41:56", 1_795_300_916_000),
        ("1900-01-01", -2_208_988_800_000),
    ],
)
def test_older_and_rarer_forms(said: str, ms: int) -> None:
    """Days, compact ISO, RFC 2822, JavaScript's and Ruby's own."""
    assert parse(said) == ms


@pytest.mark.parametrize(
    "said",
    [
        "",
        "yesterday",
        "2026-13-01",
        "2026-02-30",
        "1899-12-31",
        "2300-01-01",
        1e30,
        float("inf"),
        "nan",
        "-",
        "١٢",
    ],
)
def test_what_is_no_moment_is_refused(said: str | float) -> None:
    """With the error that the caller turns into a reason."""
    with pytest.raises(ValueError):
        parse(said)


@given(
    st.text(max_size=40) | st.text("0123456789-+:.TZ, /GMTadeu", max_size=40) | st.integers() | st.floats()
)
@settings(max_examples=500, deadline=None)
def test_any_text_or_number_is_a_moment_or_a_value_error(said: str | float) -> None:
    """Nothing else comes out, and never a moment that the warehouse could not hold."""
    try:
        assert -2_208_988_800_000 <= parse(said) <= 10_413_791_999_999
    except ValueError:
        return
