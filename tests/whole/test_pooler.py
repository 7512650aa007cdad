"""PgBouncer between Salg and its server, in session mode: as it is without, also when it is started anew."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgresql_server
from tests.postgresql_server import PASSWORD, Address, Server, ServerMissing, free_port, server_account
from tests.whole.conftest import Home
from tests.whole.test_killed import WORDS, fill_in_fields

pytest.importorskip("psycopg")
SETTINGS = """
[databases]
* = host=127.0.0.1 port={server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder}/people
pool_mode = session
"""


def missing() -> str:
    """Return what keeps a pooler from being started here, "" for nothing."""
    if shutil.which("pgbouncer") is None and not Path("/usr/sbin/pgbouncer").exists():
        return "needs pgbouncer: apt-get install pgbouncer"
    try:
        postgresql_server.programs()
    except ServerMissing as reason:
        return str(reason)
    return ""


class Pooler:
    """PgBouncer before a server."""

    def __init__(self, folder: Path, server: Address) -> None:
        self._account = server_account(folder)
        self.port = free_port()
        self._settings = folder / "pgbouncer.ini"
        self._settings.write_text(SETTINGS.format(server=server.port, port=self.port, folder=folder), encoding="utf-8")
        (folder / "people").write_text(f'"guest" "{PASSWORD}"\n', encoding="utf-8")
        self.log = folder / "log"
        self.start()

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        import psycopg

        program = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*self._account, program, self._settings], stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        deadline = time.monotonic() + 30
        while True:
            try:
                return psycopg.connect(self.url("postgres")).close()
            except psycopg.OperationalError:
                assert time.monotonic() < deadline, self.log.read_text(errors="replace")
                time.sleep(0.05)

    def url(self, database: str) -> str:
        """Return the URL of a database through it."""
        return Address("", self.port).network_url(database)

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.wait(20)


@pytest.fixture
def pooler() -> Iterator[Pooler]:
    """A pooler before a server with an empty database ``salg``."""
    import psycopg

    server = Server.start()
    folder = Path(tempfile.mkdtemp(prefix="salg-pooler-", dir="/tmp"))
    try:
        with psycopg.connect(server.address.url("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE salg TEMPLATE template0")
        started = Pooler(folder, server.address)
        yield started
        started.kill()
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.slow
@pytest.mark.terminal
@pytest.mark.skipif(bool(missing()), reason=missing())
def test_work_goes_on_through_a_pooler_that_is_started_anew(home: Home, pooler: Pooler, tmp_path: Path) -> None:
    url = pooler.url("salg")
    file = tmp_path / "leads.csv"
    file.write_text("Name;Phone\n" + "".join(f"Firma {number} AS;2{number:07}\n" for number in range(500)))
    home.done("--db", url, "lead", "import", str(file))
    app = home.app("--db", url).wait("On file").press("L").wait("›Name")
    first, *rest = WORDS
    fill_in_fields(app, [first])
    pooler.kill()
    fill_in_fields(app, rest)
    pooler.start()
    app.press("f2").wait("Saved. u undoes it.")
    app.press("/").type("firma 49").wait("Firma 49 AS").press("escape").wait_gone("Search everything")
    (lead,) = json.loads(home.done("--db", url, "lead", "list", "--json", "--where", f"name={WORDS['name']}"))
    assert {name: lead[name] for name in WORDS} == WORDS
