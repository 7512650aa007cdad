"""Salg over a real sshd on loopback, in tmux, killed and started again: no stray cell."""

from __future__ import annotations

import getpass
import os
import shlex
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from model.core.storage.database import open_store
from model.demo.fill import fill
from model.people.signing_in import account_name
from tests.conftest import ROOT
from tests.terminal.session import SALG, Session
from tests.tui.terminal.screens import differences
from tests.tui.terminal.walk import SMALL

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
KEYS = ["2", "down", "down", "pagedown", "up", "enter", "tab", "tab", "escape", "V", "down", "escape", "f", "a", "s",
        "enter", "R", "end", "up", "home", "?", "escape", "/", "b", "y", "g", "tab", "escape"]  # fmt: skip
_SEPARATION = Path("/run/sshd")

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.slow,
    pytest.mark.skipif(SSHD is None, reason="sshd is not installed (Debian's openssh-server)"),
    pytest.mark.skipif(not (shutil.which("ssh") and shutil.which("tmux")), reason="ssh or tmux is not installed"),
]


class Server:
    """An sshd of our own, with a key for us alone."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        for name in ("host", "user"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        (folder / "known").write_text(f"[127.0.0.1]:{self.port} {(folder / 'host.pub').read_text()}")
        (folder / "config").write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/user.pub\n"
            "PidFile none\nUsePAM no\nStrictModes no\nPermitRootLogin prohibit-password\nPasswordAuthentication no\n"
            "PrintMotd no\nPrintLastLog no\nX11Forwarding no\n"
        )
        if os.getuid() == 0 and not _SEPARATION.exists():
            # Debian's sshd wants it when it is root's, and makes it when it is started as a service.
            _SEPARATION.mkdir(mode=0o755)
            stack.callback(_SEPARATION.rmdir)
        assert SSHD is not None
        self._log = (folder / "log").open("wb")
        stack.callback(self._log.close)
        server = subprocess.Popen([SSHD, "-D", "-e", "-f", str(folder / "config")], stderr=self._log)
        stack.callback(server.wait)
        stack.callback(server.kill)
        until = time.monotonic() + 30
        while "listening" not in self.told():
            assert server.poll() is None, self.told()
            assert time.monotonic() < until, self.told()
            time.sleep(0.01)

    def told(self) -> str:
        """What the server says."""
        return (self.folder / "log").read_text(errors="replace")

    def command(self, there: str) -> list[str]:
        """The command that runs ``there`` at the other end, in a terminal."""
        options = ["-F", "none", "-i", f"{self.folder}/user", "-p", str(self.port)]
        for option in (f"UserKnownHostsFile={self.folder}/known", "StrictHostKeyChecking=yes", "IdentitiesOnly=yes",
                       "LogLevel=ERROR", "BatchMode=yes"):  # fmt: skip
            options += ["-o", option]
        return ["ssh", "-tt", *options, f"{getpass.getuser()}@127.0.0.1", there]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server that is there for this test only."""
    folder = tmp_path / "sshd"
    folder.mkdir(mode=0o700)
    with ExitStack() as stack:
        yield Server(folder, stack)


def home(folder: Path) -> Path:
    """A home of Salg with a little of the demo's data."""
    data = folder / "data"
    data.mkdir(parents=True)
    store = open_store(data / "salg.db")
    fill(store, lambda: datetime(2026, 11, 20, 9, 30, tzinfo=UTC), account=account_name(), volumes=SMALL)
    store.close()
    return folder


def test_killed_and_started_again_over_ssh_in_tmux(server: Server, tmp_path: Path) -> None:
    """What is seen at this end is what Textual itself shows of the same data after the same keys."""
    here = tmp_path / "t"
    here.mkdir()
    far, near = home(tmp_path / "far"), home(tmp_path / "near")
    (here / "conf").write_text("set -g status off\nset -g escape-time 10\nset -g default-terminal tmux-256color\n")
    (here / "salg").write_text(
        f"export SALG_HOME={far} LC_ALL=C.UTF-8 PYTHONPATH={ROOT}\necho $$ >{here}/number\nexec {shlex.join(SALG)}\n"
    )
    (here / "again").write_text(
        f"sh {here}/salg\nstty sane\necho the program has gone\nread answer\nexec sh {here}/salg\n"
    )
    tmux = f"tmux -u -S {here}/s -f {here}/conf new-session 'sh {here}/again'"
    plain = {"SALG_HOME": str(near), "LC_ALL": "C.UTF-8", "SALG_PLAIN_OUTPUT": "1"}
    with (
        Session(server.command(f"LC_ALL=C.UTF-8 {tmux}"), environment={"LC_ALL": "C.UTF-8"}) as frugal,
        Session(SALG, environment=plain) as stock,
    ):
        for session in (frugal, stock):
            session.wait("On file")
        for number, key in enumerate([*KEYS, "killed", *KEYS]):
            if key == "killed":
                os.kill(int((here / "number").read_text()), signal.SIGKILL)
                frugal.wait("the program has gone").press("enter").wait_gone("the program has gone").wait("On file")
                stock.press("1").wait("On file")
            else:
                for session in (frugal, stock):
                    session.press(key)
            assert differences(frugal, stock) == [], (number, key, frugal.picture(), stock.picture())
        frugal.press("ctrl+q").wait_end()
