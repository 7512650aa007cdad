"""The link of an activity to a record (COM-11)."""

from __future__ import annotations

from typing import Any

from model.core.fields.numbers import Whole
from model.core.fields.references import Reference
from model.core.fields.texts import Text
from model.core.language import N_
from model.core.records.record import Row
from model.core.storage.statements import slot, statement


class ActivityLink(Row):
    """An activity's link to a record; one activity may have several (COM-11)."""

    name_in_code = "activity_link"
    unique = (("activity", "record", "record_id"),)
    indexes = (("record", "record_id"),)

    activity = Reference(N_("Activity"), "activity", required=True)
    record = Text(N_("Record"), required=True)
    record_id = Whole(N_("Record ID"), required=True)

    class Meta:
        table_name = "activity_link"


@statement
def links_of_activity() -> Any:
    """The query for the record and its ID of each link of ``activity``, in the order in which they were made."""
    link = ActivityLink
    return link.select(link.record, link.record_id).where(link.activity == slot("activity")).order_by(link.id)
