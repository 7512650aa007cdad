"""The form of an exclusion list."""

from __future__ import annotations

from model.core.language import N_
from model.marketing.records import ExclusionList
from tui.widgets.record_form import RecordForm


class ExclusionListForm(RecordForm):
    """An exclusion list being filled in."""

    record = ExclusionList
    headings = ((N_("Exclusion list"), ("name", "holds_for")), (N_("Note"), ("note",)))
    new_name = N_("New exclusion list {name}")
    change_name = N_("Change exclusion list {name}")
