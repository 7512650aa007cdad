"""A mailbox and the cards are brought into line (CUST-16, LEAD-10, COM-13)."""

from __future__ import annotations

import pytest

from model.activities.links import places_of
from model.activities.records import Message
from model.core.access.fetch import read
from model.core.changes.change import change
from model.core.errors import NotFoundError, StorageError
from model.core.history.undo import undo
from model.customers.records import Contact, Customer, CustomerContact
from model.documents import contents
from model.leads.records import Lead
from model.mail import incoming
from model.mail import sync as sync_room
from model.mail.mailbox import UnreachableError
from model.mail.mailbox_state import BusyError, claim, status_of
from model.mail.on_file import newest_change
from model.mail.records import EmailAttachment, EmailMessage
from model.mail.settings import MailSettingsError
from model.mail.sync import sync
from tests.model import filing
from tests.model.mail.mails import mail


def emails(session):
    """ID → subject of the e-mails that the person sees, in the order of their IDs."""
    from model.core.access.seen import seen

    return dict(session.rows(Message.select(Message.id, Message.subject).where(seen(Message)).order_by(Message.id)))


def links(session, email):
    return sorted(place[:2] for place in places_of(session, email))


def newest(session):
    return session.store.value(EmailMessage.select(EmailMessage.email).order_by(EmailMessage.id.desc()).limit(1))


def set_field(session, record, record_id, **values):
    with change(session, "Set", "edit") as made:
        made.update(record, record_id, values)


def test_only_what_concerns_somebody_on_file_is_stored(session, server, account):
    customer = filing.customer(session, email="post@fjord.no")
    contact = filing.contact(session, "Amy", "Wong", email="Amy@Fjord.no")
    filing.file(session, CustomerContact, customer=customer, contact=contact)
    lead = filing.lead(session, "Vik AS", email="ola@vik.no")
    server.put(
        mail("Amy Wong <amy@FJORD.no>", cc="ola@vik.no", subject="Tilbud", text="Kan vi få et tilbud?"),
        mail("nobody@nowhere.example", subject="Reklame"),
        mail("Stranger <x@fjord.no>", subject="Same domain"),
    )
    result = sync(session, account)
    assert (result.seen, result.stored) == (3, 1)
    assert [*emails(session).values()] == ["Tilbud"]
    email = newest(session)
    assert links(session, email) == [("contact", contact), ("customer", customer), ("lead", lead)]
    stored = read(session, Message, email)
    assert (stored.direction, stored.text, stored.sender) == (
        "in",
        "Kan vi få et tilbud?",
        "Amy Wong <amy@FJORD.no>",
    )
    assert stored.at.isoformat() == "2026-11-20T09:00:00+00:00"
    assert server.count(r"UID FETCH \d+ \(UID FLAGS RFC822.SIZE INTERNALDATE BODY.PEEK\[\]\)") == 1


def test_nothing_new_opens_no_folder(session, server, account):
    filing.customer(session, email="amy@fjord.no")
    server.put(mail())
    sync(session, account)
    server.commands.clear()
    assert sync(session, account).is_nothing
    assert not server.count("EXAMINE|SELECT|UID")
    assert status_of(session, account.mailbox_name).failure is None


def test_what_is_sent_by_an_employee_is_out(session, server, account):
    filing.customer(session, email="amy@fjord.no")
    server.put(mail("Kari <kari@salg.example>", "amy@fjord.no", X_Priority="1 (Highest)"), folder="Sent")
    sync(session, account)
    stored = read(session, Message, newest(session))
    assert (stored.direction, stored.priority, stored.recipients) == ("out", "high", "amy@fjord.no")


def test_own_addresses_link_nothing(session, server, account):
    filing.customer(session, "Salg AS", email="kari@salg.example")
    server.put(mail("x@y.no"))
    assert sync(session, account).stored == 0


def test_drafts_trash_and_junk_are_not_read(session, server, account):
    filing.customer(session, email="amy@fjord.no")
    for folder in ("Drafts", "Slettede elementer", "Junk"):
        server.put(mail(), folder=folder)
    assert sync(session, account).seen == 0


