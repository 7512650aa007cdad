"""What is known of a mailbox between two readings: who reads it now, its folders, and which messages are stored."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import NamedTuple

from model.core import dates
from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among
from model.core.storage.statements import slot, statement
from model.mail.records import MailboxTable, MailCopyTable, MailFolderTable

LEASE = timedelta(minutes=10)
"""How long a program that reads a mailbox keeps others away without a sign of life."""
_AT_ONCE = 400


class BusyError(UserError):
    """Another program reads the mailbox at this moment."""


class FolderRow(NamedTuple):
    """A folder as it was last read; see :class:`MailFolderTable`."""

    id: int
    name: str
    uid_validity: int
    next_uid: int
    messages: int


class MailboxStatus(NamedTuple):
    """When a mailbox was last read to its end (UTC text), and why the last try failed; None for never and not."""

    synced_at: str | None
    failure: str | None


class MailboxState:
    """The state of one mailbox, which this program reads; made by :func:`claim`."""

    def __init__(self, session: Session, mailbox: int, holder: str, seen_change: int) -> None:
        self._session = session
        self._store = session.store
        self._mailbox = mailbox
        self._holder = holder
        self.seen_change = seen_change

    def renew(self) -> None:
        """Keep others away for a while longer; inside a transaction. Raise :class:`BusyError` where one came in."""
        until = dates.utc_text(self._session.clock() + LEASE)
        if not self._store.run(_renewed(), id=self._mailbox, holder=self._holder, until=until):
            raise BusyError(_("Another program has begun to read this mailbox."))

    def release(self, *, failure: str | None = None, seen_change: int | None = None) -> None:
        """Let others read the mailbox; without a ``failure`` it was read to its end."""
        now = dates.utc_text(self._session.clock())
        with self._store.writing():
            held = {"id": self._mailbox, "holder": self._holder}
            if failure is None:
                self._store.run(_ended(), now=now, seen_change=seen_change or self.seen_change, **held)
            else:
                self._store.run(_failed(), failure=failure[:500], **held)

    def folders(self) -> dict[str, FolderRow]:
        """Return the folders that have been read, by name."""
        return {row[1]: FolderRow(*row) for row in self._store.rows(_folders(), mailbox=self._mailbox)}

    def add_folder(self, name: str, uid_validity: int) -> FolderRow:
        """Note a folder of which nothing has been read; inside a transaction."""
        values = {
            "mailbox": self._mailbox, "name": name, "uid_validity": uid_validity, "next_uid": 1, "messages": 0,
        }  # fmt: skip
        return FolderRow(self._store.insert("mail_folder", values), name, uid_validity, 1, 0)

    def advance(self, folder: int, next_uid: int) -> None:
        """Note how far a folder has been read; inside a transaction."""
        self._store.update_row("mail_folder", folder, {"next_uid": next_uid})

    def finish(self, folder: int, next_uid: int, messages: int) -> None:
        """Note that a folder has been read to its end; inside a transaction."""
        self._store.update_row("mail_folder", folder, {"next_uid": next_uid, "messages": messages})

    def renumber(self, row: FolderRow, uid_validity: int) -> None:
        """Begin a folder anew whose UIDs mean other messages now; inside a transaction.

        What was stored of it is set aside until it is read, and then found again by its identity.
        """
        self._store.run(_aside(), folder=row.id, aside=-row.id)
        values = {"uid_validity": uid_validity, "next_uid": 1, "messages": 0}
        self._store.update_row("mail_folder", row.id, values)

    def copies(self, folder: int) -> dict[int, int]:
        """Return the messages of a folder that are stored: UID → ID of the e-mail. ``-folder`` are those set aside."""
        return dict(self._store.rows(_copies(), folder=folder))

    def add_copies(self, folder: int, emails: Mapping[int, tuple[int, str]]) -> None:
        """Note which e-mail, of which identity, lies in a folder under which UID; inside a transaction."""
        uids = [*emails]
        lying: set[int] = set()
        for start in range(0, len(uids), _AT_ONCE):
            part = uids[start : start + _AT_ONCE]
            lying.update(row[0] for row in self._store.rows(_uids_of_copies(), folder=folder, uids=part))
        rows = [(folder, uid, *emails[uid]) for uid in uids if uid not in lying]
        self._store.insert_many("mail_copy", ("folder", "uid", "email", "identity"), rows)

    def drop_copies(self, folder: int, uids: Iterable[int]) -> list[int]:
        """Forget messages that are no longer in a folder; return the e-mails that lie in no folder any more.

        Inside a transaction.
        """
        emails: list[int] = []
        wanted = [*uids]
        for start in range(0, len(wanted), _AT_ONCE):
            part = wanted[start : start + _AT_ONCE]
            found = [row[0] for row in self._store.rows(_emails_of_copies(), folder=folder, uids=part)]
            self._store.run(_without_copies(), folder=folder, uids=part)
            left = {row[0] for row in self._store.rows(_still_there(), emails=found)}
            emails += [email for email in found if email not in left]
        return emails

    def drop_folder(self, folder: int) -> None:
        """Forget a folder that is gone; inside a transaction."""
        self._store.delete_row("mail_folder", folder)

    def emails_by_identity(self, identities: Iterable[str]) -> dict[str, int]:
        """Return the e-mails that lie in any folder by identity, those among them that were deleted here."""
        wanted, found = [*identities], {}
        for start in range(0, len(wanted), _AT_ONCE):
            part = wanted[start : start + _AT_ONCE]
            found.update(dict(self._store.rows(_by_identity(), identities=part)))
        return found


def claim(session: Session, name: str, seen_change: int) -> MailboxState:
    """Begin to read a mailbox, which no other program does then; ``seen_change`` is for one that is new.

    Raises :class:`BusyError` while another program reads it.
    """
    store, now = session.store, session.clock()
    holder = secrets.token_hex(8)
    with store.writing():
        found = store.row(_mailbox(), name=name)
        if found is None:
            values = {"name": name, "seen_change": seen_change}
            found = (store.insert("mailbox", values), None, None, seen_change)
        number, other, until, seen = found
        if other and until and until > dates.utc_text(now):
            raise BusyError(_("Another program reads this mailbox at this moment."))
        values = {"holder": holder, "lease_until": dates.utc_text(now + LEASE)}
        store.update_row("mailbox", number, values)
    return MailboxState(session, number, holder, seen)


def status_of(session: Session, name: str) -> MailboxStatus:
    """Return how the reading of a mailbox went last."""
    found = session.store.row(_status(), name=name)
    return MailboxStatus(None, None) if found is None else MailboxStatus(*found)


@statement
def _mailbox() -> peewee.Query:
    box = MailboxTable
    return box.select(box.id, box.holder, box.lease_until, box.seen_change).where(box.name == slot("name"))


@statement
def _status() -> peewee.Query:
    return MailboxTable.select(MailboxTable.synced_at, MailboxTable.failure).where(MailboxTable.name == slot("name"))


def _held() -> peewee.Node:
    return (MailboxTable.id == slot("id")) & (MailboxTable.holder == slot("holder"))


@statement
def _renewed() -> peewee.Query:
    return MailboxTable.update({MailboxTable.lease_until: slot("until")}).where(_held())


@statement
def _ended() -> peewee.Query:
    box = MailboxTable
    values = {
        box.holder: None, box.lease_until: None, box.failure: None, box.synced_at: slot("now"),
        box.seen_change: slot("seen_change"),
    }  # fmt: skip
    return box.update(values).where(_held())


@statement
def _failed() -> peewee.Query:
    box = MailboxTable
    return box.update({box.holder: None, box.lease_until: None, box.failure: slot("failure")}).where(_held())


@statement
def _folders() -> peewee.Query:
    row = MailFolderTable
    columns = (row.id, row.name, row.uid_validity, row.next_uid, row.messages)
    return row.select(*columns).where(row.mailbox == slot("mailbox"))


@statement
def _aside() -> peewee.Query:
    return MailCopyTable.update({MailCopyTable.folder: slot("aside")}).where(MailCopyTable.folder == slot("folder"))


@statement
def _copies() -> peewee.Query:
    copy = MailCopyTable
    return copy.select(copy.uid, copy.email).where(copy.folder == slot("folder"))


def _these() -> peewee.Node:
    return (MailCopyTable.folder == slot("folder")) & among(MailCopyTable.uid, slot("uids"))


@statement
def _emails_of_copies() -> peewee.Query:
    return MailCopyTable.select(MailCopyTable.email).where(_these()).distinct()


@statement
def _uids_of_copies() -> peewee.Query:
    return MailCopyTable.select(MailCopyTable.uid).where(_these())


@statement
def _without_copies() -> peewee.Query:
    return MailCopyTable.delete().where(_these())


@statement
def _still_there() -> peewee.Query:
    return MailCopyTable.select(MailCopyTable.email).where(among(MailCopyTable.email, slot("emails"))).distinct()


@statement
def _by_identity() -> peewee.Query:
    copy = MailCopyTable
    return copy.select(copy.identity, copy.email).where(among(copy.identity, slot("identities")))
