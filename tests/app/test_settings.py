"""What can be set, and what the process says of itself."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from pydantic import ValidationError

from oblik.app.logging import configure
from oblik.app.settings import Settings, reference

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "settings.md"


def test_the_reference_lists_every_setting_as_it_is() -> None:
    """Made of the code: run with OBLIK_GOLDEN=write after a change."""
    if os.environ.get("OBLIK_GOLDEN") == "write":
        REFERENCE.write_text(reference())
    assert REFERENCE.read_text() == reference()
    assert all(field.description for field in Settings.model_fields.values())


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty variable is one that is not set."""
    monkeypatch.setenv("OBLIK_TRUSTED_PROXIES", "10.0.0.0/8, ::1")
    monkeypatch.setenv("OBLIK_PUBLIC_URL", "https://cdp.example.com/")
    monkeypatch.setenv("OBLIK_SESSION_DAYS", "")
    api = Settings().for_api()
    assert api.trusted_proxies == ("10.0.0.0/8", "::1")
    assert api.public_url == "https://cdp.example.com"
    assert api.session_days == 14


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRUSTED_PROXIES", "anywhere"),
        ("PUBLIC_URL", "cdp.example.com"),
        ("EVENT_BYTES", "99999999"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_a_setting_that_makes_no_sense_stops_the_start(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Better than a server that does something else."""
    monkeypatch.setenv(f"OBLIK_{name}", value)
    with pytest.raises(ValidationError):
        Settings()


def test_secrets_do_not_show_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a traceback, for one."""
    monkeypatch.setenv("OBLIK_ADMIN_PASSWORD", "hunter2hunter2")
    assert "hunter2" not in repr(Settings())


@pytest.fixture
def own_log() -> Iterator[None]:
    """What is configured here stays here."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.usefixtures("own_log")
def test_the_log_names_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    """By key, by shape, in a message, in a traceback."""
    configure("json", "info")
    logger = structlog.get_logger()
    logger.info(
        "import of ann@example.com", email="ann@example.com", rows=3, token="t0ken", offset=1234567890123
    )
    try:
        raise ValueError("no such person: ann@example.com")
    except ValueError as error:
        logger.error("failed", exc_info=error)
    logger.debug("not said")
    lines = capsys.readouterr().err.strip().splitlines()
    first, second = (json.loads(line) for line in lines)
    assert "ann@" not in "".join(lines)
    assert "t0ken" not in lines[0]
    assert (first["rows"], first["offset"], first["level"]) == (3, 1234567890123, "info")
    assert "ValueError" in second["exception"]
