"""Files appear whole or not at all, and overwrite nothing unasked (COM-04)."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.core.errors import StorageError, UserError
from model.files.new_file import free_name, new_file


def test_appears_when_it_is_done(tmp_path: Path) -> None:
    target = tmp_path / "list.csv"
    with new_file(target) as file:
        file.write("Bærum\r\n")
        assert not target.exists()
    assert target.read_bytes() == "Bærum\r\n".encode()
    assert target.stat().st_mode & 0o444
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == ["list.csv"]


def test_nothing_is_left_after_an_error(tmp_path: Path) -> None:
    def fails() -> None:
        with new_file(tmp_path / "list.csv") as file:
            file.write("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == []


def test_overwrites_only_when_told(tmp_path: Path) -> None:
    target = tmp_path / "list.csv"
    target.write_text("mine")
    with pytest.raises(UserError), new_file(target):
        pass

    def too_late() -> None:
        with new_file(tmp_path / "other.csv") as file:
            file.write("ours")
            (tmp_path / "other.csv").write_text("theirs")  # somebody was quicker

    with pytest.raises(UserError):
        too_late()
    assert (tmp_path / "other.csv").read_text() == "theirs"
    with new_file(target, force=True) as file:
        file.write("new")
    assert target.read_text() == "new"
    with pytest.raises(UserError), new_file(tmp_path, force=True):
        pass


def test_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StorageError), new_file(tmp_path / "nowhere" / "list.csv"):
        pass


def test_free_names(tmp_path: Path) -> None:
    assert free_name(tmp_path / "a.csv").name == "a.csv"
    for name in ("a.csv", "a-2.csv"):
        (tmp_path / name).touch()
    assert free_name(tmp_path / "a.csv").name == "a-3.csv"
