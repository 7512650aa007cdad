"""A private tmux server with one window, for what has to be seen through tmux."""

from __future__ import annotations

import os
import select
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

from tests.terminal.session import PATIENCE, ROOT, SALG, NotSeen

_NAMES = {
    "enter": "Enter", "tab": "Tab", "shift+tab": "BTab", "escape": "Escape", "space": "Space", "backspace": "BSpace",
    "up": "Up", "down": "Down", "right": "Right", "left": "Left", "home": "Home", "end": "End", "insert": "IC",
    "delete": "DC", "pageup": "PPage", "pagedown": "NPage", "shift+up": "S-Up", "shift+down": "S-Down",
    **{f"f{number}": f"F{number}" for number in range(1, 13)},
}  # fmt: skip
"""Names of keys as tmux has them: it sends each for the terminal it pretends to be, in one piece."""


class Tmux:
    """A program in a window of a tmux server of its own; used as a context, the server is ended at the end."""

    def __init__(
        self,
        command: Sequence[str] = SALG,
        *,
        columns: int = 80,
        rows: int = 24,
        environment: Mapping[str, str] | None = None,
        options: Mapping[str, str] | None = None,
    ) -> None:
        """Start ``command``; ``options`` are tmux options, as ``{"default-terminal": "screen"}``."""
        program = shutil.which("tmux")
        if program is None:
            raise FileNotFoundError("tmux")
        self._folder = tempfile.mkdtemp(prefix="salg")  # short, as the path of a socket must be
        self.socket = str(Path(self._folder) / "s")
        self._tmux = [program, "-S", self.socket, "-f", str(Path(self._folder) / "conf"), "-u"]
        self._environment = {name: value for name, value in os.environ.items() if name not in ("TMUX", "TMUX_PANE")}
        self._environment |= {"PYTHONPATH": str(ROOT), **(environment or {})}
        settings = {"status": "off", "escape-time": "10", **(options or {})}
        (Path(self._folder) / "conf").write_text(
            "".join(f"set-option -g {name} {shlex.quote(value)}\n" for name, value in settings.items())
        )
        # tmux 3.3 sometimes misses the end of a program whose window it is told to keep: a shell keeps it instead.
        self._status = Path(self._folder) / "status"
        keep = f'"$@"; echo $? >{self._status}; echo ended; exec tail -f /dev/null'
        program_in_shell = shlex.join(["sh", "-c", keep, "sh", *command])
        self.run("new-session", "-d", "-x", str(columns), "-y", str(rows), program_in_shell)
        # Before there is a window, this option takes tmux 3.3 down.
        self.run("set-option", "-g", "window-size", "manual")
        self._server = int(self.run("display-message", "-p", "#{pid}"))
        # A client in control mode is told of all output: waiting for it needs no polling.
        self._control = subprocess.Popen(
            [*self._tmux, "-C", "attach"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self._environment,
        )

    def run(self, *arguments: str) -> str:
        """Run a tmux command on this server and return what it prints; raise RuntimeError if it fails."""
        result = subprocess.run(
            [*self._tmux, *arguments], env=self._environment, capture_output=True, text=True, check=False
        )
        if result.returncode:
            raise RuntimeError(f"tmux {arguments[0]}: {result.stderr.strip()}")
        return result.stdout

    def attach_command(self) -> list[str]:
        """The command that attaches to this server, for a Session."""
        return [*self._tmux, "attach"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def lines(self) -> list[str]:
        """The lines shown, without trailing blanks."""
        return [line.rstrip() for line in self.run("capture-pane", "-p").split("\n")]

    def shows(self, text: str) -> bool:
        """Say whether ``text`` stands on one of the lines."""
        return any(text in line for line in self.lines)

    def press(self, *keys: str) -> Self:
        """Press keys, named as for a Session."""
        for key in keys:
            if key in _NAMES:
                self.run("send-keys", _NAMES[key])
            elif key.startswith("ctrl+") and len(key) == 6:
                self.run("send-keys", f"C-{key[5]}")
            else:
                self.run("send-keys", "-l", "--", key)
        return self

    def wait(self, what: str | Callable[[Self], bool], *, patience: float = PATIENCE) -> Self:
        """Wait until ``what`` (a text on one line, or a condition) holds; raise NotSeen with the screen if not."""
        holds = (lambda tmux: tmux.shows(what)) if isinstance(what, str) else what
        assert self._control.stdout is not None
        output = self._control.stdout.fileno()
        deadline = time.perf_counter() + patience
        while not holds(self):
            left = deadline - time.perf_counter()
            if left <= 0:
                raise NotSeen(f"{what!r} did not come in {patience} s\n" + "\n".join(self.lines))
            if select.select([output], [], [], min(left, 1.0))[0]:
                os.read(output, 1 << 16)
        return self

    def wait_end(self) -> int:
        """Wait until the program has ended and return its exit code."""
        self.wait(lambda tmux: tmux.shows("ended") and self._status.exists())
        return int(self._status.read_text())

    def resize(self, columns: int, rows: int) -> Self:
        """Give the window another size."""
        self.run("resize-window", "-x", str(columns), "-y", str(rows))
        return self

    def close(self) -> None:
        """End the server and all in it."""
        assert self._control.stdin is not None
        assert self._control.stdout is not None
        # The client first, and the server by its number: asked to end while a client in control mode hangs on, the
        # server of tmux 3.3 may wait for ever.
        self._control.kill()
        self._control.wait()
        self._control.stdin.close()
        self._control.stdout.close()
        try:
            os.kill(self._server, signal.SIGKILL)
        except ProcessLookupError:
            pass
        shutil.rmtree(self._folder, ignore_errors=True)
