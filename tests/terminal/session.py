"""Run a program in a terminal of its own: press keys, wait for what should appear, count the bytes it costs.

Nothing here sleeps: every wait ends when what is waited for has come, or fails at a deadline showing the screen.
"""

from __future__ import annotations

import fcntl
import os
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.terminal.emulator import Emulator

ROOT = Path(__file__).parents[2]
SALG: tuple[str, ...] = (sys.executable, "-c", "import sys; from tui.cli import main; sys.exit(main())")
"""The command ``salg``, of this tree, whether it is installed or not."""

PATIENCE = 60.0
"""Seconds after which what is waited for is held not to come; generous, as nothing else waits for it."""

KEYS: dict[str, bytes] = {
    "enter": b"\r", "tab": b"\t", "shift+tab": b"\x1b[Z", "escape": b"\x1b", "space": b" ", "backspace": b"\x7f",
    "up": b"\x1b[A", "down": b"\x1b[B", "right": b"\x1b[C", "left": b"\x1b[D", "home": b"\x1b[H", "end": b"\x1b[F",
    "insert": b"\x1b[2~", "delete": b"\x1b[3~", "pageup": b"\x1b[5~", "pagedown": b"\x1b[6~",
    "shift+up": b"\x1b[1;2A", "shift+down": b"\x1b[1;2B",
    "f1": b"\x1bOP", "f2": b"\x1bOQ", "f3": b"\x1bOR", "f4": b"\x1bOS", "f5": b"\x1b[15~", "f6": b"\x1b[17~",
    "f7": b"\x1b[18~", "f8": b"\x1b[19~", "f9": b"\x1b[20~", "f10": b"\x1b[21~", "f11": b"\x1b[23~", "f12": b"\x1b[24~",
    "focus-in": b"\x1b[I", "focus-out": b"\x1b[O",
}  # fmt: skip
"""Names of keys, as in Textual, and what a terminal sends for them."""


def key_bytes(key: str) -> bytes:
    """Return what a terminal sends for ``key``: a name of :data:`KEYS`, ``ctrl+x``, or characters as they are."""
    if key in KEYS:
        return KEYS[key]
    if key.startswith("ctrl+") and len(key) == 6:
        return bytes([ord(key[5].upper()) & 0x1F])
    return key.encode()


class NotSeen(AssertionError):
    """What was waited for did not come."""


@dataclass(frozen=True)
class Burst:
    """What a program sent in answer to keys."""

    size: int
    """Bytes."""
    seconds: float
    """From the key to the last byte; 0 when nothing was sent."""
    data: bytes


