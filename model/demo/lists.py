"""Made-up wishes not to get marketing, and lists: three of those who get it, one of those who do not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from model.core.changes.change import Change
from model.core.changes.opt_outs import CHANNELS, SOURCES
from model.core.company.view_content import Arrangement, written
from model.core.language import N_, _
from model.core.lists.criteria import Criterion, Filter
from model.core.records.saved_views import SavedView
from model.core.storage.expressions import column_of
from model.customers.records import Contact, Customer
from model.distribution_lists.records import DistributionList, DistributionListMember
from model.leads.records import Lead
from model.marketing.records import Exclusion, ExclusionList

_EVERY = {"email": 23, "letter": 41, "telephone": 0}
"""Of how many records one has said no by a channel; who is not to be called says so of themselves."""

CHRISTMAS = N_("Christmas greeting")
NEWS = N_("Newsletter")
HOT = N_("Hot leads")
NEVER = N_("Competitors and the press")
_NEVER = ("konkurrent.example", "presse.example", "avis@nyheter.example", "+4722000000")


def say_no(made: Change, today: date) -> None:
    """Have some leads, customers and contacts have said no, on different days and in different ways.

    The days and sources of those who are not to be called are made up as well.
    """
    store = made.session.store
    for record in (Lead, Customer, Contact):
        for number, channel in enumerate(CHANNELS.values()):
            every = _EVERY[channel.name]
            on_file = record.select(record.id)
            if not every:
                on_file = on_file.where(column_of(record, channel.field) == 1)
            store.update_rows(
                record.table(),
                (channel.field, channel.since, channel.source),
                (
                    (1, _day(today, at), SOURCES[at % len(SOURCES)].number, at)
                    for (at,) in store.rows(on_file)
                    if not every or at % every == number + 1
                ),
            )


def _day(today: date, number: int) -> str:
    return (today - timedelta(days=20 + 37 * (number % 19))).isoformat()


def fill_lists(
    made: Change, customers: Sequence[int], contacts: Sequence[int], leads: Sequence[int], owner: int
) -> None:
    """Make three distribution lists and an exclusion list of what is on file."""
    christmas = made.insert(DistributionList, {"name": _(CHRISTMAS), "owner": owner})
    news = made.insert(DistributionList, {"name": _(NEWS), "owner": owner})
    members: list[dict[str, Any]] = [
        {"distribution_list": christmas, "customer": customer} for customer in customers[::3]
    ]
    members += [{"distribution_list": news, "contact": contact} for contact in contacts[::4]]
    members += [{"distribution_list": news, "customer": customer} for customer in customers[1::9]]
    members += [{"distribution_list": news, "lead": lead} for lead in leads[: len(leads) // 40]]
    made.insert_many(DistributionListMember, members)
    hot = Arrangement(Filter(("all",), (Criterion("classification", "=", "hot"),)))
    view = {"record": "lead", "name": _(HOT), "owner": owner, "shared": True, "content": written(hot)}
    made.insert(DistributionList, {"name": _(HOT), "owner": owner, "view": made.insert(SavedView, view)})
    never = made.insert(ExclusionList, {"name": _(NEVER)})
    made.insert_many(Exclusion, ({"exclusion_list": never, "value": value} for value in _NEVER))
