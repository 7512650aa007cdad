"""What has been sent is not undone (COM-13)."""

from __future__ import annotations

from typing import Any

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from model.core.records.history_tables import ChangeEntry, ChangeRow
from model.core.records.write_context import WriteContext
from model.core.storage.expressions import among
from model.core.storage.statements import slot, statement
from model.mail.outgoing import OutgoingTable


def refuse_undone(change: WriteContext[Session]) -> None:
    """Refuse to undo the sending of what has left; raise :class:`UserError`.

    Asked after a change, of which only one that undoes another is looked at.
    """
    if change.kind == "undo" and change.session.store.value(_left_and_undone(), change=change.id) is not None:
        raise UserError(
            _("It has been sent, and that cannot be taken back. On its card d deletes it from your records.")
        )


@statement
def _left_and_undone() -> Any:
    """Return an e-mail that a change brings back to what it was before it was sent, though it has left."""
    out, undoing, undone, row = OutgoingTable, ChangeEntry.alias("undoing"), ChangeEntry.alias("undone"), ChangeRow
    return (
        row.select(row.record_id)
        .join(undoing, on=undoing.id == row.change)
        .join(undone, on=(undone.id == undoing.undoes) & (undone.kind == "email"))
        .join(out, on=out.email == row.record_id)
        .where(row.change == slot("change"), row.record == "email", among(out.state, ("sending", "unsure", "sent")))
        .limit(1)
    )