class Session:
    """A program running in a pty of its own; used as a context, it is killed at the end."""

    def __init__(
        self,
        command: Sequence[str] = SALG,
        *,
        columns: int = 80,
        rows: int = 24,
        term: str = "xterm-256color",
        environment: Mapping[str, str | None] | None = None,
        folder: Path | None = None,
        patience: float = PATIENCE,
    ) -> None:
        """Start ``command``; ``environment`` adds to (or, with None, takes from) that of the test."""
        self.command = list(command)
        self.columns, self.rows = columns, rows
        self.patience = patience
        self._folder = folder
        self._environment = {
            name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "COLORTERM", "TMUX")
        }
        paths = (str(ROOT), self._environment.get("PYTHONPATH", ""))
        self._environment |= {"TERM": term, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
        for name, value in (environment or {}).items():
            if value is None:
                self._environment.pop(name, None)
            else:
                self._environment[name] = value
        self._begin()

    def _begin(self) -> None:
        self.received = bytearray()
        self.emulator = Emulator(self.columns, self.rows, self._send)
        self._master, slave = os.openpty()
        self._set_size()
        os.set_blocking(self._master, False)
        # A session leader that opens a terminal gets it as its own; the shell does so and is then replaced.
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", 'exec "$@" <"$0" >"$0" 2>&1', os.ttyname(slave), *self.command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            # Whoever runs the tests may have said to ignore it (nohup): a program in a terminal of its own has not.
            preexec_fn=_end_when_the_line_is_lost,
            env=self._environment,
            cwd=self._folder,
        )
        self._slave: int | None = slave
        self.started = self.last_byte = time.perf_counter()
        """When the program was started, and when its last byte came (time.perf_counter)."""

    def _set_size(self) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", self.rows, self.columns, 0, 0))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # What is on the screen

    @property
    def lines(self) -> list[str]:
        """The lines shown, without trailing blanks."""
        return self.emulator.lines

    @property
    def text(self) -> str:
        """All lines shown, one per line."""
        return self.emulator.text

    def shows(self, text: str) -> bool:
        """Say whether ``text`` stands on one of the lines."""
        return any(text in line for line in self.lines)

    def picture(self) -> str:
        """The screen in a frame, for messages."""
        edge = "+" + "-" * self.columns + "+"
        return "\n".join([edge, *(f"|{line.ljust(self.columns)}|" for line in self.emulator.screen.display), edge])

    # Sending

    def press(self, *keys: str) -> Self:
        """Press keys one after the other, each as a terminal sends it."""
        for key in keys:
            self._send(key_bytes(key))
        return self

    def burst(self, *keys: str) -> Self:
        """Press keys all at once, as one packet of a slow line brings them."""
        self._send(b"".join(key_bytes(key) for key in keys))
        return self

    def type(self, text: str) -> Self:
        """Type ``text`` as it is."""
        self._send(text.encode())
        return self

    def paste(self, text: str) -> Self:
        """Paste ``text`` in brackets, as a terminal does for a program that asked for it."""
        self._send(b"\x1b[200~" + text.encode() + b"\x1b[201~")
        return self

    def resize(self, columns: int, rows: int) -> Self:
        """Give the window another size; the program is told by SIGWINCH."""
        self.columns, self.rows = columns, rows
        self.emulator.resize(columns, rows)
        self._set_size()
        return self

    def _send(self, data: bytes) -> None:
        deadline = time.perf_counter() + self.patience
        while data:
            try:
                data = data[os.write(self._master, data) :]
            except BlockingIOError:
                self._pump(deadline)
            except OSError:
                return  # the program has gone; whoever waits for its answer will be told

    # Receiving

    def _pump(self, deadline: float) -> bool:
        """Take what has come, waiting for it until ``deadline``; say whether anything has."""
        while True:
            ready, _, _ = select.select([self._master], [], [], max(0.0, deadline - time.perf_counter()))
            if not ready:
                return False
            try:
                data = os.read(self._master, 1 << 16)
            except BlockingIOError:
                continue
            except OSError:  # EIO: nobody has the terminal open any more
                data = b""
            if not data:
                return False
            self.last_byte = time.perf_counter()
            self.received += data
            self.emulator.feed(data)
            self._release()
            return True

    def _release(self) -> None:
        # Held open until the program has surely opened it, so that the terminal is not gone before it is used.
        if self._slave is not None:
            os.close(self._slave)
            self._slave = None

    def wait(self, what: str | Callable[[Self], bool], *, patience: float | None = None) -> Self:
        """Wait until ``what`` (a text on one line, or a condition) holds; raise NotSeen with the screen if not.

        A program that ends is given what it sent last.
        """
        holds = (lambda session: session.shows(what)) if isinstance(what, str) else what
        deadline = time.perf_counter() + (patience or self.patience)
        while not holds(self):
            if self._pump(min(deadline, time.perf_counter() + 0.5)):
                continue
            ended = self.process.poll()
            if ended is not None and not self._pump(time.perf_counter()) and not holds(self):
                raise NotSeen(f"{what!r}: the program ended with {ended} before it\n{self.picture()}")
            if time.perf_counter() >= deadline:
                raise NotSeen(f"{what!r} did not come in {patience or self.patience} s\n{self.picture()}")
        return self

    def wait_gone(self, text: str) -> Self:
        """Wait until ``text`` stands on no line."""
        return self.wait(lambda session: not session.shows(text))

    def settle(self, quiet: float = 0.25) -> Self:
        """Wait until the program is idle: it has sent nothing and done nothing for ``quiet`` seconds.

        Silence alone would be no proof on a busy machine, where a program that has much to say may wait for a
        processor. What it does is told by the states of its threads (proc(5)): one that wants a processor counts as
        doing something, also while others have it. Only what has been watched counts: each look at it for 10 ms at
        most, so that time in which this process itself was not let run is not taken for the program's silence.
        """
        deadline = time.perf_counter() + self.patience
        watched, last = 0.0, time.perf_counter()
        while watched < quiet:
            at_work = self._pump(time.perf_counter() + 0.005) or self._is_at_work()
            now = time.perf_counter()
            watched = 0.0 if at_work else watched + min(now - last, 0.01)
            last = now
            if at_work and now > deadline:
                raise NotSeen(f"the program does not become idle\n{self.picture()}")
        return self

    def _is_at_work(self) -> bool:
        try:
            threads = [(task / "stat").read_text() for task in Path(f"/proc/{self.process.pid}/task").iterdir()]
        except OSError:
            return False  # it, or one of its threads, has just ended
        return any(thread.rpartition(")")[2].split()[0] in "RD" for thread in threads)

    def measure(
        self,
        *keys: str,
        until: str | Callable[[Self], bool] | None = None,
        quiet: float = 0.25,
    ) -> Burst:
        """Press ``keys``, wait for ``until`` and then until the program is idle; return what was sent meanwhile.

        Without keys it is what an idle program sends in ``quiet`` seconds (see :meth:`settle`).
        """
        while self._pump(time.perf_counter()):
            pass
        before, began = len(self.received), time.perf_counter()
        self.press(*keys)
        if until is not None:
            self.wait(until)
        self.settle(quiet)
        data = bytes(self.received[before:])
        return Burst(len(data), self.last_byte - began if data else 0.0, data)

    # Ending

    def wait_end(self, patience: float | None = None) -> int:
        """Wait until the program has ended by itself and return its exit code (negative: the signal)."""
        deadline = time.perf_counter() + (patience or self.patience)
        while self.process.poll() is None:
            if time.perf_counter() >= deadline:
                raise NotSeen(f"the program does not end\n{self.picture()}")
            if not self._pump(time.perf_counter() + 0.05):
                try:
                    self.process.wait(0.05)
                except subprocess.TimeoutExpired:
                    pass
        while self._pump(time.perf_counter()):
            pass
        return self.process.returncode

    def kill(self, how: signal.Signals = signal.SIGKILL) -> int:
        """Send the program a signal, wait for its end and return its exit code."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, how)
        return self.wait_end()

    def hang_up(self) -> int:
        """Take the terminal away, as a lost connection does, and return the exit code."""
        self._release()
        os.close(self._master)
        self._master = -1
        return self.process.wait(self.patience)

    def restart(self) -> Self:
        """Start the same command again in a fresh terminal; the program must have ended or is killed."""
        self.close()
        self._begin()
        return self

    def close(self) -> None:
        """Kill what still runs and give the terminal back."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self._release()
        if self._master >= 0:
            os.close(self._master)
            self._master = -1


def _end_when_the_line_is_lost() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
