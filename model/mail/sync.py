"""Bringing an employee's mailbox and the cards into line (COM-13, CUST-16).

Of a mailbox only what is new is looked at: headers first, and the whole of a message only where somebody on file is
among its addresses. Nothing else is stored. A batch is one transaction, with how far the folder was read: whatever
ends the reading, the next one goes on from there. A message that is gone from the mailbox, in every folder that is
read, goes from the cards, by a change that can be undone; one that was only moved stays.

An address that is new on file finds the messages that are stored already, and the others by a search in the mailbox.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from model.activities.links import Place
from model.activities.records import Message
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.changes.change_name import CountedName
from model.core.changes.deletion import delete_within
from model.core.errors import UserError
from model.core.language import N_, _
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among
from model.core.storage.statements import slot, statement
from model.mail import incoming, on_file
from model.mail.bounces import may_be_return
from model.mail.folders import Folder, folders_to_read
from model.mail.incoming import Incoming
from model.mail.mailbox import Fetched, FolderState, Mailbox, open_mailbox
from model.mail.mailbox_state import BusyError, FolderRow, MailboxState, claim
from model.mail.message import ParsedMessage, identity, parse, parse_headers
from model.mail.returns import note_returned_mail, trust_senders
from model.mail.settings import MailAccount, MailSettingsError
from model.mail.unsubscribed import note_unsubscribed

FETCHING = CountedName(N_("Fetch {count} e-mail"), N_("Fetch {count} e-mails"))
REMOVING = CountedName(
    N_("Remove {count} e-mail that is deleted in the mailbox"),
    N_("Remove {count} e-mails that are deleted in the mailbox"),
)
BATCH = 500
"""Messages whose headers are looked at together."""
MOST_SEARCHED = 200
"""New addresses up to which the mailbox is searched for each; for more all of it is looked at again."""
_FETCHED_TOGETHER, _BYTES_TOGETHER = 50, 20_000_000
LARGEST = 70_000_000
"""Bytes of a message beyond which its headers alone are stored."""

__all__ = ["BusyError", "SyncResult", "sync"]


@dataclass
class SyncResult:
    """What a reading of a mailbox came to, as numbers of messages.

    ``expected`` is how many are to be looked at, as far as it is known yet; ``links`` counts links of stored messages,
    ``returned`` those sent from here that came back.
    """

    expected: int = 0
    seen: int = 0
    stored: int = 0
    links: int = 0
    gone: int = 0
    returned: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether no card is different now."""
        return not (self.stored or self.links or self.gone or self.returned)


def sync(
    session: Session,
    account: MailAccount,
    *,
    wanted: Callable[[], bool] = lambda: True,
    progress: Callable[[SyncResult], object] = lambda result: None,
    opened: Callable[[Mailbox], object] = lambda mailbox: None,
) -> SyncResult:
    """Bring the mailbox of an account and the cards into line, and return what was done.

    ``wanted`` is asked between two batches: where it says no, the reading ends, and the next one goes on.
    ``progress`` is called after each, ``opened`` when the line to the mailbox stands, so that it can be broken off
    (:meth:`Mailbox.abort`). Raises :class:`BusyError` while another program reads the mailbox,
    :class:`~model.mail.mailbox.MailboxError` and :class:`MailSettingsError` for what goes wrong on the way,
    :class:`StorageError` for a full disk, :class:`NotAllowedError` for a reader; what was stored by then stays.
    """
    session.may_write()
    if not account.links:
        raise MailSettingsError(_("This mailbox is not linked: link = false under [mail]."), "mail.link")
    if account.imap is None:
        raise MailSettingsError(_("No mailbox is named: set imap under [mail]."), "mail.imap")
    newest = on_file.newest_change(session)
    state = claim(session, account.mailbox_name, newest)
    try:
        with open_mailbox(account) as mailbox:
            opened(mailbox)
            reading = _Reading(session, account, mailbox, state, wanted, progress)
            reading.run()
    except UserError as error:
        state.release(failure=error.message)
        raise
    except BaseException:
        state.release(failure=_("It was interrupted."))
        raise
    if reading.is_whole:
        state.release(seen_change=newest)
    else:
        state.release(failure=_("It was interrupted."))
    return reading.result


