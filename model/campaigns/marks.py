"""What the recipients of a campaign say of it: how many there are, were sent to, answered and came back (E07).

A figure is the campaign's own and the same for everybody: it counts all its recipients, also those that stand for
somebody whom the person may not see.
"""

from __future__ import annotations

from dataclasses import dataclass

from model.core.access.session import Session


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


NO_MARKS = Marks()
"""Of a campaign without recipients."""


_COUNTED = "sum(status <> 3), sum(sent), sum(response = 2), sum(response = 4), sum(response <> 1)"


def marks_of_all(session: Session) -> dict[int, Marks]:
    """Return the numbers of the recipients of all campaigns that have any, by campaign."""
    return {
        campaign: Marks(*numbers)
        for campaign, *numbers in session.store.each(f"SELECT campaign, {_COUNTED} FROM recipient GROUP BY campaign")
    }


def marks_of(session: Session, campaign: int) -> Marks:
    """Return the numbers of a campaign's recipients."""
    row = session.store.row(f"SELECT {_COUNTED} FROM recipient WHERE campaign = ?", (campaign,))
    return Marks(*(number or 0 for number in row or ()))


def doubles_of(session: Session, campaign: int, most: int = 20) -> list[tuple[str, int]]:
    """Return the e-mail addresses that recipients have in common, with how many have each; at most so many (R04)."""
    return [
        (str(address), int(count))
        for address, count in session.store.rows(
            "SELECT email_key, count(*) FROM recipient WHERE campaign = ? AND email_key IS NOT NULL"
            " GROUP BY email_key HAVING count(*) > 1 ORDER BY email_key LIMIT ?",
            (campaign, most),
        )
    ]
