"""The form of a campaign's details (CAMP-08); its figures are typed in a sheet of their own."""

from __future__ import annotations

from model.campaigns.records import Campaign
from model.core.language import N_
from tui.widgets.record_form import RecordForm

HEADINGS = (
    (N_("Campaign"), ("subject", "slogan", "code", "type", "status", "owner", "sales_region", "sort_index")),
    (N_("Time"), ("start", "end", "send_date")),
    (N_("Use"), ("template", "discount", "allow_duplicate_emails", "owner_only")),
    (N_("Objective"), ("objective", "description")),
    (N_("Note"), ("note",)),
)


class CampaignForm(RecordForm):
    """A campaign being filled in."""

    record = Campaign
    headings = HEADINGS
    new_name = N_("New campaign {name}")
    change_name = N_("Change campaign {name}")
