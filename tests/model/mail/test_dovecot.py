"""A mailbox of Dovecot, a real server: read, moved, deleted, sent (COM-13, CUST-16)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from imap_tools import MailBoxUnencrypted

from model.mail.folders import folder_for
from model.mail.mailbox import SignInError, open_mailbox
from model.mail.sync import sync
from tests.model import filing
from tests.model.mail.conftest import account_at
from tests.model.mail.mails import mail
from tests.model.mail.test_sync import emails
from tests.standins.dovecot import PASSWORD, USER, Dovecot, is_here

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not is_here(), reason="no dovecot here, or not root")]


def test_a_mailbox_of_dovecot(session):
    filing.customer(session, email="amy@fjord.no")
    with Dovecot() as server:
        account = account_at(server.port)
        with pytest.raises(SignInError), open_mailbox(account_at(server.port, "galt")):
            pass
        with MailBoxUnencrypted("127.0.0.1", server.port).login(USER, PASSWORD) as box:
            for number in range(5):
                box.append(mail(subject=f"M{number}"), "INBOX")
            box.append(mail("nobody@nowhere.no"), "INBOX")
        with open_mailbox(account) as mailbox:
            sent = folder_for(mailbox.folders(), "sent")
            assert sent is not None
            assert sent.name == "Sendt"
            mailbox.append(sent.name, mail("kari@salg.example", "amy@fjord.no", "Svar"), datetime.now(UTC))
        assert sync(session, account).stored == 6
        assert sync(session, account).is_nothing
        with MailBoxUnencrypted("127.0.0.1", server.port).login(USER, PASSWORD) as box:
            assert not any("\\Seen" in found.flags for found in box.fetch(mark_seen=False))
            uids = box.uids()
            box.folder.create("Kunder")
            box.move(uids[:2], "Kunder")
            box.move(uids[2:3], "Papirkurv")
        result = sync(session, account)
        assert (result.gone, result.stored) == (1, 0)
        assert sorted(emails(session).values()) == ["M0", "M1", "M3", "M4", "Svar"]
