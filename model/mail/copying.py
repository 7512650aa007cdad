"""What was sent, copied into the sent folder of the mailbox (COM-13)."""

from __future__ import annotations

from model.core.access.session import Session
from model.core.errors import UserError
from model.mail import outbox
from model.mail.settings import MailAccount


def copy_to_sent_folder(session: Session, account: MailAccount) -> str:
    """Put what was sent into the sent folder, and return why that could not be done, '' where it was.

    What could not be copied is tried again at the next call. A mailbox without a sent folder gets no copies, and an
    account without a mailbox neither.
    """
    waiting = outbox.to_be_copied(session)
    if not waiting:
        return ""
    if account.imap is None:
        for number, _content in waiting:
            outbox.copied(session, number)
        return ""
    from model.mail.folders import folder_for
    from model.mail.mailbox import open_mailbox

    try:
        with open_mailbox(account) as mailbox:
            folder = folder_for(mailbox.folders(), "sent")
            for number, content in waiting:
                if folder is not None:
                    mailbox.append(folder.name, content, session.clock())
                outbox.copied(session, number)
    except UserError as error:
        return error.message
    return ""
