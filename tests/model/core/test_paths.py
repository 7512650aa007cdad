"""Where things are kept."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from model.core.errors import StorageError
from model.core.paths import Paths, make_folder


def test_everything_lies_below_salg_home_and_nothing_is_made(tmp_path: Path) -> None:
    root = tmp_path / "salg"
    paths = Paths.of_user({"SALG_HOME": str(root)})
    assert paths == Paths.below(root)
    for path in (paths.settings, paths.database, paths.registry, paths.drafts, paths.log, paths.cache_dir):
        assert path.is_relative_to(root)
    assert (paths.settings.name, paths.database.name, paths.registry.name) == ("config.toml", "salg.db", "registry.db")
    assert not root.exists()


def test_without_salg_home_the_system_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    paths = Paths.of_user({})
    assert paths.database == tmp_path / "data" / "salg" / "salg.db"
    assert not (tmp_path / "data").exists()


def test_platformdirs_waits_until_it_is_needed() -> None:
    code = "import sys, model.core.paths; sys.exit('platformdirs' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[3]).returncode == 0


def test_folders_are_for_the_users_eyes_only(tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    folder = make_folder(outer / "inner")
    assert [stat.S_IMODE(part.stat().st_mode) for part in (outer, folder)] == [0o700, 0o700]
    tmp_path.chmod(0o755)
    make_folder(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match=f"cannot make the folder {tmp_path}/file/inner: {os.strerror(17)}"):
        make_folder(tmp_path / "file" / "inner")
