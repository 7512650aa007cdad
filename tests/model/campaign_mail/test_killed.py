"""A program that sends a campaign is killed, twice: each address gets one message, and none gets two (CAMP-19)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.message import EmailMessage

import pytest

from model.campaign_mail import queue
from model.campaign_mail.plan import plan_sending
from model.campaign_mail.progress import doubtful, progress
from model.campaign_mail.sending import send_campaign
from model.campaigns.economy import economy
from model.campaigns.figures import actual
from model.campaigns.marks import marks_of
from model.campaigns.recipients import Recipient
from model.campaigns.records import Campaign
from model.core.access.session import Session
from model.core.changes.change import change, read
from model.mail.invalid_addresses import invalid_addresses
from model.mail.returns import note_returned_mail
from tests.model.campaign_mail.campaigning import account_at, campaign, template
from tests.model.core.processes import Program
from tests.model.mail.test_bounces import report
from tests.standins.smtp import SmtpServer

PEOPLE = 500
AT_THE_DOOR, BY_LETTER = range(0, 500, 50), range(7, 500, 50)
"""Numbers of those whose address the server refuses at once, and of those from whom a letter comes back."""

SENDER = """
from datetime import timedelta
from model.campaign_mail.sending import send_campaign
from model.core.settings import MailSettings
from model.mail.settings import mail_account

minutes, campaign, port = {minutes}, {campaign}, {port}
session = sign_in(open_store(location), "root", lambda: clock() + timedelta(minutes=minutes))
settings = MailSettings(address="kari@firma.example", smtp=f"smtp://127.0.0.1:{{port}}", throttle=100_000)
say(str(send_campaign(session, mail_account(settings, Path("."), {{}}), campaign).sent))
"""


def at(session: Session, minutes: int) -> Session:
    moment = datetime(2026, 11, 21, 12, tzinfo=UTC) + timedelta(minutes=minutes)
    return replace(session, clock=lambda: moment)


def addresses(server: SmtpServer) -> Counter[str]:
    return Counter(address for taken in server.taken for address in taken.recipients)


def returned_letter(message: EmailMessage, number: int) -> bytes:
    mark = message["x-campaign-recipient"]
    return report(
        f"Final-Recipient: rfc822; {message['to']}\nAction: failed\nStatus: 5.1.1\n",
        headers=f"Message-ID: <back{number}@mx.example>\n",
        returned=f"X-Campaign-Recipient: {mark}\n",
    )


@pytest.mark.slow
def test_killed_twice_each_address_gets_one_message_and_what_comes_back_counts(session: Session) -> None:
    session = at(session, 0)
    spring = campaign(session, template(session, text="Hei {{ recipient.contact }}"))
    with change(session, "Recipients", "add") as made:
        rows = [
            {"campaign": spring, "email": f"a{number}@kunde.example", "contact": f"Nr. {number}", "country": "NO"}
            for number in range(PEOPLE)
        ]
        made.insert_many(Recipient, rows)
        costs = {"planning": 1_000, "distribution": 2, "return": 10}
        made.update(Campaign, spring, {f"actual_cost_{line}": Decimal(amount) for line, amount in costs.items()})
    plan = plan_sending(session, spring)
    assert plan.goes == PEOPLE
    queue.start(session, plan)
    with SmtpServer() as server:
        for number in AT_THE_DOOR:
            server.plan.rcpt[f"a{number}@kunde.example"] = "550 5.1.1 No such user"
        for run, enough in enumerate((120, 300)):
            code = SENDER.format(minutes=run * 30, campaign=spring, port=server.port)
            program = Program(session.store.location, code)
            program.ready()
            program.go()
            while len(server.taken) < enough:
                assert program.process.poll() is None, program.errors()
            program.kill()
        third = at(session, 90)
        account = account_at(server)
        send_campaign(third, account, spring)
        # Each kill leaves at most one message in doubt; what the server has of it is what a person would look up.
        doubts = doubtful(third, spring)
        assert len(doubts) <= 2
        for one in doubts:
            queue.answer(third, spring, was_sent=bool(addresses(server)[one.address]), recipients=[one.recipient])
        send_campaign(third, account, spring)
        got = addresses(server)
        expected = {f"a{number}@kunde.example" for number in range(PEOPLE) if number not in AT_THE_DOOR}
        assert got == Counter(expected)
        found = progress(third, spring)
        assert (found.state, found.count("sent"), found.count("returned")) == ("done", 490, 10)
        by_address = {taken.recipients[0]: taken.message for taken in server.taken}
    letters = [returned_letter(by_address[f"a{number}@kunde.example"], number) for number in BY_LETTER]
    assert note_returned_mail(third, letters) == 10
    assert note_returned_mail(third, letters) == 0
    marks = marks_of(session, spring)
    assert (marks.sent, marks.returned) == (PEOPLE, 20)
    bad = {f"a{number}@kunde.example" for number in (*AT_THE_DOOR, *BY_LETTER)}
    assert invalid_addresses(session, [f"a{number}@kunde.example" for number in range(PEOPLE)]).keys() == bad
    values = read(session, Campaign, spring)
    figures = actual({name: getattr(values, name) for name in Campaign.fields()}, marks)
    # 1 000 for planning, 500 sent at 2, 20 returns at 10.
    assert economy(figures).total_cost == 2_200
    assert economy(figures).return_rate == 4
