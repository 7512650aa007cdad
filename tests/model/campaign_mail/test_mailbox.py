"""What comes back to the mailbox counts for the campaign that was sent, and so does who unsubscribes (CAMP-19, R11)."""

from __future__ import annotations

from dataclasses import replace

from model.campaign_mail import queue
from model.campaign_mail.plan import plan_sending
from model.campaign_mail.sending import send_campaign
from model.campaigns.marks import marks_of
from model.campaigns.recipients import Recipient
from model.core.access.session import Session
from model.core.changes.change import read
from model.customers.records import Customer
from model.mail.settings import Secrets, Server
from model.mail.sync import sync
from tests.model.campaign_mail.campaigning import account_at, campaign, recipient
from tests.model.campaign_mail.test_killed import returned_letter
from tests.model.filing import customer
from tests.model.mail.mails import mail
from tests.standins.imap import PASSWORD, USER, ImapServer
from tests.standins.smtp import SmtpServer


def test_sent_come_back_unsubscribed_and_left_out_next_time(session: Session) -> None:
    spring = campaign(session)
    nes = customer(session, "Nes AS", email="nes@kunde.example")
    gone, says_no = (
        recipient(session, spring, "gone@kunde.example"),
        recipient(session, spring, "nes@kunde.example", of_customer=nes),
    )
    with SmtpServer() as smtp, ImapServer() as imap:
        box = Server("127.0.0.1", imap.port, USER, "none")
        secrets = Secrets(environment={"SALG_MAIL_PASSWORD": PASSWORD})
        account = replace(account_at(smtp), imap=box, secrets=secrets)
        queue.start(session, plan_sending(session, spring))
        assert send_campaign(session, account, spring).sent == 2
        first, second = (taken.message for taken in smtp.taken)
        link = str(second["list-unsubscribe"]).strip(" <>")
        subject = link.partition("?subject=")[2].replace("%20", " ")
        imap.put(returned_letter(first, 1), mail("nes@kunde.example", to="kari@firma.example", subject=subject))
        sync(session, account)
        assert sync(session, account).is_nothing
    assert read(session, Recipient, gone).response == "returned"
    assert (marks_of(session, spring).sent, marks_of(session, spring).returned) == (2, 1)
    assert read(session, Customer, nes).no_email
    autumn = campaign(session, subject="Autumn")
    recipient(session, autumn, "gone@kunde.example")
    recipient(session, autumn, "nes@kunde.example")
    assert plan_sending(session, autumn).counts == {"invalid": 1, "opted_out": 1}
    assert read(session, Recipient, says_no).sent
