"""A campaign of 10 000 messages made and handed over, against smtplib with the same messages made before (CAMP-19).

The server is the stand-in, in a process of its own. What a campaign does besides: each recipient is judged and its
message filled and made, and written down before and after it is handed over; then the recipients are marked.
"""

from __future__ import annotations

import resource
import smtplib
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from model.campaign_mail import queue
from model.campaign_mail.material import Material, message_id_of
from model.campaign_mail.plan import plan_sending, prepared
from model.campaign_mail.sending import send_campaign
from model.campaigns.recipients import Recipient
from model.campaigns.records import Campaign
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.settings import MailSettings
from model.core.storage.database import open_store
from model.mail.headers import Address
from model.mail.returns import recipient_mark
from model.mail.settings import MailAccount, mail_account
from model.people.signing_in import sign_in
from model.templates.records import Template
from tests.bench.figures import Figure, milliseconds, stopwatch

PEOPLE = 10_000
_TEXT = "Hei {{ recipient.contact }}!\n\n" + "Vi har et tilbud til {{ recipient.company }} i vår.\n" * 10
_HTML = "<p>Hei {{ recipient.contact }}!</p>" + "<p>Vi har et tilbud til {{ recipient.company }} i vår.</p>" * 10
_SERVER = """
import sys
from tests.standins.smtp import SmtpServer
with SmtpServer() as server:
    print(server.port, flush=True)
    for line in sys.stdin:
        every = [address for taken in server.taken for address in taken.recipients]
        print(len(every), len(set(every)), flush=True)
        server.taken.clear()
"""


def measure(size: float = 1.0) -> Iterator[Figure]:
    """Yield the plan, the sending, and what it takes of memory."""
    people = max(50, int(PEOPLE * size))
    server = subprocess.Popen([sys.executable, "-c", _SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        port = int(server.stdout.readline())
        with tempfile.TemporaryDirectory(prefix="salg-campaign") as folder:
            store = open_store(Path(folder) / "salg.db")
            session = sign_in(store, "bench", lambda: datetime.now(UTC))
            account = _account(port)
            few, campaign = _fill(session, people // 10), _fill(session, people)
            _sent(session, account, few)
            began = stopwatch()
            plan = plan_sending(session, campaign)
            planned = stopwatch() - began
            assert plan.goes == people
            queue.start(session, plan)
            _taken(server)
            before = _memory()
            began = stopwatch()
            assert send_campaign(session, account, campaign).sent == people
            took = stopwatch() - began
            more = _memory() - before
            assert _taken(server) == (people, people)
            messages = _made(session, account, campaign)
            began = stopwatch()
            _bare(port, messages)
            bare = stopwatch() - began
            assert _taken(server) == (people, people)
            yield Figure(f"the plan of {people} recipients", planned * 1000 / people, "ms each")
            yield Figure(
                f"a campaign of {people} sent, against smtplib with its messages", took / bare, target=2.0,
                note=f"campaign {milliseconds(took / people)} a message, smtplib {milliseconds(bare / people)}",
            )  # fmt: skip
            yield Figure(f"memory of {people} messages more than of {people // 10}", more, "MB", 10.0)
            store.close()
    finally:
        server.kill()
        server.wait()


def _account(port: int) -> MailAccount:
    settings = MailSettings(address="kari@firma.example", smtp=f"smtp://127.0.0.1:{port}", throttle=10_000_000)
    found = mail_account(settings, Path("."), {})
    assert found is not None
    return found


def _fill(session: Session, people: int) -> int:
    with change(session, "Fill", "add") as made:
        values = {"name": f"Spring {people}", "kind": "email", "language": "nb", "subject": "Tilbud"}
        template = made.insert(Template, {**values, "text": _TEXT, "html": _HTML})
        campaign = made.insert(Campaign, {"subject": f"Spring {people}", "template": template})
        rows = (
            {
                "campaign": campaign, "email": f"a{number}@kunde{people}.example", "contact": f"Kari Nr. {number}",
                "company": f"Kunde {number} AS", "country": "NO",
            }
            for number in range(people)
        )  # fmt: skip
        made.insert_many(Recipient, rows)
    return campaign


def _sent(session: Session, account: MailAccount, campaign: int) -> None:
    queue.start(session, plan_sending(session, campaign))
    send_campaign(session, account, campaign)


def _made(session: Session, account: MailAccount, campaign: int) -> list[tuple[str, bytes]]:
    material = Material(session, campaign)
    found = []
    for verdict, filled, name in prepared(material, always=True):
        assert filled is not None
        mark = recipient_mark(session, verdict.recipient)
        message_id = message_id_of(account, campaign, mark, 1)
        to = Address(name, verdict.address)
        found.append((verdict.address, material.message(account, filled, to, mark, message_id, session.clock())))
    return found


def _bare(port: int, messages: list[tuple[str, bytes]]) -> None:
    with smtplib.SMTP("127.0.0.1", port) as connection:
        for address, message in messages:
            connection.sendmail("kari@firma.example", [address], message)


def _taken(server: subprocess.Popen[str]) -> tuple[int, int]:
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write("\n")
    server.stdin.flush()
    count, different = server.stdout.readline().split()
    return int(count), int(different)


def _memory() -> float:
    """Return the most that this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    from tests.bench.__main__ import row

    for figure in measure(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0):
        print(row(figure), flush=True)