def test_an_address_with_a_domain_in_other_letters(session, server, account):
    first = filing.customer(session, "Én", email="ola@blåbær.no")
    second = filing.lead(session, "To", email="per@xn--blbr-roah.no")
    server.put(mail("ola@xn--blbr-roah.no", subject="1"), mail("per@xn--blbr-roah.no", subject="2"))
    sync(session, account)
    found = {subject: links(session, email) for email, subject in emails(session).items()}
    assert found == {"1": [("customer", first)], "2": [("lead", second)]}


def test_deleted_in_the_mailbox_is_gone_from_the_card_and_comes_back_by_undo(session, server, account):
    filing.customer(session, email="amy@fjord.no")
    server.put(mail(subject="A", files=(("a.pdf", b"%PDF"),)), mail(subject="B"))
    sync(session, account)
    with server.client() as box:
        box.delete([found.uid for found in box.fetch(mark_seen=False) if found.subject == "A"])
    result = sync(session, account)
    assert result.gone == 1
    assert [*emails(session).values()] == ["B"]
    undo(session, newest_change(session))
    assert sorted(emails(session).values()) == ["A", "B"]
    assert session.store.value(EmailAttachment.select(EmailAttachment.name)) == "a.pdf"
    assert sync(session, account).is_nothing


def test_moved_to_another_folder_it_stays(session, server, account):
    filing.customer(session, email="amy@fjord.no")
    server.put(mail(subject="A"))
    server.put(folder="Kunder")
    sync(session, account)
    before = emails(session)
    with server.client() as box:
        box.move(box.uids(), "Kunder")
    result = sync(session, account)
    assert (result.gone, result.stored) == (0, 0)
    assert emails(session) == before
    with server.client() as box:
        box.folder.rename("Kunder", "Gamle")
    assert sync(session, account).is_nothing
    with server.client() as box:
        box.folder.delete("Gamle")
    assert sync(session, account).gone == 1


def test_uids_that_mean_other_messages_are_read_anew(session, server, account):
    filing.customer(session, email="amy@fjord.no")
    kept, lost = mail(subject="Kept"), mail(subject="Lost")
    server.put(lost, kept, folder="Kunder")
    sync(session, account)
    before = {subject: email for email, subject in emails(session).items()}
    with server.client() as box:
        box.folder.delete("Kunder")
    server.put(mail(subject="New"), kept, folder="Kunder")
    result = sync(session, account)
    assert (result.stored, result.gone) == (1, 1)
    after = {subject: email for email, subject in emails(session).items()}
    assert after["Kept"] == before["Kept"]
    assert sorted(after) == ["Kept", "New"]


def test_a_new_address_finds_what_is_stored_and_what_is_not(session, server, account):
    customer = filing.customer(session, email="amy@fjord.no")
    server.put(mail(cc="ola@vik.no", subject="A"), mail("ola@vik.no", subject="B"))
    sync(session, account)
    assert [*emails(session).values()] == ["A"]
    lead = filing.lead(session, "Vik AS")
    assert sync(session, account).is_nothing
    set_field(session, Lead, lead, email="Ola@vik.no")
    result = sync(session, account)
    assert (result.stored, result.links) == (1, 1)
    found = {subject: links(session, email) for email, subject in emails(session).items()}
    assert found == {"A": [("customer", customer), ("lead", lead)], "B": [("lead", lead)]}
    server.commands.clear()
    assert sync(session, account).is_nothing
    assert not server.count("UID")


def test_a_contact_that_gets_a_customer_brings_its_mail(session, server, account):
    contact = filing.contact(session, "Amy", "Wong", email="amy@fjord.no")
    server.put(mail())
    sync(session, account)
    customer = filing.customer(session)
    filing.file(session, CustomerContact, customer=customer, contact=contact)
    assert sync(session, account).links == 1
    assert links(session, newest(session)) == [("contact", contact), ("customer", customer)]


