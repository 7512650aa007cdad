"""The same campaign again: what a copy takes over, and what it begins anew (CAMP-18, E19)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.campaigns.figures import BUDGET_FIELDS
from model.campaigns.records import Campaign
from model.core.access.session import Session
from model.core.changes.change import Change, change, read
from model.core.language import N_
from model.documents import attachments

DETAIL_FIELDS = (
    "subject", "slogan", "type", "sales_region", "sort_index", "allow_duplicate_emails", "discount",
    "template", "objective", "description", "note", "custom",
)  # fmt: skip
"""The details that a copy takes over; its status and owner are those of a new campaign, its dates are empty.

Its code is its own too: orders find their campaign by it, and would not know which of two is meant (CAMP-08).
"""

COPY_NAME = N_("Copy campaign {name}")
"""The change that makes a copy, as history calls it."""


def values_for_copy(session: Session, campaign_id: int) -> dict[str, Any]:
    """Return what a copy of a campaign begins with: details and budget; :func:`copy_along` adds its attachments.

    Recipients, marks of sending, actual figures, the conclusion, orders, code, dates and the ID are the campaign's own.
    Raises :class:`~model.core.errors.NotFoundError` for one that is gone or hidden.
    """
    campaign = read(session, Campaign, campaign_id)
    taken = {name: getattr(campaign, name) for name in (*DETAIL_FIELDS, *BUDGET_FIELDS)}
    return {name: value for name, value in taken.items() if value is not None}


def copy_campaign(session: Session, campaign_id: int, changed: Mapping[str, Any]) -> int:
    """Copy a campaign with the values in ``changed`` in place of its own, as one change; return the copy's ID."""
    values = {**values_for_copy(session, campaign_id), **changed}
    with change(session, COPY_NAME, "add", name=values["subject"]) as made:
        copy = made.insert(Campaign, values)
        copy_along(made, campaign_id, copy)
        return copy


def copy_along(made: Change, source: int, copy: int) -> None:
    """Give a copy just made what belongs to its source and is no field of it: the attachments."""
    attachments.copy_all(made, ("campaign", source), ("campaign", copy))
