"""What is kept of an e-mail besides its activity, and what is known of mailboxes (COM-13, LEAD-10, CUST-16).

An e-mail on a card is the activity ``email`` (:class:`model.activities.records.Message`): subject, text, direction,
priority, sender, recipients (To), ``at`` (when it was sent) and the number of attachments stand there. To it belong

* one :class:`EmailMessage`: the headers that count. A message that was written by hand as an activity has none.
* any number of :class:`EmailAttachment`: each is a file of the message. Its bytes lie in the folder of documents
  (:mod:`model.documents.contents`) under their SHA-256, as a document's do; ``content`` is null where they are not
  kept, because nobody has said where documents go or they are too many (:data:`LARGEST_KEPT`).
* any number of :class:`EmailAddress`: every address of the message except the employees' own, as the key that records
  on file are found by. By these a new address on file finds what is stored already.

The three are rows of the activity: deleted with it, brought back with it, in its history. What is known of mailboxes
is no record and has no history: :class:`MailboxTable`, :class:`MailFolderTable` and :class:`MailCopyTable`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.core.access.session import Session
from model.core.fields.base import Reading
from model.core.fields.numbers import Whole, YesNo
from model.core.fields.references import Reference
from model.core.fields.texts import Note, Text
from model.core.language import N_
from model.core.records.record import Row
from model.core.records.write_context import WriteContext
from model.core.storage.drivers import peewee
from model.mail import undo_guard

LARGEST_KEPT = 50_000_000
"""Bytes of an attachment up to which it is kept."""


class EmailMessage(Row):
    """The headers of an e-mail that count and that its activity has no field for.

    ``identity`` is what the same message in another folder or mailbox has as well (:func:`model.mail.message.identity`
    ); null for a draft. ``reference_ids`` are message IDs with blanks between them, the oldest first. ``thread`` is
    the identity of the oldest message of the conversation that is known. ``links`` are the web addresses in an HTML
    text, a line each: the address, a blank, and the words that lead to it. ``addressed`` (To), ``cc``, ``bcc`` and
    ``reply_to`` are as :func:`model.mail.message.address_list` writes them; ``addressed`` may be longer than
    ``recipients`` of the activity, which is cut for lists. ``automatic`` marks answers that no person wrote.
    """

    name_in_code = "email_message"
    label = N_("Text of an e-mail")
    free_texts = ("addressed", "cc", "bcc", "reply_to", "links")
    unique = (("email",),)
    indexes = (("identity?",), ("thread?",), ("message_id?",), ("in_reply_to?",))

    email = Reference(N_("E-mail"), "email", required=True)
    identity = Text(N_("Identity"), longest=64)
    message_id = Text(N_("Message ID"), longest=1_000)
    in_reply_to = Text(N_("In reply to"), longest=1_000)
    reference_ids = Text(N_("References"), longest=20_000)
    thread = Text(N_("Conversation"), longest=64)
    addressed = Text(N_("To"), longest=50_000)
    cc = Text(N_("Cc"), longest=50_000)
    bcc = Text(N_("Bcc"), longest=50_000)
    reply_to = Text(N_("Reply to"), longest=5_000)
    links = Note(N_("Links"))
    size = Whole(N_("Size"), highest=2**62)
    automatic = YesNo(N_("Automatic"))

    class Meta:
        table_name = "email_message"

    @classmethod
    def describe(cls, stored: Mapping[str, Any], reading: Reading) -> str:
        """Return to whom it went."""
        return str(stored.get("addressed") or "")

    @classmethod
    def check_after(cls, change: WriteContext[Session]) -> None:
        """Refuse to undo the sending of what has left."""
        undo_guard.refuse_undone(change)


class EmailAttachment(Row):
    """A file of an e-mail; ``position`` is its place in the message, from 0.

    ``inline`` marks what the message's HTML shows by ``content_id``: a logo, not what somebody sent.
    """

    name_in_code = "email_attachment"
    label = N_("Attachment of an e-mail")
    free_texts = ("name",)
    indexes = (("content?",),)
    keeps_content = "content"

    email = Reference(N_("E-mail"), "email", required=True)
    position = Whole(N_("Position"), required=True)
    name = Text(N_("File name"), required=True)
    content_type = Text(N_("File type"), longest=200)
    size = Whole(N_("Size"), required=True, highest=2**62)
    content = Text(N_("Content"), longest=64)
    content_id = Text(N_("Content ID"), longest=500)
    inline = YesNo(N_("Shown in the text"))

    class Meta:
        table_name = "email_attachment"

    @classmethod
    def describe(cls, stored: Mapping[str, Any], reading: Reading) -> str:
        """Return the name of the file."""
        return str(stored.get("name") or "")


class EmailAddress(Row):
    """An address of an e-mail: ``key`` in lower case, its domain in Unicode (:func:`model.mail.addresses.key_of`)."""

    name_in_code = "email_address"
    label = N_("Address of an e-mail")
    free_texts = ("key",)
    indexes = (("key",),)

    email = Reference(N_("E-mail"), "email", required=True)
    key = Text(N_("E-mail address"), required=True, longest=320)

    class Meta:
        table_name = "email_address"


class MailboxTable(peewee.Model):
    """A mailbox, by :attr:`model.mail.settings.MailAccount.mailbox_name`.

    ``holder`` is the program that reads it until ``lease_until`` (UTC text); one at a time. ``seen_change`` is the
    newest change whose addresses the mailbox has been searched for. ``synced_at`` is when it was last read to its end,
    and ``failure`` the sentence with which the last try ended, null for none.
    """

    id = peewee.AutoField()
    name = peewee.TextField()
    holder = peewee.TextField(null=True)
    lease_until = peewee.TextField(null=True)
    seen_change = peewee.BigIntegerField()
    synced_at = peewee.TextField(null=True)
    failure = peewee.TextField(null=True)

    class Meta:
        table_name = "mailbox"


class MailFolderTable(peewee.Model):
    """A folder of a mailbox as it was last read.

    ``next_uid`` is the lowest UID that has not been looked at; ``messages`` how many the folder held then.
    """

    id = peewee.AutoField()
    mailbox = peewee.BigIntegerField()
    name = peewee.TextField()
    uid_validity = peewee.BigIntegerField()
    next_uid = peewee.BigIntegerField()
    messages = peewee.BigIntegerField()

    class Meta:
        table_name = "mail_folder"


class MailCopyTable(peewee.Model):
    """A stored message as it lies in a folder. It stays when the activity is deleted, which is not fetched again."""

    folder = peewee.BigIntegerField()
    uid = peewee.BigIntegerField()
    email = peewee.BigIntegerField()
    identity = peewee.TextField()

    class Meta:
        table_name = "mail_copy"
        primary_key = peewee.CompositeKey("folder", "uid")
