"""Recipients say what became of their messages: sent and when, returned where a server refused the address (CAMP-19).

What was sent is known by the message's own row the moment that the server has answered. The recipients are marked a
little later, many in one change, so that ten thousand messages do not fill the history with ten thousand changes. Who
begins to send marks first what a program that was killed had not come to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from model.campaign_mail.tables import CampaignMessageTable
from model.campaigns.recipients import Recipient
from model.core.access.session import Session
from model.core.changes.bulk_sql import update_where
from model.core.changes.change import Change, change
from model.core.changes.change_name import CountedName
from model.core.dates import from_utc_text
from model.core.language import N_
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among, column_of
from model.core.storage.statements import slot, statement
from model.mail.bounces import Return
from model.mail.message import ParsedMessage
from model.mail.returns import note_returns, recipient_mark

_NAME = CountedName(N_("Send campaign {name}: {count} message"), N_("Send campaign {name}: {count} messages"))
_MOST = 1_000
"""Recipients that are marked by one change."""
_STATUS = re.compile(r"(?<![\d.])5\.\d{1,3}\.\d{1,3}(?![\d.])")
_NO_SUCH_ADDRESS = ("550", "551", "553")
"""Replies that blame the address where no status says what is wrong (RFC 5321)."""


def mark(session: Session, campaign: int, title: str) -> int:
    """Mark the recipients of messages that were sent or returned, and return how many that was."""
    count = 0
    while session.store.value(_first_unmarked(), campaign=campaign) is not None:
        with change(session, _NAME, "dispatch", name=title, count=0) as made:
            rows = session.store.rows(_unmarked(), campaign=campaign, most=_MOST)
            made.tell(count=len(rows))
            _mark_sent(made, rows)
            for id, recipient, turn, state, error, at in rows:
                if state == "returned":
                    _note_refusal(made, recipient, turn, error or "", at)
                session.store.run(_marked(), id=id)
        count += len(rows)
    return count


def _mark_sent(made: Change, rows: Sequence[Any]) -> None:
    """Set sent and the time to the minute, in sets."""
    by_minute: dict[str, list[int]] = {}
    for _id, recipient, _turn, _state, _error, at in rows:
        by_minute.setdefault(at[:16], []).append(recipient)
    times = {row[5][:16]: row[5] for row in reversed(rows)}
    for minute, recipients in by_minute.items():
        columns = {"sent": 1, "sent_at": times[minute]}
        update_where(made, Recipient, among(column_of(Recipient, "id"), recipients), columns)


def _note_refusal(made: Change, recipient: int, turn: int, reply: str, at: str) -> None:
    """Note what a server said at once as what it would have said in a letter of its own."""
    found = _STATUS.search(reply)
    status = found[0] if found else ("" if reply.startswith(_NO_SUCH_ADDRESS) else "5.7.0")
    mark = recipient_mark(made.session, recipient)
    message = ParsedMessage(message_id=f"<refused.{mark}.{turn}>", sent=from_utc_text(at))
    note_returns(made, message, [Return("hard", "", status, mark, "", reply[:300])])


@statement
def _first_unmarked() -> peewee.Query:
    row = CampaignMessageTable
    return _of_unmarked(row.select(row.id)).limit(1)  # type: ignore[no-any-return]


@statement
def _unmarked() -> peewee.Query:
    row = CampaignMessageTable
    columns = (row.id, row.recipient, row.turn, row.state, row.error, row.sent_at)
    return _of_unmarked(row.select(*columns)).order_by(row.id).limit(slot("most"))  # type: ignore[no-any-return]


def _of_unmarked(query: Any) -> Any:
    row = CampaignMessageTable
    return query.where(
        row.campaign == slot("campaign"), among(row.state, ("sent", "returned")), row.marked == peewee.SQL("0")
    )


@statement
def _marked() -> peewee.Query:
    row = CampaignMessageTable
    # What a server said names the address; it is kept where returned mail is, and goes with the person.
    return row.update({row.marked: 1, row.error: None}).where(row.id == slot("id"))
