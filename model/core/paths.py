"""Where Salg keeps what: data, registry, settings, drafts, log (COM-16, rule 7: nothing is made until asked for)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from model.core.errors import StorageError
from model.core.language import _


class Paths(NamedTuple):
    """The four folders, and the files in them. Neither need exist; :func:`make_folder` makes one."""

    config_dir: Path
    data_dir: Path
    state_dir: Path
    cache_dir: Path

    @classmethod
    def below(cls, root: Path) -> Paths:
        """Return paths that all lie below ``root``: for tests, the demo, and ``SALG_HOME``."""
        root = root.absolute()
        return cls(root / "config", root / "data", root / "state", root / "cache")

    @classmethod
    def of_user(cls, environment: Mapping[str, str]) -> Paths:
        """Return the user's own: below ``SALG_HOME`` where that is set, else where the system keeps such things."""
        if home := environment.get("SALG_HOME"):
            return cls.below(Path(home).expanduser())
        from platformdirs import PlatformDirs

        folders = PlatformDirs("salg", appauthor=False)
        return cls(folders.user_config_path, folders.user_data_path, folders.user_state_path, folders.user_cache_path)

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.config_dir / "config.toml"

    @property
    def database(self) -> Path:
        """The database, unless the settings or ``--db`` name another."""
        return self.data_dir / "salg.db"

    @property
    def registry(self) -> Path:
        """The local copy of the registry; it stays here wherever the database is."""
        return self.data_dir / "registry.db"

    @property
    def drafts(self) -> Path:
        """The folder of unfinished forms."""
        return self.state_dir / "drafts"

    @property
    def log(self) -> Path:
        """The log file."""
        return self.state_dir / "salg.log"


def make_folder(folder: Path) -> Path:
    """Make ``folder`` and those above it, for the user's eyes only (0700), and return it.

    Folders that exist keep the rights they have. Raises StorageError where that cannot be done.
    """
    try:
        missing = [folder, *folder.parents]
        for part in reversed(missing[: next((n for n, part in enumerate(missing) if part.is_dir()), len(missing))]):
            # Path.mkdir(parents=True) would give those above the usual rights.
            part.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise StorageError(
            _("cannot make the folder {folder}: {reason}").format(folder=folder, reason=os.strerror(error.errno or 0))
        ) from error
    return folder
