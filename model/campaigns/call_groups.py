"""Who is called where a campaign or a distribution list is: its recipients, its members (CAMP-20, LEAD-33)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from model.calling.lists import refs
from model.campaigns.recipients import Recipient
from model.campaigns.records import Campaign
from model.core.access.session import Session
from model.core.changes.change import read
from model.core.errors import UserError
from model.core.language import _
from model.core.lists.criteria import Criterion, Filter
from model.core.lists.listing import Listing
from model.core.text import quotation
from model.distribution_lists.members import counted, members
from model.distribution_lists.records import DistributionList


@dataclass(frozen=True)
class CallGroup:
    """Several who are called together.

    ``records`` gives them as pairs of a record's word in code and its ID, those that the person may see, and ``count``
    says how many they are at this moment. ``name`` and ``script`` are what a call list of them is called and what its
    caller says, until somebody writes otherwise. Where ``filter`` is set, who comes to match it is called too.
    """

    name: str
    count: int
    records: Callable[[Session], Iterable[tuple[str, int]]]
    script: str = ""
    filter: Filter | None = None
    filter_type: str = "recipient"


def _of_campaign(session: Session, campaign_id: int) -> CallGroup:
    campaign = read(session, Campaign, campaign_id)
    wanted = Filter(criteria=(Criterion("campaign", "=", f"#{campaign_id}"),))
    script = "\n".join(text for text in (campaign.slogan, campaign.description) if text)

    def records(session: Session) -> Iterable[tuple[str, int]]:
        return refs("recipient", Listing(session, Recipient, (), wanted).ids())

    return CallGroup(campaign.subject, Listing(session, Recipient, (), wanted).count(), records, script, wanted)


def _of_distribution_list(session: Session, list_id: int) -> CallGroup:
    found = read(session, DistributionList, list_id)

    def records(session: Session) -> Iterable[tuple[str, int]]:
        return ((member.record, member.id) for member in members(session, list_id))

    return CallGroup(found.name, sum(counted(session, list_id).values()), records)


GROUPS: dict[str, Callable[[Session, int], CallGroup]] = {
    "campaign": _of_campaign,
    "distribution_list": _of_distribution_list,
}
"""Kinds of record of which others are called, by their words in code."""


def call_group(session: Session, type_name: str, record_id: int) -> CallGroup:
    """Return who is called where a campaign or a distribution list is.

    Raises :class:`UserError` for another kind of record, :class:`NotFoundError` for one that is gone or hidden.
    """
    if type_name not in GROUPS:
        raise UserError(_("{record} cannot be called.").format(record=quotation(type_name)), "record")
    return GROUPS[type_name](session, record_id)
