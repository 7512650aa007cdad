"""Views of a list that people keep under a name: criteria, columns and sort, their own or shared (COM-03)."""

from __future__ import annotations

from model.core.fields.numbers import YesNo
from model.core.fields.references import Reference
from model.core.fields.texts import Label, Text
from model.core.language import N_
from model.core.records.record import Row


class SavedView(Row):
    """A list's criteria, columns and sort under a name; ``content`` is JSON, the filter by field names."""

    name_in_code = "saved_view"
    unique = (("record", "owner", "name_key"),)

    record = Text(N_("Record"), required=True)
    name = Label(N_("Name"), keyed=True, required=True)
    owner = Reference(N_("Owner"), "employee", required=True)
    shared = YesNo(N_("Shared"))
    content = Text(N_("Content"), required=True, longest=100_000)

    class Meta:
        table_name = "saved_view"
