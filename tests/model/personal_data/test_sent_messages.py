"""What was sent to a person names nobody any more once the person is erased (G01)."""

from __future__ import annotations

from model.campaign_mail import queue
from model.campaign_mail.plan import plan_sending
from model.campaign_mail.sending import send_campaign
from model.core.access.session import Session
from model.core.settings import MailSettings
from model.customers.records import Contact
from model.mail import outbox
from model.mail.composition import addresses_in
from model.mail.delivery import send_due
from model.mail.sending import Written, send
from model.mail.settings import mail_account
from model.personal_data.erase import erase, plan_erase
from tests.model.campaign_mail.campaigning import account_at, campaign, recipient
from tests.model.filing import contact
from tests.plain_sql import plain_sql
from tests.standins.smtp import SmtpServer


def everything(session: Session, table: str) -> str:
    return str(session.store.rows(plain_sql(f"SELECT * FROM {table}")))


def test_the_outbox_names_the_person_no_more_and_what_waits_is_cancelled(session: Session, tmp_path) -> None:
    kari = contact(session, "Kari", "Nes", email="kari@nes.example")
    account = mail_account(MailSettings(address="me@firma.example", smtp="smtp://127.0.0.1:9"), tmp_path, {})
    for to in ("KARI@nes.example", "ola@else.example"):
        send(session, account, Written(addresses_in(to, "to"), "Offer", "Hello"))
    with SmtpServer() as server:
        server.plan.rcpt["kari@nes.example"] = server.plan.rcpt["KARI@nes.example"] = "550 kari@nes.example is unknown"
        send_due(session, account_at(server), only=1)
    erase(session, plan_erase(session, Contact, kari))
    assert "nes.example" not in everything(session, "outgoing_email").casefold()
    assert [one.recipients for one in outbox.outbox(session)] == [("ola@else.example",)]


def test_what_waits_for_the_person_is_not_sent(session: Session, tmp_path) -> None:
    kari = contact(session, "Kari", "Nes", email="kari@nes.example")
    account = mail_account(MailSettings(address="me@firma.example", smtp="smtp://127.0.0.1:9"), tmp_path, {})
    send(session, account, Written(addresses_in("kari@nes.example", "to"), "Offer", "Hello"))
    erase(session, plan_erase(session, Contact, kari))
    with SmtpServer() as server:
        send_due(session, account_at(server))
        assert server.taken == []


def test_what_servers_said_of_a_recipient_is_forgotten(session: Session) -> None:
    kari = contact(session, "Kari", "Nes", email="kari@nes.example")
    spring = campaign(session)
    recipient(session, spring, "kari@nes.example", of_contact=kari)
    queue.start(session, plan_sending(session, spring))
    with SmtpServer() as server:
        server.plan.rcpt["kari@nes.example"] = "451 kari@nes.example is away"
        send_campaign(session, account_at(server), spring)
    assert "is away" in everything(session, "campaign_message")
    erase(session, plan_erase(session, Contact, kari))
    assert "nes.example" not in everything(session, "campaign_message")
    assert "nes.example" not in everything(session, "email_return")
