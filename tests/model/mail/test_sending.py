"""An e-mail that is written here: on file, linked and on its way in one change (COM-13, CUST-16)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from model.activities.links import places_of
from model.activities.records import Message
from model.core.access.session import Session
from model.core.changes.change import read
from model.core.changes.deletion import delete
from model.core.errors import UserError
from model.core.history.past_changes import latest
from model.core.history.undo import undo
from model.core.settings import MailSettings
from model.mail import outbox
from model.mail.composition import addresses_in
from model.mail.delivery import send_due
from model.mail.message import Attachment
from model.mail.records import EmailAddress, EmailAttachment, EmailMessage
from model.mail.sending import Written, document_attachment, file_attachment, send
from model.mail.settings import MailAccount, mail_account
from tests import on_file
from tests.model.filing import contact, customer
from tests.standins.smtp import SmtpServer


@pytest.fixture
def server():
    with SmtpServer() as running:
        yield running


@pytest.fixture
def account(server, tmp_path) -> MailAccount:
    settings = MailSettings(address="kari@firma.example", smtp=f"smtp://127.0.0.1:{server.port}")
    found = mail_account(settings, tmp_path, {})
    assert found is not None
    return found


def written(to="Per <per@kunde.example>", **more) -> Written:
    return Written(**{"to": addresses_in(to, "to"), "subject": "Tilbud", "text": "Hei\n", **more})


def test_what_is_sent_stands_on_the_cards_of_whom_it_is_for(session, account, server):
    fjord = customer(session, email="post@kunde.example")
    per = contact(session, "Per", "Haug", email="PER@kunde.example")
    other = customer(session, "Berg AS")
    email, _out = send(
        session, account, written(cc=addresses_in("post@kunde.example", "cc"), places=[("customer", other)])
    )
    found = read(session, Message, email)
    assert (found.direction, found.subject, found.sender) == (
        "out",
        "Tilbud",
        f"{session.person.name} <kari@firma.example>",
    )
    linked = {(kind, number) for kind, number, _title in places_of(session, email)}
    assert linked == {("customer", fjord), ("contact", per), ("customer", other)}
    assert sorted(on_file.values(session.store, EmailAddress.key)) == ["per@kunde.example", "post@kunde.example"]
    assert send_due(session, account).count("sent") == 1
    assert server.taken[0].message["message-id"] == on_file.value(session.store, EmailMessage.message_id)


def test_an_answer_is_of_the_same_conversation(session, account, server):
    first, _out = send(session, account, written())
    send(session, account, written(answers=first))
    send_due(session, account)
    begun, answered = (one.message for one in server.taken)
    assert answered["in-reply-to"] == begun["message-id"]
    assert answered["references"] == begun["message-id"]
    threads = set(on_file.values(session.store, EmailMessage.thread))
    assert len(threads) == 1


def test_undone_while_it_waits_it_is_not_sent(session, account, server):
    send(session, account, written())
    undo(session, latest(session)[0].id)
    assert send_due(session, account).messages == []
    assert outbox.outbox(session, everything=True) == []
    undo(session, latest(session)[0].id)
    assert send_due(session, account).count("sent") == 1
    assert len(server.taken) == 1


def test_what_has_been_sent_is_not_undone(session, account):
    email, _out = send(session, account, written())
    change = latest(session)[0].id
    send_due(session, account)
    with pytest.raises(UserError):
        undo(session, change)
    assert read(session, Message, email).direction == "out"
    delete(session, Message, [email])
    undo(session, latest(session)[0].id)
    assert read(session, Message, email).direction == "out"


def test_files_are_kept_with_it(session, account, server, tmp_path):
    (tmp_path / "Tilbud på øl.txt").write_bytes("æøå".encode())
    files = [file_attachment(tmp_path / "Tilbud på øl.txt"), Attachment("a.pdf", "application/pdf", b"%PDF")]
    email, _out = send(session, account, written(attachments=files))
    assert read(session, Message, email).attachments == 2
    assert sorted(on_file.values(session.store, EmailAttachment.name)) == ["Tilbud på øl.txt", "a.pdf"]
    assert all(on_file.values(session.store, EmailAttachment.content))
    send_due(session, account)
    assert [part.get_filename() for part in server.taken[0].message.iter_attachments()] == ["Tilbud på øl.txt", "a.pdf"]


def test_a_document_goes_along(session, account, tmp_path):
    from model.documents import keeping

    (tmp_path / "avtale.pdf").write_bytes(b"%PDF")
    fjord = customer(session)
    document = keeping.add(session, ("customer", fjord), tmp_path / "avtale.pdf")
    assert document_attachment(session, document) == Attachment("avtale.pdf", "", b"%PDF")


def test_a_draft_becomes_what_is_sent(session, account):
    from model.activities.adding import add

    draft = add(session, "email", {"subject": "Tilbud", "direction": "draft"}, [])
    email, _out = send(session, account, written(draft=draft))
    assert email == draft
    assert read(session, Message, email).direction == "out"


def test_nothing_is_on_file_of_what_cannot_be_sent(session, account):
    with pytest.raises(UserError):
        send(session, account, written(to="", subject="Hei"))
    with pytest.raises(UserError):
        send(session, account, written(subject="", text=" "))
    assert on_file.count(session.store, EmailMessage) == 0
    assert outbox.outbox(session, everything=True) == []


def test_bcc_stands_in_no_header(session, account, server):
    send(session, account, written(bcc=addresses_in("sjef@firma.example", "bcc")))
    send_due(session, account)
    assert server.taken[0].recipients == ["per@kunde.example", "sjef@firma.example"]
    assert b"sjef" not in server.taken[0].content


def test_a_moment_later_it_is_not_sent_twice_by_another_host(session: Session, account, server):
    send(session, account, written())
    other = replace(session, clock=lambda: session.clock() + timedelta(seconds=1))
    assert send_due(session, account).count("sent") + send_due(other, account).count("sent") == 1
    assert len(server.taken) == 1
