"""Who unsubscribes from campaigns by e-mail, as the header and the link of each message offer it (CAMP-19, R15).

Anybody can write such an e-mail. It counts only with the mark of a recipient, which is signed with a key of the
database, and of one who was really sent something. The wish is put on the record that the recipient stands for, and
remembered under the address that was written to, so that it holds whatever record has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from model.campaigns.recipients import Recipient
from model.core.access.session import Session
from model.core.changes.change import Change, change
from model.core.changes.change_name import CountedName
from model.core.changes.kept_opt_outs import HASH_KEY, KeptOptOut
from model.core.language import N_
from model.core.storage.drivers import peewee
from model.core.storage.expressions import column_of
from model.core.storage.keyed_hash import keyed_hash
from model.core.storage.statements import slot, statement
from model.mail.message import ParsedMessage
from model.mail.returns import recipient_of_mark
from model.marketing.opted_out import address_left_out

UNSUBSCRIBING = CountedName(N_("{count} has unsubscribed from campaigns"), N_("{count} unsubscribed from campaigns"))
_SUBJECT = re.compile(r"\bunsubscribe\s+([0-9]{1,18}-[0-9a-f]{1,64})\b", re.IGNORECASE)
_STANDS_FOR = ("customer", "contact", "lead")


def note_unsubscribed(session: Session, messages: Iterable[ParsedMessage]) -> int:
    """Note who unsubscribes by one of these messages, as one change; return how many that was.

    A change is made only where there is anything to note. Raises :class:`NotAllowedError` for a reader.
    """
    marks = [found[1] for message in messages if (found := _SUBJECT.search(message.subject))]
    return opt_out(session, marks) if marks else 0


def opt_out(session: Session, marks: Iterable[str]) -> int:
    """Take the wish of the recipients with these marks, as one change; return how many had not said so before."""
    numbers = {recipient_of_mark(session, mark) for mark in marks} - {None}
    rows = [row for number in numbers if (row := session.store.row(_sent_recipient(), id=number)) is not None]
    wanted = [row for row in rows if not _said_already(session, row)]
    if not wanted:
        return 0
    with change(session, UNSUBSCRIBING, "mail", count=len(wanted)) as made:
        for row in wanted:
            _take(made, row)
    return len(wanted)


def _said_already(session: Session, row: Sequence[Any]) -> bool:
    found = address_left_out(session, "email", row[1])
    return found is not None and found.reason == "opted_out"


def _take(made: Change, row: Sequence[Any]) -> None:
    _id, key, *references = row
    for kind, number in zip(_STANDS_FOR, references, strict=True):
        if number is not None:
            record = made.session.records[kind]
            made.update_whoever_sees(record, [number], {"no_email": True, "no_email_source": "unsubscribe"})
    hashed = keyed_hash(made.session.store.setting(HASH_KEY), f"email:{key}")
    if hashed and made.session.store.row(_remembered(), hash=hashed) is None:
        today = made.reading.today
        made.insert(KeptOptOut, {"hash": hashed, "channel": "email", "since": today, "source": "unsubscribe"})


@statement
def _sent_recipient() -> peewee.Query:
    recipient = Recipient
    columns = (recipient.id, column_of(recipient, "email_key"))
    references = (column_of(recipient, f"of_{kind}") for kind in _STANDS_FOR)
    return recipient.select(*columns, *references).where(
        recipient.id == slot("id"), recipient.sent.yes, column_of(recipient, "email_key").is_null(False)
    )


@statement
def _remembered() -> peewee.Query:
    return KeptOptOut.select(KeptOptOut.id).where(KeptOptOut.hash == slot("hash"), KeptOptOut.channel == "email")
