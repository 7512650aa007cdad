"""Dovecot, where it is installed: a real IMAP server on loopback, with one mailbox in a folder of its own."""

from __future__ import annotations

import getpass
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

USER, PASSWORD = "kari", "hemmelig"

_CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail
first_valid_uid = 1
mail_uid = {owner}
mail_gid = {group}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={owner} gid={group} home={folder}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
namespace inbox {{
  inbox = yes
  mailbox Sendt {{
    special_use = \\Sent
    auto = create
  }}
  mailbox Papirkurv {{
    special_use = \\Trash
    auto = create
  }}
}}
"""


def is_here() -> bool:
    """Whether Dovecot is installed, and may be started: it wants to be root."""
    return shutil.which("dovecot", path="/usr/sbin:/usr/bin") is not None and getpass.getuser() == "root"


class Dovecot:
    """The server; ``with Dovecot() as server:`` listens on ``server.port``."""

    def __init__(self) -> None:
        # Its parts run as several users, who have to find their way in.
        self.folder = Path(tempfile.mkdtemp(prefix="salg-dovecot"))
        self.folder.chmod(0o755)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        config = self.folder / "dovecot.conf"
        for name in ("run", "home", "mail"):
            (self.folder / name).mkdir()
            if name != "run":
                shutil.chown(self.folder / name, "mail", "mail")
        values = {"owner": "mail", "group": "mail", "password": PASSWORD, "port": self.port, "folder": self.folder}
        config.write_text(_CONFIG.format(**values), encoding="utf-8")
        self._process = subprocess.Popen(
            ["/usr/sbin/dovecot", "-F", "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _turn in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return self
            except OSError:
                time.sleep(0.05)
        raise AssertionError("Dovecot did not start: " + (self.folder / "log").read_text(encoding="utf-8"))

    def __exit__(self, *error: object) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)
