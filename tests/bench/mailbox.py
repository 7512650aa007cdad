"""A mailbox that is read for the first time, and again with nothing new, against the library's bare fetch.

The server is the stand-in in a process of its own: what it takes it takes for both.
"""

from __future__ import annotations

import getpass
import multiprocessing
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from imap_tools import MailBoxUnencrypted

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.storage.database import open_store
from model.customers.records import Contact
from model.mail.settings import MailAccount, Secrets, Server
from model.mail.sync import sync
from model.people.signing_in import sign_in
from tests.bench.figures import Figure, interleaved, ratio, stopwatch, times
from tests.model.mail.mails import mail
from tests.standins.imap import PASSWORD, USER, ImapServer

MANY, LINKED = 20_000, 3_000
_PEOPLE = 300


def measure(size: float = 1.0) -> Iterator[Figure]:
    """Yield what ``MANY`` messages (times ``size``) cost, of which ``LINKED`` concern somebody on file."""
    many, linked = max(400, int(MANY * size)), max(60, int(LINKED * size))
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs, many, linked), daemon=True)
    server.start()
    try:
        port = ours.recv()
        secrets = Secrets(environment={"SALG_MAIL_PASSWORD": PASSWORD})
        account = MailAccount("kari@salg.example", Server("127.0.0.1", port, USER, "none"), None, secrets)
        yield from _measured(account, port, many, linked)
    finally:
        ours.send("end")
        server.join(20)


def _measured(account: MailAccount, port: int, many: int, linked: int) -> Iterator[Figure]:
    def bare() -> None:
        with MailBoxUnencrypted("127.0.0.1", port).login(USER, PASSWORD) as box:
            for message in box.fetch(mark_seen=False, headers_only=True, bulk=500):
                assert message.from_

    def login_and_select() -> None:
        with MailBoxUnencrypted("127.0.0.1", port).login(USER, PASSWORD, initial_folder=None) as box:
            for folder in box.folder.list():
                box.folder.set(folder.name, readonly=True)

    def first() -> float:
        with tempfile.TemporaryDirectory(prefix="salg-mail") as folder:
            session = _session(Path(folder))
            began = stopwatch()
            assert sync(session, account).stored == linked
            return stopwatch() - began

    found = interleaved({"first": first, "bare": bare}, rounds=3, warm_up=0)
    what = f"first reading of {many} messages, {linked} of them linked, against the headers alone"
    yield Figure(what, ratio(found, "first", "bare"), target=2.0, note=times(found))
    with tempfile.TemporaryDirectory(prefix="salg-mail") as folder:
        session = _session(Path(folder))
        sync(session, account)
        found = interleaved({"again": lambda: sync(session, account), "select": login_and_select}, rounds=15)
        what = "reading a mailbox with nothing new, against signing in and opening its folders"
        yield Figure(what, ratio(found, "again", "select"), target=1.5, note=times(found))


def _session(folder: Path) -> Session:
    store = open_store(folder / "salg.db")
    session = sign_in(store, getpass.getuser(), lambda: datetime(2026, 11, 21, 12, tzinfo=UTC))
    with change(session, "Fill", "import") as made:
        made.insert_many(
            Contact,
            ({"first_name": "A", "last_name": f"P{number}", "email": f"p{number}@x.no"} for number in range(_PEOPLE)),
        )
    return session


def _serve(pipe: Connection, many: int, linked: int) -> None:
    every = many // linked
    with ImapServer() as server:
        with server.client() as box:
            for number in range(many):
                chosen = number % every == 0 and number // every < linked
                sender = f"p{number // every % _PEOPLE}@x.no" if chosen else f"q{number}@y.no"
                when = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
                box.append(mail(sender, subject=f"Message {number}", text="Hei!\n" * 50, when=when), "INBOX")
        for folder in ("Sent", "Archive", "Projects"):
            server.put(folder=folder)
        pipe.send(server.direct_port)
        pipe.recv()
