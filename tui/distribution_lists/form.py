"""The form of a distribution list."""

from __future__ import annotations

from model.core.language import N_
from model.distribution_lists.records import DistributionList
from tui.widgets.record_form import RecordForm


class DistributionListForm(RecordForm):
    """A distribution list being filled in."""

    record = DistributionList
    headings = (
        (N_("Distribution list"), ("name", "view", "owner", "owner_only")),
        (N_("Note"), ("note",)),
    )
    new_name = N_("New distribution list {name}")
    change_name = N_("Change distribution list {name}")
