"""Two PostgreSQL servers under Patroni, with etcd between them, on the loopback network: for one test.

Each stands for a host: :meth:`Cluster.kill_primary` ends all of one at once, as a power cut does.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.postgresql_server import ServerMissing, free_port, programs, server_account

PROGRAMS = ("patroni", "etcd")
"""Debian's packages ``patroni`` and ``etcd-server``."""

SECONDS = 90
"""How long any state of the cluster is waited for, on a busy machine."""

FAIL_OVER = {"ttl": 20, "loop_wait": 5, "retry_timeout": 5}
"""Patroni's smallest: a primary that says nothing for ``ttl`` seconds has lost its place."""


def missing() -> str:
    """Return what keeps a cluster from being started on this machine, "" for nothing."""
    absent = [name for name in PROGRAMS if shutil.which(name) is None]
    if absent:
        return f"needs {' and '.join(absent)}: apt-get install patroni etcd-server postgresql"
    try:
        programs()
    except ServerMissing as reason:
        return str(reason)
    return ""


class Node:
    """One host of the cluster."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.data = folder / name
        self.log = folder / f"{name}.log"
        self.port, self.rest_port = free_port(), free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def state(self) -> dict[str, Any]:
        """Return what Patroni says of this node, nothing where it does not answer."""
        # Its status code tells the role, the text does so too.
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.rest_port}/patroni", timeout=5) as answer:
                found: dict[str, Any] = json.load(answer)
        except urllib.error.HTTPError as answer:
            found = json.load(answer)
        except OSError:
            return {}
        return found

    def is_primary(self) -> bool:
        """Whether it takes writes."""
        state = self.state()
        return state.get("role") == "master" and state.get("state") == "running"

    def is_synchronous(self) -> bool:
        """Whether it has all that was committed."""
        return bool(self.state().get("sync_standby"))

    def kill(self) -> None:
        """End Patroni, the server and all its processes at once."""
        ended = [] if self.process is None else [self.process.pid]
        with contextlib.suppress(OSError, ValueError, IndexError):
            ended += _with_children(int((self.data / "postmaster.pid").read_text().split()[0]))
        for process in ended:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        if self.process is not None:
            self.process.wait(20)
            self.process = None


class Cluster:
    """Two nodes, of which one is the primary and the other has all that was committed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.password = secrets.token_hex(8)
        self.nodes = [Node(folder, "a"), Node(folder, "b")]
        self._account = server_account(folder)
        self._etcd_port = free_port()
        self._etcd: subprocess.Popen[bytes] | None = None

    @classmethod
    @contextlib.contextmanager
    def running(cls) -> Iterator[Cluster]:
        """Start a cluster, and remove all that it has at the end."""
        folder = Path(tempfile.mkdtemp(prefix="salg-patroni-", dir="/tmp"))
        cluster = cls(folder)
        try:
            cluster._start()
            yield cluster
        finally:
            cluster.stop()

    def url(self, database: str) -> str:
        """Return the URL of a database on whichever host is the primary."""
        hosts = ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)
        rest = "target_session_attrs=read-write&connect_timeout=2"
        return f"postgresql://postgres:{self.password}@{hosts}/{database}?{rest}"

    def primary(self) -> Node | None:
        """Return the node that takes writes, None while there is none."""
        return next((node for node in self.nodes if node.is_primary()), None)

    def kill_primary(self) -> Node:
        """Kill the primary's host and return the node that is left."""
        primary = self.primary()
        assert primary is not None, self.logs()
        primary.kill()
        (left,) = (node for node in self.nodes if node is not primary)
        return left

    def wait(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until ``holds`` of the cluster."""
        deadline = time.monotonic() + SECONDS
        while not holds():
            if time.monotonic() > deadline:
                raise AssertionError(f"{what}: not within {SECONDS} s\n{self.logs()}")
            time.sleep(0.2)

    def logs(self) -> str:
        """Return the last lines of what everything has said."""
        parts = []
        for log in sorted(self.folder.glob("*.log")):
            last = log.read_text(errors="replace").splitlines()[-30:]
            parts.append("\n".join([f"-- {log.name}", *last]))
        return "\n".join(parts)

    def stop(self) -> None:
        """Kill everything and remove its files."""
        for node in self.nodes:
            node.kill()
        if self._etcd is not None:
            self._etcd.kill()
            self._etcd.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self) -> None:
        here, peers = f"http://127.0.0.1:{self._etcd_port}", f"http://127.0.0.1:{free_port()}"
        self._etcd = self._run(
            "etcd",
            "etcd", "--name", "one", "--data-dir", self.folder / "etcd", "--unsafe-no-fsync",
            "--listen-client-urls", here, "--advertise-client-urls", here,
            "--listen-peer-urls", peers, "--initial-advertise-peer-urls", peers, "--initial-cluster", f"one={peers}",
        )  # fmt: skip
        self.wait(lambda: _answers(f"{here}/health"), "etcd answers")
        first, second = self.nodes
        for node, stage in ((first, first.is_primary), (second, second.is_synchronous)):
            settings = self.folder / f"{node.name}.json"
            # All JSON is YAML.
            settings.write_text(json.dumps(self._settings(node)), encoding="utf-8")
            node.process = self._run(node.name, "patroni", settings)
            self.wait(stage, f"node {node.name} has its place")

    def _run(self, name: str, *words: str | Path) -> subprocess.Popen[bytes]:
        environment = {"PATH": f"{programs()}:/usr/bin:/bin:/usr/sbin:/sbin", "HOME": str(self.folder), "LC_ALL": "C"}
        with (self.folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(
                [*self._account, *words], stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
                env=environment,
            )  # fmt: skip

    def _settings(self, node: Node) -> dict[str, Any]:
        person = {"password": self.password}
        return {
            "scope": "salg",
            "name": node.name,
            "restapi": {"listen": f"127.0.0.1:{node.rest_port}", "connect_address": f"127.0.0.1:{node.rest_port}"},
            "etcd3": {"hosts": f"127.0.0.1:{self._etcd_port}"},
            "bootstrap": {
                "dcs": {**FAIL_OVER, "synchronous_mode": True, "postgresql": {"use_pg_rewind": True}},
                "initdb": [{"encoding": "UTF8"}, {"locale": "C"}, {"auth-local": "trust"}],
            },
            "postgresql": {
                "listen": f"127.0.0.1:{node.port}",
                "connect_address": f"127.0.0.1:{node.port}",
                "data_dir": str(node.data),
                "bin_dir": str(programs()),
                "pgpass": str(self.folder / f"{node.name}.pgpass"),
                "authentication": {
                    "superuser": {"username": "postgres", **person},
                    "replication": {"username": "standby", **person},
                },
                "pg_hba": [
                    "local all all trust",
                    "host all all 127.0.0.1/32 scram-sha-256",
                    "host replication standby 127.0.0.1/32 scram-sha-256",
                ],
                # A killed process is no power cut: what was written is there without being flushed.
                "parameters": {"unix_socket_directories": str(self.folder), "fsync": "off", "autovacuum": "off"},
            },
        }


def _answers(url: str) -> bool:
    with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5):
        return True
    return False


def _with_children(process: int) -> list[int]:
    """Return a process and those that it has started."""
    found = [process]
    for tasks in Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(child) for child in tasks.read_text().split()]
    return found
