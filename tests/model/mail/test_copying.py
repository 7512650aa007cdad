"""What was sent lies in the sent folder of the mailbox, once (COM-13)."""

from __future__ import annotations

from dataclasses import replace

from model.mail.composition import addresses_in
from model.mail.copying import copy_to_sent_folder
from model.mail.delivery import send_due
from model.mail.sending import Written, send
from model.mail.settings import Server
from tests.standins.smtp import SmtpServer


def test_what_was_sent_is_copied_once_and_tried_again_where_the_mailbox_is_gone(session, server, account):
    with server.client() as box:
        box.folder.create("Sendte elementer")
    with SmtpServer() as smtp:
        account = replace(account, smtp=Server("127.0.0.1", smtp.port, "", "none"))
        send(session, account, Written(addresses_in("per@kunde.example", "to"), "Tilbud", "Hei"))
        assert send_due(session, account).count("sent") == 1
    assert copy_to_sent_folder(session, replace(account, imap=replace(account.imap, port=1)))
    assert copy_to_sent_folder(session, account) == ""
    assert copy_to_sent_folder(session, account) == ""
    with server.client() as box:
        box.folder.set("Sendte elementer")
        assert [one.subject for one in box.fetch(charset=None)] == ["Tilbud"]
        box.folder.set("INBOX")
        box.folder.delete("Sendte elementer")