def test_many_new_addresses_are_found_by_reading_all_again(session, server, account, monkeypatch):
    monkeypatch.setattr(sync_room, "MOST_SEARCHED", 2)
    server.put(*(mail(f"p{number}@x.no", subject=str(number)) for number in range(6)))
    sync(session, account)
    for number in range(5):
        filing.lead(session, f"L{number}", email=f"p{number}@x.no")
    assert sync(session, account).stored == 5


def test_deleted_here_it_is_not_fetched_again(session, server, account):
    from model.core.changes.deletion import delete

    filing.customer(session, email="amy@fjord.no")
    server.put(mail())
    sync(session, account)
    delete(session, Message, [newest(session)])
    filing.lead(session, "L", email="amy@fjord.no")
    assert sync(session, account).is_nothing


def test_one_message_in_two_mailboxes_is_one_email(session, per, server, account):
    filing.customer(session, email="amy@fjord.no")
    same = mail(to="kari@salg.example, per@salg.example")
    server.put(same)
    sync(session, account)
    other = per
    from dataclasses import replace

    second = replace(account, address="per@salg.example", imap=replace(account.imap, host="localhost"))
    result = sync(other, second)
    assert result.stored == 0
    assert len(emails(session)) == 1
    with server.client() as box:
        box.delete(box.uids())
    sync(session, account)
    assert len(emails(session)) == 1
    sync(other, second)
    assert not emails(session)


def test_a_hidden_record_hides_its_mail(session, per, server, account):
    customer = filing.customer(session)
    contact = filing.contact(session, "Amy", "Wong", email="amy@fjord.no", owner_only=True, owner=session.person.id)
    filing.file(session, CustomerContact, customer=customer, contact=contact)
    server.put(mail())
    sync(session, account)
    email = newest(session)
    assert links(session, email) == [("contact", contact), ("customer", customer)]
    other = per
    assert not emails(other)
    with pytest.raises(NotFoundError):
        read(other, Message, email)
    set_field(session, Contact, contact, owner_only=False)
    assert len(emails(other)) == 1


def test_a_colleagues_hidden_contact_is_nobody(session, per, server, account):
    filing.contact(session, "Amy", "Wong", email="amy@fjord.no", owner_only=True, owner=session.person.id)
    server.put(mail())
    assert sync(per, account).stored == 0


def test_conversations(session, server, account):
    filing.customer(session, email="amy@fjord.no")
    server.put(
        mail(subject="Tilbud", Message_ID="<1@x>"),
        mail(subject="SV: Tilbud", Message_ID="<3@x>", In_Reply_To="<2@x>"),
        mail("kari@salg.example", "amy@fjord.no", "Re: Tilbud", Message_ID="<2@x>", References="<1@x>"),
        mail(subject="VS: tilbud", Message_ID="<4@y>"),
        mail(subject="Tilbud", Message_ID="<5@y>"),
    )
    sync(session, account)
    threads = dict(session.store.rows(EmailMessage.select(EmailMessage.message_id, EmailMessage.thread)))
    assert threads["<1@x>"] == threads["<2@x>"] == threads["<3@x>"] == threads["<4@y>"] != threads["<5@y>"]


def test_files_are_kept_beside_the_database(session, server, account):
    filing.customer(session, email="amy@fjord.no")
    server.put(mail(files=(("tilbud.pdf", b"%PDF-1"), ("kart.png", b"png"))))
    sync(session, account)
    rows = session.store.rows(EmailAttachment.select(EmailAttachment.name, EmailAttachment.content))
    folder = contents.folder_of_store(session.store)
    assert [(name, contents.place_of(folder, digest).read_bytes()) for name, digest in rows] == [
        ("tilbud.pdf", b"%PDF-1"), ("kart.png", b"png")
    ]  # fmt: skip
    assert read(session, Message, newest(session)).attachments == 2


