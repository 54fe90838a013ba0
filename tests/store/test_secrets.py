"""Secrets at rest: unreadable without the key, readable after a change of keys."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from oblik.kernel.errors import Invalid, Unavailable
from oblik.store.secrets import FILE, open_secrets

OLD, NEW = "old" * 12, "new" * 12


def test_a_secret_is_read_with_the_key_of_its_folder_only(tmp_path: Path) -> None:
    """What a thief copies out of the state is worth nothing without the file beside it."""
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir(), there.mkdir()
    stored = open_secrets(here).encrypt(b"hunter2")
    assert "hunter2" not in stored
    assert open_secrets(here).decrypt(stored) == b"hunter2"
    assert (here / FILE).stat().st_mode & 0o777 == 0o600
    assert [file.name for file in here.iterdir()] == [FILE]
    with pytest.raises(Unavailable) as refused:
        open_secrets(there).decrypt(stored)
    assert refused.value.code == "wrong_secret_key"


def test_processes_that_start_at_once_agree_on_the_key(tmp_path: Path) -> None:
    """Each may find no file; one makes it, and the others read what that one made."""
    with ThreadPoolExecutor(8) as pool:
        boxes = list(pool.map(lambda _: open_secrets(tmp_path), range(32)))
    assert {box.decrypt(boxes[0].encrypt(b"x")) for box in boxes} == {b"x"}


def test_a_new_key_in_front_still_reads_what_the_old_one_wrote(tmp_path: Path) -> None:
    """Keys change without anybody signing up again, and a given key needs no file."""
    stored = open_secrets(tmp_path, OLD).encrypt(b"hunter2")
    both = open_secrets(tmp_path, f"{NEW}, {OLD}")
    assert both.decrypt(stored) == b"hunter2"
    assert open_secrets(tmp_path, NEW).decrypt(both.encrypt(b"hunter2")) == b"hunter2"
    assert not (tmp_path / FILE).exists()
    with pytest.raises(Invalid):
        open_secrets(tmp_path, "short")
