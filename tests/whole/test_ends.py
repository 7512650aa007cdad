"""The demo leaves nothing behind, however it ends."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.conftest import others_slow
from tests.terminal.session import SALG, Session


@pytest.mark.terminal
@pytest.mark.parametrize("how", others_slow("line lost", "SIGHUP", "SIGTERM"))
def test_the_folder_of_a_demo_goes_with_it(tmp_path: Path, how: str) -> None:
    environment = {"TMPDIR": str(tmp_path), "SALG_HOME": str(tmp_path / "home"), "LC_ALL": "C.UTF-8"}
    with Session([*SALG, "demo"], environment=environment) as app:
        app.wait("On file")
        assert list(tmp_path.glob("salg-demo-*"))
        if how == "line lost":
            assert app.hang_up() == -signal.SIGHUP
        else:
            assert app.kill(signal.Signals[how]) == -signal.Signals[how]
    assert not list(tmp_path.glob("salg-demo-*"))


@pytest.mark.terminal
def test_a_terminal_that_has_ascii_alone_is_sent_nothing_else(tmp_path: Path) -> None:
    """COM-20: letters and signs in the terminal's character set; what is typed is kept as it was typed."""
    environment = {"SALG_HOME": str(tmp_path), "LC_ALL": "C"}
    with Session(SALG, environment=environment) as app:
        app.wait("On file").press("L").wait("Company").type("Kløver ÅS 漢").wait("Klover AS ??")
        app.press("f2").wait("Saved.").wait("Klover AS ??")
        assert max(app.received) < 0x80
    with Session(SALG, environment={**environment, "LC_ALL": "C.UTF-8"}) as app:
        app.wait("Kløver ÅS 漢")


@pytest.mark.terminal
def test_the_start_removes_what_killed_programs_have_left(tmp_path: Path) -> None:
    """Beside the database and the registry, what nobody writes to any more; never what somebody else's is called."""
    data = tmp_path / "data"
    data.mkdir()
    left = [data / ".salg-salg.db.abc.partial", data / ".salg-salg.db.gone.partial-journal", data / "registry.db.new"]
    for path in (*left, data / "mine.partial"):
        path.write_text("half")
        os.utime(path, (1, 1))
    with Session(SALG, environment={"SALG_HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}) as app:
        app.wait("On file")
    assert not [path for path in left if path.exists()]
    assert (data / "mine.partial").exists()