def test_a_full_disk_is_a_plain_sentence_and_the_rest_comes_later(session, server, account, monkeypatch):
    filing.customer(session, email="amy@fjord.no")
    server.put(mail(files=(("a", b"a"),)))

    def full(session, files):
        raise StorageError("No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(incoming, "keep_files", full)
        with pytest.raises(StorageError):
            sync(session, account)
    assert "No space" in status_of(session, account.mailbox_name).failure
    assert not emails(session)
    assert sync(session, account).stored == 1


@pytest.mark.parametrize("command", ["LIST", "STATUS", "EXAMINE", "UID SEARCH", "UID FETCH"])
def test_a_line_that_breaks_goes_on_next_time(session, server, account, monkeypatch, command):
    monkeypatch.setattr(sync_room, "BATCH", 2)
    filing.customer(session, email="amy@fjord.no")
    server.put(*(mail(subject=str(number)) for number in range(7)))
    server.fault(command, "close", nth=5 if command == "UID FETCH" else 1)
    with pytest.raises(UnreachableError):
        sync(session, account)
    done = len(emails(session))
    assert done == (4 if command == "UID FETCH" else 0)
    assert sync(session, account).stored == 7 - done
    assert sorted(emails(session).values()) == [str(number) for number in range(7)]


def test_stopped_between_two_batches_it_goes_on(session, server, account, monkeypatch):
    monkeypatch.setattr(sync_room, "BATCH", 2)
    filing.customer(session, email="amy@fjord.no")
    server.put(*(mail(subject=str(number)) for number in range(5)))
    seen = []
    result = sync(session, account, wanted=lambda: len(seen) < 1, progress=seen.append)
    assert result.stored == 2
    assert sync(session, account).stored == 3


def test_one_program_at_a_time(session, server, account):
    state = claim(session, account.mailbox_name, 0)
    with pytest.raises(BusyError):
        sync(session, account)
    state.release(failure="x")
    sync(session, account)


def test_who_does_not_link_reads_nothing(session, server, account):
    from dataclasses import replace

    with pytest.raises(MailSettingsError, match="link = false"):
        sync(session, replace(account, links=False))
    assert not server.commands


def test_malformed_mail_does_not_stop_the_rest(session, server, account):
    filing.customer(session, email="amy@fjord.no")
    server.put(
        b"From: amy@fjord.no\r\nSubject: \xe6\xf8\xe5\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--y\r\n\xff",
        b'From: "Amy <amy@fjord.no>\r\nContent-Type: text/html; charset="nowhere"\r\n\r\n<p>hei',
        mail(subject="Good"),
        mail(subject=""),
    )
    sync(session, account)
    assert "Good" in emails(session).values()
    assert "æøå" in emails(session).values()
    assert len(emails(session)) >= 3


def test_deleting_the_customer_takes_its_mail_along_and_undo_brings_it_back(session, server, account):
    from model.core.changes.deletion import delete

    customer = filing.customer(session, email="amy@fjord.no")
    server.put(mail())
    sync(session, account)
    delete(session, Customer, [customer])
    assert session.store.value(EmailMessage.select(EmailMessage.id)) is None
    undo(session, newest_change(session))
    assert session.store.value(EmailMessage.select(EmailMessage.id)) is not None


def test_the_history_of_hidden_mail_is_hidden_too(session, per, server, account):
    """Also of what is gone, and of the rows that belong to it (W20)."""
    from model.core.changes.deletion import delete
    from model.core.history.visibility import of_row

    customer = filing.customer(session)
    contact = filing.contact(session, "Amy", "Wong", email="amy@fjord.no", owner_only=True, owner=session.person.id)
    filing.file(session, CustomerContact, customer=customer, contact=contact)
    server.put(mail(files=(("kontrakt.pdf", b"x"),)))
    sync(session, account)
    email = newest(session)
    row = session.store.value(EmailMessage.select(EmailMessage.id))
    assert (of_row(session, "email_message", row), of_row(per, "email_message", row)) == (True, False)
    delete(session, Message, [email])
    for who, sees in ((session, True), (per, False)):
        assert of_row(who, "email", email) == sees
        assert of_row(who, "email_message", row) == sees
        assert of_row(who, "email_attachment", 1) == sees
