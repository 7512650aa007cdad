"""What the recipients of a campaign say of it: how many there are, were sent to, answered and came back (E07).

A figure is the campaign's own and the same for everybody: it counts all its recipients, also those that stand for
somebody whom the person may not see.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from model.campaigns.recipients import Recipient
from model.core.access.fetch import title_of
from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.errors import UserError
from model.core.language import N_, _
from model.core.numbers import format_whole
from model.core.records.record import Record
from model.core.storage.drivers import peewee
from model.core.storage.statements import slot, statement


@dataclass(frozen=True)
class Marks:
    """Numbers of recipients. ``listed`` are those that are not deactivated; ``answered`` have any response at all."""

    listed: int = 0
    sent: int = 0
    positive: int = 0
    returned: int = 0
    answered: int = 0

    @property
    def responses(self) -> int | None:
        """The positive responses, None where nobody has marked any response: nothing entered is not 0."""
        return self.positive if self.answered else None

    @property
    def returns(self) -> int | None:
        """How many came back, None where nobody has marked any response."""
        return self.returned if self.answered else None

    @property
    def values(self) -> dict[str, Any]:
        """The fields of the result analysis that say it; none came back of what was sent is a figure too."""
        return {"actual_responses": self.positive, "actual_returns": self.returned}

    def refuse_none(self) -> None:
        """Raise :class:`UserError` where nothing is marked: a figure of nothing is no answer then."""
        if not self.sent and not self.answered:
            raise UserError(_("No recipient is marked as sent, or with a response."), "id")

    def sentence(self, *, ascii: bool = False) -> str:
        """Return what is marked, in words."""
        return _("Of {sent} sent: {positive} positive, {returned} returned.").format(
            sent=format_whole(self.sent, ascii=ascii),
            positive=format_whole(self.positive, ascii=ascii),
            returned=format_whole(self.returned, ascii=ascii),
        )


NO_MARKS = Marks()
"""Of a campaign without recipients."""


def _counts() -> tuple[Any, ...]:
    """Return the columns of :class:`Marks`, in their order."""
    recipient = Recipient
    tests = (
        recipient.status != "deactivated",
        recipient.sent.yes,
        recipient.response == "positive",
        recipient.response == "returned",
        recipient.response != "none",
    )
    return tuple(peewee.fn.count(peewee.Case(None, [(test, peewee.SQL("1"))])) for test in tests)


@statement
def _counts_by_campaign() -> peewee.Query:
    return Recipient.select(Recipient.campaign, *_counts()).group_by(Recipient.campaign)


@statement
def _counts_of_campaign() -> peewee.Query:
    return Recipient.select(*_counts()).where(Recipient.campaign == slot("campaign"))


def marks_of_all(session: Session) -> dict[int, Marks]:
    """Return the numbers of the recipients of all campaigns that have any, by campaign."""
    return {campaign: Marks(*numbers) for campaign, *numbers in session.store.each(_counts_by_campaign())}


def marks_of(session: Session, campaign: int) -> Marks:
    """Return the numbers of a campaign's recipients."""
    return Marks(*session.store.rows(_counts_of_campaign(), campaign=campaign)[0])


def take_marks(session: Session, campaign: int) -> Marks:
    """Put the responses and returns that are marked into the result analysis of a campaign, as one change; return them.

    Raises :class:`UserError` where nothing is marked.
    """
    record = session.records["campaign"]
    assert issubclass(record, Record)
    name = title_of(record, read(session, record, campaign))
    with change(session, N_("Actual responses of campaign {name} from its recipients"), "edit", name=name) as made:
        # Counted now that nobody else can write.
        found = marks_of(session, campaign)
        found.refuse_none()
        made.update(record, campaign, found.values)
    return found


def doubles_of(session: Session, campaign: int, most: int = 20) -> list[tuple[str, int]]:
    """Return the e-mail addresses that recipients have in common, with how many have each; at most so many (R04)."""
    return [
        (str(address), int(count)) for address, count in session.store.rows(_doubles(), campaign=campaign, most=most)
    ]


@statement
def _doubles() -> peewee.Query:
    key, number = Recipient.email.folded, peewee.fn.count(peewee.SQL("*"))
    return (
        Recipient.select(key, number)
        .where(Recipient.campaign == slot("campaign"), key.is_null(False))
        .group_by(key)
        .having(number > peewee.SQL("1"))
        .order_by(key)
        .limit(slot("most"))
    )
