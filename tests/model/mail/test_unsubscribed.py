"""Who unsubscribes by e-mail gets no marketing any more, whatever record has the address (CAMP-19, R15)."""

from __future__ import annotations

import pytest

from model.campaign_mail.verdicts import verdicts
from model.campaigns.recipients import Recipient
from model.campaigns.records import Campaign
from model.core.access.session import Session
from model.core.changes.change import read
from model.core.errors import NotAllowedError
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from model.customers.records import Customer
from model.mail.message import parse
from model.mail.returns import recipient_mark
from model.mail.settings import MailAccount
from model.mail.sync import sync
from model.mail.unsubscribed import note_unsubscribed
from model.marketing.opted_out import address_left_out
from tests.model.filing import customer, file, lead
from tests.model.mail.mails import mail
from tests.model.mail.test_stored_message import colleague
from tests.standins.imap import ImapServer


def recipient(session: Session, email: str = "ola@nes.example", **values: object) -> int:
    campaign = file(session, Campaign, subject="Spring")
    return file(session, Recipient, **{"campaign": campaign, "email": email, "sent": True, **values})


def asked(session: Session, number: int, subject: str = "unsubscribe {mark}"):  # type: ignore[no-untyped-def]
    return [parse(mail("somebody@else.example", subject=subject.format(mark=recipient_mark(session, number))))]


def test_the_record_says_no_and_the_day_and_how(session: Session) -> None:
    nes = customer(session, "Nes AS", email="ola@nes.example")
    number = recipient(session, of_customer=nes)
    assert note_unsubscribed(session, asked(session, number)) == 1
    found = read(session, Customer, nes)
    assert (found.no_email, found.no_email_source) == (True, "unsubscribe")
    assert note_unsubscribed(session, asked(session, number, "Re: Unsubscribe {mark}")) == 0
    undo(session, latest_own(session).id)
    assert not read(session, Customer, nes).no_email
    assert address_left_out(session, "email", "ola@nes.example") is None


def test_r15_who_is_on_no_record_is_remembered_and_comes_again_with_the_wish(session: Session) -> None:
    number = recipient(session, contact="Ola Nes")
    assert note_unsubscribed(session, asked(session, number)) == 1
    found = address_left_out(session, "email", "ola@nes.example")
    assert found is not None
    assert found.source == "unsubscribe"
    again = recipient(session, "OLA@nes.example", of_lead=lead(session, "Nes AS", email="Ola@nes.example"), sent=False)
    campaign = read(session, Recipient, again).campaign
    assert [each.reason for each in verdicts(session, read(session, Campaign, campaign))] == ["opted_out"]


@pytest.mark.parametrize("subject", ["unsubscribe", "unsubscribe 1-0000", "Hello {mark}", "unsubscribe {mark}0"])
def test_nobody_is_unsubscribed_by_what_anybody_can_write(session: Session, subject: str) -> None:
    number = recipient(session)
    assert note_unsubscribed(session, asked(session, number, subject)) == 0
    unsent = recipient(session, "per@nes.example", sent=False)
    assert note_unsubscribed(session, asked(session, unsent)) == 0


def test_a_hidden_record_says_no_too_and_is_not_told(session: Session) -> None:
    hidden = customer(session, "Hemmelig AS", email="h@nes.example", owner_only=True, owner=session.person.id)
    number = recipient(session, "h@nes.example", of_customer=hidden)
    assert note_unsubscribed(colleague(session), asked(session, number)) == 1
    assert read(session, Customer, hidden).no_email


def test_a_reader_notes_nothing(session: Session) -> None:
    number = recipient(session)
    with pytest.raises(NotAllowedError):
        note_unsubscribed(colleague(session, "reader"), asked(session, number))


def test_it_is_found_in_the_mailbox_though_it_concerns_nobody_on_file(
    session: Session, server: ImapServer, account: MailAccount
) -> None:
    number = recipient(session)
    server.put(mail("alias@elsewhere.example", subject=f"unsubscribe {recipient_mark(session, number)}"))
    sync(session, account)
    assert address_left_out(session, "email", "ola@nes.example") is not None
