"""Returned mail counts for the campaign that sent it, and marks the address where that is wrong (CAMP-19, R11)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from model.campaigns.marks import marks_of
from model.campaigns.recipients import Recipient
from model.campaigns.records import Campaign
from model.core.access.session import Session
from model.core.changes.change import read
from model.core.errors import NotAllowedError
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from model.mail.addresses import key_of
from model.mail.invalid_addresses import invalid_addresses, trust_address
from model.mail.message import Address, ParsedMessage, identity
from model.mail.return_record import EmailReturn
from model.mail.returns import note_returned_mail, recipient_mark, recipient_of_mark
from model.mail.settings import MailAccount
from model.mail.sync import sync
from tests import on_file
from tests.model.filing import customer, file
from tests.model.mail.filed import filed
from tests.model.mail.mails import mail
from tests.model.mail.test_bounces import report
from tests.model.mail.test_stored_message import colleague
from tests.standins.imap import ImapServer

HARD = "Final-Recipient: rfc822; rewritten@elsewhere.example\nAction: failed\nStatus: 5.1.1\n"
FULL = "Final-Recipient: rfc822; ola@nes.example\nAction: failed\nStatus: 5.2.2\n"
SOFT = "Final-Recipient: rfc822; ola@nes.example\nAction: delayed\nStatus: 4.2.2\n"
VACATION = b"From: ola@elsewhere.example\nTo: kari@salg.example\nAuto-Submitted: auto-replied\n\nAway."


@pytest.fixture
def recipient(session: Session) -> int:
    campaign = file(session, Campaign, subject="Spring")
    return file(session, Recipient, campaign=campaign, email="Ola@Nes.example", sent=True)


def returned(session: Session, recipient: int, status: str = HARD, message_id: str = "<r1@mx.example>") -> bytes:
    mark = recipient_mark(session, recipient)
    return report(status, headers=f"Message-ID: {message_id}\n", returned=f"X-Campaign-Recipient: {mark}\n")


def test_a_hard_return_counts_and_marks_the_address_that_was_written_to(session: Session, recipient: int) -> None:
    """R11; the recipient's server may have sent it on: the address on file is what is wrong."""
    assert note_returned_mail(session, [b"From: a@b.no\n\nHello", returned(session, recipient)]) == 1
    now = read(session, Recipient, recipient)
    assert now.response == "returned"
    campaign = now.campaign
    assert marks_of(session, campaign).returned == 1
    found = invalid_addresses(session, ["ola@nes.example", "rewritten@elsewhere.example"])
    assert [*found] == ["ola@nes.example"]
    assert found["ola@nes.example"].status == "5.1.1"
    undo(session, latest_own(session).id)
    assert read(session, Recipient, recipient).response == "none"
    assert invalid_addresses(session, ["ola@nes.example"]) == {}


@pytest.mark.parametrize(("status", "response"), [(SOFT, "none"), (FULL, "returned")])
def test_a_soft_return_is_logged_and_a_full_mailbox_is_no_wrong_address(
    session: Session, recipient: int, status: str, response: str
) -> None:
    assert note_returned_mail(session, [returned(session, recipient, status)]) == 1
    assert read(session, Recipient, recipient).response == response
    assert invalid_addresses(session, ["ola@nes.example"]) == {}
    assert on_file.count(session.store, EmailReturn) == 1


def test_the_same_return_counts_once(session: Session, recipient: int) -> None:
    """It lies in two mailboxes, or a mailbox is read anew."""
    message = returned(session, recipient)
    assert note_returned_mail(session, [message, message]) == 1
    assert note_returned_mail(session, [message]) == 0
    without_id = returned(session, recipient, SOFT, "none")
    assert [note_returned_mail(session, [without_id]) for _number in range(2)] == [1, 0]


def test_who_has_answered_has_got_it(session: Session) -> None:
    campaign = file(session, Campaign, subject="Spring")
    values = {"campaign": campaign, "email": "ola@nes.example", "sent": True, "response": "positive"}
    recipient = file(session, Recipient, **values)
    note_returned_mail(session, [returned(session, recipient)])
    assert read(session, Recipient, recipient).response == "positive"


def test_nobody_is_marked_by_what_anybody_can_write(session: Session, recipient: int) -> None:
    """A mark is signed; a recipient who was sent nothing gets nothing back; vacation answers are no returns."""
    mark = recipient_mark(session, recipient)
    other = file(session, Recipient, campaign=read(session, Recipient, recipient).campaign, email="x@y.example")
    for forged in (str(recipient), f"{recipient}-", f"{other}-{mark.partition('-')[2]}", f"{recipient}-{'0' * 20}"):
        message = report(HARD, returned=f"X-Campaign-Recipient: {forged}\n")
        assert note_returned_mail(session, [message]) == 0
        assert recipient_of_mark(session, forged) is None
    assert note_returned_mail(session, [returned(session, other)]) == 0
    vacation = f"From: ola@nes.example\nTo: kari+bounce-{mark}@firma.example\nAuto-Submitted: auto-replied\n\nAway."
    assert note_returned_mail(session, [vacation.encode()]) == 0
    assert on_file.count(session.store, EmailReturn) == 0


def test_an_e_mail_from_a_card_that_comes_back_marks_its_address(session: Session) -> None:
    mine = ParsedMessage(message_id="<one@firma.example>", senders=(Address("", "kari@firma.example"),))
    email = filed(
        session, [], direction="out", message_id="<one@firma.example>", identity=identity(mine),
        addressed="Ola <ola@nes.example>, Per <per@nes.example>",
    )  # fmt: skip
    message = report("Final-Recipient: rfc822; Ola@nes.example\nAction: failed\nStatus: 5.1.1\n")
    assert note_returned_mail(session, [message]) == 1
    assert on_file.values(session.store, EmailReturn.email) == [email]
    assert [*invalid_addresses(session, ["ola@nes.example", "per@nes.example"])] == ["ola@nes.example"]


def test_an_address_is_trusted_again(session: Session, recipient: int) -> None:
    note_returned_mail(session, [returned(session, recipient)])
    assert trust_address(session, "OLA@nes.example")
    assert invalid_addresses(session, ["ola@nes.example"]) == {}
    assert not trust_address(session, "ola@nes.example")
    undo(session, latest_own(session).id)
    assert key_of("ola@nes.example") in invalid_addresses(session, ["ola@nes.example"])


def test_a_reader_notes_nothing(session: Session, recipient: int) -> None:
    with pytest.raises(NotAllowedError):
        note_returned_mail(colleague(session, "reader"), [returned(session, recipient)])


def test_fetched_it_is_noted_and_a_later_message_from_there_takes_it_back(
    session: Session, recipient: int, server: ImapServer, account: MailAccount
) -> None:
    """What a mail server wrote concerns nobody on file, and is read for what it says of others."""
    customer(session, email="ola@nes.example")
    server.put(returned(session, recipient), VACATION, mail("x@nowhere.example"))
    assert sync(session, account).returned == 1
    assert read(session, Recipient, recipient).response == "returned"
    assert [*invalid_addresses(session, ["ola@nes.example"])] == ["ola@nes.example"]
    assert sync(session, account).is_nothing
    server.put(mail("ola@nes.example", when=session.clock() - timedelta(days=900)))
    assert sync(session, account).stored == 1
    assert [*invalid_addresses(session, ["ola@nes.example"])] == ["ola@nes.example"]
    server.put(mail("ola@nes.example", when=session.clock() + timedelta(minutes=1)))
    assert sync(session, account).stored == 1
    assert invalid_addresses(session, ["ola@nes.example"]) == {}
