"""What a campaign gives to an order that names it: its discount, while it runs (CAMP-08).

A campaign runs on a day if it is active, and the day is not before its start nor after its end. The discount is that
of new lines: where the order has a higher one already, its customer's for one, that one stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from model.campaigns.records import Campaign
from model.core.access.session import Session
from model.core.changes.change import read
from model.core.dates import format_day
from model.core.errors import NotFoundError
from model.core.language import _
from model.core.records.write_context import WriteContext
from model.core.text import visible

_LONGEST = 200
"""Letters of a campaign's name that are kept on an order."""


def better_discount(session: Session, campaign: int | None, day: date, present: Decimal | None) -> Decimal | None:
    """Return the discount in per cent of an order that names a campaign and has the ``present`` one besides.

    That is the campaign's where it runs on that day and gives more. The campaign of somebody else, who hides it, gives
    nothing.
    """
    if campaign is None:
        return present
    try:
        found = read(session, Campaign, campaign)
    except NotFoundError:
        return present
    given: Decimal | None = found.discount
    return given if given and given > (present or 0) and not _not_running(found, day) else present


def no_discount_sentence(session: Session, campaign: int, day: date) -> str:
    """Return why a campaign that has a discount does not give it on a day, '' where it does or has none."""
    found = read(session, Campaign, campaign)
    reason = _not_running(found, day) if found.discount else ""
    if not reason:
        return ""
    return _("No discount from campaign {name}: {reason}").format(name=visible(found.subject), reason=reason)


def _not_running(campaign: Campaign, day: date) -> str:
    """Return why a campaign does not run on a day, '' where it does."""
    if campaign.status == "cancelled":
        return _("it was cancelled.")
    if campaign.end is not None and day > campaign.end:
        return _("it ended {day}.").format(day=format_day(campaign.end))
    if campaign.start is not None and day < campaign.start:
        return _("it begins {day}.").format(day=format_day(campaign.start))
    if campaign.status == "planned":
        return _("it is only planned.")
    if campaign.status == "completed":
        return _("it is completed.")
    return "" if campaign.active else _("it is deactivated.")


def take_from_campaign(
    change: WriteContext[Session], values: dict[str, Any], before: Mapping[str, Any] | None, *, typed: bool
) -> None:
    """Put into ``values`` of an order what follows from a campaign that is another than before.

    That is the campaign's discount, unless a discount is ``typed`` beside it, and the name by which the order goes on
    to say what it came of when the campaign is deleted (E20).
    """
    if "campaign" not in values or (before is not None and values["campaign"] == before["campaign"]):
        return
    campaign = values["campaign"]
    values["campaign_text"] = None if campaign is None else _campaign_text(change.session, campaign)
    if campaign is None or typed:
        return
    now = {**(before or {}), **values}
    present = now.get("discount")
    discount = better_discount(change.session, campaign, now["order_date"] or change.reading.today, present)
    if discount != present:
        values["discount"] = discount


def _campaign_text(session: Session, campaign: int) -> str | None:
    try:
        found = read(session, Campaign, campaign)
    except NotFoundError:
        return None
    # Others see the order: a campaign that is hidden from them is named to nobody.
    return None if found.owner_only else " ".join(part for part in (found.code, found.subject) if part)[:_LONGEST]


def cautions(session: Session, record_id: int | None, values: Mapping[str, Any]) -> list[str]:
    """Return what is to be said before an order is saved that names a campaign which does not run."""
    campaign = values.get("campaign")
    if campaign is None:
        return []
    day = values.get("order_date")
    if day is None and record_id is not None:
        day = read(session, session.records["order"], record_id).order_date  # type: ignore[attr-defined]
    sentence = no_discount_sentence(session, campaign, day or session.reading().today)
    return [sentence] if sentence else []
