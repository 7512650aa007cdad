"""Programs that Salg starts and leaves to themselves."""

from __future__ import annotations

import subprocess
import threading


def reap_at_end(process: subprocess.Popen[bytes]) -> None:
    """Take the end of a program that nobody waits for, whenever it comes.

    Otherwise it stays in the table of processes for as long as Salg is open.
    """
    threading.Thread(target=process.wait, name="salg-child", daemon=True).start()
