"""On the card of whoever has an e-mail address: that mail to it has come back (R11)."""

from __future__ import annotations

from model.core.access.session import Session
from model.core.dates import format_day
from model.core.fields.texts import Email
from model.core.language import _
from model.core.records.record import Record
from model.core.text import visible
from tui.widgets.card_shown import Shown

RETURNED = "returned mail"
"""Name among ``Shown.more`` of the address that is held to be wrong."""


def tell_returned_mail(session: Session, record_type: type[Record], shown: Shown) -> None:
    """Say on the second line that the record's e-mail address is held to be wrong, since when and why."""
    if not isinstance(record_type.fields().get("email"), Email) or not shown.values["email"]:
        return
    from model.mail.addresses import key_of
    from model.mail.invalid_addresses import invalid_addresses

    found = invalid_addresses(session, [key_of(shown.values["email"])])
    for one in found.values():
        shown.more[RETURNED] = shown.values["email"]
        day = format_day(one.at.astimezone(shown.reading.zone).date())
        told = _("Mail to {address} came back on {day}").format(address=visible(shown.values["email"]), day=day)
        why = " ".join(filter(None, (one.status, one.reason)))
        shown.notice.append((f"{told}: {visible(why)[:160]} " if why else f"{told}. ", "error"))