class _Reading:
    """One reading of a mailbox."""

    def __init__(
        self,
        session: Session,
        account: MailAccount,
        mailbox: Mailbox,
        state: MailboxState,
        wanted: Callable[[], bool],
        progress: Callable[[SyncResult], object],
    ) -> None:
        self.session = session
        self.mailbox = mailbox
        self.state = state
        self.wanted = wanted
        self.progress = progress
        self.own = on_file.own_addresses(session, account.address)
        self.result = SyncResult()
        self.is_whole = False
        self._gone: list[tuple[int, list[int]]] = []
        """Folder, and the UIDs that are no longer in it."""

    def run(self) -> None:
        """Read all folders, then take from the cards what is in none of them any more."""
        rows = self.state.folders()
        new_addresses = on_file.addresses_since(self.session, self.state.seen_change, 10 * MOST_SEARCHED)
        self._link_stored(new_addresses)
        folders = folders_to_read(self.mailbox.folders())
        for folder in folders:
            if not self.wanted():
                return
            self._read(folder, rows.get(folder.name), new_addresses)
        left = [row for name, row in rows.items() if name not in {folder.name for folder in folders}]
        for row in left:
            self._gone.append((row.id, [*self.state.copies(row.id)]))
        if not self.wanted():
            return
        self._take_away(left)
        self.is_whole = True

    # Folders

    def _read(self, folder: Folder, row: FolderRow | None, new_addresses: Sequence[str] | None) -> None:
        now = self.mailbox.state(folder.name)
        if row is None:
            with self.session.store.writing():
                row = self.state.add_folder(folder.name, now.uid_validity)
        elif row.uid_validity != now.uid_validity:
            with self.session.store.writing():
                self.state.renumber(row, now.uid_validity)
            row = FolderRow(row.id, row.name, now.uid_validity, 1, 0)
        has_new = row.next_uid < now.next_uid
        searches = new_addresses is None or bool(new_addresses)
        if not has_new and not searches and row.messages == now.messages:
            return
        self.mailbox.select(folder.name)
        uids = [uid for uid in self.mailbox.uids(row.next_uid) if uid < now.next_uid] if has_new else []
        self.result.expected += len(uids)
        for batch in _batches(uids, BATCH):
            if not self.wanted():
                return
            self._take(row.id, batch, advance=True)
        if searches:
            self._search(row, new_addresses)
        self._note_end(row, now, len(uids))

    def _search(self, row: FolderRow, addresses: Sequence[str] | None) -> None:
        """Look in what was read before for messages of addresses that are new on file."""
        if row.next_uid <= 1:
            return
        if addresses is None or len(addresses) > MOST_SEARCHED:
            found = self.mailbox.uids()
        else:
            found = self.mailbox.with_addresses(on_file.spellings(addresses))
        stored = self.state.copies(row.id)
        further = [uid for uid in found if uid < row.next_uid and uid not in stored]
        self.result.expected += len(further)
        for batch in _batches(further, BATCH):
            if not self.wanted():
                return
            self._take(row.id, batch, advance=False)

    def _note_end(self, row: FolderRow, now: FolderState, new: int) -> None:
        """Note that a folder was read to its end, and what of it is gone."""
        aside = self.state.copies(-row.id)
        if aside:
            # The folder has been read anew: what was found again lies in it under its new UID.
            self._gone.append((-row.id, [*aside]))
        if row.messages + new != now.messages:
            present = set(self.mailbox.uids())
            stored = self.state.copies(row.id)
            self._gone.append((row.id, [uid for uid in stored if uid not in present]))
        with self.session.store.writing():
            self.state.renew()
            self.state.finish(row.id, now.next_uid, now.messages)

    # Messages

    def _take(self, folder: int, uids: Sequence[int], *, advance: bool) -> None:
        """Store what concerns somebody on file of some messages of the open folder."""
        found = [(one, parse_headers(one.content, one.size)) for one in self.mailbox.headers(uids) if not one.is_draft]
        self._note_returns({one.uid: one.size for one, _message in found if may_be_return(one.content)})
        note_unsubscribed(self.session, [message for _one, message in found])
        keys = [self._keys(message) for _one, message in found]
        places = on_file.places_of(self.session, {key for some in keys for key in some})
        chosen = [
            (one, message, some, tuple(linked))
            for (one, message), some in zip(found, keys, strict=True)
            if (linked := on_file.merged(places, some))
        ]
        identities = {one.uid: identity(message) for one, message, _keys, _places in chosen}
        known = self._known(identities.values())
        new = {one.uid: one.size for one, _message, _keys, _places in chosen if identities[one.uid] not in known}
        whole = self._whole(new)
        if not self.wanted():
            # Nothing is stored without its text because somebody has no time: it is fetched next time.
            return
        ready = [
            self._ready(one, whole.get(one.uid, message), identities[one.uid], some, linked)
            for one, message, some, linked in chosen
        ]
        self._write(folder, [one.uid for one, *_rest in chosen], ready, uids[-1] + 1 if advance else None)
        self.result.seen += len(uids)
        self.progress(self.result)

    def _note_returns(self, sizes: dict[int, int]) -> None:
        """Note what of these messages is returned mail; it concerns who was written to, and not who wrote it."""
        for batch in _by_size(sizes):
            if not self.wanted():
                return
            contents = [one.content for one in self.mailbox.messages(batch)]
            self.result.returned += note_returned_mail(self.session, contents)

    def _keys(self, message: ParsedMessage) -> tuple[str, ...]:
        return tuple(one.key for one in message.everybody if one.key not in self.own)

    def _known(self, identities: Iterable[str]) -> dict[str, int]:
        """Return the e-mails by identity: on file, or deleted here though they lie in the mailbox."""
        wanted = [*identities]
        return {**self.state.emails_by_identity(wanted), **incoming.on_file(self.session, wanted)}

    def _whole(self, sizes: dict[int, int]) -> dict[int, ParsedMessage]:
        """Return these messages whole by UID, those that are not too large."""
        found: dict[int, ParsedMessage] = {}
        for batch in _by_size(sizes):
            if not self.wanted():
                break
            for one in self.mailbox.messages(batch):
                found[one.uid] = parse(one.content)
        return found

    def _ready(
        self, one: Fetched, message: ParsedMessage, name: str, keys: tuple[str, ...], places: tuple[Place, ...]
    ) -> Incoming:
        is_own = any(sender.key in self.own for sender in message.senders)
        files = incoming.keep_files(self.session, message.attachments)
        return Incoming(message, name, keys, places, is_own, one.received, files)

    def _write(self, folder: int, uids: Sequence[int], ready: Sequence[Incoming], next_uid: int | None) -> None:
        session = self.session
        if not ready:
            if next_uid is not None:
                with session.store.writing():
                    self.state.renew()
                    self.state.advance(folder, next_uid)
            return
        with change(session, FETCHING, "mail", count=0) as made:
            self.state.renew()
            # Once more, now that nobody else can write: a colleague may have got the same message.
            known = self._known([one.identity for one in ready])
            new: dict[str, Incoming] = {}
            for one in ready:
                if one.identity not in known:
                    new.setdefault(one.identity, one)
            emails = dict(zip(new, incoming.insert(made, [*new.values()]), strict=True))
            trust_senders(made, [one.message for one in new.values() if not one.is_own])
            there = self._on_file(known.values())
            wanted = {known[one.identity]: one.places for one in ready if known.get(one.identity) in there}
            links = incoming.add_links(made, wanted)
            known.update(emails)
            self.state.add_copies(
                folder, {uid: (known[one.identity], one.identity) for uid, one in zip(uids, ready, strict=True)}
            )
            if next_uid is not None:
                self.state.advance(folder, next_uid)
            made.tell(count=len(emails) or links)
        self.result.stored += len(emails)
        self.result.links += links

    def _on_file(self, emails: Iterable[int]) -> set[int]:
        """Return those of the e-mails that have not been deleted here."""
        return {row[0] for row in self.session.store.rows(_emails(), ids=[*emails])}

    # What is different on file, and in the mailbox

    def _link_stored(self, addresses: Sequence[str] | None) -> None:
        """Link what is stored to whom addresses that are new on file belong to."""
        if addresses is not None and not addresses:
            return
        every = incoming.every_address(self.session) if addresses is None else addresses
        for keys in _batches([*every], BATCH):
            places = on_file.places_of(self.session, keys)
            emails = incoming.emails_with(self.session, places)
            wanted: dict[int, list[Place]] = {}
            for key, those in emails.items():
                for email in those:
                    wanted.setdefault(email, []).extend(places[key])
            if wanted:
                with change(self.session, N_("Link e-mails to new addresses"), "mail") as made:
                    self.result.links += incoming.add_links(
                        made, {email: dict.fromkeys(linked).keys() for email, linked in wanted.items()}
                    )

    def _take_away(self, folders: Sequence[FolderRow]) -> None:
        """Take from the cards what lies in no folder any more; ``folders`` are gone themselves."""
        if not any(uids for _folder, uids in self._gone) and not folders:
            return
        with change(self.session, REMOVING, "mail", count=0) as made:
            self.state.renew()
            emails: dict[int, None] = {}
            for folder, uids in self._gone:
                emails.update(dict.fromkeys(self.state.drop_copies(folder, uids)))
            for row in folders:
                self.state.drop_folder(row.id)
            there = self._on_file(emails)
            if there:
                delete_within(made, Message, sorted(there))
                made.tell(count=len(there))
        self.result.gone += len(there)


def _batches(values: Sequence, size: int) -> Iterator[Sequence]:  # type: ignore[type-arg]
    return (values[start : start + size] for start in range(0, len(values), size))


def _by_size(sizes: dict[int, int]) -> Iterator[list[int]]:
    """Yield UIDs in batches of a bearable size; what is too large is in none."""
    batch: list[int] = []
    held = 0
    for uid, size in sizes.items():
        if size > LARGEST:
            continue
        if batch and (len(batch) == _FETCHED_TOGETHER or held + size > _BYTES_TOGETHER):
            yield batch
            batch, held = [], 0
        batch.append(uid)
        held += size
    if batch:
        yield batch


@statement
def _emails() -> peewee.Query:
    return Message.select(Message.id).where(among(Message.id, slot("ids")))
