"""The IMAP client: what is read, and each failure as a plain sentence without the secret (COM-13)."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from model.mail.folders import Folder, folder_for, folders_of, folders_to_read
from model.mail.mailbox import RefusedError, SignInError, UnreachableError, open_mailbox, ranges_of
from model.mail.settings import Secrets, Server
from tests.model.mail.conftest import with_password

MESSAGE = b"From: Amy <amy@fjord.no>\r\nTo: kari@salg.example\r\nSubject: %d\r\n\r\nHei %d\r\n"


def _read_all(account):
    with open_mailbox(account) as mailbox:
        mailbox.folders()
        mailbox.state("INBOX")
        mailbox.select("INBOX")
        mailbox.messages(mailbox.uids())


def test_headers_and_messages_are_read_and_nothing_is_marked(server, account):
    server.put(*(MESSAGE % (number, number) for number in range(3)))
    with open_mailbox(account) as mailbox:
        assert folder_for(mailbox.folders(), "inbox") == Folder("INBOX", "inbox")
        state = mailbox.state("INBOX")
        assert state.messages == 3
        mailbox.select("INBOX")
        uids = mailbox.uids()
        assert len(uids) == 3
        assert mailbox.uids(state.next_uid) == []
        headers = mailbox.headers(uids)
        assert [found.uid for found in headers] == uids
        assert b"Subject: 1" in headers[1].content
        assert b"Hei" not in headers[1].content
        assert abs((headers[0].received - datetime.now(UTC)).total_seconds()) < 600
        whole = mailbox.messages(uids[:1])
        assert whole[0].content == MESSAGE % (0, 0)
        assert whole[0].size == len(whole[0].content) == headers[0].size
        assert mailbox.with_addresses(["amy@fjord.no"]) == uids
        assert mailbox.with_addresses(["nobody@fjord.no"]) == []
    with server.client() as box:
        assert all("\\Seen" not in found.flags for found in box.fetch(mark_seen=False))


def test_what_is_sent_is_put_into_a_folder(server, account):
    server.put(folder="Sendte elementer")
    with open_mailbox(account) as mailbox:
        folder = folder_for(mailbox.folders(), "sent")
        assert folder == Folder("Sendte elementer", "sent")
        mailbox.append(folder.name, MESSAGE % (1, 1), datetime(2026, 12, 1, tzinfo=UTC))
        assert mailbox.state(folder.name).messages == 1


def test_a_wrong_password_is_a_plain_sentence(server, account):
    with pytest.raises(SignInError) as caught, open_mailbox(with_password(account, "galt-passord")):
        pass
    assert "kari" in caught.value.message
    assert "galt-passord" not in caught.value.message


def test_what_the_server_says_of_the_password_is_not_told(server, account):
    server.fault("LOGIN", "answer", text=b"{tag} NO your password hemmelig is wrong")
    with pytest.raises(SignInError) as caught, open_mailbox(account):
        pass
    assert "hemmelig" not in str(caught.value) + repr(caught.value.__cause__)


def test_a_password_with_letters_beyond_ascii(server, account):
    with pytest.raises(SignInError), open_mailbox(with_password(account, "blåbær")):
        pass


def test_no_encryption_where_it_is_required_sends_nothing(server, account):
    other = replace(account, imap=replace(account.imap, encryption="starttls"))
    with pytest.raises(UnreachableError, match="STARTTLS"), open_mailbox(other):
        pass
    assert not server.count("LOGIN|AUTHENTICATE")
    other = replace(account, imap=replace(account.imap, encryption="tls"))
    with pytest.raises(UnreachableError, match="TLS"), open_mailbox(other, seconds=5):
        pass


@pytest.mark.parametrize("command", ["LOGIN", "LIST", "STATUS", "EXAMINE", "UID SEARCH", "UID FETCH"])
def test_a_server_that_closes_the_line_is_a_plain_sentence(server, account, command):
    server.put(MESSAGE % (1, 1))
    server.fault(command, "close")
    with pytest.raises(UnreachableError, match="closed the line"):
        _read_all(account)


def test_a_server_that_closes_in_the_middle_of_a_message(server, account):
    server.put(MESSAGE % (1, 1) + b"x" * 50_000)
    server.fault("UID FETCH", "close", after=2_000)
    with pytest.raises(UnreachableError):
        _read_all(account)


def test_a_server_that_says_nothing_is_not_waited_for_for_ever(server, account):
    server.fault("LIST", "silence")
    with pytest.raises(UnreachableError, match="does not answer"), open_mailbox(account, seconds=0.5) as mailbox:
        mailbox.folders()


@pytest.mark.parametrize(
    "text", [b"* STATUS INBOX (UIDNEXT x)\r\n{tag} OK", b"{tag} NO", b"{tag} BAD what?", b"rubbish"]
)
def test_an_answer_that_is_none(server, account, text):
    server.fault("STATUS", "answer", text=text)
    with pytest.raises((RefusedError, UnreachableError)), open_mailbox(account, seconds=2) as mailbox:
        mailbox.state("INBOX")


def test_nobody_listens(account):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    nobody = replace(account, imap=Server("127.0.0.1", port, "kari", "none"))
    with pytest.raises(UnreachableError, match="cannot be reached"), open_mailbox(nobody):
        pass


def test_a_token_is_for_servers_that_take_one(server, account):
    other = replace(account, secrets=Secrets(token_command="echo the-token", environment={}))
    with pytest.raises(SignInError, match="XOAUTH2") as caught, open_mailbox(other):
        pass
    assert "the-token" not in caught.value.message


def test_folders_by_special_use_and_by_name():
    listed = [
        ("INBOX", "/", ()),
        ("Sendte elementer", "/", ()),
        ("[Gmail]/All Mail", "/", (r"\All",)),
        ("[Gmail]", "/", (r"\Noselect",)),
        ("Slettede elementer", "/", ()),
        ("Kladder", "/", ()),
        ("Kunder/Arkiv", "/", ()),
        ("Starred", "/", (r"\Flagged",)),
    ]
    found = folders_of(listed)
    assert [(folder.name, folder.use) for folder in found] == [
        ("INBOX", "inbox"), ("Sendte elementer", "sent"), ("[Gmail]/All Mail", "all"),
        ("Slettede elementer", "trash"), ("Kladder", "drafts"), ("Kunder/Arkiv", ""),
    ]  # fmt: skip
    assert [folder.name for folder in folders_to_read(found)] == ["[Gmail]/All Mail"]
    without = [folder for folder in found if folder.use != "all"]
    assert [folder.name for folder in folders_to_read(without)] == ["INBOX", "Sendte elementer", "Kunder/Arkiv"]
    assert folders_of([("Utkast", "/", (r"\Sent",)), ("Sent", "/", ())]) == [Folder("Utkast", "sent"), Folder("Sent")]


def test_sets_of_uids_are_short():
    assert ranges_of([7, 1, 2, 3, 9]) == "1:3,7,9"
